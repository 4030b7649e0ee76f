"""Where drawn points lie on the body: a ray caster in rest space; smooth lines through points."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from generator.illustrate.parts import Bools, Curve, Floats, Ints
from generator.illustrate.rotations import rot

View: TypeAlias = Literal["front", "left", "right"]
TURNS: Final[dict[View, float]] = {"front": 0.0, "left": -90.0, "right": 90.0}
"""Degrees about y that turn the side in view towards the eye (+z)."""
CELL: Final = 0.03
"""Decimetres: the grid in which triangles are looked up; a few triangles of the face a cell."""
FLAT: Final = 1e-12
INSIDE: Final = -1e-9


@dataclass(eq=False)
class Hits:
    """What rays met: the triangle (k,), -1 for a miss; its weights (k, 3); the nearness (k,).

    Nearness grows towards the viewer; it is nan for a miss.
    """

    tri: Ints
    bary: Floats
    near: Floats

    @property
    def found(self) -> Bools:
        """Which rays met the surface (k,)."""
        return self.tri >= 0


class Caster:
    """Orthographic rays onto triangles at rest, from the front or from a side."""

    def __init__(self, vertices: Floats, triangles: Ints, view: View = "front") -> None:
        """Look at vertices (n, 3) and triangles (m, 3) from a view."""
        self._flat = vertices @ rot([0.0, 1.0, 0.0], TURNS[view]).T
        self._triangles = triangles
        corners = self._flat[triangles][:, :, :2]
        self._low = corners.min((0, 1))
        first = ((corners.min(1) - self._low) / CELL).astype(np.int64)
        last = ((corners.max(1) - self._low) / CELL).astype(np.int64)
        self._shape = last.max(0) + 1
        wide, high = (last - first + 1).T
        owner = np.repeat(np.arange(len(triangles)), wide * high)
        place = _counted(wide * high)
        column = first[owner, 0] + place % wide[owner]
        cell = (first[owner, 1] + place // wide[owner]) * self._shape[0] + column
        order = np.argsort(cell, kind="stable")
        self._owner = owner[order]
        self._start = np.searchsorted(cell[order], np.arange(int(self._shape.prod()) + 1))

    def hit(self, points: npt.ArrayLike) -> Hits:
        """What the viewer sees at points (k, 2): right in the picture, up."""
        points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        at = np.floor((points - self._low) / CELL).astype(np.int64)
        inside = ((at >= 0) & (at < self._shape)).all(1)
        cell = np.where(inside, at[:, 1] * self._shape[0] + at[:, 0], 0)
        count = np.where(inside, self._start[cell + 1] - self._start[cell], 0)
        ray = np.repeat(np.arange(len(points)), count)
        tri = self._owner[np.repeat(self._start[cell], count) + _counted(count)]
        bary, near = self._weights(points[ray], tri)
        met = (bary >= INSIDE).all(1)
        ray, tri, bary, near = ray[met], tri[met], bary[met], near[met]
        order = np.lexsort((near, ray))  # the nearest of a ray comes last and is what stays
        hits = Hits(
            np.full(len(points), -1), np.zeros((len(points), 3)), np.full(len(points), np.nan)
        )
        hits.tri[ray[order]] = tri[order]
        hits.bary[ray[order]] = bary[order]
        hits.near[ray[order]] = near[order]
        return hits

    def near(self, points: npt.ArrayLike) -> Floats:
        """The nearness (k,) of the surface at points (k, 2); nan where there is none."""
        return self.hit(points).near

    def _weights(self, points: Floats, tri: Ints) -> tuple[Floats, Floats]:
        a, b, c = (self._flat[self._triangles[tri, k]] for k in range(3))
        area = _cross(b - a, c - a)
        area = np.where(np.abs(area) < FLAT, np.nan, area)
        u = _cross(b[:, :2] - points, c[:, :2] - points) / area
        v = _cross(c[:, :2] - points, a[:, :2] - points) / area
        bary = np.stack([u, v, 1.0 - u - v], axis=1)
        return bary, bary[:, 0] * a[:, 2] + bary[:, 1] * b[:, 2] + bary[:, 2] * c[:, 2]


def _cross(a: Floats, b: Floats) -> Floats:
    area: Floats = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return area


def _counted(counts: Ints) -> Ints:
    """0, 1, ... count-1 for each count, one after the other."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(starts, counts)


def spline(points: npt.ArrayLike, count: int = 24) -> Floats:
    """A Catmull-Rom line (count, d) through points (k, d)."""
    given = np.asarray(points, dtype=np.float64)
    p = np.concatenate([[2 * given[0] - given[1]], given, [2 * given[-1] - given[-2]]])
    pieces = len(given) - 1
    where = np.linspace(0.0, pieces, count)
    piece = np.minimum(where.astype(np.int64), pieces - 1)
    t = (where - piece)[:, None]
    a, b, c, d = (p[piece + k] for k in range(4))
    line: Floats = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )
    return line


def drawn(
    caster: Caster,
    points: npt.ArrayLike,
    name: str,
    width: float,
    level: int = 0,
    *,
    kind: Literal["line", "fill"] = "line",
) -> Curve:
    """A curve through points (k, 2) of the caster's picture; points beside the body fall away."""
    hits = caster.hit(points)
    met = hits.found
    return Curve(name, kind, level, width, hits.tri[met], hits.bary[met])


def mirrored(points: Iterable[tuple[float, float]], sign: int, up: float = 0.0) -> Floats:
    """Points designed for the left half (x > 0), mirrored for sign -1, and moved up."""
    moved: Floats = np.array(list(points)) * [sign, 1.0] + np.array([0.0, up])
    return moved
