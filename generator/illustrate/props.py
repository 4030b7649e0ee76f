"""Meshes of things: boxes, tubes and straps along a path, cushions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.ndimage import gaussian_filter1d

from generator.illustrate.mesh import ellipsoid, grid_triangles
from generator.illustrate.parts import Floats, Ints, Part, Side
from generator.illustrate.rotations import unit

if TYPE_CHECKING:
    import numpy.typing as npt

    from generator.illustrate.bases import Stance
    from generator.illustrate.directions import Sides
    from generator.illustrate.figure import Figure
    from generator.illustrate.fingers import SkinDistance
    from generator.illustrate.posing import Posture

APART: Final = 50.0  # dm between the faces of a box in rest space, so that its edges are drawn
BACKDROPS: Final = ("wall", "floor", "post", "corner")  # never make the picture wider


@dataclass
class Site:
    """Where props are put: the posed figure and what is known of the pose."""

    figure: Figure
    posture: Posture
    sides: Sides
    standing: Stance
    skin: SkinDistance | None = None
    ends: dict[Side, tuple[Floats, Floats]] = field(default_factory=dict)  # strap: point, direction


def prop(name: str, vertices: Floats, triangles: npt.ArrayLike, fill: str) -> Part:
    """A part of material "prop"."""
    return Part(
        name=name,
        material="prop",
        rest=vertices,
        posed=vertices,
        triangles=np.asarray(triangles, dtype=np.int64),
        fill=fill,
    )


def box(name: str, low: npt.ArrayLike, high: npt.ArrayLike, fill: str) -> Part:
    """A box between two corners (3,); faces stand apart in rest space, so edges become lines."""
    corners = np.array([low, high], dtype=np.float64)
    vertices: list[Floats] = []
    rest: list[Floats] = []
    triangles: list[list[int]] = []
    for axis in range(3):
        a, b = (i for i in range(3) if i != axis)
        for end in (0, 1):
            first = len(vertices)
            shift = np.array([APART * (first // 4), 0.0, 0.0])
            ring = ((0, 0), (1, 0), (1, 1), (0, 1))
            # The same turn seen from outside on every face, so that normals point outwards.
            for u, w in ring if (end == 1) == (axis != 1) else ring[::-1]:
                point = np.zeros(3)
                point[axis], point[a], point[b] = corners[end, axis], corners[u, a], corners[w, b]
                vertices.append(point)
                rest.append(point + shift)
            triangles += [[first, first + 1, first + 2], [first, first + 2, first + 3]]
    made = prop(name, np.array(vertices), triangles, fill)
    made.rest = np.array(rest)
    return made


def resampled(path: Floats, count: int) -> Floats:
    """A polyline (k, 3) with `count` points at equal steps."""
    steps = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
    at = np.linspace(0.0, steps[-1], count)
    return np.column_stack([np.interp(at, steps, path[:, axis]) for axis in range(3)])


def tube(  # noqa: PLR0913 (a tube has that many measures)
    name: str,
    path: npt.ArrayLike,
    radius: float | Floats,
    fill: str,
    *,
    flat: float = 1.0,
    up: npt.ArrayLike = (0, 1, 0),
    smooth: float = 2.0,
    count: int = 120,
    around: int = 16,
) -> Part:
    """A tube along a path (k, 3); with `flat` < 1 a strap whose broad side stands along `up`.

    `radius` is one for all, or one for each of the `count` rings.
    """
    line = resampled(np.asarray(path, dtype=np.float64), count)
    if smooth:
        ends = line[[0, -1]].copy()
        line = gaussian_filter1d(line, smooth, axis=0, mode="nearest")
        line[[0, -1]] = ends
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    broad = np.asarray(up, dtype=np.float64) - along * (along @ np.asarray(up))[:, None]
    thin = np.linalg.norm(broad, axis=1) < 1e-6  # noqa: PLR2004
    broad[thin] = np.cross(along[thin], [1.0, 0.2, 0.3])
    broad /= np.linalg.norm(broad, axis=1, keepdims=True)
    across = np.cross(along, broad)
    turn = np.linspace(0.0, 2.0 * np.pi, around, endpoint=False)
    ring = np.cos(turn)[None, :, None] * broad[:, None]
    ring = ring + flat * np.sin(turn)[None, :, None] * across[:, None]
    wide = np.broadcast_to(radius, (count,))
    skin = (line[:, None] + wide[:, None, None] * ring).reshape(-1, 3)
    sides = grid_triangles(count, around, wrap=True)
    triangles = np.vstack([sides, _caps(count, around)])
    return prop(name, np.vstack([skin, line[:1], line[-1:]]), triangles, fill)


def _caps(count: int, around: int) -> Ints:
    """Triangles (2 * around, 3) that close both ends; the ends' middles follow the rings."""
    first, step = count * around, np.arange(around)
    following = (step + 1) % around
    low = np.column_stack([np.full(around, first), following, step])
    last_ring = (count - 1) * around
    high = np.column_stack([np.full(around, first + 1), last_ring + step, last_ring + following])
    return np.vstack([low, high])


def ball(name: str, centre: npt.ArrayLike, radius: float, fill: str = "ball") -> Part:
    """A ball."""
    vertices, triangles = ellipsoid(centre, (radius, radius, radius), 32)
    return prop(name, vertices, triangles, fill)


def cushion(name: str, centre: npt.ArrayLike, half: npt.ArrayLike, fill: str = "cloth") -> Part:
    """A soft box with rounded rims: half sizes (3,) about its centre, y the thickness."""
    down = np.linspace(0.0, np.pi, 19)
    turn = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)
    u, w = np.meshgrid(down, turn, indexing="ij")

    def squared(values: Floats, power: float) -> Floats:
        swelled: Floats = np.sign(values) * np.abs(values) ** power
        return swelled

    rim = squared(np.sin(u), 0.35)
    shape = np.stack(
        [rim * squared(np.sin(w), 0.45), squared(np.cos(u), 0.8), rim * squared(np.cos(w), 0.45)],
        -1,
    )
    vertices = (shape * np.asarray(half) + np.asarray(centre)).reshape(-1, 3)
    return prop(name, vertices, grid_triangles(19, 48, wrap=True)[:, ::-1].copy(), fill)


def turned_part(part: Part, turn: Floats, about: Floats) -> Part:
    """A prop turned by a rotation (3, 3) about a point (3,)."""
    part.posed = (part.posed - about) @ turn.T + about
    return part


def rows_near(points: Floats, normal: Floats, low: float, high: float) -> Floats:
    """The points (n, 3) whose height along a direction lies between two values."""
    height = points @ unit(normal)
    near: Floats = points[(height > low) & (height < high)]
    return near
