"""Flags first: stop, refer, not screened, or go on within limits (reference 2, 4.3 step 0)."""

import datetime
from collections.abc import Iterable

from msgspec.structs import replace

from generator.model.base import (
    URGENCY_ORDER,
    Side,
    Urgency,
    compare,
)
from generator.model.case import Case, FlagValue
from generator.model.flag import Condition, Flag
from generator.model.library import Library
from generator.model.measured import values_of
from generator.model.results import (
    Caution,
    Clear,
    Notice,
    PresentFlag,
    Refer,
    Screening,
    Source,
    Stop,
    Unscreened,
)
from generator.restrictions import restrict


def screen(case: Case, library: Library, today: datetime.date) -> Screening:
    """Decide whether a program may be made, and within what; `today` is the day of issue."""
    present = present_flags(case, library, today)
    open_questions = unanswered(case, library, present)
    notices = _notices(case, library, present, open_questions)
    stops = [found for found in present if found.flag.action == "stop"]
    if stops:
        return Stop(
            urgency=_most_urgent(stops),
            flags=present,
            not_screened=open_questions,
            notices=notices,
        )
    refers = [found for found in present if blocks(found)]
    if refers:
        return Refer(
            urgency=_most_urgent(refers),
            flags=present,
            not_screened=open_questions,
            notices=notices,
        )
    if not case.screened or (open_questions and not case.confirmed_not_screened):
        return Unscreened(flags=present, not_screened=open_questions, notices=notices)
    restrictions = restrict(case, library, present, open_questions)
    outcome = Caution if present else Clear
    return outcome(
        flags=present, not_screened=open_questions, notices=notices, restrictions=restrictions
    )


def blocks(found: PresentFlag) -> bool:
    """Whether this refer flag alone keeps a program from being made."""
    flag = found.flag
    return flag.action == "refer" and not flag.program_allowed and found.override is None


def present_flags(case: Case, library: Library, today: datetime.date) -> tuple[PresentFlag, ...]:
    """Every flag that the case names or its numbers raise, in library order."""
    found: dict[str, PresentFlag] = {}
    for flag in library.flags.values():
        value = case.flags.get(flag.id, False)
        if value is not False:
            found[flag.id] = _given(flag, value, case, today)
    for implied, side in _also(tuple(found.values())):
        found[implied] = _joined(found.get(implied), library.flags[implied], side)
    # In library order: a stop flag that a number raises comes before the precaution it replaces.
    for flag in library.flags.values():
        if flag.id not in found and _raised(flag, case, library, frozenset(found)):
            found[flag.id] = _raised_flag(flag, case)
    return tuple(found[key] for key in library.flags if key in found)


def unanswered(case: Case, library: Library, present: Iterable[PresentFlag]) -> tuple[str, ...]:
    """The questions without an answer: never the same as a no."""
    known = {found.flag.id for found in present}
    if case.screened:
        return tuple(key for key in library.flags if key in case.not_screened and key not in known)
    return tuple(key for key in library.flags if key not in case.flags and key not in known)


def _given(flag: Flag, value: FlagValue, case: Case, today: datetime.date) -> PresentFlag:
    detail = value if isinstance(value, dict) else {}
    symptoms = detail.get("symptoms", ())
    weeks, since = detail.get("weeks"), detail.get("weeks_since")
    return PresentFlag(
        flag=flag,
        side=_side(flag, value),
        override=case.override.get(flag.id),
        days=_days(flag, detail, case, today),
        symptoms=symptoms if isinstance(symptoms, tuple) else (),
        weeks=weeks if isinstance(weeks, float) else None,
        weeks_since=since if isinstance(since, float) else None,
        event_side=_named_side(detail.get("side")),
        urgency=_urgency(flag, [key for key, given in detail.items() if given is True]),
    )


def _side(flag: Flag, value: FlagValue) -> Side | None:
    """A sided flag without a side counts for both arms, the cautious reading."""
    if not flag.sided:
        return None
    named = value.get("side") if isinstance(value, dict) else value
    return _named_side(named) or "both"


def _named_side(named: object) -> Side | None:
    sides: tuple[Side, ...] = ("left", "right", "both")
    return next((side for side in sides if named == side), None)


def _days(
    flag: Flag,
    detail: dict[str, bool | float | str | tuple[str, ...]],
    case: Case,
    today: datetime.date,
) -> int | None:
    """Days since the event on the day of issue; 0 when no date was given (the cautious reading)."""
    if not flag.rules:
        return None
    date, since = detail.get("date"), detail.get("days_since")
    if isinstance(date, str):
        return (today - datetime.date.fromisoformat(date)).days
    if isinstance(since, float):
        return int(since) + (today - (case.evaluated or today)).days
    return 0


def _urgency(flag: Flag, features: list[str]) -> Urgency | None:
    levels = [flag.escalate[key] for key in features if key in flag.escalate]
    if flag.urgency is not None:
        levels.append(flag.urgency)
    return max(levels, key=URGENCY_ORDER.index) if levels else None


def _also(present: tuple[PresentFlag, ...]) -> list[tuple[str, Side]]:
    """Flags that a recent event implies (a port put in weeks ago loads that arm), with the side."""
    return [
        (rule.also_flag, found.event_side or "both")
        for found in present
        for rule in found.flag.weeks_rules
        if rule.also_flag
        and found.weeks_since is not None
        and compare(rule.op, found.weeks_since, rule.weeks)
    ]


def _joined(known: PresentFlag | None, flag: Flag, side: Side) -> PresentFlag:
    """An implied flag, added to what is known of it: two sides make both."""
    if known is None:
        return PresentFlag(flag=flag, side=side)
    return replace(known, side=side if known.side == side else "both")


def _raised(flag: Flag, case: Case, library: Library, present: frozenset[str]) -> bool:
    return any(
        condition is not None and condition_holds(condition, case, library, present)
        for condition in (flag.computed, flag.suggested_by)
    )


def _raised_flag(flag: Flag, case: Case) -> PresentFlag:
    source: Source = "age" if _rests_on_age(flag.computed) else "measurement"
    return PresentFlag(
        flag=flag,
        side="both" if flag.sided else None,
        source=source,
        override=case.override.get(flag.id),
        urgency=flag.urgency,
    )


def _rests_on_age(condition: Condition | None) -> bool:
    if condition is None:
        return False
    return condition.patient == "age" or any(map(_rests_on_age, condition.all_of))


def condition_holds(
    condition: Condition,
    case: Case,
    library: Library,
    present: frozenset[str],
    measurement: str | None = None,
) -> bool:
    """Test the case's own data; what is not known does not hold."""
    measurement = condition.measurement or measurement
    if present & set(condition.unless_flags):
        return False

    def holds(part: Condition) -> bool:
        return condition_holds(part, case, library, present, measurement)

    tests = [holds(part) for part in condition.all_of]
    if condition.any_of:
        tests.append(any(holds(part) for part in condition.any_of))
    if condition.flag is not None:
        tests.append(condition.flag in present)
    if condition.headache_type is not None:
        tests.append(bool(case.types))
    if condition.symptom_months is not None:
        months = case.symptom_months
        tests.append(months is not None and condition.symptom_months.holds(months))
    if condition.op is not None and condition.value is not None:
        op, limit = condition.op, condition.value
        values = _values(condition, case, library, measurement)
        tests.append(any(compare(op, value, limit) for value in values))
    return bool(tests) and all(tests)


def _values(
    condition: Condition, case: Case, library: Library, measurement: str | None
) -> Iterable[float]:
    if condition.patient == "age":
        return (case.patient.age,)
    if measurement is None:
        return ()
    known = library.measurements[measurement]
    return values_of(case, known, measurement, condition.part).values()


def _most_urgent(found: list[PresentFlag]) -> Urgency:
    levels = [item.urgency for item in found if item.urgency is not None]
    return max(levels, key=URGENCY_ORDER.index, default="routine")


def _notices(
    case: Case,
    library: Library,
    present: tuple[PresentFlag, ...],
    open_questions: tuple[str, ...],
) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    for found in present:
        flag = found.flag
        notices += [Notice(flag.id, text) for text in flag.provider_notices]
        notices += _flag_notices(found, case)
    for key in open_questions if case.screened else ():
        notices.append(Notice(key, f"Not screened: {library.flags[key].question}"))
    if not case.screened:
        notices.append(Notice("screened", "The red-flag questions have not all been asked."))
    return tuple(notices)


def _flag_notices(found: PresentFlag, case: Case) -> list[Notice]:
    flag, notices = found.flag, []
    if found.source != "provider" and case.flags.get(flag.id) is False:
        text = f"Answered no, but the {found.source} says yes, and that counts: {flag.question}"
        notices.append(Notice(flag.id, text))
    if flag.age_check is not None and not flag.age_check.holds(case.patient.age):
        text = (
            f"This flag is for another age than {case.patient.age}. Please check: {flag.question}"
        )
        notices.append(Notice(flag.id, text))
    if flag.action == "stop" and flag.id in case.override:
        notices.append(
            Notice(flag.id, "A stop flag cannot be overridden; the reason was not used.")
        )
    if found.override is not None and flag.action == "refer":
        notices.append(Notice(flag.id, f"Overridden by the provider: {found.override}"))
    elif flag.program_allowed:
        notices.append(Notice(flag.id, f"A program may go ahead. {flag.why}"))
    if flag.sided and found.side == "both" and case.flags.get(flag.id) is True:
        notices.append(Notice(flag.id, "No side was given, so both arms count."))
    notices += [
        Notice(flag.id, rule.text_for_provider)
        for rule in flag.weeks_rules
        if found.weeks_since is not None and compare(rule.op, found.weeks_since, rule.weeks)
    ]
    return notices
