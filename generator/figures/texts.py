"""Which words a drawing shows: it is printed only while they are the words that are printed."""

import hashlib
import json

from generator.model.exercise import GENTLE, Exercise


def words_shown(exercise: Exercise, variant: str | None = None) -> tuple[str, ...]:
    """The start and the steps of one way to do an exercise, with `{side}` not yet filled in.

    `variant` is None for the plain way, `gentle`, or a position. What the gentle way says below its
    steps belongs to it.

    Raises: KeyError for a way that the exercise does not have.
    """
    change = exercise.change(variant)
    start, steps = exercise.written(change)
    below = exercise.gentle_variant
    return (start, *steps, below.text) if variant == GENTLE and below else (start, *steps)


def text_hash(exercise: Exercise, variant: str | None = None) -> str:
    """A short hash that changes with every edit of the words that a drawing shows.

    Raises: KeyError for a way that the exercise does not have.
    """
    words = json.dumps(words_shown(exercise, variant), ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
