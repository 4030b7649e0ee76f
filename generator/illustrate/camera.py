"""The camera: an orthographic view of the world onto a picture of a given size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from generator.illustrate.rotations import rot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from generator.illustrate.parts import Part

    Array = NDArray[np.float64]

Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in the picture plane, dm


@dataclass(frozen=True)
class Camera:
    """Degrees; yaw > 0 turns the person to face the picture's right; pitch > 0 looks from above.

    Yaw 0 looks at the front, 90 at the person's right side (they face right), -90 at their left
    side (they face left), 180 at the back.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    box: Box = (-4.0, 0.0, 4.0, 9.0)
    ppd: float = 150.0  # pixels a dm

    @property
    def R(self) -> Array:  # noqa: N802 (the sign of a rotation in every text of the field)
        """World to picture plane (3, 3): rows are picture right, picture up, towards the viewer."""
        return rot((0, 0, 1), self.roll) @ rot((1, 0, 0), self.pitch) @ rot((0, 1, 0), self.yaw)

    @property
    def width(self) -> int:
        """Pixels across."""
        return round((self.box[2] - self.box[0]) * self.ppd)

    @property
    def height(self) -> int:
        """Pixels down."""
        return round((self.box[3] - self.box[1]) * self.ppd)

    def project(self, points: Array) -> Array:
        """World points (n, 3) in dm -> (n, 3) pixels: x right, y down, depth (away from us)."""
        p = np.atleast_2d(points) @ self.R.T
        x0, _, _, y1 = self.box
        return np.stack([p[:, 0] - x0, y1 - p[:, 1], -p[:, 2]], axis=1) * self.ppd

    def plane(self, points: Array) -> Array:
        """World points (n, 3) -> (n, 2) dm in the picture plane: right, up."""
        flat: Array = (np.atleast_2d(points) @ self.R.T)[:, :2]
        return flat

    def with_box(self, box: Box, ppd: float | None = None) -> Camera:
        """The same view of another part of the picture plane."""
        return Camera(self.yaw, self.pitch, self.roll, box, self.ppd if ppd is None else ppd)

    def fit(
        self,
        points: Array,
        *,
        margin: float = 0.4,
        crop: Sequence[float | None] = (None, None, None, None),
    ) -> Camera:
        """The view whose frame holds all points (n, 3), a margin in dm; `crop` sets edges."""
        flat = self.plane(points)
        x0, y0 = flat.min(axis=0) - margin
        x1, y1 = flat.max(axis=0) + margin
        edges = [
            float(own if given is None else given)
            for own, given in zip((x0, y0, x1, y1), crop, strict=True)
        ]
        # Whole hundredths: the picture's size does not hang on the last bit of a float.
        low = [math.floor(e * 100) / 100 for e in edges[:2]]
        high = [math.ceil(e * 100) / 100 for e in edges[2:]]
        return self.with_box((low[0], low[1], high[0], high[1]))


def shown_points(parts: Sequence[Part]) -> Array:
    """All posed vertices (n, 3) that triangles use and no clip hides."""
    found = []
    for part in parts:
        used = np.zeros(len(part.posed), dtype=bool)
        used[part.triangles.ravel()] = True
        if part.clip is not None:
            used &= part.clip >= 0
        found.append(part.posed[used])
    return np.vstack(found)
