"""Direction words as vectors: "up", "in and down", "mostly forward and a little up", or numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.parts import SIGN, Floats, Side
from generator.illustrate.rotations import unit

if TYPE_CHECKING:
    from generator.model.figure_words import Direction

# Steps of the person: x left, y up along the body, z forward.
WORDS: Final = {
    "up": (0.0, 1.0, 0.0),
    "down": (0.0, -1.0, 0.0),
    "forward": (0.0, 0.0, 1.0),
    "back": (0.0, 0.0, -1.0),
    "left": (1.0, 0.0, 0.0),
    "right": (-1.0, 0.0, 0.0),
}
WORLD: Final = {"ceiling": (0.0, 1.0, 0.0), "ground": (0.0, -1.0, 0.0)}
WEIGHTS: Final = {"": 1.0, "mostly": 2.5, "a little": 0.35}
TERM: Final = re.compile(r"(?:(mostly|a little) )?([a-z_]+)")


class Sides:
    """What `side` and `other_side` mean in a drawing."""

    def __init__(self, side: Side = "right") -> None:
        """The exercise's side; drawings are made for the right one."""
        self.side: Side = side
        self.other: Side = "left" if side == "right" else "right"

    def of(self, who: str) -> Side:
        """The person's side for side, other_side, left or right."""
        named: dict[str, Side] = {
            "side": self.side,
            "other_side": self.other,
            "left": "left",
            "right": "right",
        }
        return named[who]

    def each(self, who: str) -> tuple[Side, ...]:
        """One side, or both."""
        return ("left", "right") if who == "both" else (self.of(who),)

    def split(self, name: str) -> tuple[str, Side | None]:
        """A name without its side, and that side: `chin_side` -> ("chin", "right")."""
        for suffix in ("_other_side", "_side", "_left", "_right"):
            if name.endswith(suffix):
                return name.removesuffix(suffix), self.of(suffix[1:])
        return name, None

    def signed(self, amount: float, who: str | None) -> float:
        """An amount towards a side, counted towards the person's left."""
        if not amount:
            return 0.0
        if who is None:
            raise ValueError(f"{amount:g} degrees: say toward which side")
        return amount * SIGN[self.of(who)]


def direction(
    asked: Direction,
    words: Floats,
    sides: Sides,
    hand: Side | None = None,
) -> Floats:
    """A unit vector (3,) in the world; `words` (3, 3) is the frame that the words count in.

    `hand` says which way `in` and `out` go.
    """
    if not isinstance(asked, str):
        return unit(words @ np.asarray(asked, dtype=np.float64))
    total = np.zeros(3)
    for term in asked.split(" and "):
        found = TERM.fullmatch(term)
        if found is None:
            raise ValueError(f"“{term}” is no direction")
        total += WEIGHTS[found[1] or ""] * _word(found[2], words, sides, hand)
    if np.linalg.norm(total) < 0.05:  # noqa: PLR2004 - “up and down”
        raise ValueError(f"“{asked}” goes nowhere")
    return unit(total)


def _word(word: str, words: Floats, sides: Sides, hand: Side | None) -> Floats:
    if word in WORLD:
        return np.array(WORLD[word])
    if word in {"in", "out"}:
        if hand is None:
            raise ValueError(f"“{word}” needs a side: say left, right, side or other_side")
        way = np.array([float(SIGN[hand]), 0.0, 0.0]) * (1 if word == "out" else -1)
    elif word in {"side", "other_side"}:
        way = np.array([float(SIGN[sides.of(word)]), 0.0, 0.0])
    else:
        way = np.array(WORDS[word])
    turned: Floats = words @ way
    return turned
