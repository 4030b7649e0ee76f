"""A drawing as SVG inside a page: what looks alike and follows each other stands in one group."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from generator.figures.drawing import NAMESPACE, NONE, Drawing, Shape, Style, short

_PLAIN: Final = Style()


def markup(drawing: Drawing) -> str:
    """The shapes of a drawing, without the `svg` element round them."""
    return "".join(_groups(drawing))


def element(inner: str, box: str, alt: str, *, mirrored: bool = False) -> str:
    """The `svg` element round `inner`; `box` is its viewBox, `alt` (escaped) is read aloud.

    Mirrored, it shows the other side of the body.
    """
    if mirrored:
        left, _, width, _ = box.split()
        inner = f'<g transform="matrix(-1 0 0 1 {2 * float(left) + float(width):g} 0)">{inner}</g>'
    return f'<svg xmlns="{NAMESPACE}" viewBox="{box}" role="img" aria-label="{alt}">{inner}</svg>'


def view_box(drawing: Drawing) -> str:
    """The box of a drawing as SVG writes it."""
    return " ".join(map(short, (drawing.x, drawing.y, drawing.width, drawing.height)))


def _groups(drawing: Drawing) -> Iterator[str]:
    for (name, style), shapes in groupby(drawing.shapes, key=_like):
        look = _look(name, style)
        paths = [shape.path for shape in shapes]
        if len(paths) == 1:
            yield f'<path{look} d="{paths[0]}"/>'
        else:
            yield f"<g{look}>" + "".join(f'<path d="{path}"/>' for path in paths) + "</g>"


def _like(shape: Shape) -> tuple[str, Style]:
    return shape.name, shape.style


def _look(name: str, style: Style) -> str:
    """The attributes that differ from what SVG takes for granted."""
    pairs = [("class", name, ""), ("fill", style.fill, _PLAIN.fill)]
    if style.stroke != NONE:
        pairs += [
            ("stroke", style.stroke, NONE),
            ("stroke-width", short(style.width), "1"),
            ("stroke-linecap", style.cap, _PLAIN.cap),
            ("stroke-linejoin", style.join, _PLAIN.join),
        ]
    if style.even_odd and style.fill != NONE:
        pairs.append(("fill-rule", "evenodd", ""))
    return "".join(f' {key}="{value}"' for key, value, usual in pairs if value != usual)
