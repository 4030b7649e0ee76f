"""Doses: within the ranges of the rules, whole, and as long as the exercise says it takes."""

from collections.abc import Iterator
from typing import get_args

from msgspec.structs import asdict

from generator.check.known import table
from generator.errors import Problem
from generator.library.load import Loaded
from generator.model.base import Irritability
from generator.model.exercise import Dosage, Exercise, minutes

_LEVELS: tuple[Irritability, ...] = get_args(Irritability)


def within_ranges(loaded: Loaded) -> Iterator[Problem]:
    """Every field of every dose lies within the range for the exercise's type."""
    rules = loaded.library.rules
    for key, exercise in loaded.library.exercises.items():
        entry = table(loaded, "exercises")[key]
        ranges = rules.dose_ranges.of(exercise.type)
        for level in _LEVELS:
            row = exercise.dose.row(level)
            for field, value in asdict(row).items() if row is not None else ():
                low, high = ranges.get(field, (None, None))
                if value is None or low is None or high is None or low > high:
                    continue
                if low <= value <= high:
                    continue
                text = f"{field} {value:g} is not allowed for {_words(exercise)}"
                hint = f"from {low:g} to {high:g} (dose_ranges in rules.yaml)"
                yield entry.problem(("dose", level, field), text, hint)


def some_row(loaded: Loaded) -> Iterator[Problem]:
    """At least one level offers the exercise."""
    for key, exercise in loaded.library.exercises.items():
        if all(exercise.dose.row(level) is None for level in _LEVELS):
            text = "every dose says skip, so the exercise can never be given"
            hint = "write a dose for one level, or take the exercise out"
            yield table(loaded, "exercises")[key].problem(("dose",), text, hint, key=True)


def effort(loaded: Loaded) -> Iterator[Problem]:
    """An isometric exercise says how hard to push."""
    for key, exercise in loaded.library.exercises.items():
        for level in _LEVELS:
            row = exercise.dose.row(level)
            if exercise.type == "isometric" and row is not None and row.effort_percent is None:
                entry = table(loaded, "exercises")[key]
                text = "an isometric exercise needs effort_percent"
                hint = "add effort_percent: 20, or another share of full effort"
                yield entry.problem(("dose", level), text, hint, key=True)


def stated_minutes(loaded: Loaded) -> Iterator[Problem]:
    """The minutes that an exercise states are about those of its default dose."""
    rules = loaded.library.rules
    factor = rules.dose_formula.stated_minutes_factor
    for key, exercise in loaded.library.exercises.items():
        row = _default_row(exercise, rules.default_dose_row)
        if row is None:
            continue
        counted = minutes(exercise, row, rules.dose_formula, sides=1)
        if not counted / factor <= exercise.minutes <= counted * factor:
            entry = table(loaded, "exercises")[key]
            text = f"the dose takes about {counted:g} minutes, not {exercise.minutes:g}"
            yield entry.problem(
                ("minutes",), text, f"write minutes: {counted:g}, or correct the dose"
            )


def _default_row(exercise: Exercise, order: tuple[Irritability, ...]) -> Dosage | None:
    rows = (exercise.dose.row(level) for level in (*order, *_LEVELS))
    return next((row for row in rows if row is not None), None)


def _words(exercise: Exercise) -> str:
    kind = exercise.type.replace("_", " ")
    return f"a {kind} exercise" if kind[0] not in "aeiou" else f"an {kind} exercise"
