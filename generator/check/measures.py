"""Measurements: each has a plausible range, and a limit on it lies inside."""

from collections.abc import Iterator

from generator.check.known import table
from generator.errors import Problem, did_you_mean, quote
from generator.library.entries import Entry
from generator.library.load import Loaded
from generator.model.finding import Measurement
from generator.model.rules import Range

GAIN = "gain"
_OPENING = ("unassisted", "assisted")
_PAIR = 2


def ranges(loaded: Loaded) -> Iterator[Problem]:
    """A measurement has a range for each number that it is made of."""
    for key, measurement in loaded.library.measurements.items():
        entry = table(loaded, "measurements")[key]
        text, hint = _form(measurement)
        if text:
            yield entry.problem((), text, hint, key=True)
        if measurement.range is not None:
            yield from _order(entry, ("range",), measurement.range)
        for part, own in measurement.ranges.items():
            yield from _order(entry, ("ranges", part), own)
        yield from _allowed(entry, measurement)


def _form(measurement: Measurement) -> tuple[str, str]:
    """What the shape asks for and is not there, with what to write."""
    if measurement.shape == "pair":
        return _pair(measurement)
    if measurement.range is None:
        return "a measurement needs a plausible range", "add range: [0, 100]"
    if measurement.shape == "opening":
        if set(measurement.parts) == set(_OPENING):
            return "", ""
        return "an opening has the parts unassisted and assisted", f"write [{', '.join(_OPENING)}]"
    if measurement.parts:
        return f"a measurement of the shape {measurement.shape} has no parts", "take parts out"
    return "", ""


def _pair(measurement: Measurement) -> tuple[str, str]:
    if len(measurement.parts) != _PAIR:
        return "a pair needs two parts", "add parts: [systolic, diastolic]"
    missing = [part for part in measurement.parts if part not in measurement.ranges]
    if missing:
        return f"there is no range for {' and '.join(missing)}", "add it under ranges"
    return "", ""


def _order(entry: Entry, path: tuple[str, ...], own: Range) -> Iterator[Problem]:
    low, high = own
    if low >= high:
        text = f"the range goes from {low:g} to {high:g}"
        yield entry.problem(path, text, "write the lower limit first")


def _allowed(entry: Entry, measurement: Measurement) -> Iterator[Problem]:
    if measurement.range is None:
        return
    low, high = measurement.range
    for place, value in enumerate(measurement.allowed):
        if not low <= value <= high:
            text = f"{value:g} is outside of the range from {low:g} to {high:g}"
            yield entry.problem(("allowed", place), text, "change one of the two")


def range_of(measurement: Measurement, part: str | None) -> Range | None:
    """The plausible range of a part, of the only number, or of a gain (as wide as the range)."""
    own = measurement.ranges.get(part or "", measurement.range)
    if own is None or own[0] >= own[1]:
        return None
    return (0, own[1] - own[0]) if part == GAIN else own


def part_fault(measurement: Measurement, part: str | None) -> tuple[str, str] | None:
    """What is wrong with the part that a limit names, or does not name; with what to write."""
    parts: tuple[str, ...] = ()
    if measurement.shape == "opening":
        parts = (*_OPENING, GAIN)
    elif measurement.shape == "pair":
        parts = measurement.parts
    if part is None:
        return (f"say which part is meant: {', '.join(parts)}", "add part: …") if parts else None
    if not parts:
        return f"{measurement.label} has no parts", "take part out"
    if part in parts:
        return None
    return f"unknown part {quote(part)}", did_you_mean(part, parts) or f"it has {', '.join(parts)}"


def outside(value: float, own: Range | None, unit: str) -> tuple[str, str] | None:
    """What is wrong with a limit that nobody's value can reach; with what is plausible."""
    if own is None or own[0] <= value <= own[1]:
        return None
    text = f"{value:g} is outside of what a person can have"
    return text, f"the measurement goes from {own[0]:g} to {own[1]:g} {unit}"
