"""Boxes at places: columns that grow downwards, and the whole they make."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from generator.handout.boxes import Box, gap
from generator.handout.tagged import TaggedCanvas


class Place(NamedTuple):
    """A box, and the distance of its upper left corner from that of the whole."""

    box: Box
    x: float
    down: float


class Arranged(Box, frozen=True, kw_only=True, eq=False):
    """Boxes at their places, drawn in reading order."""

    places: tuple[Place, ...]

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint each at its place."""
        for box, across, down in self.places:
            box.draw(canvas, x + across, top - down)


class Column:
    """Boxes one below the other, from a height on."""

    def __init__(self, x: float, y: float = 0.0, last: Box | None = None) -> None:
        """`last` is the box above, which asks for a gap."""
        self.x, self.y, self.last = x, y, last
        self.places: list[Place] = []

    def add(self, boxes: Iterable[Box]) -> Self:
        """Put boxes below what is there."""
        for box in boxes:
            self.y += gap(self.last, box)
            self.places.append(Place(box, self.x, self.y))
            self.y += box.height
            self.last = box
        return self

    def below(self, boxes: Iterable[Box], x: float | None = None) -> "Column":
        """A further column that begins where this one ends, with boxes in it."""
        return Column(self.x if x is None else x, self.y, self.last).add(boxes)


def whole(columns: Sequence[Column]) -> Arranged:
    """All that was placed, in the reading order of the columns."""
    places = tuple(place for column in columns for place in column.places)
    boxes = tuple(place.box for place in places)
    return Arranged(
        height=max((column.y for column in columns), default=0.0),
        places=places,
        parts=boxes,
        keep=True,
        before=boxes[0].before if boxes else 0.0,
        after=boxes[-1].after if boxes else 0.0,
    )
