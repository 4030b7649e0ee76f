"""Tints: the smooth outlines of what is of one material."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage
from skimage import measure

from generator.illustrate.vectors import Pen, curves, even

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.illustrate.buffers import Buffers
    from generator.illustrate.parts import Bools, Floats, Part
    from generator.illustrate.svg import Document

CLOTHES: Final = ("shirt", "pants", "shoe", "hair")
SMALL: Final = (
    *(("mouth", ("mouth", "teeth_inside")), ("teeth", ("teeth",))),
    *(("tongue", ("tongue",)), ("lips", ("lips",))),
)
"""Tints of what is small in a face, and the materials that get them. The far teeth's inside lies in
the dark: tinted like teeth, it is a slab that nobody takes for teeth."""
EYES: Final = ("eye", "iris")
GLINT: Final = 0.13  # of the iris's width: its radius
GLINT_LEAST: Final = 0.55  # picture units


@dataclass(frozen=True)
class Quality:
    """How lines are smoothed and fitted, in pixels: at `ppd` pixels a dm, `unit` a picture unit."""

    ppd: float
    unit: float
    pen: Pen

    @property
    def sigma(self) -> float:
        """The Gaussian that takes the steps out of a line."""
        return max(0.032 * self.ppd, 0.9 * self.unit)

    @property
    def error(self) -> float:
        """How far a fitted curve may be from its line."""
        return max(0.0055 * self.ppd, 0.17 * self.unit)

    def outline(
        self, mask: Bools, *, sigma: float = 1.0, error: float = 1.0, least: float = 0.003
    ) -> str:
        """The smooth outlines of a region (h, w) as one path.

        `sigma` and `error` are shares of the usual; a part smaller than `least` dm² is left out.
        """
        rows, columns = np.nonzero(mask)
        if not len(rows):
            return ""
        low = np.array([rows.min(), columns.min()])
        window = mask[low[0] : rows.max() + 1, low[1] : columns.max() + 1]
        path = []
        field = np.pad(window, 1).astype(np.float64)
        for ring in measure.find_contours(field, 0.5):  # type: ignore[no-untyped-call]
            points = (ring[:-1] + low - 0.5)[:, ::-1]  # pixel centres are at halves
            if _area(points) >= least * self.ppd**2:
                smoothed = even(points, min(sigma * self.sigma, len(points) / 24), closed=True)
                line = curves(smoothed, error * self.error, closed=True)
                path.append(self.pen.path(line, closed=True))
        return "".join(path)


def _area(points: Floats) -> float:
    x, y = points.T
    return abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1))) / 2


def tint_props(
    page: Document, buffers: Buffers, parts: Sequence[Part], n_figure: int, quality: Quality
) -> None:
    """Fill the props, those of one tint together."""
    tints: dict[str, list[int]] = {}
    for number, part in enumerate(parts[n_figure:], start=n_figure):
        if part.fill is not None:
            tints.setdefault(part.fill, []).append(number)
    for name, numbers in tints.items():
        mask = buffers.parts(numbers)
        page.tint(name, quality.outline(mask, sigma=0.5))


def tint_figure(page: Document, buffers: Buffers, n_figure: int, quality: Quality) -> None:
    """Fill the whole figure with skin, and its clothes and hair over that."""
    figure = (buffers.part >= 0) & (buffers.part < n_figure)
    page.tint("skin", quality.outline(figure))
    for name in CLOTHES:
        page.tint(name, quality.outline(buffers.of(name)))


def tint_face(page: Document, buffers: Buffers, quality: Quality, without: Bools) -> None:
    """Fill what is small: the open mouth and the eyes, but for pixels `without` (h, w)."""
    for name, materials in SMALL:
        mask = buffers.of(*materials)
        page.tint(name, quality.outline(mask, sigma=0.45, least=0.0012))
    page.tint(
        "eye", quality.outline(buffers.of(*EYES) & ~without, sigma=0.25, error=0.6, least=0.0006)
    )
    iris = buffers.of("iris") & ~without
    page.tint("iris", quality.outline(iris, sigma=0.25, error=0.6, least=0.0004))
    page.tint("eye", "".join(_glints(iris, quality)))


def _glints(iris: Bools, quality: Quality) -> Iterator[str]:
    """A point of light in each iris, if the drawing is large enough: it makes a look friendly."""
    islands, count = ndimage.label(iris)
    for number in range(1, count + 1):
        rows, columns = np.nonzero(islands == number)
        radius = GLINT * float(np.ptp(columns) + 1)
        if radius < GLINT_LEAST * quality.unit:
            continue
        # From the upper left, as the light of a page has always come.
        middle = np.array([columns.mean() - radius, rows.mean() - 0.8 * radius]) + 0.5
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        ring = middle + radius * np.column_stack([np.cos(turn), np.sin(turn)])
        yield quality.pen.path(curves(ring, 0.1 * quality.unit, closed=True), closed=True)
