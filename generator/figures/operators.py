"""A drawing as the content of a PDF form: short numbers, compressed once and stored once."""

# ruff: noqa: UP031  (a tuple of any length fits a `%` pattern, and it is the fastest)

import zlib
from collections.abc import Iterator
from typing import Final

from generator.figures.drawing import NONE, Drawing, Segment, Shape, Style, short

LEVEL: Final = 9  # once, for the cache
_CAPS: Final = {"butt": 0, "round": 1, "square": 2}
_JOINS: Final = {"miter": 0, "round": 1, "bevel": 2}
_MITER_OF_SVG: Final = 4
_SHORT: Final = {"M": "%g %g m", "L": "%g %g l", "Z": "h"}


def content(drawing: Drawing) -> bytes:
    """The compressed operators; the drawing's upper left corner is (0, 0), y runs down."""
    return zlib.compress("\n".join(_lines(drawing)).encode("ascii"), LEVEL)


def _lines(drawing: Drawing) -> Iterator[str]:
    if drawing.x or drawing.y:
        yield f"1 0 0 1 {short(-drawing.x)} {short(-drawing.y)} cm"
    yield f"{_MITER_OF_SVG} M"
    state: dict[str, str] = {}
    for shape in drawing.shapes:
        act = _act(shape.style)
        if not act:
            continue
        for operator, written in _settings(shape.style):
            if state.get(operator) != written:
                state[operator] = written
                yield f"{written} {operator}"
        yield _path(shape)
        yield act


def _act(style: Style) -> str:
    """What is done with a path: filled, stroked, or both; nothing for neither."""
    star = "*" if style.even_odd else ""
    if style.fill == NONE:
        return "S" if _strokes(style) else ""
    return f"B{star}" if _strokes(style) else f"f{star}"


def _strokes(style: Style) -> bool:
    return style.stroke != NONE and style.width > 0


def _settings(style: Style) -> Iterator[tuple[str, str]]:
    if style.fill != NONE:
        yield "rg", _colour(style.fill)
    if _strokes(style):
        yield "RG", _colour(style.stroke)
        yield "w", short(style.width)
        yield "J", str(_CAPS[style.cap])
        yield "j", str(_JOINS[style.join])


def _colour(code: str) -> str:
    return " ".join(
        f"{int(code[at : at + 2], 16) / 255:.3f}".strip("0").removesuffix(".") or "0"
        for at in (1, 3, 5)
    )


def _path(shape: Shape) -> str:
    at: tuple[float, ...] = ()
    out: list[str] = []
    for segment in shape.segments:
        out.append(_step(segment, at))
        at = segment[1][-2:]
    return "\n".join(out)


def _step(segment: Segment, at: tuple[float, ...]) -> str:
    """One step; a curve that leaves or arrives straight is written shorter.

    An outline's numbers have few digits before and after the point, so that `%g` writes them all.
    """
    name, points = segment
    if name != "C":
        return _SHORT[name] % points
    if points[:2] == at:
        return "%g %g %g %g v" % points[2:]
    if points[2:4] == points[4:]:
        return "%g %g %g %g y" % (*points[:2], *points[4:])
    return "%g %g %g %g %g %g c" % points
