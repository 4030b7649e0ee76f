"""Making one handout after another: bytes, and everything that must be said about them."""

import datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace

from generator.assess import Assessment
from generator.case import CaseFile
from generator.errors import BadInput, ExitCode, HepError
from generator.explain_text import verdict
from generator.handout.compose import unreviewed
from generator.handout.press import Press, unknown_language, unprintable
from generator.made import Made, Settings, Source
from generator.model.results import Stop
from generator.workshop import Workshop
from generator.yamlread import read_yaml, read_yaml_file


class NoProgramError(HepError):
    """The screening allows no program; the message says which flag, what to do, how urgent."""

    exit_code: ClassVar[ExitCode] = ExitCode.REFER

    def __init__(self, message: str, chart: str = "") -> None:
        """Say why, and for which patient, by chart number."""
        super().__init__(message)
        self.chart = chart


class StopError(NoProgramError):
    """A stop flag is present."""

    exit_code: ClassVar[ExitCode] = ExitCode.STOP


class NothingFitsError(HepError):
    """Nothing is left in the pool."""

    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT


class Job:
    """Handouts of one form for one clinic."""

    def __init__(self, settings: Settings) -> None:
        """Set up; the library is read with the first case."""
        self.settings = settings
        self.workshop = Workshop(settings.clinic, settings.today)

    def on(self, today: datetime.date) -> "Job":
        """The same job on another day of issue."""
        self.workshop.today = today
        return self

    @cached_property
    def press(self) -> Press:
        """The press, set up on first use."""
        return Press(self.workshop.library, self.workshop.clinic, self.settings.variant)

    def make(self, source: Source) -> Made:
        """The handout of one case, or why there is none."""
        remarks: list[str] = []
        try:
            made = self._made(source, remarks)
        except HepError as error:
            made = Made.failed(error)
        return replace(made, remarks=tuple(remarks))

    def _made(self, source: Source, remarks: list[str]) -> Made:
        """The handout of one case; what is to be said even if it fails is added to the remarks.

        Raises: BadInput, StopError or NoProgramError.
        """
        form = self.settings.form
        assessment, _ = self.ready(source, remarks)
        data = self.press.print(assessment, form)
        if assessment.notices:
            count = len(assessment.notices)
            notes = "1 note" if count == 1 else f"{count} notes"
            remarks.append(f"{source.name}: {notes} for you; see `hep explain`")
        drafts = frozenset(unreviewed(assessment, self.workshop.library))
        flags = drafts & self.workshop.library.flags.keys()
        left_out = self.press.left_out(assessment, form)
        return Made(
            data=data,
            drafts=drafts - flags,
            draft_flags=flags,
            once=tuple(f"drawing {line}; see `hep check`" for line in left_out),
        )

    def ready(self, source: Source, remarks: list[str]) -> tuple[Assessment, CaseFile]:
        """A case that may be handed out: assessed, with a program, and with all that prints.

        Raises: as `_made`.
        """
        assessment, file = self.workshop.assessed(read_yaml(source.read(), source.name))
        _refuse(assessment, source.name)
        self._check(file, remarks)
        _refuse_empty(assessment, source.name)
        return assessment, file

    def _check(self, file: CaseFile, remarks: list[str]) -> None:
        problems = list(unprintable(file)) if self.settings.form == "pdf" else []
        remarks += [str(problem) for problem in problems if problem.severity == "warning"]
        errors = [problem for problem in problems if problem.severity == "error"]
        errors += [problem for problem in (unknown_language(file),) if problem]
        stale = self.workshop.stale(file)
        if stale and not self.settings.stale_ok:
            errors.append(stale)
        if errors:
            raise BadInput(errors)


def _refuse(assessment: Assessment, name: str) -> None:
    lines = verdict(assessment)
    if lines:
        error = StopError if isinstance(assessment.screening, Stop) else NoProgramError
        chart = (assessment.case.patient.id or "").strip()
        raise error("\n".join((f"{name}: {lines[0]}", *lines[1:])), chart)


def _refuse_empty(assessment: Assessment, name: str) -> None:
    program = assessment.program
    if program is None or program.exercises or program.extra:
        return
    head = f"{name}: no exercise fits this case, so there is no handout. Every one with its reason:"
    reasons = (f"  {item.id}: {'; '.join(item.reasons)}" for item in program.dropped)
    raise NothingFitsError("\n".join((head, *reasons)))


def evaluation_day(case: Path) -> datetime.date:
    """The day of a case's evaluation; today when it names none."""
    data = read_yaml_file(case).data
    evaluated = data.get("evaluated") if isinstance(data, dict) else None
    try:
        return datetime.date.fromisoformat(str(evaluated))
    except ValueError:
        return datetime.date.today()  # noqa: DTZ011  (the clinic's own calendar day)
