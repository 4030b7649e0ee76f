"""Making one handout after another, with everything that must be said about it."""

import datetime
from pathlib import Path
from typing import ClassVar, Self, cast

import click
from msgspec import convert

from generator.assess import Assessment
from generator.case import CaseFile
from generator.errors import BadInput, ExitCode, HepError
from generator.explain_text import verdict
from generator.handout.compose import unreviewed
from generator.handout.press import Format, Press, unknown_language, unprintable
from generator.handout.variant import STANDARD, Variant
from generator.model.results import Stop
from generator.workshop import Workshop
from generator.yamlread import read_yaml_file


class NoProgramError(HepError):
    """The screening allows no program; the message says which flag, what to do, how urgent."""

    exit_code: ClassVar[ExitCode] = ExitCode.REFER


class StopError(NoProgramError):
    """A stop flag is present."""

    exit_code: ClassVar[ExitCode] = ExitCode.STOP


class NothingFitsError(HepError):
    """Nothing is left in the pool."""

    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT


def variant_of(**chosen: str | bool | None) -> Variant:
    """The form chosen by options, which have checked the words.

    Raises: UsageError for what does not go together.
    """
    variant = convert(chosen, Variant)
    if variant.layout == "cards" and variant.size == "large":
        raise click.UsageError("in large type an exercise does not fit on a card; choose one")
    return variant


class Job:
    """Handouts of one form for one clinic."""

    def __init__(
        self,
        clinic: Path | None,
        today: datetime.date,
        *,
        form: str = "pdf",
        variant: Variant = STANDARD,
        stale_ok: bool = False,
    ) -> None:
        """Set up; the library is read with the first case."""
        self.workshop = Workshop(clinic, today)
        self.form = cast("Format", form)
        self.variant = variant
        self.stale_ok = stale_ok
        self._press: Press | None = None
        self._told: frozenset[str] = frozenset()
        self._said: set[str] = set()

    def on(self, today: datetime.date) -> Self:
        """The same job on another day of issue."""
        self.workshop.today = today
        return self

    @property
    def press(self) -> Press:
        """The press, set up on first use."""
        if self._press is None:
            self._press = Press(self.workshop.library, self.workshop.clinic, self.variant)
        return self._press

    def make(self, case: Path) -> bytes:
        """The handout of one case; warnings go to standard error.

        Raises: BadInput, StopError or NoProgramError.
        """
        assessment, file = self.workshop.read(case)
        _refuse(assessment, file.document.file)
        self._check(file)
        _refuse_empty(assessment, file.document.file)
        made = self.press.print(assessment, self.form)
        if assessment.notices:
            count = len(assessment.notices)
            notes = "1 note" if count == 1 else f"{count} notes"
            click.echo(f"{file.document.file}: {notes} for you; see `hep explain`", err=True)
        self._tell_drafts(assessment)
        for line in self.press.left_out(assessment, self.form):
            self._tell(f"drawing {line}; see `hep check`")
        return made

    def _check(self, file: CaseFile) -> None:
        problems = list(unprintable(file)) if self.form == "pdf" else []
        for problem in problems:
            if problem.severity == "warning":
                click.echo(str(problem), err=True)
        errors = [problem for problem in problems if problem.severity == "error"]
        errors += [problem for problem in (unknown_language(file),) if problem]
        stale = self.workshop.stale(file)
        if stale and not self.stale_ok:
            errors.append(stale)
        if errors:
            raise BadInput(errors)

    def _tell(self, line: str) -> None:
        """Say a line once, however many handouts it is true of."""
        if line not in self._said:
            self._said.add(line)
            click.echo(line, err=True)

    def _tell_drafts(self, assessment: Assessment) -> None:
        """Say once what is not reviewed yet."""
        drafts = frozenset(unreviewed(assessment, self.workshop.library))
        new = drafts - self._told
        self._told |= drafts
        if not new:
            return
        flags = new & self.workshop.library.flags.keys()
        named = ", ".join(sorted(new - flags))
        if flags:
            named += f", {len(flags)} flags"
        text = f"draft content, not yet reviewed by a licensed clinician: {named}; see `hep review`"
        click.echo(text, err=True)


def _refuse(assessment: Assessment, name: str) -> None:
    lines = verdict(assessment)
    if lines:
        error = StopError if isinstance(assessment.screening, Stop) else NoProgramError
        raise error("\n".join((f"{name}: {lines[0]}", *lines[1:])))


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
