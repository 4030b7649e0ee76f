"""A drawing in black and white, from the same file: pale greys for tints, hatching for a muscle.

For a clinic that prints on a copier, and for patients who cannot tell the colours apart.
"""

from typing import Final

from msgspec.structs import replace

from generator.figures.drawing import ARROW, HALO, HIGHLIGHT, LINES, NONE, Drawing, Shape, Style
from generator.figures.hatching import Line, hatch

BLACK, WHITE = "#000000", "#ffffff"
SHADES: Final = {
    "skin": WHITE,
    "shirt": "#ececec",
    "pants": "#cfcfcf",
    "shoe": WHITE,
    "hair": "#8c8c8c",
    "eye": WHITE,
    "iris": "#222222",
    "mouth": "#777777",
    "teeth": WHITE,
    "tongue": "#c8c8c8",
    "lips": "#c8c8c8",
    "brow": "#444444",
    "shade": "#e0e0e0",
    "wood": "#e6e6e6",
    "metal": "#dddddd",
    "cloth": "#f6f6f6",
    "band": "#bbbbbb",
    "wall": "#f3f3f3",
    "pad": "#ebebeb",
    "ball": "#d4d4d4",
    HALO: WHITE,
    ARROW: BLACK,
}
LINES_ACROSS: Final = 50  # lines of hatching that the longer side of a drawing holds
THICK: Final = 0.23  # of the distance of two such lines


def black_and_white(drawing: Drawing) -> Drawing:
    """The same drawing for a printer without colour."""
    pitch = max(drawing.width, drawing.height) / LINES_ACROSS
    shapes: list[Shape] = []
    for shape in drawing.shapes:
        shapes.append(_without_colour(shape))
        if _is_highlight(shape) and shape.style.fill != NONE:
            lines = hatch(shape, pitch)
            if lines:
                shapes.append(_hatching(lines, pitch))
    return replace(drawing, shapes=tuple(shapes))


def _is_highlight(shape: Shape) -> bool:
    return shape.name.partition("-")[0] == HIGHLIGHT


def _without_colour(shape: Shape) -> Shape:
    style = shape.style
    # A highlight lies on a material, whose own shade it takes.
    name = shape.name.partition("-")[2] if _is_highlight(shape) else shape.name
    fill, stroke = (_shade(colour, name) for colour in (style.fill, style.stroke))
    if stroke != NONE and name not in (ARROW, HALO):
        stroke = BLACK if name in LINES or name in SHADES else stroke
    return replace(shape, style=replace(style, fill=fill, stroke=stroke))


def _shade(colour: str, name: str) -> str:
    """The grey for a class; for a class that nobody knows, as light as the colour was."""
    if colour == NONE:
        return NONE
    if name in SHADES:
        return SHADES[name]
    if name in LINES:
        return BLACK
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    grey = round(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return f"#{grey:02x}{grey:02x}{grey:02x}"


def _hatching(lines: tuple[Line, ...], pitch: float) -> Shape:
    path = "".join(f"{name}{x:g} {y:g}" for name, (x, y) in lines)
    style = Style(fill=NONE, stroke=BLACK, width=round(pitch * THICK, 1), cap="round")
    return Shape("hatching", style, path, lines)
