"""What the posed skeleton says, against the words of the steps: hand, tip, turn, lying side.

The list of drawings keeps facts read from the skeleton, not from the words of the pose. A sided
exercise is drawn for the right, so {side} is "right" in them.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from generator.figures.manifest import key_of
from generator.figures.texts import text_hash, words_shown
from generator.library import load_library
from generator.model.exercise import Exercise
from generator.resources import data_dir

FOLDER = data_dir("exercises") / "figures"
SIDE = {"{side}": "right", "{other_side}": "left"}
WHO = r"(\{side\}|\{other_side\})"
TIP = (
    re.compile(rf"\b[Tt]ip your head (?:toward|to) (?:the |your )?{WHO}"),
    re.compile(rf"\b[Tt]ip your head so your {WHO} ear"),
    re.compile(rf"\btip your {WHO} ear"),
)
TURN = (re.compile(rf"\b[Tt]urn your (?:head|face)\b[^.]*? to (?:the |your )?{WHO}"),)
TRUNK = (re.compile(rf"\b[Tt]urn your chest\b[^.]*? to (?:the |your )?{WHO}"),)
LIES = (re.compile(rf"\bLie on your {WHO} side"),)
HAND = (
    (re.compile(rf"[Rr]est your {WHO} hand on your head"), "head"),
    (re.compile(rf"[Rr]est your {WHO} hand on the back of your head"), "head"),
    (re.compile(rf"[Hh]old (?:the (?:edge of the )?|the chair )seat with your {WHO} hand"), "seat"),
    (re.compile(rf"[Pp]ut your {WHO} hand on the inner end of (?:the|your)"), "collarbone"),
    (re.compile(rf"\bHold your {WHO} hand still on your chest"), "strap_end"),
    (re.compile(rf"With your {WHO} hand, (?:pull|draw|press)"), ""),
    (re.compile(rf"(?:fingertips|fingers) flat on your {WHO} temple"), "temple"),
)


@cache
def drawings() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((FOLDER / "manifest.json").read_text())[
        "drawings"
    ]
    return found


@cache
def exercises() -> dict[str, Exercise]:
    return load_library().library.exercises


def named(patterns: tuple[re.Pattern[str], ...], text: str) -> Iterator[str]:
    """The sides, as drawn, that any of the patterns finds in the words."""
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield SIDE[found[1]]


def ends(sided: bool) -> list[str]:
    """The last drawing of every way of every exercise that has, or has not, a side."""
    known = drawings()
    return sorted(
        name
        for name, one in known.items()
        if exercises()[one["exercise"]].sided is sided
        and (one["part"] == "end" or key_of(one["exercise"], one["variant"], "end") not in known)
    )


def shown(name: str) -> tuple[dict[str, Any], str]:
    """The facts of a drawing, and the words that it shows."""
    one = drawings()[name]
    words = words_shown(exercises()[one["exercise"]], one["variant"])
    return one["facts"], " ".join(words)


@pytest.mark.parametrize("name", ends(sided=True))
def test_the_skeleton_does_what_the_steps_say(name: str) -> None:
    facts, text = shown(name)
    for side in named(TIP, text):
        assert facts["head"]["tilt_toward"] == side
    for side in named(TURN, text):
        assert facts["head"]["turn_toward"] == side
    for side in named(TRUNK, text):
        assert facts["trunk"]["turn_toward"] == side
    for side in named(LIES, text):
        assert facts["lying_on"] == side
    for pattern, place in HAND:
        for side in named((pattern,), text):
            assert place in facts["hands"][side]["target"]


def test_enough_words_were_compared() -> None:
    texts = [shown(name)[1] for name in ends(sided=True)]
    found = [
        side
        for text in texts
        for patterns in (TIP, TURN, TRUNK, LIES, tuple(pattern for pattern, _ in HAND))
        for side in named(patterns, text)
    ]
    assert len(found) > 30


def test_every_exercise_is_drawn_with_the_words_that_it_has_now() -> None:
    known = drawings()
    assert {one["exercise"] for one in known.values()} == set(exercises())
    for name, one in known.items():
        exercise = exercises()[one["exercise"]]
        assert one["text_hash"] == text_hash(exercise, one["variant"]), name
        assert one["authored_side"] == ("right" if exercise.sided else None), name
        limit = 20_000 if one["kind"] == "body" else 15_000
        size = len((FOLDER / f"{name}.svg").read_bytes())
        assert size == one["bytes"] <= limit, name


def test_no_drawing_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(drawings())
