"""Stretches of designed lines, led into the ends of the lines that edges gave."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from generator.illustrate.bezier import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.illustrate.parts import Bools, Floats
    from generator.illustrate.strokes import Strokes

FEWEST: Final = 4
CHIN_LEAST: Final = 0.3  # dm
CHIN_CLEAR: Final = 0.09  # dm from the lines that edges gave
CHIN_REACH: Final = 0.32  # dm to the end of such a line, to run on from it
CHIN_LEAD: Final = 0.4  # dm over which it is led there
CHIN_JOIN: Final = 0.28  # dm to any such line ahead, to end in it
EAR_REACH: Final = 0.13  # the same for the lines in an ear
EAR_LEAD: Final = 0.15
AHEAD: Final = 0.2  # cosine between a line and the way to where it is led
SMOOTHLY: Final = 0.5  # cosine between the way an edge's line ends and the way to this line
LED_MOST: Final = 0.4  # of a line
BRIDGE: Final = (0.03, 0.5)  # dm; gaps in the jaw's line that are closed
BRIDGE_STRAIGHT: Final = 0.8  # cosine between a line's end and the way over the gap


def pieces_of(points: Floats, visible: Bools, least: float) -> Iterator[Floats]:
    """The visible stretches of a line (k, 2) that are at least `least` pixels long."""
    change = np.diff(np.concatenate([[0], visible.astype(np.int8), [0]]))
    begins, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    for begin, end in zip(begins, ends, strict=True):
        piece = points[begin:end]
        if end - begin >= FEWEST and length_of(piece) >= least:
            yield piece


def length_of(line: Floats) -> float:
    """The length of a polyline (k, 2)."""
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def chin_pieces(points: Floats, visible: Bools, strokes: Strokes, ppd: float) -> Iterator[Floats]:
    """The chin's line (k, 2) where no edge of the jaw is drawn, led into the edges' lines."""
    if len(strokes.points):
        visible = visible & (cKDTree(strokes.points).query(points)[0] > CHIN_CLEAR * ppd)
    for piece in pieces_of(points, visible, CHIN_LEAST * ppd):
        yield _led(_led(piece, strokes, ppd)[::-1], strokes, ppd)[::-1]


def _led(line: Floats, strokes: Strokes, ppd: float) -> Floats:
    """The line (k, 2) led at its beginning: to a loose end near, else to a line ahead."""
    away = np.linalg.norm(strokes.ends - line[0], axis=1)
    if len(away) and away.min() < CHIN_REACH * ppd:
        end = int(away.argmin())
        return _run_on(line, strokes.ends[end], strokes.onward[end], CHIN_LEAD * ppd)
    way = strokes.points - line[0]
    far = np.linalg.norm(way, axis=1)
    onward = line[0] - line[min(5, len(line) - 1)]
    near = np.where(way @ onward > AHEAD * far * np.linalg.norm(onward), far, np.inf)
    if len(near) and near.min() < CHIN_JOIN * ppd:
        return _pulled(line, strokes.points[near.argmin()], CHIN_LEAD * ppd)
    return line


def _run_on(line: Floats, end: Floats, onward: Floats, lead: float) -> Floats:
    """The line begun as a curve that leaves an edge's `end` (2,) in its direction."""
    cut = int(np.searchsorted(_along(line), lead).clip(1, max(1, int(LED_MOST * len(line)))))
    way = line[cut] - end
    length = float(np.linalg.norm(way))
    if onward @ way < SMOOTHLY * length:
        return _pulled(line, end, lead)
    tangent = line[min(cut + 3, len(line) - 1)] - line[cut]
    tangent = tangent / max(float(np.linalg.norm(tangent)), 1e-9)
    handles = [end, end + length / 3 * onward, line[cut] - length / 3 * tangent, line[cut]]
    begin = evaluate(np.array(handles), np.linspace(0.0, 1.0, 12))
    return np.vstack([begin, line[cut + 1 :]])


def _pulled(line: Floats, goal: Floats, lead: float) -> Floats:
    """The line shifted to begin at `goal` (2,), less and less over `lead` pixels."""
    share = np.clip(_along(line) / lead, 0.0, 1.0)[:, None]
    moved: Floats = line + (1 - share**2 * (3 - 2 * share)) * (goal - line[0])
    return moved


def _along(line: Floats) -> Floats:
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(steps)])


def ear_piece(line: Floats, strokes: Strokes, ppd: float) -> Floats:
    """A line in an ear, led into the ends of its rim's edge."""
    for _ in range(2):
        away = np.linalg.norm(strokes.ends - line[0], axis=1)
        if len(away) and away.min() < EAR_REACH * ppd:
            line = _pulled(line, strokes.ends[away.argmin()], EAR_LEAD * ppd)
        line = line[::-1]
    return line


def bridges(strokes: Strokes, where: Bools, ppd: float) -> Iterator[Floats]:
    """Curves (4, 2) over the gaps of lines whose ends `where` (k,) point at each other."""
    rows = np.flatnonzero(where)
    for one, two in combinations(rows, 2):
        gap = strokes.ends[two] - strokes.ends[one]
        length = float(np.linalg.norm(gap))
        if not BRIDGE[0] * ppd < length < BRIDGE[1] * ppd:
            continue
        straight = min(strokes.onward[one] @ gap, -strokes.onward[two] @ gap) / length
        if straight > BRIDGE_STRAIGHT:
            third = length / 3
            a, b = strokes.ends[one], strokes.ends[two]
            yield np.array([a, a + third * strokes.onward[one], b + third * strokes.onward[two], b])
