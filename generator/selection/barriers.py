"""What keeps an exercise out: each flag and headache type alone, by the rules of the pool.

For whoever looks an exercise up; `select` adds up what is present in one case.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from generator.model.base import compare
from generator.model.case import Case, Patient
from generator.model.exercise import Exercise
from generator.model.flag import Flag, WeeksRule
from generator.model.library import Library
from generator.model.results import (
    Exclusion,
    PresentFlag,
    Restrictions,
    Score,
    Target,
)
from generator.restrictions import exclusions_of
from generator.selection.draft import Draft
from generator.selection.exclusion import excluded_attributes, excluded_by_name
from generator.selection.setting import Setting

_NOBODY: Final = Case(patient=Patient(age=40), irritability="low")
_NO_SCORE: Final = Score(
    total=0, terms=(), type_weight=0, prefer=0, evidence_bonus=0, direction_bonus=0
)
_WORDS: Final = {"<": "less than", "<=": "up to", ">": "more than", ">=": "at least"}


class Barrier(Struct, frozen=True, kw_only=True):
    """One thing that keeps an exercise out, or changes how it is done.

    `source` is the id of a flag or names a headache type, `when` limits it; without objections the
    exercise may be done, in the way that `notes` say.
    """

    source: str
    when: str = ""
    objections: tuple[str, ...]
    notes: tuple[str, ...] = ()


def barriers_of(exercise: Exercise, library: Library) -> tuple[Barrier, ...]:
    """All that stands against an exercise; stop flags, which end every program, are left out."""
    found = [_barrier(exercise, library, *one) for one in _limits(library)]
    return tuple(one for one in found if one.objections or one.notes)


def _limits(library: Library) -> Iterator[tuple[str, str, Restrictions]]:
    """Everything that limits anything: its source, when, and what follows."""
    for flag in library.flags.values():
        if flag.action != "stop":
            always = PresentFlag(flag=flag)
            usual = exclusions_of(always)
            yield flag.id, "", _restrictions(usual, always)
            for when, found in _moments(flag):
                further = [one for one in exclusions_of(found) if one not in usual]
                yield flag.id, when, _restrictions(further)
        if open_ := flag.if_unanswered:
            when = f"while not answered, age {_WORDS[open_.age.op]} {open_.age.value:g}"
            attributes = frozenset(open_.exclude_attributes)
            yield flag.id, when, _restrictions([Exclusion(source=flag.id, attributes=attributes)])
    for rule in library.rules.headache_rules:
        source = " or ".join(rule.headache_type).replace("_", " ")
        attributes = frozenset(rule.exclude_attributes)
        yield source, "", _restrictions([Exclusion(source=source, attributes=attributes)])


def _moments(flag: Flag) -> Iterator[tuple[str, PresentFlag]]:
    """The times and symptoms at which a flag limits more."""
    for day in flag.rules:
        first, last = day.days
        yield f"day {first} to {last}", PresentFlag(flag=flag, days=first)
    for symptom in flag.symptom_rules:
        said = f"with {symptom.symptom.replace('_', ' ')}"
        yield said, PresentFlag(flag=flag, symptoms=(symptom.symptom,))
    for week in flag.weeks_rules:
        said = f"{_WORDS[week.op]} {week.weeks:g} weeks after"
        yield said, PresentFlag(flag=flag, weeks_since=_within(week))


def _within(rule: WeeksRule) -> float:
    """A number of weeks at which a rule acts."""
    near = (rule.weeks, rule.weeks - 1, rule.weeks + 1)
    return next(weeks for weeks in near if compare(rule.op, weeks, rule.weeks))


def _restrictions(exclusions: list[Exclusion], *present: PresentFlag) -> Restrictions:
    return Restrictions(exclusions=tuple(exclusions), present=present, irritability="low")


def _barrier(
    exercise: Exercise, library: Library, source: str, when: str, given: Restrictions
) -> Barrier:
    setting = Setting(
        case=_NOBODY,
        library=library,
        restrictions=given,
        not_screened=frozenset(),
        findings={},
        phase=3,
        priority=(),
        irritability="low",
        types=frozenset(),
    )
    draft = Draft(
        exercise=exercise,
        phase=3,
        row="low",
        dosage=None,
        target=Target("both" if exercise.sided else None),
        position=exercise.positions[0],
        score=_NO_SCORE,
    )
    excluded_by_name(draft, setting)
    excluded_attributes(draft, setting)
    objections, notes = dict.fromkeys(draft.objections), dict.fromkeys(draft.notes)
    return Barrier(source=source, when=when, objections=tuple(objections), notes=tuple(notes))
