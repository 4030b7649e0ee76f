"""Flags: how urgent, on which days, within which limits; and conditions that can hold."""

from collections.abc import Iterator
from itertools import pairwise

from msgspec.structs import asdict

from generator.check.known import table
from generator.errors import Problem
from generator.library.entries import Entry
from generator.library.load import Loaded
from generator.model.base import URGENCY_ORDER
from generator.model.flag import Flag
from generator.model.rules import Range

# The most that a cap can mean; what a cap does stands in `caps_meaning` of flags.yaml.
_CAPS: dict[str, Range] = {
    "max_exercises": (1, 20),
    "massage_minutes": (0.1, 30),
    "massage_pressure": (0, 10),
    "supine_minutes": (0.1, 60),
    "isometric_hold_s": (1, 60),
    "isometric_effort_percent": (1, 100),
}


def urgency(loaded: Loaded) -> Iterator[Problem]:
    """A stop or refer flag says how soon; what makes it worse makes it more urgent."""
    for key, flag in loaded.library.flags.items():
        entry = table(loaded, "flags")[key]
        if flag.action != "precaution" and flag.urgency is None:
            text = f"a {flag.action} flag needs an urgency"
            yield entry.problem(("action",), text, f"add one of: {', '.join(URGENCY_ORDER)}")
        if flag.urgency is None:
            continue
        for feature, level in flag.escalate.items():
            if URGENCY_ORDER.index(level) <= URGENCY_ORDER.index(flag.urgency):
                text = f"{level} is not more urgent than {flag.urgency}"
                path = ("escalate", feature)
                yield entry.problem(path, text, "take it out", severity="warning")


def days(loaded: Loaded) -> Iterator[Problem]:
    """Ranges of days go up, do not overlap, and leave no day out."""
    for key, flag in loaded.library.flags.items():
        entry = table(loaded, "flags")[key]
        for place, rule in enumerate(flag.rules):
            first, last = rule.days
            if not 0 <= first <= last:
                text = f"the days go from {first} to {last}"
                yield entry.problem(("rules", place, "days"), text, "write the earlier day first")
        for place, (before, rule) in enumerate(pairwise(flag.rules), start=1):
            yield from _gap(entry, place, before.days, rule.days)


def _gap(
    entry: Entry, place: int, before: tuple[int, int], after: tuple[int, int]
) -> Iterator[Problem]:
    path = ("rules", place, "days")
    if after[0] <= before[1]:
        text = f"day {after[0]} is in the range before this one too (to day {before[1]})"
        yield entry.problem(path, text, f"start with day {before[1] + 1}")
    elif after[0] > before[1] + 1:
        text = f"no rule holds between day {before[1]} and day {after[0]}"
        yield entry.problem(path, text, f"start with day {before[1] + 1}", severity="warning")


def caps(loaded: Loaded) -> Iterator[Problem]:
    """Caps are numbers that mean something."""
    for key, flag in loaded.library.flags.items():
        entry = table(loaded, "flags")[key]
        for name, value in asdict(flag.caps).items():
            if value is None or name not in _CAPS:
                continue
            low, high = _CAPS[name]
            if not low <= value <= high:
                text = f"{name} {value:g} is no limit that can be kept"
                yield entry.problem(
                    ("caps", name), text, f"write a number from {low:g} to {high:g}"
                )
        if flag.caps.supine_minutes is not None and flag.replace_supine is None:
            text = "short exercises on the back stay, and nothing says how to lie"
            hint = "add replace_supine"
            yield entry.problem(("caps", "supine_minutes"), text, hint, severity="warning")


def does_something(loaded: Loaded) -> Iterator[Problem]:
    """A precaution excludes, limits or says something; else the question is asked for nothing."""
    for key, flag in loaded.library.flags.items():
        if flag.action == "precaution" and not _acts(loaded, flag):
            text = "this precaution changes nothing"
            hint = "add what it excludes, a cap, or a patient_text"
            entry = table(loaded, "flags")[key]
            yield entry.problem(("action",), text, hint, severity="warning")


def _acts(loaded: Loaded, flag: Flag) -> bool:
    excludes = (
        flag.exclude_attributes,
        flag.exclude_exercises,
        flag.exclude_types,
        flag.prefer_types,
        flag.rules,
        flag.symptom_rules,
        flag.weeks_rules,
        flag.patient_text,
        [value for value in asdict(flag.caps).values() if value is not None],
    )
    named = any(flag.id in exercise.contra for exercise in loaded.library.exercises.values())
    return named or flag.only_attack_safe or any(excludes)
