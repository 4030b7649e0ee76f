"""What must hold before a case is read, or the reasoning could fail or print what is wrong."""

from collections.abc import Callable, Iterable

from generator.check import (
    chains,
    completeness,
    conditions,
    doses,
    exercise_words,
    flags,
    ids,
    measures,
    names,
    placeholders,
    thresholds,
    variants,
)
from generator.errors import Problem
from generator.library.load import Loaded

Check = Callable[[Loaded], Iterable[Problem]]

STRUCTURE: tuple[Check, ...] = (
    names.unknown_ids,
    names.flags_in_prose,
    exercise_words.indications,
    exercise_words.easier_and_harder,
    exercise_words.stop_texts,
    exercise_words.cameras,
    ids.form_of_ids,
    ids.shared_ids,
    completeness.whole_tables,
    completeness.dose_ranges,
    chains.members,
    measures.ranges,
    thresholds.shape,
    thresholds.rules_of_presence,
    thresholds.severity,
    thresholds.severity_words,
    flags.urgency,
    flags.days,
    flags.caps,
    conditions.conditions,
    variants.replaced_steps,
    variants.positions,
    variants.removed_attributes,
    variants.side_maps,
    doses.within_ranges,
    doses.some_row,
    placeholders.placeholders,
    placeholders.sides_are_named,
    placeholders.sides_in_words,
    placeholders.sided_sentences,
)


def reference_problems(loaded: Loaded) -> list[Problem]:
    """All that must be right before a handout is made; fast, without the reading level."""
    return found_by(STRUCTURE, loaded)


def found_by(checks: Iterable[Check], loaded: Loaded) -> list[Problem]:
    """All that the checks find, each once, in the order of files and lines."""
    return in_order(problem for check in checks for problem in check(loaded))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in the order of their places, each once."""

    def place(problem: Problem) -> tuple[str, int, int]:
        return problem.file, problem.line or 0, problem.column or 0

    return sorted(dict.fromkeys(problems), key=place)
