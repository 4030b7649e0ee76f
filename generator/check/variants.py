"""The ways to do an exercise: plain, gentle, in another position; each whole, none impossible."""

from collections.abc import Iterator
from typing import get_args

from generator.check.known import table
from generator.check.texts import changes_of
from generator.errors import Problem, did_you_mean, quote
from generator.library.entries import Entry
from generator.library.load import Loaded
from generator.model.base import Position
from generator.model.exercise import Exercise, TextChange

FEWEST_STEPS, MOST_STEPS = 4, 7
FEWEST_STEPS_CHANGED = 3
_POSITIONS = frozenset(get_args(Position))


def way(exercise: Exercise, change: TextChange | None = None) -> tuple[str, ...]:
    """The start and the steps of one way to do the exercise."""
    start, steps = exercise.written(change)
    return (start, *steps)


def number_of_steps(loaded: Loaded) -> Iterator[Problem]:
    """Four to seven steps; at least three where a variant leaves some out."""
    for key, exercise in loaded.library.exercises.items():
        entry = table(loaded, "exercises")[key]
        count = len(exercise.steps)
        if not FEWEST_STEPS <= count <= MOST_STEPS:
            text = f"the exercise has {_counted(count)}; it needs {FEWEST_STEPS} to {MOST_STEPS}"
            hint = "split one" if count < FEWEST_STEPS else "join some, or leave one out"
            yield entry.problem(("steps",), text, hint, key=True)
        for path, change in changes_of(exercise):
            left = len(way(exercise, change)) - 1
            if left < FEWEST_STEPS_CHANGED:
                text = f"only {_counted(left)} are left; {FEWEST_STEPS_CHANGED} are needed"
                yield entry.problem((*path, "replace_steps"), text, "leave fewer out", key=True)


def _counted(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"


def replaced_steps(loaded: Loaded) -> Iterator[Problem]:
    """New words for a step name the number of one that is there."""
    for key, exercise in loaded.library.exercises.items():
        entry = table(loaded, "exercises")[key]
        for path, change in changes_of(exercise):
            for number in change.replace_steps:
                if not 1 <= number <= len(exercise.steps):
                    text = f"there is no step {number}"
                    hint = f"the steps are numbered 1 to {len(exercise.steps)}"
                    place = (*path, "replace_steps", number)
                    yield entry.problem(place, text, hint, key=True)


def positions(loaded: Loaded) -> Iterator[Problem]:
    """An exercise has a position, each once; words for one belong to a further one of its own."""
    for key, exercise in loaded.library.exercises.items():
        entry = table(loaded, "exercises")[key]
        if not exercise.positions:
            yield entry.problem(
                ("positions",), "an exercise needs a position", "name one", key=True
            )
        for place, name in enumerate(exercise.positions):
            if name in exercise.positions[:place]:
                text = f"{quote(name)} stands here twice"
                yield entry.problem(("positions", place), text, "take one out")
        for name in exercise.position_texts:
            if name not in exercise.positions:
                hint = did_you_mean(name, exercise.positions)
                hint = hint or f"they are: {', '.join(exercise.positions)}"
                text = f"{quote(name)} is none of the exercise's positions"
                yield entry.problem(("position_texts", name), text, hint, key=True)
            elif name == exercise.positions[0]:
                text = f"{quote(name)} comes first, so these words are never used"
                hint = "put them in start and steps"
                path = ("position_texts", name)
                yield entry.problem(path, text, hint, key=True, severity="warning")


def removed_attributes(loaded: Loaded) -> Iterator[Problem]:
    """A gentle variant takes away what the exercise has, and leaves a position to do it in."""
    for key, exercise in loaded.library.exercises.items():
        entry = table(loaded, "exercises")[key]
        stray = [name for name in exercise.attributes if name in _POSITIONS - {*exercise.positions}]
        for name in stray:
            text = f"{quote(name)} is an attribute, but none of the exercise's positions"
            path = ("attributes", exercise.attributes.index(name))
            yield entry.problem(path, text, "add it to positions, or take it out")
        if exercise.gentle_variant is not None:
            known = frozenset(loaded.library.attributes)
            yield from _removes(entry, exercise, exercise.gentle_variant.removes, known)


def _removes(
    entry: Entry, exercise: Exercise, removes: tuple[str, ...], known: frozenset[str]
) -> Iterator[Problem]:
    path = ("gentle_variant", "removes")
    own = {*exercise.attributes, *exercise.positions}
    for place, name in enumerate(removes):
        if name in known - own:
            hint = did_you_mean(name, own) or "take it out"
            text = f"the exercise has no attribute {quote(name)} to take away"
            yield entry.problem((*path, place), text, hint, severity="warning")
    if exercise.positions and not set(exercise.positions) - set(removes):
        text = "the gentle variant leaves no position to do it in"
        yield entry.problem(path, text, "leave one out of this list", key=True)


def side_maps(loaded: Loaded) -> Iterator[Problem]:
    """Only a sided finding among the indications of a sided exercise has a say in its side."""
    findings = loaded.library.findings
    for key, exercise in loaded.library.exercises.items():
        entry = table(loaded, "exercises")[key]
        for name in exercise.side_map:
            text = ""
            if not exercise.sided:
                text = "the exercise has no side"
            elif name in findings and name not in exercise.indications:
                text = f"{quote(name)} is not among the indications"
            elif name in findings and not findings[name].sided:
                text = f"{quote(name)} has no side"
            if text:
                hint = "this does nothing: take it out"
                path = ("side_map", name)
                yield entry.problem(path, text, hint, key=True, severity="warning")
