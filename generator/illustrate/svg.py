"""The document: classes with their colours, tints and lines, as little text as possible.

Only `svg`, `g` and `path`; path data has M, c, l and z in whole units. Every path or group has a
class of `COLOURS`. Tints have `fill`, lines have `stroke`; arrows are filled outlines, so one
property recolours each class: `generator/figures/ink.py` does so for a printer without colour.

    class            property   what it is
    skin             fill       all of the figure, under the other tints
    mouth            fill       the open mouth
    shade            fill       on the neck, under the chin
    highlight-skin   fill       the muscle, where it lies under skin ...
    highlight-shirt  fill       ... under the shirt ...
    highlight-pants  fill       ... under the trousers
    wood ... ball    fill       props
    arrow-halo       both       keeps an arrow clear of what it crosses
    ink              stroke     all outlines, in groups of one width
    strand           stroke     hair
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

COLOURS: Final = {
    "skin": "#f6e6d8",
    "shirt": "#b8cfe0",
    "pants": "#77838f",
    "shoe": "#e4e6e8",
    "hair": "#6a5345",
    "eye": "#ffffff",
    "iris": "#3a302b",
    "mouth": "#8f4a45",
    "teeth": "#ffffff",
    "tongue": "#d98f88",
    "lips": "#dda898",
    "brow": "#5d483c",
    "shade": "#e6cdb9",
    "highlight-skin": "#ea9a85",
    "highlight-shirt": "#d98c86",
    "highlight-pants": "#b0605a",
    "wood": "#e3d1b6",
    "metal": "#cfd5da",
    "cloth": "#f4eeda",
    "band": "#e3a83f",
    "wall": "#f1ede5",
    "pad": "#dbe3e6",
    "ball": "#a9c9b4",
    "arrow": "#c8372d",
    "arrow-halo": "#ffffff",
    "ink": "#2b2724",
    "strand": "#35281f",
}

GRAIN: Final = 3
"""Units of the drawing a picture unit: whole numbers are then fine to 0.06 mm of print."""


@dataclass
class Document:
    """A drawing being written: layers from the back to the front; sizes in picture units."""

    width: float
    height: float
    layers: list[str] = field(default_factory=list)

    def tint(self, name: str, path: str) -> None:
        """Fill a path with the colour of a class; an empty path is left out."""
        if path:
            self.layers.append(
                f'<path class="{name}" fill="{COLOURS[name]}" fill-rule="evenodd" d="{path}"/>'
            )

    def lines(self, name: str, paths: dict[float, list[str]]) -> None:
        """Draw lines of a class: for each width in picture units the paths, in this order."""
        drawn = [
            f'<path stroke-width="{width * GRAIN:.3g}" d="{"".join(found)}"/>'
            for width, found in paths.items()
            if any(found)
        ]
        if drawn:
            self.layers.append(
                f'<g class="{name}" fill="none" stroke="{COLOURS[name]}" '
                f'stroke-linecap="round" stroke-linejoin="round">{"".join(drawn)}</g>'
            )

    def halo(self, path: str, width: float) -> None:
        """Keep a white edge of `width` picture units clear round a path."""
        white = COLOURS["arrow-halo"]
        self.layers.append(
            f'<path class="arrow-halo" fill="{white}" stroke="{white}" '
            f'stroke-width="{2 * width * GRAIN:.3g}" stroke-linejoin="round" d="{path}"/>'
        )

    def text(self) -> str:
        """The SVG file."""
        wide, high = round(self.width * GRAIN), round(self.height * GRAIN)
        body = "\n".join(self.layers)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
            f'width="{self.width:.0f}" height="{self.height:.0f}">\n{body}\n</svg>\n'
        )
