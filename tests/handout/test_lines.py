"""Texts in one weight are broken in a shorter way, to the same lines."""

import random

import pytest

from generator.handout import text
from generator.handout.text import Run, break_lines

WORDS = (
    "Sit tall in a chair with a back. Strap behind the neck, just below the skull. "
    "November\u00a020 incomprehensibilities"
).split(" ")
# Its first line, in bold from 18 points on, fills 258 points to the last bit.
FULL = "back. the chair the November\u00a020 tall chair back. a behind below"


def _texts(count: int) -> list[str]:
    chance = random.Random(20)
    made = [" ".join(chance.choices(WORDS, k=chance.randint(0, 25))) for _ in range(count)]
    return [chance.choice(("", "", "", " ")) + one + chance.choice(("", "", " ")) for one in made]


@pytest.mark.parametrize("width", [30.0, 60.0, 120.5, 258.0, 528.0])
@pytest.mark.parametrize("indent", [0.0, 18.0, 70.3])
def test_both_ways_give_the_same_lines(
    width: float, indent: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [(Run(words, weight),) for words in _texts(100) for weight in ("Regular", "Bold")]
    given += [(Run(text.BREAK, "Regular"),), (Run(FULL, "Bold"),)]
    short = [break_lines.__wrapped__(runs, 12.0, width, indent) for runs in given]
    monkeypatch.setattr(text, "_in_one_weight", lambda *_: ())
    assert short == [break_lines.__wrapped__(runs, 12.0, width, indent) for runs in given]


def test_most_texts_go_the_shorter_way() -> None:
    assert text._in_one_weight(Run("Sit tall.", "Regular"), 12.0, 100.0, 0.0)
    assert not text._in_one_weight(Run("Sit tall.", "Regular"), 12.0, 10.0, 0.0)


def test_a_word_that_just_fits_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_in_one_weight", lambda *_: ())
    first, *_ = break_lines.__wrapped__((Run(FULL, "Bold"),), 12.0, 258.0, 18.0)
    assert first.width == 258.0
    assert first.pieces[-1].text.endswith(" chair ")
