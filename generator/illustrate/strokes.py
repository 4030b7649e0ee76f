"""Cracks as ink: smoothed, fitted, and gathered by the weight of their lines."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.bezier import tangent
from generator.illustrate.contours import Chain, calm, chains_of
from generator.illustrate.cracks import Line
from generator.illustrate.vectors import curves, even

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.illustrate.cracks import Cracks
    from generator.illustrate.fills import Quality
    from generator.illustrate.parts import Floats
    from generator.illustrate.weights import Weights

SHORT: Final = 0.11  # dm; a loose end so short is noise
RUN: Final = 0.12  # dm; a line keeps its weight at least so long
FEWEST: Final = 3  # points of a line


@dataclass(eq=False)
class Strokes:
    """All lines that edges gave: the paths by their width in picture units, thin before heavy.

    `points` (n, 2) are pixels along the lines, `ends` (k, 2) where a line ends by itself, and
    `onward` (k, 2) the unit directions in which these would run on.
    """

    paths: dict[float, list[str]]
    points: Floats
    ends: Floats
    onward: Floats


def ink(cracks: Cracks, quality: Quality, weights: Weights, clot: float) -> Strokes:
    """Draw the edges. A line that nowhere gets `clot` pixels from the outline is left out."""
    none = np.empty((0, 2))
    drawn, ends, onward = [none], [none], [none]
    lines: dict[Line, list[str]] = {}
    for chain in chains_of(cracks, max(10, round(SHORT * quality.ppd)), clot):
        line = even(chain.points, quality.sigma, closed=chain.closed)
        drawn.append(line)
        loose = list(chain.free)
        ends.append(line[[0, -1]][loose])
        onward.append(-np.array([tangent(line, 0, 1), tangent(line, len(line) - 1, -1)])[loose])
        for kind, piece, closed in _runs(chain, line, max(12, round(RUN * quality.ppd))):
            fitted = curves(piece, quality.error, closed=closed)
            lines.setdefault(kind, []).append(quality.pen.path(fitted, closed=closed))
    paths: dict[float, list[str]] = {}
    for kind in sorted(lines):
        paths.setdefault(round(weights.line(kind), 2), []).extend(lines[kind])
    return Strokes(paths, *(np.vstack(rows) for rows in (drawn, ends, onward)))


def _runs(chain: Chain, points: Floats, least: int) -> Iterator[tuple[Line, Floats, bool]]:
    """The pieces of a line that are of one kind."""
    kinds = chain.kinds
    if chain.closed:
        # Turned so that a change of kind is at the seam, a ring is cut like an open line.
        change = np.flatnonzero(kinds != np.roll(kinds, 1))
        if not len(change) or len(points) < 2 * least:
            yield Line(int(np.bincount(kinds).argmax())), points, True
            return
        points = np.roll(points, -change[0], axis=0)
        points = np.vstack([points, points[:1]])
        kinds = np.roll(kinds, -change[0])
        kinds = np.concatenate([kinds, kinds[-1:]])
    kinds = calm(kinds, least)
    if chain.closed and len(np.unique(kinds)) == 1:
        yield Line(int(kinds[0])), points[:-1], True
        return
    cuts = [0, *(np.flatnonzero(np.diff(kinds)) + 1), len(kinds)]
    for begin, end in pairwise(cuts):
        piece = points[max(begin - 1, 0) : end]
        if len(piece) >= FEWEST:
            yield Line(int(kinds[begin])), piece, False
