"""From choices to a program: the words of each exercise on its side, and the sums (4.3 step 6)."""

from generator.model.base import OneSide, other
from generator.model.exercise import GENTLE, Exercise
from generator.model.library import Library
from generator.model.results import (
    Allowed,
    Candidate,
    Choices,
    Chosen,
    Prescription,
    Program,
    Restrictions,
)


def dose(choices: Choices, screening: Allowed, library: Library) -> Program:
    """Write every chosen exercise out for its side; nothing is left to fill in."""
    restrictions = screening.restrictions
    unsafe = frozenset(item.id for item in choices.dropped if item.excluded)

    def prescribe(item: Chosen) -> Prescription:
        return _prescribe(item, restrictions, unsafe, library)

    exercises = tuple(map(prescribe, choices.chosen))
    extra = tuple(map(prescribe, choices.extra))
    return Program(
        exercises=exercises,
        extra=extra,
        dropped=choices.dropped,
        minutes_per_session=sum(item.minutes for item in exercises if _in_session(item)),
        minutes_per_day=sum(
            item.minutes * item.dosage.per_day
            for item in exercises
            if item.exercise.counts_in_daily_minutes
        ),
        irritability=choices.irritability,
        phase=choices.phase,
        patient_lines=restrictions.patient_lines,
    )


def _in_session(item: Prescription) -> bool:
    return item.slot not in ("habit", "extra") and item.exercise.type != "relaxation"


def _prescribe(
    item: Chosen, restrictions: Restrictions, unsafe: frozenset[str], library: Library
) -> Prescription:
    candidate = item.candidate
    exercise = candidate.exercise
    side = candidate.target.side
    told_side = candidate.target.worse if side else None
    fill = _Filler(library, told_side)
    way = _way(candidate)
    start, steps = exercise.written(exercise.change(way))
    start = " ".join((start, *candidate.prop_up))
    if side == "both":
        steps = (*steps, library.phrases.other_side)
    return Prescription(
        exercise=exercise,
        side=side,
        told_side=told_side,
        way=way,
        propped=bool(candidate.prop_up),
        slot=candidate.slot,
        score=candidate.score.total,
        minutes=candidate.minutes,
        gentle=candidate.gentle,
        position=candidate.position,
        dosage=candidate.dosage,
        reasons=item.reasons,
        start=fill(start),
        steps=tuple(map(fill, steps)),
        breathing=fill(exercise.breathing),
        feel=fill(exercise.feel) if _pressure_limit(exercise, restrictions) is None else "",
        mistakes=tuple(map(fill, exercise.mistakes)),
        stop_if=tuple(fill(library.stop_texts.get(text, text)) for text in exercise.stop_if),
        easier=fill(_easier(exercise.easier, unsafe, library)),
        notes=tuple(map(fill, _notes(candidate, restrictions, library))),
    )


class _Filler:
    """Puts the side's word into a text; of two sides, the one the steps are written for."""

    def __init__(self, library: Library, side: OneSide | None) -> None:
        words = library.phrases.sides
        self.words = (words[side], words[other(side)]) if side else None

    def __call__(self, text: str) -> str:
        if self.words is None:
            return text
        named, opposite = self.words
        return text.replace("{side}", named).replace("{other_side}", opposite)


def _way(candidate: Candidate) -> str | None:
    """The way to do it that is printed: gentle, a further position, or None for the plain one."""
    if candidate.gentle and candidate.exercise.gentle_variant is not None:
        return GENTLE
    position, exercise = candidate.position, candidate.exercise
    return position if position != exercise.positions[0] else None


def _notes(candidate: Candidate, restrictions: Restrictions, library: Library) -> list[str]:
    """Lines below the steps: the gentle variant's, the dose's, a flag's."""
    exercise, notes = candidate.exercise, []
    if candidate.gentle and exercise.gentle_variant:
        notes.append(exercise.gentle_variant.text)
    note = candidate.dosage.note
    if note and not any(note in told for told in notes):
        notes.append(note)
    present = {found.flag.id for found in restrictions.present}
    notes += [text for flag, text in exercise.flag_text.items() if flag in present]
    pressure = _pressure_limit(exercise, restrictions)
    if pressure is not None:
        notes.append(library.phrases.massage_pressure.replace("{n}", f"{pressure:g}"))
    return notes


def _pressure_limit(exercise: Exercise, restrictions: Restrictions) -> float | None:
    """How hard a flag lets press, 0-10; the usual feel may name a harder pressure."""
    return restrictions.caps.massage_pressure if exercise.type == "soft_tissue" else None


def _easier(text: str, unsafe: frozenset[str], library: Library) -> str:
    """An id stands for that exercise; one that is excluded for this patient is not named."""
    named: Exercise | None = library.exercises.get(text)
    if named is None:
        return text
    return (
        "" if named.id in unsafe else library.phrases.easier_exercise.replace("{name}", named.name)
    )
