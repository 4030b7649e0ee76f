"""Polylines in pixels -> smooth Bezier lines -> the text of SVG paths."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.ndimage import gaussian_filter1d

from generator.illustrate.bezier import TINY, fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.illustrate.parts import Floats, Ints

CORNER_REACH: Final = 7  # points before and after, over which a turn is measured
CORNER_TURN: Final = 62.0  # degrees; a sharper turn stays a corner
REACH_SMOOTH: Final = 4.0  # sigmas of the Gaussian that count
BROAD: Final = 3.0
STEP: Final = (0.3, 0.8)  # pixels: a step of the grid, and something drawn
SMALL_RING: Final = 8  # points; a smaller closed line is left as it is
STRAIGHT: Final = 0.75
"""Units of the drawing: with its handles so near to the chord, a curve is written as a line."""


def smooth(points: Floats, sigma: float, *, closed: bool) -> Floats:
    """The polyline (n, 2) without its steps: a Gaussian of `sigma` points; open ends stay."""
    if closed:
        if len(points) < SMALL_RING:
            return points
        ring: Floats = gaussian_filter1d(points, sigma, axis=0, mode="wrap")
        return ring
    reach = int(min(REACH_SMOOTH * sigma, len(points) - 1))
    if reach < 2:  # noqa: PLR2004 (nothing to reflect)
        return points
    # Reflected through its end point, the line keeps its end and its direction there.
    before = 2 * points[0] - points[reach:0:-1]
    after = 2 * points[-1] - points[-2 : -2 - reach : -1]
    longer = np.vstack([before, points, after])
    line: Floats = gaussian_filter1d(longer, sigma, axis=0, mode="nearest")[reach:-reach]
    line[0], line[-1] = points[0], points[-1]
    return line


def even(points: Floats, sigma: float, *, closed: bool) -> Floats:
    """The polyline smoothed, and where nothing happens smoothed more.

    A long slanting line has steps far apart, which no small Gaussian evens out. Where a broad one
    moves the line by less than a step, the line is straight or an arc: there it is right.
    """
    fine = smooth(points, sigma, closed=closed)
    broad = smooth(points, BROAD * sigma, closed=closed)
    moved = np.linalg.norm(fine - broad, axis=1)
    moved = gaussian_filter1d(moved, sigma, mode="wrap" if closed else "nearest")
    share = np.clip((moved - STEP[0]) / (STEP[1] - STEP[0]), 0.0, 1.0)[:, None]
    line: Floats = broad + share * (fine - broad)
    return line


def corners(points: Floats, *, closed: bool, reach: int = CORNER_REACH) -> list[int]:
    """Where a polyline turns sharply."""
    count = len(points)
    if count < 2 * reach + 1:
        return []
    index: Ints = np.arange(count) if closed else np.arange(reach, count - reach)
    before = points[index] - points[(index - reach) % count]
    after = points[(index + reach) % count] - points[index]
    norms = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    cosine = (before * after).sum(axis=1) / (norms + 1e-9)
    turn = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    found = []
    while turn.size and turn.max() > CORNER_TURN:
        sharpest = int(turn.argmax())
        found.append(int(index[sharpest]))
        turn[max(0, sharpest - reach) : sharpest + reach + 1] = 0
    return sorted(found)


def curves(points: Floats, error: float, *, closed: bool = False) -> list[Floats]:
    """Bezier curves (4, 2) along a polyline, cut at its corners."""
    sharp = corners(points, closed=closed)
    if closed:
        start = sharp[0] if sharp else 0
        points = np.vstack([points[start:], points[: start + 1]])
        if not sharp:
            # Without a corner the ring has the same tangent at its beginning and its end.
            along = points[min(3, len(points) - 1)] - points[-4]
            along = along / (np.linalg.norm(along) + TINY)
            return fit(points, error, along, -along)
        sharp = [corner - start for corner in sharp[1:]]
    found: list[Floats] = []
    begin = 0
    for corner in [*sharp, len(points) - 1]:
        if corner > begin:
            found += fit(points[begin : corner + 1], error)
            begin = corner
    return found


def resample(points: Floats, step: float) -> Floats:
    """The polyline (n, d) with points at even distances of about `step`, at least four."""
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    where = np.linspace(0.0, length[-1], max(int(length[-1] / step), 4))
    return np.column_stack(
        [np.interp(where, length, points[:, axis]) for axis in range(points.shape[1])]
    )


@dataclass(frozen=True)
class Pen:
    """Writes lines in pixels of the buffers as paths in whole units of the drawing."""

    scale: float  # units of the drawing a pixel
    margin: int  # pixels of bleed left of and above the drawing

    def path(self, line: Sequence[Floats], *, closed: bool = False) -> str:
        """`M`, relative `c` and `l` for touching Bezier curves (4, 2); "" if there is no extent."""
        if not line:
            return ""
        here = np.round(self.place(line[0][0]))
        text = [f"M{_numbers(here)}"]
        last = ""
        for curve in line:
            spots = np.round(self.place(curve))
            spots = spots if not _straight(spots) else spots[[0, 3]]
            moves = (spots[1:] - here).ravel()
            if not moves.any():
                continue
            command = "c" if len(spots) == 4 else "l"  # noqa: PLR2004 (with its handles)
            numbers = _numbers(moves)
            joint = command if command != last else "" if numbers[0] == "-" else " "
            text.append(joint + numbers)
            last, here = command, spots[-1]
        return "".join([*text, "z" if closed else ""]) if last else ""

    def polygon(self, points: Floats) -> str:
        """A closed path with straight sides through points (n, 2)."""
        thirds = np.linspace(0, 1, 4)[:, None]
        ring = [a + thirds * (b - a) for a, b in pairwise(points)]
        return self.path(ring, closed=True)

    def place(self, pixels: Floats) -> Floats:
        """Pixels (..., 2) in units of the drawing."""
        units: Floats = (pixels - self.margin) * self.scale
        return units


def _straight(spots: Floats) -> bool:
    """Whether both handles lie on the chord, between its ends."""
    chord = spots[3] - spots[0]
    length = float(np.hypot(*chord))
    if not length:
        return False
    handles = spots[1:3] - spots[0]
    off = np.abs(handles @ [-chord[1], chord[0]]) / length
    along = handles @ chord / length
    return bool(off.max() <= STRAIGHT and along.min() >= 0 and along.max() <= length)


def _numbers(values: Iterable[float]) -> str:
    """Whole numbers with no more blanks than needed."""
    text = ""
    for value in values:
        number = str(round(value))
        text += number if not text or number[0] == "-" else f" {number}"
    return text
