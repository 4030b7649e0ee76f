"""Conditions of flags: each tests something, and a limit lies within what a person can have."""

from collections.abc import Iterator

from msgspec import Struct

from generator.check.known import table
from generator.check.measures import outside, part_fault, range_of
from generator.errors import Path, Problem
from generator.library.entries import Entry
from generator.library.load import Loaded
from generator.model.flag import Condition

_AGES = (0, 120)


class _Place(Struct, frozen=True):
    """A condition, where it stands, and the measurement that it inherits."""

    entry: Entry
    path: Path
    flag: str
    measurement: str | None = None


def conditions(loaded: Loaded) -> Iterator[Problem]:
    """Every condition of every flag, and the conditions inside it."""
    for key, flag in loaded.library.flags.items():
        entry = table(loaded, "flags")[key]
        for field, condition in (("computed", flag.computed), ("suggested_by", flag.suggested_by)):
            if condition is not None:
                yield from _condition(loaded, condition, _Place(entry, (field,), key))


def _condition(loaded: Loaded, condition: Condition, place: _Place) -> Iterator[Problem]:
    entry, path = place.entry, place.path
    name = condition.measurement or place.measurement
    if not _tests(condition):
        hint = "add op and value, or any_of, or all_of"
        yield entry.problem(path, "this condition tests nothing, so it never holds", hint)
    if condition.flag == place.flag:
        text = "a flag cannot be computed from itself"
        yield entry.problem((*path, "flag"), text, "name another flag")
    if (condition.op is None) != (condition.value is None):
        yield entry.problem(path, "op and value go together", 'write op: ">=", value: 140')
    if condition.op is not None and condition.value is not None:
        yield from _limit(loaded, condition, place, name)
    parts = (("all_of", condition.all_of), ("any_of", condition.any_of))
    for field, inner in parts:
        for number, part in enumerate(inner):
            inside = _Place(entry, (*path, field, number), place.flag, name)
            yield from _condition(loaded, part, inside)


def _tests(condition: Condition) -> bool:
    given = (
        condition.flag,
        condition.op,
        condition.value,
        condition.symptom_months,
        condition.headache_type,
    )
    return bool(condition.all_of or condition.any_of) or any(item is not None for item in given)


def _limit(
    loaded: Loaded, condition: Condition, place: _Place, name: str | None
) -> Iterator[Problem]:
    entry, path, value = place.entry, place.path, condition.value or 0
    if condition.patient == "age":
        fault = outside(value, _AGES, "years")
        if fault:
            yield entry.problem((*path, "value"), *fault)
        return
    if name is None:
        text = "nothing says what is compared"
        yield entry.problem(path, text, "add measurement: …, or patient: age")
        return
    measurement = loaded.library.measurements.get(name)
    if measurement is None:
        return
    fault = part_fault(measurement, condition.part)
    if fault:
        yield entry.problem((*path, "part"), *fault, key=condition.part is None)
        return
    fault = outside(value, range_of(measurement, condition.part), measurement.unit)
    if fault:
        yield entry.problem((*path, "value"), *fault)
