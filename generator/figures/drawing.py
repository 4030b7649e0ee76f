"""A drawing: filled and stroked paths, each with the class that names what it is."""

from typing import Final, Literal

from msgspec import Struct

Cap = Literal["butt", "round", "square"]
Join = Literal["miter", "round", "bevel"]
Ink = Literal["color", "bw"]
Form = Literal["pdf", "html"]

# One step of a path in absolute units, y downwards: M and L with a point, C with three, Z; x and y
# in turn.
Segment = tuple[str, tuple[float, ...]]

NAMESPACE: Final = "http://www.w3.org/2000/svg"
NONE: Final = "none"
ARROW, HALO = "arrow", "arrow-halo"
HIGHLIGHT: Final = "highlight"

# What a class may be called; the stylesheet for black and white goes by these names.
TINTS: Final = (
    "skin shirt pants shoe hair eye iris mouth teeth tongue lips brow shade "
    "highlight-skin highlight-shirt highlight-pants wood metal cloth band wall pad ball"
).split()
LINES: Final = ("ink", "strand", ARROW, HALO)


class Style(Struct, frozen=True):
    """How a path is painted; colours are `#rrggbb` or `none`."""

    fill: str = "#000000"
    stroke: str = NONE
    width: float = 1.0
    cap: Cap = "butt"
    join: Join = "miter"
    even_odd: bool = False


class Shape(Struct, frozen=True):
    """A path with its class and style; `path` is its outline as SVG writes it."""

    name: str
    style: Style
    path: str
    segments: tuple[Segment, ...]


class Drawing(Struct, frozen=True):
    """Shapes from the lowest to the uppermost, in a box of `width` and `height` from (x, y)."""

    x: float
    y: float
    width: float
    height: float
    shapes: tuple[Shape, ...]


class Art(Struct, frozen=True):
    """A drawing ready to be placed.

    `data` is compressed PDF operators, or the inside of an `svg` element; `box` is its viewBox;
    `corners` are the upper ones (`L`, `R`) that are empty.
    """

    width: float
    height: float
    box: str
    corners: str
    data: bytes


# The share of a drawing that a word in a corner takes.
CORNER_WIDTH: Final = 0.36
CORNER_HEIGHT: Final = 0.17


def short(value: float) -> str:
    """A coordinate in as few characters as a tenth of a unit needs."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"
