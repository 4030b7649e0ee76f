"""What the screen of a new program shows, ready for its template."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct

from generator.assess import Assessment
from generator.explain import action_of
from generator.handout.compose import dose_view
from generator.handout.drawings import told
from generator.handout.view import DoseView
from generator.model.flag import Flag
from generator.model.library import Library
from generator.model.results import Prescription, PresentFinding, PresentFlag
from generator.web import vocabulary
from generator.web.casedata import DOSES, Fields
from generator.web.desk import Desk, Seen
from generator.web.form import Form
from generator.web.naming import called, in_words
from generator.web.pictures import Picture, beside
from generator.web.places import placed
from generator.web.vocabulary import Area

SEVERITIES: Final = {1: "mild", 2: "moderate", 3: "marked"}


class DoseField(Struct, frozen=True, kw_only=True):
    """A number of the dose that may be changed."""

    field: str
    key: str
    now: str
    low: float
    high: float


class Given(Struct, frozen=True, kw_only=True):
    """An exercise of the program as the provider sees it."""

    item: Prescription
    number: int
    dose: DoseView
    drawings: tuple[Picture, ...]
    swaps: tuple[tuple[str, str], ...]
    fields: tuple[DoseField, ...]


class Screen(Struct, frozen=True, kw_only=True):
    """Everything on the screen."""

    library: Library
    form: Form
    assessment: Assessment | None
    action: str = ""
    given: tuple[Given, ...] = ()
    refused: str = ""

    @property
    def inside(self) -> frozenset[str]:
        """The exercises of the program."""
        return frozenset(one.item.exercise.id for one in self.given)

    def judged(self, finding: str) -> PresentFinding | None:
        """What was concluded of a finding."""
        found = self.assessment.findings if self.assessment else ()
        return next((one for one in found if one.id == finding), None)

    @property
    def decisive(self) -> tuple[PresentFlag, ...]:
        """The flags for which there is no program."""
        flags = self.assessment.screening.flags if self.assessment else ()
        return tuple(
            found
            for found in flags
            if found.flag.action == self.action
            and found.override is None
            and not found.flag.program_allowed
        )

    @property
    def notices(self) -> list[str]:
        """What the provider should know, but for what the verdict says already."""
        said = {text for found in self.decisive for text in found.flag.provider_notices}
        given = self.assessment.notices if self.assessment else ()
        texts = dict.fromkeys(one.text for one in given)
        return [self.reason(text) for text in texts if text not in said]

    def reason(self, text: str) -> str:
        """A reason in which names stand for ids."""
        return in_words(text, self.library)

    @property
    def last(self) -> int:
        """The number of the last exercise that has one."""
        return max((one.number for one in self.given), default=0)

    @property
    def raised(self) -> frozenset[str]:
        """The flags that are present, whoever said so."""
        flags = self.assessment.screening.flags if self.assessment else ()
        return frozenset(found.flag.id for found in flags)

    @property
    def changed(self) -> frozenset[str]:
        """The exercises that the provider brings in: a reason may stand beside each."""
        form = self.form
        swapped = [form.value(name) for name in form.fields if name.startswith("exercises.swap.")]
        return frozenset((*form.all("exercises.add"), *swapped)) - {""}

    @property
    def reasons(self) -> tuple[str, ...]:
        """The exercises whose reason stands among the changes."""
        return tuple(sorted({*self.changed, *self.names_below("exercises.override.")}))

    def flags_filled(self, flags: Sequence[Flag]) -> bool:
        """Whether something is said of any of these flags, or raises one."""
        names = [f"{table}.{flag.id}" for flag in flags for table in ("flags", "override")]
        return self.form.holds(*names) or any(flag.id in self.raised for flag in flags)

    def area_filled(self, area: Area) -> bool:
        """Whether something is said of a region."""
        measures = [one.measure.id for one in area.findings if one.measure]
        findings = [f"findings.{one.finding.id}" for one in area.findings]
        return self.form.holds(*findings, *(f"measurements.{key}" for key in measures))

    def found_in(self, area: Area) -> list[PresentFinding]:
        """What was found in a region."""
        found = (self.judged(one.finding.id) for one in area.findings)
        return [one for one in found if one]

    def swap_options(self, one: Given, words: Mapping[str, str]) -> list[tuple[str, str]]:
        """The exercises that may stand instead of one, each with what it is in words."""
        known = self.library.exercises
        return [(key, f"{known[key].name} ({words[how]})") for key, how in one.swaps]

    @property
    def exercise_options(self) -> list[tuple[str, str]]:
        """All exercises by name."""
        found = [(one.id, one.name) for one in self.library.exercises.values()]
        return sorted(found, key=lambda pair: pair[1])

    @property
    def addable(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The exercises that may be added, and those that are excluded, each with its reasons."""
        program = self.assessment.program if self.assessment else None
        dropped = {item.id: item for item in program.dropped} if program else {}
        taken = {*self.inside, *self.form.all("exercises.add")}
        fit: list[tuple[str, str]] = []
        excluded: list[tuple[str, str]] = []
        for key, name in self.exercise_options:
            item = dropped.get(key)
            why = self.reason("; ".join(item.reasons)) if item else ""
            if key not in taken:
                group = excluded if item and item.excluded else fit
                group.append((key, f"{name} ({why})" if why else name))
        return fit, excluded

    def pairs(self, values: Sequence[str]) -> list[tuple[str, str]]:
        """Options whose label is their value."""
        return [(value, value or "of the clinic") for value in values]

    def called(self, field: str) -> str:
        """A field in words: what it stands for, and its part."""
        table, _, rest = field.partition(".")
        key, _, part = rest.partition(".")
        library = self.library
        known: dict[str, str] = {}
        if table == "measurements":
            known = {name: one.label for name, one in library.measurements.items()}
        elif table == "findings":
            known = {name: one.label for name, one in library.findings.items()}
        elif table in ("flags", "override"):
            known = {name: one.question for name, one in library.flags.items()}
        if key in known:
            return f"{known[key]} {vocabulary.words(part)}".strip()
        return vocabulary.words(field.replace(".", " "))

    def called_exercise(self, key: str) -> str:
        """An exercise by its name; a draft may name one that the library no longer has."""
        return called(key, self.library)

    def names_below(self, prefix: str) -> list[str]:
        """The exercises that have a field below a prefix but no place in the program."""
        found = [
            name.removeprefix(prefix).partition(".")[0]
            for name, values in self.form.fields.items()
            if name.startswith(prefix) and any(values)
        ]
        return [key for key in dict.fromkeys(found) if key not in self.inside]


def screen_of(
    desk: Desk, library: Library, fields: Fields, seen: Seen | None = None, refused: str = ""
) -> Screen:
    """The screen for a form, before or after it was looked at."""
    assessment = seen.assessment if seen else None
    problems = placed(seen.problems, library) if seen else ()
    return Screen(
        library=library,
        form=Form(fields, problems),
        assessment=assessment,
        action=action_of(assessment.screening) if assessment else "",
        given=tuple(_given(desk, library, assessment)),
        refused=refused,
    )


def _given(desk: Desk, library: Library, assessment: Assessment | None) -> Iterator[Given]:
    program = assessment.program if assessment else None
    if program is None:
        return
    inside = {item.exercise.id for item in (*program.exercises, *program.extra)}
    for number, item in enumerate((*program.exercises, *program.extra), start=1):
        yield Given(
            item=item,
            number=number if number <= len(program.exercises) else 0,
            dose=dose_view(item.exercise, item.dosage),
            drawings=desk.drawn(partial(beside, told=told(item))),
            swaps=tuple(_swaps(item.exercise.id, library, inside)),
            fields=tuple(_dose_fields(item, library)),
        )


def _swaps(key: str, library: Library, inside: set[str]) -> Iterator[tuple[str, str]]:
    """The next easier and the next harder exercise of each chain, and which it is."""
    for members in library.rules.chains.values():
        if key not in members:
            continue
        at = members.index(key)
        if at and members[at - 1] not in inside:
            yield members[at - 1], "easier"
        if at + 1 < len(members) and members[at + 1] not in inside:
            yield members[at + 1], "harder"


def _dose_fields(item: Prescription, library: Library) -> Iterator[DoseField]:
    ranges = library.rules.dose_ranges.of(item.exercise.type)
    for key in DOSES:
        now = getattr(item.dosage, key)
        if now is None:
            continue
        name = f"exercises.dose.{item.exercise.id}.{key}"
        yield DoseField(
            field=name, key=key, now=f"{now:g}", low=ranges[key][0], high=ranges[key][1]
        )


def numbers_of(finding: PresentFinding) -> Iterator[tuple[str, str]]:
    """The parts and numbers that were measured."""
    value = finding.value
    numbers = value if isinstance(value, dict) else {"": value}
    for part, number in numbers.items():
        if number is not None:
            yield part, f"{number:g}"
