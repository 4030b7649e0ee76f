"""Whether findings and exercises meet: none without the other."""

from collections.abc import Iterator

from generator.case import OWN_KEYS
from generator.check.known import table
from generator.errors import Problem
from generator.library.load import Loaded
from generator.model.exercise import Exercise
from generator.selection.slots import COVERS


def never_chosen(loaded: Loaded) -> Iterator[Problem]:
    """An exercise that no finding can ever choose."""
    for key, exercise in loaded.library.exercises.items():
        entry = table(loaded, "exercises")[key]
        if not _can_be_chosen(loaded, exercise):
            text = "no finding can ever choose this exercise"
            hint = "add a finding to indications, with a strength from 1 to 3"
            yield entry.problem(("indications",), text, hint, key=True)
        needed = exercise.requires_finding
        if needed and not any(_is_there(loaded, name) for name in needed):
            text = "none of these findings is there, so the exercise is never chosen"
            yield entry.problem(("requires_finding",), text, "name one that is", key=True)


def _can_be_chosen(loaded: Loaded, exercise: Exercise) -> bool:
    return exercise.attack_safe or any(_is_there(loaded, name) for name in exercise.indications)


def _is_there(loaded: Loaded, name: str) -> bool:
    """Whether the clinic left it in; a name that never was a finding is a problem of its own."""
    return name not in loaded.removed.get("findings", frozenset())


def without_answer(loaded: Loaded) -> Iterator[Problem]:
    """A finding that has no exercise, and no patient text that names it."""
    advised = {
        name
        for text in loaded.library.patient_texts.values()
        if not isinstance(text.when, str)
        for name in text.when.any_of.findings
    }
    for key in loaded.library.findings:
        if key not in OWN_KEYS and key not in advised and not _strongest(loaded, key):
            text = f"nothing answers to {key}: no exercise, and no patient text"
            hint = "add it to an exercise's indications, or to the when of a patient text"
            yield table(loaded, "findings")[key].problem(("id",), text, hint)


def weakly_answered(loaded: Loaded) -> Iterator[str]:
    """Findings without a strong exercise, so that making them a priority does little."""
    for key in loaded.library.findings:
        strength = _strongest(loaded, key)
        if 0 < strength < COVERS:
            yield (
                f"{key}: no exercise has a strength of {COVERS} or more for it, "
                "so making it a priority brings no exercise of its own"
            )


def _strongest(loaded: Loaded, finding: str) -> int:
    exercises = loaded.library.exercises.values()
    return max((exercise.indications.get(finding, 0) for exercise in exercises), default=0)
