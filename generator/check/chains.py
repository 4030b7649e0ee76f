"""Chains of exercises, from easier to harder."""

from collections.abc import Iterator
from itertools import pairwise

from generator.check.known import rules_of
from generator.errors import Problem, quote
from generator.library.load import Loaded
from generator.model.base import IRRITABILITY_ORDER
from generator.model.exercise import Exercise

_FEWEST = 2


def members(loaded: Loaded) -> Iterator[Problem]:
    """A chain holds at least two exercises, each once."""
    entry = rules_of(loaded)
    for name, chain in loaded.library.rules.chains.items():
        if len(chain) < _FEWEST:
            text = f"the chain {quote(name)} needs at least two exercises"
            yield entry.problem(("chains", name), text, "add one, or take the chain out", key=True)
        for place, key in enumerate(chain):
            if key in chain[:place]:
                text = f"{quote(key)} stands twice in the chain {quote(name)}"
                yield entry.problem(("chains", name, place), text, "take one out")


def order(loaded: Loaded) -> Iterator[Problem]:
    """What an exercise itself calls easier or harder must not go the other way along a chain."""
    exercises = loaded.library.exercises
    for name, chain in loaded.library.rules.chains.items():
        for place, key in enumerate(chain):
            exercise = exercises.get(key)
            if exercise is None:
                continue
            after, before = chain[place + 1 :], chain[:place]
            if exercise.easier in after:
                yield _against(loaded, exercise, "easier", name)
            if exercise.harder in before:
                yield _against(loaded, exercise, "harder", name)


def _against(loaded: Loaded, exercise: Exercise, field: str, chain: str) -> Problem:
    other = getattr(exercise, field)
    where = "after" if field == "easier" else "before"
    text = (
        f"{quote(other)} is called {field}, but stands {where} {exercise.id} in the chain {chain}"
    )
    entry = loaded.entries["exercises"][exercise.id]
    return entry.problem((field,), text, "change one of the two", severity="warning")


def steps_up(loaded: Loaded) -> Iterator[Problem]:
    """Along a chain the phase does not go down, and no level skips the easier one alone."""
    exercises = loaded.library.exercises
    for name, chain in loaded.library.rules.chains.items():
        known = [(place, exercises[key]) for place, key in enumerate(chain) if key in exercises]
        for (_, easier), (place, harder) in pairwise(known):
            text = _goes_down(easier, harder)
            if text:
                hint = "from easier to harder"
                path = ("chains", name, place)
                yield rules_of(loaded).problem(path, text, hint, severity="warning")


def _goes_down(easier: Exercise, harder: Exercise) -> str:
    if harder.phase < easier.phase:
        return (
            f"{harder.id} may start in phase {harder.phase}, "
            f"before {easier.id}, which comes first here (phase {easier.phase})"
        )
    for level in IRRITABILITY_ORDER:
        if easier.dose.row(level) is None and harder.dose.row(level) is not None:
            return f"{harder.id} is offered at {level} irritability, {easier.id} before it is not"
    return ""
