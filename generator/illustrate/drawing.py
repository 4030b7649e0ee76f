"""A scene becomes a drawing: `draw(scene).svg`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate import fills
from generator.illustrate.arrows import ArrowSeen, draw_arrows
from generator.illustrate.buffers import CODE, Buffers, View, render
from generator.illustrate.cracks import FINE, FINE_ALL, SLIM, erase, find_cracks, refine
from generator.illustrate.features_ink import CUFF, FeatureInk, hand_zone, quiet_zone
from generator.illustrate.highlights import HighlightSeen, tint_highlights
from generator.illustrate.mouth_ink import mouth_zone
from generator.illustrate.shade import tint_shade
from generator.illustrate.strokes import ink
from generator.illustrate.svg import GRAIN, Document
from generator.illustrate.vectors import Pen
from generator.illustrate.weights import Weights

if TYPE_CHECKING:
    from generator.illustrate.cracks import Cracks
    from generator.illustrate.scene import Scene


PLAIN: Final = np.array(
    [CODE[{"iris": "eye", "teeth_inside": "teeth"}.get(name, name)] for name in CODE] + [-1]
)
"""Which material's edges a material has; the last stands for -1, nothing."""
CLOT: Final = 2.2
"""Picture units: a line nearer to the outline would only make it look frayed."""
CLOT_DM: Final = 0.045  # but half a finger is not


@dataclass(eq=False)
class Drawing:
    """The SVG text, and what checks want to know, in pixels of the camera's frame."""

    svg: str
    buffers: Buffers
    highlights: list[HighlightSeen]
    arrows: list[ArrowSeen]

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self.svg.encode())


def draw(scene: Scene) -> Drawing:
    """Draw a scene. The same scene gives the same bytes."""
    camera = scene.camera
    view = View.of(camera)
    quality = fills.Quality(camera.ppd, scene.unit, Pen(GRAIN / scene.unit, view.margin))
    weights = Weights(camera.ppd / scene.unit)
    buffers = render(scene.parts, view)
    cracks = _cracks(scene, buffers)
    page = Document(camera.width / scene.unit, camera.height / scene.unit)
    fills.tint_props(page, buffers, scene.parts, scene.n_figure, quality)
    fills.tint_figure(page, buffers, scene.n_figure, quality)
    tint_shade(page, scene, view, buffers, quality)
    highlights = tint_highlights(page, scene, view, buffers, quality)
    features = FeatureInk(scene, view, buffers, cracks, quality, weights)
    undrawn = [f"eye_{side}" for side in features.undrawn]
    hidden = [number for number, part in enumerate(scene.parts) if part.name in undrawn]
    fills.tint_face(page, buffers, quality, buffers.parts(hidden))
    features.tint(page)
    strokes = ink(cracks, quality, weights, min(CLOT * scene.unit, CLOT_DM * camera.ppd))
    page.lines("ink", strokes.paths)
    features.draw(page, strokes)
    arrows = draw_arrows(page, scene.arrows, view, scene.unit, quality.pen)
    return Drawing(page.text(), buffers.cropped(view.margin), highlights, arrows)


def _cracks(scene: Scene, buffers: Buffers) -> Cracks:
    """The edges to draw: not of what is but a tint, nor those that designed lines stand for."""
    plain = Buffers(
        buffers.part,
        PLAIN[buffers.material],
        buffers.rest,
        buffers.depth,
        buffers.facing,
    )
    cracks = find_cracks(plain, scene.n_figure, scene.camera.ppd)
    erase(cracks, quiet_zone(scene, buffers))
    refine(cracks, buffers, mouth_zone(buffers, scene.camera.ppd), FINE_ALL)
    refine(cracks, buffers, hand_zone(scene, buffers, CUFF), SLIM)
    refine(cracks, buffers, hand_zone(scene, buffers), FINE)
    return cracks
