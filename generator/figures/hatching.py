"""Slanted lines that fill an outline and end at it, as plain lines: nothing has to be clipped."""

from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import Final

from generator.figures.drawing import Segment, Shape

Point = tuple[float, float]
Line = tuple[str, tuple[float, float]]

PIECES: Final = 8  # straight pieces that stand for a curve: within a tenth of a unit here
SHORTEST: Final = 0.3  # of the distance of two lines; less is a dot


def hatch(shape: Shape, pitch: float) -> tuple[Line, ...]:
    """Lines that rise to the right, `pitch` units apart, inside a shape; M and L in turn."""
    edges = [edge for ring in rings(shape.segments) for edge in pairwise(ring)]
    if not edges:
        return ()
    # On one line the sum x + y is the same; x - y runs along it, both in units of sqrt 2.
    step = pitch * 2**0.5
    sums = [x + y for edge in edges for x, y in edge]
    out: list[Line] = []
    for number in range(ceil(min(sums) / step), ceil(max(sums) / step)):
        total = number * step
        for begin, end in inside(edges, total, even_odd=shape.style.even_odd):
            if end - begin < SHORTEST * step:
                continue
            out.append(("M", (round((total + begin) / 2), round((total - begin) / 2))))
            out.append(("L", (round((total + end) / 2), round((total - end) / 2))))
    return tuple(out)


def inside(
    edges: list[tuple[Point, Point]], total: float, *, even_odd: bool
) -> Iterator[tuple[float, float]]:
    """The parts of a line inside the shape, as x - y of both ends."""
    crossings: list[tuple[float, int]] = []
    for (x1, y1), (x2, y2) in edges:
        first, second = x1 + y1 - total, x2 + y2 - total
        if (first < 0) != (second < 0):
            share = first / (first - second)
            along = (x1 - y1) + share * ((x2 - y2) - (x1 - y1))
            crossings.append((along, 1 if first < 0 else -1))
    crossings.sort()
    winding = 0
    for (begin, turn), (end, _) in pairwise(crossings):
        winding += turn
        if winding % 2 if even_odd else winding:
            yield begin, end


def rings(segments: tuple[Segment, ...]) -> Iterator[list[Point]]:
    """Each closed outline as points; what is left open is closed, as filling does."""
    ring: list[Point] = []
    for name, numbers in segments:
        if name in ("M", "Z"):
            yield from _closed(ring)
            ring = ring[:1] if name == "Z" else []
        if name in ("M", "L"):
            ring.append((numbers[0], numbers[1]))
        elif name == "C":
            ring.extend(_curve(ring[-1], numbers))
    yield from _closed(ring)


def _closed(ring: list[Point]) -> Iterator[list[Point]]:
    if len(ring) > 1:
        yield [*ring, ring[0]]


def _curve(start: Point, numbers: tuple[float, ...]) -> Iterator[Point]:
    (x0, y0), (x1, y1, x2, y2, x3, y3) = start, numbers
    for piece in range(1, PIECES + 1):
        t = piece / PIECES
        s = 1 - t
        a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
        yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3
