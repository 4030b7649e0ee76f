"""Which cracks between neighbouring pixels are lines, and of what weight.

Depth alone fails where a hand lies on a head, or a finger beside a finger. What works is the place
on the body *at rest*: two neighbours that see skin far apart at rest look over an edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.illustrate.buffers import Buffers
    from generator.illustrate.parts import Bools, Floats, Ints

    Window = tuple[slice, slice]

JUMP_PIXELS: Final = 3.6  # a step of so many pixels on the resting body, seen square on, is an edge
JUMP_LEAST: Final = 0.075  # dm; so small a jump at rest never is
SLANT_LEAST: Final = 0.07  # a surface seen this flat or flatter is treated alike
STEP_APART: Final = 0.25  # dm of depth between two materials

ALL: Final = slice(None)
ACROSS: Final = ((ALL, slice(0, -1)), (ALL, slice(1, None)))
DOWN: Final = ((slice(0, -1), ALL), (slice(1, None), ALL))


class Line(IntEnum):
    """The kind of a line; the later is drawn over the earlier."""

    NONE = 0
    PROP = 1
    HEM = 2
    FINE_INNER = 3
    INNER = 4
    FINE_OUTLINE = 5
    SLIM_OUTLINE = 6
    OUTLINE = 7


FINE: Final = {
    Line.INNER: Line.FINE_INNER,
    Line.OUTLINE: Line.FINE_OUTLINE,
    Line.SLIM_OUTLINE: Line.FINE_OUTLINE,
}
FINE_ALL: Final = {Line.HEM: Line.FINE_INNER, Line.INNER: Line.FINE_INNER}
SLIM: Final = {Line.OUTLINE: Line.SLIM_OUTLINE}
"""Finer kinds: for what is small, and for the way there, so that no line jumps in width."""


@dataclass(eq=False)
class Cracks:
    """Line kinds between pixels: `across` (h, w-1) right of a pixel, `down` (h-1, w) below it."""

    across: Ints
    down: Ints

    def sides(self) -> Iterator[tuple[Ints, Window, Window]]:
        """Both arrays with the windows that pick the two neighbours of each crack."""
        yield self.across, *ACROSS
        yield self.down, *DOWN

    def touching(self, least: Line) -> Bools:
        """The pixels (h, w) right of or below a crack of at least this kind."""
        near = np.zeros((len(self.across), self.down.shape[1]), bool)
        near[:, 1:] |= self.across >= least
        near[1:, :] |= self.down >= least
        return near


def find_cracks(buffers: Buffers, n_figure: int, ppd: float) -> Cracks:
    """The lines of a picture whose parts below `n_figure` are the figure's, the others props."""
    return Cracks(
        *(_kinds(buffers, window, n_figure, ppd) for window in (ACROSS, DOWN)),
    )


def _kinds(buffers: Buffers, sides: tuple[Window, Window], n_figure: int, ppd: float) -> Ints:
    one, two = sides
    part1, part2 = buffers.part[one], buffers.part[two]
    alike = buffers.material[one] == buffers.material[two]
    both = (part1 >= 0) & (part2 >= 0)
    same, other = both & (part1 == part2), both & (part1 != part2)
    step = np.nan_to_num(buffers.depth[two] - buffers.depth[one])
    kinds = np.zeros(part1.shape, np.int64)
    kinds[same & ~alike] = Line.HEM
    kinds[_jumps(buffers, sides, same, ppd)] = Line.INNER
    kinds[other & alike] = Line.INNER
    kinds[other & ~alike] = Line.HEM
    kinds[other & ~alike & (np.abs(step) > STEP_APART)] = Line.INNER
    prop1, prop2 = part1 >= n_figure, part2 >= n_figure
    kinds[other & prop1 & prop2] = Line.PROP  # a roll is apart from the table that it lies on
    # A figure before a prop keeps its silhouette; a prop before the figure hides it.
    figure_nearer = np.where(prop2, step > 0, step < 0)
    kinds[both & (prop1 != prop2)] = Line.PROP
    kinds[both & (prop1 != prop2) & figure_nearer] = Line.OUTLINE
    kinds[(part1 >= 0) != (part2 >= 0)] = Line.OUTLINE
    apart = (prop1 | (part1 < 0)) & (prop2 | (part2 < 0))
    kinds[apart & (kinds > 0)] = Line.PROP
    return kinds


def _jumps(
    buffers: Buffers, sides: tuple[Window, Window], among: Bools, ppd: float
) -> tuple[Ints, Ints]:
    """Where neighbours `among` (h, w) lie apart at rest: rows and columns."""
    one, two = sides
    rows, columns = np.nonzero(among)
    gap = buffers.rest[one][rows, columns] - buffers.rest[two][rows, columns]
    slant: Floats = np.maximum(
        np.abs(buffers.facing[one][rows, columns]), np.abs(buffers.facing[two][rows, columns])
    )
    allowed = np.maximum(JUMP_PIXELS / ppd / np.maximum(slant, SLANT_LEAST), JUMP_LEAST)
    far = (gap * gap).sum(axis=1) > allowed * allowed
    return rows[far], columns[far]


def erase(cracks: Cracks, zone: Bools) -> None:
    """Take out all lines but the outline where both neighbours lie in the zone (h, w)."""
    for kinds, one, two in cracks.sides():
        kinds[zone[one] & zone[two] & (kinds < Line.FINE_OUTLINE)] = Line.NONE


def refine(cracks: Cracks, buffers: Buffers, zone: Bools, finer: Mapping[Line, Line]) -> None:
    """Draw finer where what lies in front belongs to the zone (h, w)."""
    depth = np.nan_to_num(buffers.depth, nan=np.inf)
    for kinds, one, two in cracks.sides():
        fine = np.where(depth[one] < depth[two], zone[one], zone[two])
        for usual, thin in finer.items():
            kinds[fine & (kinds == usual)] = thin
