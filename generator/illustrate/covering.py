"""What of a picture is covered: a coarse map of the figure, its hands and the face's features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage

from generator.illustrate.framing import face_rows, hand_rows
from generator.illustrate.parts import SIDES, Bools, Floats

if TYPE_CHECKING:
    from generator.illustrate.camera import Camera
    from generator.illustrate.parts import Part
    from generator.illustrate.props import Site

CELL: Final = 0.05  # dm of the map of what is covered
AROUND: Final = 3.0  # dm that the map reaches beyond the figure


@dataclass
class Map:
    """The picture plane in cells: what is the figure, and what an arrow must leave free."""

    low: Floats
    figure: Floats  # how far (dm) a cell lies outside the figure's outline; negative inside
    kept: Floats  # how far from hands and face

    def look(self, points: Floats, field: Floats) -> Floats:
        """A field's values (k,) at points (k, 2) of the plane; far outside counts as free."""
        cells = np.round((points - self.low) / CELL).astype(int)
        top = np.array(field.shape)[::-1] - 1
        inside = ((cells >= 0) & (cells <= top)).all(axis=1)
        cells = np.clip(cells, 0, top)
        values: Floats = np.where(inside, field[cells[:, 1], cells[:, 0]], AROUND)
        return values


def covered(site: Site, camera: Camera, parts: list[Part]) -> Map:
    """The map of the posed figure in the picture plane."""
    f = site.figure
    flat = camera.plane(f.body_posed)
    low, high = flat.min(axis=0) - AROUND, flat.max(axis=0) + AROUND
    size = np.ceil((high - low) / CELL).astype(int) + 1

    def field(points: list[Floats]) -> Floats:
        cells = np.zeros((size[1], size[0]), dtype=bool)
        for some in points:
            at = np.clip(np.round((some - low) / CELL).astype(int), 0, size - 1)
            cells[at[:, 1], at[:, 0]] = True
        cells = ndimage.binary_closing(cells, iterations=2)
        if not cells.any():
            return np.full(cells.shape, AROUND)
        out = ndimage.distance_transform_edt(~cells) - ndimage.distance_transform_edt(cells)
        return np.asarray(out * CELL, dtype=np.float64)

    toward = camera.R[2]
    seen: Bools = f.body_normals @ toward > 0.15  # noqa: PLR2004
    kept = [flat[hand_rows(f, side)] for side in SIDES]
    kept.append(flat[face_rows(f) & seen])
    things = [camera.plane(p.posed) for p in parts if p.name in {"bun", "hair"}]
    return Map(low, field([flat, *things]), field(kept))
