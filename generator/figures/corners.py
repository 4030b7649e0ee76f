"""Which upper corners of a drawing are empty, so that its one word can stand there."""

from collections.abc import Iterator
from itertools import pairwise

from generator.figures.drawing import CORNER_HEIGHT, CORNER_WIDTH, NONE, Drawing, Shape
from generator.figures.hatching import Point, inside, rings

Corner = tuple[float, float, float, float]


def free_corners(drawing: Drawing) -> str:
    """`L` where the upper left corner is empty, `R` where the right one is."""
    across, down = CORNER_WIDTH * drawing.width, CORNER_HEIGHT * drawing.height
    right = drawing.x + drawing.width
    corners = {
        "L": (drawing.x, drawing.y, drawing.x + across, drawing.y + down),
        "R": (right - across, drawing.y, right, drawing.y + down),
    }
    return "".join(
        name for name, box in corners.items() if not any(_meets(s, box) for s in drawing.shapes)
    )


def _meets(shape: Shape, box: Corner) -> bool:
    """Whether a shape paints anything in a box."""
    left, top, right, low = box
    pad = shape.style.width / 2 if shape.style.stroke != NONE else 0.0
    wider = (left - pad, top - pad, right + pad, low + pad)
    edges = list(_edges(shape))
    if any(_crosses(first, second, wider) for first, second in edges):
        return True
    if shape.style.fill == NONE:
        return False
    middle = (left + right) / 2, (top + low) / 2
    along = middle[0] - middle[1]
    spans = inside(edges, sum(middle), even_odd=shape.style.even_odd)
    return any(begin <= along <= end for begin, end in spans)


def _edges(shape: Shape) -> Iterator[tuple[Point, Point]]:
    for ring in rings(shape.segments):
        yield from pairwise(ring)


def _crosses(first: Point, second: Point, box: Corner) -> bool:
    """Whether a straight line has a part inside a box."""
    begin, end = 0.0, 1.0
    for axis in (0, 1):
        start, way = first[axis], second[axis] - first[axis]
        low, high = box[axis], box[axis + 2]
        if not way:
            if not low <= start <= high:
                return False
            continue
        enters, leaves = sorted(((low - start) / way, (high - start) / way))
        begin, end = max(begin, enters), min(end, leaves)
    return begin <= end
