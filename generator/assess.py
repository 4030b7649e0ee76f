"""The line of reasoning from a case to a program: screen, derive, select, dose."""

import datetime
from collections.abc import Iterator

from msgspec import Struct

from generator.dosing import dose
from generator.findings import derive
from generator.model.case import Case
from generator.model.library import Library
from generator.model.results import (
    Caution,
    Clear,
    EditProblem,
    Notice,
    PresentFinding,
    Program,
    Screening,
)
from generator.screening import screen
from generator.selection import select


class Assessment(Struct, frozen=True, kw_only=True):
    """Everything concluded from one case; `program` is None unless the screening allows one."""

    case: Case
    today: datetime.date
    screening: Screening
    findings: tuple[PresentFinding, ...]
    program: Program | None
    notices: tuple[Notice, ...]
    problems: tuple[EditProblem, ...] = ()


def assess(case: Case, library: Library, today: datetime.date) -> Assessment:
    """Reason from one case to a program, for the day of issue `today`."""
    screening = screen(case, library, today)
    present = frozenset(found.flag.id for found in screening.flags)
    findings, finding_notices = derive(case, library, present)
    notices = (*case_notices(case, library, today), *screening.notices, *finding_notices)
    if not isinstance(screening, Clear | Caution):
        return Assessment(
            case=case,
            today=today,
            screening=screening,
            findings=findings,
            program=None,
            notices=notices,
        )
    notices += (*unused(case, library, present, findings),)
    choices, problems = select(case, screening, findings, library)
    program = dose(choices, screening, library)
    due = _due(case, program, library, today)
    if due <= today:
        text = f"The next check was due on {due}: agree on a day. The handout names none."
        notices += (Notice("next_check", text),)
    return Assessment(
        case=case,
        today=today,
        screening=screening,
        findings=findings,
        program=program,
        notices=(*notices, *choices.notices),
        problems=problems,
    )


def next_check(assessment: Assessment, library: Library) -> datetime.date | None:
    """The day of the next check; None when it is over, or there is no program."""
    if assessment.program is None:
        return None
    due = _due(assessment.case, assessment.program, library, assessment.today)
    return due if due > assessment.today else None


def _due(case: Case, program: Program, library: Library, today: datetime.date) -> datetime.date:
    """The evaluation plus the days that the irritability asks for (reference 4.2)."""
    days = library.rules.irritability_levels[program.irritability].first_check_days
    return (case.evaluated or today) + datetime.timedelta(days=days)


def case_notices(case: Case, library: Library, today: datetime.date) -> tuple[Notice, ...]:
    """What the provider should know about the case file itself."""
    notices = []
    stale_after = library.rules.case_limits.stale_after_days
    most = library.rules.selection.priority_max
    if case.evaluated is None:
        text = "No evaluation date was given, so the day of issue counts."
        notices.append(Notice("evaluated", text))
    elif (age := (today - case.evaluated).days) > stale_after:
        text = f"The evaluation is {age} days old; look again before you hand this out."
        notices.append(Notice("evaluated", text))
    if len(set(case.priority)) > most:
        text = f"Only the first {most} priorities count."
        notices.append(Notice("priority", text))
    notices += [
        Notice(change.id, f"Your clinic changed its {', '.join(change.changed)}: {change.reason}")
        for change in library.changed_flags
    ]
    return tuple(notices)


def unused(
    case: Case,
    library: Library,
    present: frozenset[str],
    findings: tuple[PresentFinding, ...],
) -> Iterator[Notice]:
    """What the provider wrote that changes nothing, so that nobody relies on it."""
    for key in case.override:
        if key not in present:
            yield Notice(key, f"The override of {key} is not used: the flag is not present.")
        elif library.flags[key].action == "precaution":
            text = f"The override of {key} is not used: override an exercise, not a precaution."
            yield Notice(key, text)
    found = {finding.id for finding in findings}
    for key in case.priority:
        if key not in found:
            yield Notice(key, f"The priority {key} is not used: it is not present.")
