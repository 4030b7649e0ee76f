"""The muscle that an exercise stretches or works, tinted where it can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from generator.illustrate.buffers import Buffers, View
    from generator.illustrate.fills import Quality
    from generator.illustrate.parts import Bools, Floats, Highlight
    from generator.illustrate.scene import Scene
    from generator.illustrate.svg import Document

OVER: Final = ("skin", "shirt", "pants")
PARTS: Final = ("body", "shirt", "pants")
SOFTEN: Final = 0.03  # dm; the field is smoothed so far before its edge is drawn
LEAST: Final = 0.009  # square dm; a smaller piece of a muscle is a speck


@dataclass(eq=False)
class HighlightSeen:
    """How much of a highlight a drawing shows: pixels seen, and its whole surface in pixels."""

    name: str
    mask: Bools
    visible: int
    total: int

    @property
    def share(self) -> float:
        """The visible part of the surface; about a half where it goes round a limb."""
        return self.visible / max(self.total, 1)


def field(highlight: Highlight, points: Floats) -> Floats:
    """How far (n,) rest points (n, 3) lie inside the highlight, in dm; negative outside."""
    line, radii = highlight.points, highlight.radii
    best = np.full(len(points), -np.inf)
    for a, b, wide, next_wide in zip(line[:-1], line[1:], radii[:-1], radii[1:], strict=True):
        along = b - a
        share = np.clip((points - a) @ along / max(float(along @ along), 1e-9), 0, 1)
        off = np.linalg.norm(points - a - share[:, None] * along, axis=1)
        best = np.maximum(best, wide + (next_wide - wide) * share - off)
    return best


def tint_highlights(
    page: Document, scene: Scene, view: View, buffers: Buffers, quality: Quality
) -> list[HighlightSeen]:
    """Tint each highlight, in the colour mixed for what it lies on."""
    numbers = [i for i, part in enumerate(scene.parts[: scene.n_figure]) if part.name in PARTS]
    on_figure = buffers.parts(numbers) & buffers.of(*OVER)
    seen = []
    together = np.zeros_like(on_figure)
    for highlight in scene.highlights:
        mask = _mask(highlight, buffers, on_figure, quality.ppd)
        total = _surface(highlight, scene) * quality.ppd**2
        inside = (slice(view.margin, -view.margin),) * 2
        seen.append(
            HighlightSeen(highlight.name, mask[inside], int(mask[inside].sum()), round(total))
        )
        together |= mask
    for name in OVER:
        path = quality.outline(together & buffers.of(name), sigma=2.0, error=1.5, least=LEAST)
        page.tint(f"highlight-{name}", path)
    return seen


def _mask(highlight: Highlight, buffers: Buffers, where: Bools, ppd: float) -> Bools:
    """The pixels (h, w) of a highlight, its edge softened."""
    reach = highlight.radii.max()
    low, high = highlight.points.min(axis=0) - reach, highlight.points.max(axis=0) + reach
    near = where & ((buffers.rest >= low) & (buffers.rest <= high)).all(axis=2)
    values = np.full(where.shape, -reach)
    values[near] = field(highlight, buffers.rest[near])
    # Smoothed over what is on the figure only: the muscle reaches its edge undiminished.
    known = ndimage.gaussian_filter(where.astype(np.float64), SOFTEN * ppd)
    soft = ndimage.gaussian_filter(np.where(where, values, 0.0), SOFTEN * ppd)
    inside: Bools = where & (soft / np.maximum(known, 1e-6) > 0)
    return inside


def _surface(highlight: Highlight, scene: Scene) -> float:
    """Square dm of the posed surface that the highlight covers, seen or not."""
    total = 0.0
    for part in scene.parts[: scene.n_figure]:
        if part.name not in PARTS:
            continue
        inside = field(highlight, part.rest) > 0
        if part.clip is not None:
            inside &= part.clip >= 0
        triangles = part.triangles[inside[part.triangles].all(axis=1)]
        a, b, c = np.moveaxis(part.posed[triangles], 1, 0)
        total += float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()) / 2
    return total
