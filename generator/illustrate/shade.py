"""The one shade of a drawing: what the face throws on the neck, to part the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage

from generator.illustrate.raster import rasterise
from generator.illustrate.rotations import unit

if TYPE_CHECKING:
    from generator.illustrate.buffers import Buffers, View
    from generator.illustrate.figure import Figure
    from generator.illustrate.fills import Quality
    from generator.illustrate.parts import Bools, Floats, Part
    from generator.illustrate.scene import Scene
    from generator.illustrate.svg import Document

LIGHT: Final = unit([0.0, 0.70, 0.71])  # where it comes from, for a head that looks ahead
FACING: Final = 0.30  # seen from the side or the back the neck needs no shade
PPD: Final = 60.0  # pixels a dm of the light's own picture
BIAS: Final = 0.05  # dm; nothing shades itself
WIDE: Final = 0.80  # dm from the midline: the face, without hands
DEEP: Final = 1.2  # dm below the chin
LEAST: Final = 0.05  # square dm; less shade is a blotch, not a chin


def tint_shade(
    page: Document, scene: Scene, view: View, buffers: Buffers, quality: Quality
) -> None:
    """Shade the neck under the jaw, if the face looks at the viewer at all."""
    figure = scene.figure
    if figure is None:
        return
    head = figure.rig.GR("head")
    chin = next((curve for curve in figure.curves if curve.name == "chin"), None)
    if chin is None or (scene.camera.R @ head)[2, 2] < FACING:
        return
    edge = chin.at(figure.rest, figure.triangles)
    neck = _neck(buffers, edge[len(edge) // 2], figure)
    rows, columns = np.nonzero(neck)
    if not len(rows):
        return
    light = _Light(head @ LIGHT, scene.parts[0], float(edge[:, 1].min()))
    camera = scene.camera
    seen = np.column_stack(
        [
            (columns + 0.5 - view.margin) / camera.ppd + camera.box[0],
            camera.box[3] - (rows + 0.5 - view.margin) / camera.ppd,
            -buffers.depth[rows, columns],
        ]
    )
    dark = np.zeros_like(neck)
    dark[rows, columns] = light.hidden(seen @ camera.R)
    dark = ndimage.binary_opening(dark, iterations=max(2, round(0.02 * camera.ppd)))
    page.tint("shade", quality.outline(dark, sigma=1.4, error=1.3, least=LEAST))


def _neck(buffers: Buffers, chin: Floats, figure: Figure) -> Bools:
    """The skin (h, w) under the jaw, whose edge at rest bends up from the chin to the ear."""
    rest = buffers.rest
    back = np.clip((chin[2] - rest[..., 2]) / (chin[2] - figure.ears.back), 0, 1)
    jaw = chin[1] + back**2 * (figure.ears.low - chin[1])
    near = (np.abs(rest[..., 0]) < WIDE) & (rest[..., 1] > chin[1] - DEEP)
    under: Bools = (buffers.part == 0) & buffers.of("skin") & near & (rest[..., 1] < jaw)
    return under


@dataclass(eq=False)
class _Light:
    """The face as the light sees it."""

    source: Floats
    body: Part
    lowest: float  # at rest; what is above it throws a shadow

    def __post_init__(self) -> None:
        """Draw the face from the light."""
        right = unit(np.cross([0.0, 1.0, 0.001], self.source))
        self._axes = np.array([right, np.cross(right, self.source), -self.source])
        rest = self.body.rest[self.body.triangles]
        face = (rest[:, :, 1] > self.lowest).all(axis=1) & (np.abs(rest[:, :, 0]) < WIDE).all(
            axis=1
        )
        triangles = self.body.triangles[face]
        points = self.body.posed @ self._axes.T * PPD
        self._low = points[triangles][:, :, :2].min(axis=(0, 1)) - 1
        size = np.ceil(points[triangles][:, :, :2].max(axis=(0, 1)) - self._low).astype(int) + 1
        points[:, :2] -= self._low
        hits = rasterise(points, triangles, int(size[0]), int(size[1]))
        depth = hits.interpolate(triangles, points[:, 2]) / PPD
        self._depth = np.nan_to_num(depth, nan=np.inf)

    def hidden(self, points: Floats) -> Bools:
        """Which world points (n, 3) the face keeps from the light."""
        lit = points @ self._axes.T
        column, row = np.floor(lit[:, :2] * PPD - self._low).astype(np.int64).T
        high, wide = self._depth.shape
        inside = (column >= 0) & (row >= 0) & (column < wide) & (row < high)
        nearest = self._depth[row.clip(0, high - 1), column.clip(0, wide - 1)]
        dark: Bools = inside & (lit[:, 2] > nearest + BIAS)
        return dark
