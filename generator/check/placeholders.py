"""Placeholders: filled in everywhere they stand, and standing where they are needed."""

import re
from collections.abc import Iterator

from generator.check.known import table
from generator.check.texts import ON_SIDES, SIDES, Text, blocks, changes_of, exercise_texts
from generator.check.variants import way
from generator.errors import Problem, did_you_mean, quote
from generator.library.load import Loaded
from generator.model.exercise import Exercise

_PLACEHOLDER = re.compile(r"\{[^{}]*\}?|\}")
_A_SIDE = re.compile(r"\b(?:left|right)\b", re.IGNORECASE)
# "Right under the skull" and "what is left" say nothing of a side.
_NO_SIDE = re.compile(
    r"\bright (?:under|below|above|behind|angles?|away|after|before|now|there|where|amount|size)\b"
    r"|\b(?:all|just|feels?) right\b|\bleft (?:out|over)\b|\b(?:is|are) left\b",
    re.IGNORECASE,
)


def placeholders(loaded: Loaded) -> Iterator[Problem]:
    """Nothing in braces reaches a patient: only what is filled in there may stand in a text."""
    for block in blocks(loaded):
        for text in block.texts:
            for found in dict.fromkeys(_PLACEHOLDER.findall(text.words)):
                if found not in text.may_hold:
                    yield text.entry.problem(text.path, *_misplaced(found, text))


def _misplaced(found: str, text: Text) -> tuple[str, str]:
    if found in SIDES | ON_SIDES and text.sided_by and not text.may_hold:
        hint = f"say it without a side, or write {text.sided_by}"
        return f"{found} stands here, but {text.entry.key} has no side", hint
    known = ", ".join(sorted(text.may_hold)) or "none"
    hint = did_you_mean(found, text.may_hold) or f"placeholders that may stand here: {known}"
    return f"nothing fills in {quote(found)} here", hint


def sides_are_named(loaded: Loaded) -> Iterator[Problem]:
    """Each way to do a sided exercise says on which side."""
    for key, exercise in loaded.library.exercises.items():
        if not exercise.sided:
            continue
        entry = table(loaded, "exercises")[key]
        if "{side}" not in " ".join(way(exercise)):
            text = "the exercise has a side, but its start and steps never name {side}"
            hint = 'say which side, or write "lateral: both"'
            yield entry.problem(("steps",), text, hint, key=True)
            continue
        for path, change in changes_of(exercise):
            words = " ".join(way(exercise, change))
            if not any(side in words for side in SIDES):
                text = "the exercise has a side, but this way of it never names {side}"
                yield entry.problem(path, text, "say which side", key=True)


def sides_in_words(loaded: Loaded) -> Iterator[Problem]:
    """A sided exercise says {side}: "left" in its words would be wrong on the other side."""
    for exercise in loaded.library.exercises.values():
        if exercise.sided:
            yield from _written_out(loaded, exercise)


def _written_out(loaded: Loaded, exercise: Exercise) -> Iterator[Problem]:
    for text in exercise_texts(loaded, exercise):
        sides = {match.start() for match in _A_SIDE.finditer(_NO_SIDE.sub(_blank, text.words))}
        for match in _A_SIDE.finditer(text.words):
            word = quote(match.group())
            if match.start() in sides:
                said = f"{word} would be wrong when the exercise is done on the other side"
                yield text.entry.problem(text.path, said, "write {side} or {other_side}")
            else:
                said = f"{word} in an exercise that has a side may be taken for one"
                hint = "say it in other words"
                yield text.entry.problem(text.path, said, hint, severity="warning")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def sided_sentences(loaded: Loaded) -> Iterator[Problem]:
    """The sentence of a sided flag names the side; that of a sided finding too."""
    for key, flag in loaded.library.flags.items():
        if flag.sided and flag.patient_text and "{side}" not in flag.patient_text:
            entry = table(loaded, "flags")[key]
            text = "the flag has a side, but this never names {side}"
            yield entry.problem(("patient_text",), text, "say which side")
    for key, finding in loaded.library.findings.items():
        words = finding.patient_text
        if finding.sided and words and not any(place in words for place in ON_SIDES):
            entry = table(loaded, "findings")[key]
            text = "the finding has a side, but this does not say which"
            hint = "add {on_side} or {to_side}"
            yield entry.problem(("patient_text",), text, hint, severity="warning")
