"""Which safety texts and advice cards a patient gets, and why these exercises (reference 5)."""

from collections.abc import Mapping

from msgspec.structs import replace

from generator.model.base import Region
from generator.model.case import Case
from generator.model.library import Library, PatientText, Phrases, TextTest
from generator.model.results import PresentFinding, PresentFlag, Program

# More reasons than this on the first page are not read.
MOST_REASONS = 4


def texts_for(
    case: Case,
    program: Program,
    findings: tuple[PresentFinding, ...],
    flags: tuple[PresentFlag, ...],
    library: Library,
) -> tuple[PatientText, ...]:
    """The patient texts whose condition holds, in library order, ready to print."""
    regions = frozenset(item.exercise.region for item in (*program.exercises, *program.extra))

    def holds(text: PatientText) -> bool:
        if isinstance(text.when, str):
            return True
        return _any_holds(text.when.any_of, case, program, findings, flags, regions)

    printed = [text for text in library.patient_texts.values() if holds(text)]
    replaced = {text.instead_of for text in printed}
    kept = [text for text in printed if text.id not in replaced]
    number = library.clinic.emergency_number or library.phrases.emergency_number
    return tuple(_filled(_with_followers(text, kept), number) for text in kept if not text.after)


def _any_holds(
    test: TextTest,
    case: Case,
    program: Program,
    findings: tuple[PresentFinding, ...],
    flags: tuple[PresentFlag, ...],
    regions: frozenset[Region],
) -> bool:
    return bool(
        program.irritability in test.irritability
        or case.types & set(test.headache_type)
        or {finding.id for finding in findings} & set(test.findings)
        or {found.flag.id for found in flags} & set(test.flags)
        or regions & set(test.region)
    )


def _with_followers(text: PatientText, kept: list[PatientText]) -> PatientText:
    """A text with the lines of those that come `after` it."""
    more = tuple(line for item in kept if item.after == text.id for line in item.lines)
    return replace(text, lines=(*text.lines, *more)) if more else text


def _filled(text: PatientText, emergency_number: str) -> PatientText:
    def fill(words: str) -> str:
        return words.replace("{emergency_number}", emergency_number)

    heading = None if text.heading is None else fill(text.heading)
    return replace(text, heading=heading, lines=tuple(map(fill, text.lines)))


def why_these(
    case: Case, program: Program, findings: tuple[PresentFinding, ...], library: Library
) -> tuple[str, ...]:
    """One plain sentence for each main finding: priorities first, then the marked ones."""
    present = {finding.id: finding for finding in findings}
    treated = [
        finding
        for item in program.exercises
        if (finding := _main_finding(item.exercise.indications, present, case.priority))
    ]
    ranked = sorted(
        dict.fromkeys(treated),
        key=lambda key: (
            case.priority.index(key) if key in case.priority else len(case.priority),
            -present[key].severity,
        ),
    )
    sentences = (_sentence(present[key], library) for key in ranked)
    return tuple(sentence for sentence in sentences if sentence)[:MOST_REASONS]


def _main_finding(
    indications: Mapping[str, int], present: dict[str, PresentFinding], priority: tuple[str, ...]
) -> str | None:
    weights = {
        key: (key in priority, strength * present[key].severity)
        for key, strength in indications.items()
        if key in present
    }
    return max(weights, key=weights.__getitem__, default=None)


def _sentence(finding: PresentFinding, library: Library) -> str:
    text = library.findings[finding.id].patient_text
    if finding.side is None:
        return text
    phrases: Phrases = library.phrases
    return text.replace("{on_side}", phrases.on_side[finding.side]).replace(
        "{to_side}", phrases.to_side[finding.side]
    )
