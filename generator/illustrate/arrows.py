"""Movement arrows: filled shapes that widen towards the head, on a white edge of their own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage
from skimage.draw import polygon2mask

from generator.illustrate.vectors import Pen, curves, resample, smooth

if TYPE_CHECKING:
    from generator.illustrate.buffers import View
    from generator.illustrate.parts import Arrow, Bools, Floats
    from generator.illustrate.svg import Document

# Picture units.
TAIL: Final = 3.6  # width at the beginning
NECK: Final = 4.8  # width where the head begins
HEAD: Final = 13.5  # length of the head
BARB: Final = 6.8  # half the head's width
NOTCH: Final = 2.2  # how far the head's back is drawn in
HALO: Final = 2.2
SHAFT_SHARE: Final = 0.5  # the head takes at most this share of a short arrow

STEPS: Final = 240  # points along an arrow
EVEN: Final = 10.0  # of them, over which its bends are evened out
FIT: Final = 0.25  # picture units between the shape and its curves


@dataclass(eq=False)
class ArrowSeen:
    """The pixels of an arrow: with and without its halo; where it begins and points (2,)."""

    mask: Bools
    halo: Bools
    tail: Floats
    tip: Floats


@dataclass(frozen=True, eq=False)
class Shape:
    """An arrow's outline, closed: `sides` are its smooth lines in pixels, joined by corners."""

    sides: tuple[Floats, ...]

    @property
    def ring(self) -> Floats:
        """All points (n, 2) in order."""
        return np.vstack(self.sides)


def circle(
    centre: Floats, radius: float, start: float, sweep: float, *, flat: float = 1.0
) -> Floats:
    """Picture points (n, 2) for an arrow round a centre: degrees from the right, clockwise.

    `flat` < 1 squeezes the circle's height, as one sees a turning head from above.
    """
    turn = np.radians(np.linspace(start, start + sweep, 13))
    ring = np.column_stack([np.cos(turn), flat * np.sin(turn)])
    points: Floats = centre + radius * ring
    return points


def draw_arrows(
    page: Document, arrows: list[Arrow], view: View, unit: float, pen: Pen
) -> list[ArrowSeen]:
    """Draw all arrows over everything else; halos first, so that none cuts another arrow."""
    shapes = [
        (arrow, shape_of(picture_points(arrow, view, unit), unit, both=arrow.both))
        for arrow in arrows
    ]
    paths = [_path(shape, unit, pen) for _, shape in shapes]
    for path in paths:
        page.halo(path, HALO)
    for path in paths:
        page.tint("arrow", path)
    return [_seen(shape, view, unit) for _, shape in shapes]


def picture_points(arrow: Arrow, view: View, unit: float) -> Floats:
    """The arrow's points (k, 2) in pixels of the buffers."""
    points: Floats = view.project(arrow.points)[:, :2] + np.asarray(arrow.offsets) * unit
    return points


def shape_of(points: Floats, unit: float, *, both: bool = False) -> Shape:
    """The outline of an arrow along points (k, 2) in pixels."""
    line = _spline(points)
    line = smooth(resample(line, _length(line) / STEPS), EVEN, closed=False) / unit
    length = _length(line)
    size = min(1.0, SHAFT_SHARE * length / HEAD / (2 if both else 1))
    head = HEAD * size
    at = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    begin, end = (head if both else 0.0), length - head
    where = np.linspace(begin, end, STEPS)
    shaft = np.column_stack([np.interp(where, at, line[:, axis]) for axis in (0, 1)])
    along = np.gradient(shaft, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    wide = np.linspace(NECK if both else TAIL, NECK, STEPS) / 2 * max(size, 0.75)
    left, right = shaft + normal * wide[:, None], shaft - normal * wide[:, None]
    front = _head(line[-1], shaft[-1], size)
    if both:
        back = _head(line[0], shaft[0], size)
        sides = (left, front, right[::-1], back)
    else:
        sides = (left, front, right[::-1], _round_end(shaft[0], -along[0], float(wide[0])))
    return Shape(tuple(side * unit for side in sides))


def _head(tip: Floats, neck: Floats, size: float) -> Floats:
    """Barb, tip, barb (3, 2) of a head whose back is at `neck`, from the line's left to right."""
    along = (tip - neck) / max(float(np.linalg.norm(tip - neck)), 1e-9)
    normal = np.array([-along[1], along[0]])
    base = neck - along * NOTCH * size
    barb = normal * BARB * size
    return np.array([base + barb, tip, base - barb])


def _round_end(middle: Floats, along: Floats, radius: float) -> Floats:
    """A half circle (n, 2) round the beginning of the line, from its right to its left."""
    across = np.array([-along[1], along[0]])
    turn = np.linspace(0, np.pi, 49)[:, None]
    cap: Floats = middle + radius * (np.cos(turn) * across + np.sin(turn) * along)
    return cap


def _spline(points: Floats) -> Floats:
    """A smooth line (n, 2) through points (k, 2); straight through two."""
    if len(points) == 2:  # noqa: PLR2004
        share = np.linspace(0, 1, STEPS)[:, None]
        line: Floats = points[0] + share * (points[1] - points[0])
        return line
    p = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = len(points) - 1
    where = np.linspace(0, pieces, STEPS * pieces)
    index = np.minimum(where.astype(int), pieces - 1)
    t = (where - index)[:, None]
    a, b, c, d = (p[index + k] for k in range(4))
    curve: Floats = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )
    return curve


def _length(line: Floats) -> float:
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def _path(shape: Shape, unit: float, pen: Pen) -> str:
    """Each side is fitted for itself; the corners between them stay sharp."""
    pieces: list[Floats] = []
    sides = [*shape.sides, shape.sides[0][:1]]
    thirds = np.linspace(0, 1, 4)[:, None]
    for side, following in pairwise(sides):
        if len(side) > 3:  # noqa: PLR2004 (a head has three corners)
            pieces += curves(side, FIT * unit)
        else:
            pieces += [a + thirds * (b - a) for a, b in pairwise(side)]
        pieces.append(side[-1] + thirds * (following[0] - side[-1]))
    return pen.path(pieces, closed=True)


def _seen(shape: Shape, view: View, unit: float) -> ArrowSeen:
    size = (view.height, view.width)
    mask: Bools = polygon2mask(size, shape.ring[:, ::-1] - 0.5)  # type: ignore[no-untyped-call]
    halo: Bools = ndimage.distance_transform_edt(~mask) <= HALO * unit
    inside = (slice(view.margin, -view.margin),) * 2
    tail, tip = shape.sides[3].mean(axis=0), shape.sides[1][1]
    return ArrowSeen(mask[inside], halo[inside], tail - view.margin, tip - view.margin)
