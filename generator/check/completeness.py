"""The rules must answer for every type, slot, level and dose field: a clinic may take one out."""

from collections.abc import Iterable, Iterator
from typing import get_args

from generator.check.known import rules_of
from generator.errors import Path, Problem, did_you_mean, quote
from generator.library.entries import Entry
from generator.library.load import Loaded
from generator.model.base import ExerciseType, Irritability, Severity, Slot
from generator.model.exercise import Direction
from generator.model.rules import Level, Range

DOSE_FIELDS = ("sets", "reps", "hold_s", "per_day", "days", "effort_percent")
_SIDES = ("left", "right")
_SIDES_AND_BOTH = (*_SIDES, "both")


def whole_tables(loaded: Loaded) -> Iterator[Problem]:
    """Every table that the reasoning looks something up in has all its keys."""
    rules, selection = loaded.library.rules, loaded.library.rules.selection
    tables: tuple[tuple[Path, Iterable[object], Iterable[object]], ...] = (
        (("selection", "severity_weight"), selection.severity_weight, get_args(Severity)),
        (("selection", "evidence_bonus"), selection.evidence_bonus, get_args(Level)),
        (("selection", "direction_bonus"), selection.direction_bonus, get_args(Direction)),
        (("selection", "slot_of_type"), selection.slot_of_type, get_args(ExerciseType)),
        (("selection", "slot_max"), selection.slot_max, get_args(Slot)),
        (("selection", "print_order"), selection.print_order, get_args(Slot)),
        (("irritability_levels",), rules.irritability_levels, get_args(Irritability)),
        (("dose_ranges", "all"), rules.dose_ranges.all, DOSE_FIELDS),
    )
    for path, found, wanted in tables:
        yield from _missing(rules_of(loaded), path, found, wanted)
    phrases = loaded.library.phrases
    entry = loaded.entries["phrases"]["phrases"]
    yield from _missing(entry, ("sides",), phrases.sides, _SIDES)
    yield from _missing(entry, ("on_side",), phrases.on_side, _SIDES_AND_BOTH)
    yield from _missing(entry, ("to_side",), phrases.to_side, _SIDES_AND_BOTH)


def _missing(
    entry: Entry, path: Path, found: Iterable[object], wanted: Iterable[object]
) -> Iterator[Problem]:
    missing = [str(key) for key in wanted if key not in tuple(found)]
    if missing:
        text = f"{'.'.join(map(str, path))} says nothing of {', '.join(missing)}"
        yield entry.problem(path, text, "add it", key=True)


def dose_ranges(loaded: Loaded) -> Iterator[Problem]:
    """Ranges are of known dose fields, and go from low to high, one set or repetition at least."""
    ranges = loaded.library.rules.dose_ranges
    tables: list[tuple[Path, dict[str, Range]]] = [(("dose_ranges", "all"), ranges.all)]
    tables += [(("dose_ranges", "by_type", name), own) for name, own in ranges.by_type.items()]
    entry = rules_of(loaded)
    for path, own in tables:
        for field, (low, high) in own.items():
            place = (*path, field)
            if field not in DOSE_FIELDS:
                hint = did_you_mean(field, DOSE_FIELDS) or f"they are: {', '.join(DOSE_FIELDS)}"
                yield entry.problem(place, f"unknown dose field {quote(field)}", hint, key=True)
            elif low > high:
                text = f"{field} goes from {low:g} down to {high:g}"
                yield entry.problem(place, text, "write the lower limit first")
            elif low < (0 if field == "hold_s" else 1):
                hint = "a dose is at least 1 set, 1 repetition, once a day, one day a week"
                yield entry.problem(place, f"{field} from {low:g} is no dose", hint)
