"""The reasoning for a person to read: what was found, what is given and why, what is not."""

from collections.abc import Iterable, Iterator

from generator.assess import Assessment
from generator.model.library import Library
from generator.model.results import (
    Prescription,
    PresentFinding,
    Program,
    Refer,
    Stop,
    Unscreened,
)

_WHEN = {
    "emergency": "emergency: call the emergency number now",
    "same_day": "the same day",
    "soon": "soon, within days",
    "routine": "at the next chance",
}


def as_text(assessment: Assessment, library: Library) -> str:
    """The whole explanation, section by section."""
    return "\n".join(_lines(assessment, library)) + "\n"


def verdict(assessment: Assessment) -> list[str]:
    """What to do when there is no program, most urgent first; empty when there is one."""
    screening = assessment.screening
    if isinstance(screening, Stop):
        lines = [f"STOP: no program. Send the patient on: {_WHEN[screening.urgency]}."]
        wanted = "stop"
    elif isinstance(screening, Refer):
        lines = [
            f"REFER: no program until a clinician has cleared this: {_WHEN[screening.urgency]}."
        ]
        wanted = "refer"
    elif isinstance(screening, Unscreened):
        head = "NOT SCREENED: no program. An open question is not the same as no."
        if not assessment.case.screened:
            return [head, "Ask the red-flag questions, then write screened: true."]
        return [head, "Ask them, or write confirmed_not_screened: true if you answer for it."]
    else:
        return []
    for found in screening.flags:
        if (
            found.flag.action == wanted
            and found.override is None
            and not found.flag.program_allowed
        ):
            lines.append(f"  {found.flag.id}: {found.flag.why or found.flag.question}")
            lines.append(f"    asked: {found.flag.question}")
    if isinstance(screening, Refer):
        lines.append('  Cleared? Write the reason in the case: override: {flag: "reason"}.')
    return lines


def _lines(assessment: Assessment, library: Library) -> Iterator[str]:
    yield from verdict(assessment)
    program = assessment.program
    if program:
        yield (
            f"PROGRAM: {len(program.exercises)} exercises, "
            f"{program.minutes_per_session:g} minutes a session, "
            f"{program.minutes_per_day:g} minutes a day "
            f"({program.irritability} irritability, phase {program.phase})."
        )
    yield from _section("Flags", _flags(assessment))
    yield from _section("Not screened", _open(assessment, library))
    yield from _section("Findings", map(_finding, assessment.findings))
    yield from _section("For you to know", (notice.text for notice in assessment.notices))
    if program:
        yield from _section("Given, in doing order", _given(program))
        yield from _section("Not counted", _given_extra(program))
        yield from _section(
            "Not given", (f"{item.id}: {'; '.join(item.reasons)}" for item in program.dropped)
        )
    changes = (
        f"{change.id} ({', '.join(change.changed)}): {change.reason}"
        for change in library.changed_flags
    )
    yield from _section("Flags that your clinic changed", changes)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    body = [f"  {line}" for line in lines]
    if body:
        yield ""
        yield title
        yield from body


def _flags(assessment: Assessment) -> Iterator[str]:
    for found in assessment.screening.flags:
        side = f", {found.side}" if found.side else ""
        source = "" if found.source == "provider" else f", raised by the {found.source}"
        override = f", overridden: {found.override}" if found.override else ""
        yield f"{found.flag.id} ({found.flag.action}{side}{source}{override})"


def _open(assessment: Assessment, library: Library) -> Iterator[str]:
    for key in assessment.screening.not_screened:
        yield f"{key}: {library.flags[key].question}"


def _finding(finding: PresentFinding) -> str:
    side = f", {finding.side}" if finding.side else ""
    parts = [f"severity {finding.severity}"]
    if isinstance(finding.value, dict):
        values = ", ".join(f"{name} {value:g}" for name, value in finding.value.items())
        parts.insert(0, f"measured {values} {finding.unit}, normal {finding.normal}")
    elif finding.value is not None:
        parts.insert(0, f"measured {finding.value:g} {finding.unit}, normal {finding.normal}")
    by = " (as you entered it)" if finding.source == "provider" else ""
    return f"{finding.id}{side}: {finding.label}; {', '.join(parts)}{by}"


def _given(program: Program) -> Iterator[str]:
    for number, item in enumerate(program.exercises, start=1):
        yield from _exercise(f"{number}. ", item)


def _given_extra(program: Program) -> Iterator[str]:
    for item in program.extra:
        yield from _exercise("", item)


def _exercise(number: str, item: Prescription) -> Iterator[str]:
    dosage = item.dosage
    side = f", {item.side}" if item.side else ""
    form = ", gentle variant" if item.gentle else ""
    yield f"{number}{item.exercise.name} ({item.exercise.id}{side}{form}), {item.position}"
    hold = f", hold {dosage.hold_s:g} s" if dosage.hold_s else ""
    effort = f", {dosage.effort_percent:g} % effort" if dosage.effort_percent else ""
    yield (
        f"   {dosage.sets} x {dosage.reps}{hold}{effort}, {dosage.per_day} a day, "
        f"{dosage.days} days a week; {item.minutes:g} min; slot {item.slot}; score {item.score:.2f}"
    )
    for reason in item.reasons:
        yield f"   - {reason}"
