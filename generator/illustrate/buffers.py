"""What every pixel of a picture shows: part, material, place on the body at rest, depth, slant."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage

from generator.illustrate.raster import Hits, rasterise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.illustrate.camera import Camera
    from generator.illustrate.parts import Bools, Floats, Ints, Part

MATERIALS: Final = (
    *("skin", "shirt", "pants", "shoe", "hair", "eye", "iris"),
    *("mouth", "teeth", "teeth_inside", "tongue", "lips", "prop"),
)
CODE: Final = {name: code for code, name in enumerate(MATERIALS)}
NOTHING: Final = -1

BLEED: Final = 0.12
"""Dm drawn beyond each edge of the frame: lines and tints run out of it instead of ending in it."""

SPECK: Final = 0.007  # square dm; a smaller island of a part is taken for noise
SMALL_PARTS: Final = ("eye_left", "eye_right", "upper_teeth", "lower_teeth", "tongue")


@dataclass(frozen=True)
class View:
    """The camera's frame with a bleed of `margin` pixels round it."""

    camera: Camera
    margin: int

    @classmethod
    def of(cls, camera: Camera) -> View:
        """The view with the usual bleed."""
        return cls(camera, math.ceil(BLEED * camera.ppd))

    @property
    def width(self) -> int:
        """Pixels across, bleed included."""
        return self.camera.width + 2 * self.margin

    @property
    def height(self) -> int:
        """Pixels down, bleed included."""
        return self.camera.height + 2 * self.margin

    def project(self, points: Floats) -> Floats:
        """World points (n, 3) -> pixels of the buffers and depth in pixels (n, 3)."""
        pixels: Floats = self.camera.project(points) + np.array([self.margin, self.margin, 0.0])
        return pixels

    def lookup(self, pixels: Floats) -> tuple[Ints, Ints]:
        """Row and column of the buffers (n,) nearest to pixel places (n, 2 or more)."""
        column = np.floor(pixels[:, 0]).astype(np.int64).clip(0, self.width - 1)
        row = np.floor(pixels[:, 1]).astype(np.int64).clip(0, self.height - 1)
        return row, column


@dataclass(eq=False)
class Buffers:
    """The picture's pixels (h, w): part number and material code (-1 for none), depth in dm, ...

    `rest` (h, w, 3) is the place on the part at rest in dm, `facing` the part of the triangle's
    normal that looks at the viewer, -1 to 1; both, and `depth`, are nan where nothing is.
    """

    part: Ints
    material: Ints
    rest: Floats
    depth: Floats
    facing: Floats

    def cropped(self, margin: int) -> Buffers:
        """The same without the bleed."""
        inside = (slice(margin, -margin), slice(margin, -margin))
        return Buffers(
            self.part[inside],
            self.material[inside],
            self.rest[inside],
            self.depth[inside],
            self.facing[inside],
        )

    def of(self, *materials: str) -> Bools:
        """The pixels (h, w) of any of these materials."""
        wanted = np.zeros(len(MATERIALS) + 1, bool)  # the last stands for -1, nothing
        wanted[[CODE[name] for name in materials]] = True
        found: Bools = wanted[self.material]
        return found

    def parts(self, numbers: Sequence[int]) -> Bools:
        """The pixels (h, w) of any of these parts."""
        wanted = np.zeros(max(int(self.part.max()), *numbers, 0) + 2, bool)
        wanted[list(numbers)] = True
        found: Bools = wanted[self.part]
        return found


@dataclass(eq=False)
class _Soup:
    """All parts as a mesh: pixels (n, 3), vertex values (n, d), triangles and their parts (m,)."""

    points: Floats
    values: Floats
    triangles: Ints
    part: Ints


def render(parts: Sequence[Part], view: View) -> Buffers:
    """Draw the parts into buffers; what is nearer hides what is farther."""
    zones = sorted({name for part in parts for name in part.zones})
    soup = _gather(parts, view, zones)
    hits = rasterise(soup.points, soup.triangles, view.width, view.height)
    seen = hits.triangle >= 0
    part = np.where(seen, soup.part[hits.triangle.clip(0)], NOTHING)
    values = hits.interpolate(soup.triangles, soup.values)
    own = np.array([CODE[p.material] for p in parts], np.int64)
    material = np.where(seen, own[part.clip(0)], NOTHING)
    for column, name in enumerate(zones, start=3):
        # A comparison with nan is false: empty pixels keep their -1.
        material[values[:, :, column] > 0] = CODE[name]
    depth = hits.interpolate(soup.triangles, soup.points[:, 2]) / view.camera.ppd
    buffers = Buffers(part, material, values[:, :, :3], depth, _facing(soup, hits))
    _clean(buffers, parts, round(SPECK * view.camera.ppd**2))
    return buffers


def _gather(parts: Sequence[Part], view: View, zones: Sequence[str]) -> _Soup:
    points, values, triangles, owner = [], [], [], []
    offset = 0
    for number, part in enumerate(parts):
        columns = [part.zones.get(name, np.full(len(part.rest), -1.0)) for name in zones]
        mesh = _Soup(
            view.project(part.posed),
            np.column_stack([part.rest, *columns]),
            part.triangles,
            np.empty(0, np.int64),
        )
        if part.clip is not None:
            mesh = _cut(mesh, part.clip)
        if part.name == "body":
            mesh.triangles = mesh.triangles[_towards_viewer(mesh)]  # its inside is never seen
        points.append(mesh.points)
        values.append(mesh.values)
        triangles.append(mesh.triangles + offset)
        owner.append(np.full(len(mesh.triangles), number))
        offset += len(mesh.points)
    return _Soup(np.vstack(points), np.vstack(values), np.vstack(triangles), np.concatenate(owner))


def _towards_viewer(mesh: _Soup) -> Bools:
    """Which triangles (m,) show their outer side."""
    a, b, c = np.moveaxis(mesh.points[mesh.triangles][:, :, :2], 1, 0)
    u, v = b - a, c - a
    outer: Bools = u[:, 0] * v[:, 1] < u[:, 1] * v[:, 0]  # y points down
    return outer


def _cut(mesh: _Soup, clip: Floats) -> _Soup:
    """Keep what lies where the linear field `clip` (n,) is >= 0; triangles are cut along zero."""
    kept = clip[mesh.triangles] >= 0
    inside = kept.sum(axis=1)
    points, values = [mesh.points], [mesh.values]
    triangles = [mesh.triangles[inside == 3]]  # noqa: PLR2004 (all three corners)
    offset = len(mesh.points)
    for count in (1, 2):
        rows = np.flatnonzero(inside == count)
        # The corner that is alone on its side comes first; the winding stays.
        alone = np.argmax(kept[rows] == (count == 1), axis=1)
        turn = (alone[:, None] + np.arange(3)) % 3
        corner = np.take_along_axis(mesh.triangles[rows], turn, axis=1)
        new = []
        for other in (1, 2):
            a, b = corner[:, 0], corner[:, other]
            share = (clip[a] / (clip[a] - clip[b]))[:, None]
            points.append(mesh.points[a] + share * (mesh.points[b] - mesh.points[a]))
            values.append(mesh.values[a] + share * (mesh.values[b] - mesh.values[a]))
            new.append(offset + np.arange(len(rows)))
            offset += len(rows)
        if count == 1:
            triangles.append(np.column_stack([corner[:, 0], *new]))
        else:
            triangles.append(np.column_stack([corner[:, 1], corner[:, 2], new[1]]))
            triangles.append(np.column_stack([corner[:, 1], new[1], new[0]]))
    return _Soup(np.vstack(points), np.vstack(values), np.vstack(triangles), mesh.part)


def _facing(soup: _Soup, hits: Hits) -> Floats:
    a, b, c = np.moveaxis(soup.points[soup.triangles], 1, 0)
    normal = np.cross(b - a, c - a)
    length = np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
    facing = np.full(hits.triangle.shape, np.nan)
    seen = hits.triangle >= 0
    # Depth grows away from the viewer: a normal towards the viewer has a negative third part.
    facing[seen] = (-normal[:, 2] / length)[hits.triangle[seen]]
    return facing


def _clean(buffers: Buffers, parts: Sequence[Part], size: int) -> None:
    """Let specks (islands of a part under `size` pixels) take over what lies next to them."""
    bad = np.zeros(buffers.part.shape, bool)
    for number in np.unique(buffers.part):
        if number >= 0 and parts[number].name in SMALL_PARTS:
            continue
        islands, count = ndimage.label(buffers.part == number)
        if count > 1:
            small = np.bincount(islands.ravel()) < size
            small[0] = False
            bad |= small[islands]
    if not bad.any():
        return
    rows, columns = ndimage.distance_transform_edt(bad, return_distances=False, return_indices=True)
    rows, columns = rows[bad], columns[bad]
    for layer in (buffers.part, buffers.material, buffers.rest, buffers.depth, buffers.facing):
        layer[bad] = layer[rows, columns]
