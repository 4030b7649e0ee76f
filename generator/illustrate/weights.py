"""How heavy lines are: measured on the printed page, and thinner where what they draw is small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.illustrate.cracks import Line

if TYPE_CHECKING:
    from generator.illustrate.camera import Box, Camera

UNIT_MM: Final = 1 / 6
"""Millimetres on paper of one picture unit: an outline of 3 units prints half a millimetre wide."""

HEIGHT_MM: Final = {"close": 50.0, "body": 60.0}  # what a drawing gets on the page at least
WIDTH_MM: Final = 85.0  # and at most: two drawings stand side by side
FINEST: Final = 0.18 / UNIT_MM  # picture units; thinner lines break on a copier

UNIT_PIXELS: Final = 4.2

USUAL: Final = {
    Line.OUTLINE: 3.0,
    Line.INNER: 2.0,
    Line.HEM: 1.7,
    Line.PROP: 1.5,
    Line.FINE_OUTLINE: 2.2,
    Line.SLIM_OUTLINE: 2.6,
    Line.FINE_INNER: 1.4,
}
LEAST: Final = {
    Line.OUTLINE: 2.4,
    Line.INNER: 1.6,
    Line.HEM: 1.3,
    Line.PROP: 1.2,
    Line.FINE_OUTLINE: 1.6,
    Line.SLIM_OUTLINE: 2.0,
    Line.FINE_INNER: FINEST,
}
USUAL_DENSITY: Final = 46.0  # picture units a dm at which lines have their usual weight
STRAND: Final = 1.0


def automatic_unit(camera: Camera, *, body: bool = False) -> float:
    """Pixels per picture unit so that the lines come out right at the size of print.

    A drawing is printed 5 cm high (6 cm if it shows the whole body), but never wider than 8.5 cm.
    """
    mm = HEIGHT_MM["body" if body else "close"]
    pixel_mm = min(mm / camera.height, WIDTH_MM / camera.width)
    return UNIT_MM / pixel_mm


def automatic_ppd(box: Box, *, body: bool = False) -> float:
    """Pixels a dm so that a picture unit of the frame is `UNIT_PIXELS` wide: enough for print."""
    mm = HEIGHT_MM["body" if body else "close"]
    dm_mm = min(mm / (box[3] - box[1]), WIDTH_MM / (box[2] - box[0]))
    return float(round(UNIT_PIXELS * dm_mm / UNIT_MM))


@dataclass(frozen=True)
class Weights:
    """Line widths in picture units for a drawing with `density` picture units a dm."""

    density: float

    @property
    def share(self) -> float:
        """How large things are drawn beside the usual, at most 1.15."""
        return min(self.density / USUAL_DENSITY, 1.15)

    def line(self, kind: Line) -> float:
        """The width of a line of a kind."""
        return min(max(USUAL[kind] * self.share, LEAST[kind]), USUAL[kind])

    def detail(self, width: float) -> float:
        """The width of a line of the face that was designed `width` picture units wide."""
        return max(width * self.share, FINEST)

    @property
    def strand(self) -> float:
        """The width of a hair."""
        return max(STRAND * self.share, FINEST)
