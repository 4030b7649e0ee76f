"""Boxes that answer to a tap: links, boxes to tick, lines to type on."""

from generator.handout.annotations import link_entries, tick_box, writing_field
from generator.handout.boxes import SHIFT, Box, Rule, Words
from generator.handout.tagged import TaggedCanvas
from generator.handout.theme import Colour


class Link(Words, frozen=True, kw_only=True, eq=False):
    """Lines of text that lead to an address."""

    address: str

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint the lines inside the link, and lay the link over them."""
        canvas.begin("Link")
        super().paint(canvas, x, top)
        wide = max(line.width for line in self.lines)
        left = x + (self.width - wide) * SHIFT[self.style.align]
        words = "".join(piece.text for line in self.lines for piece in line.pieces)
        rect = (left, top - self.height, left + wide, top)
        canvas.annotate(rect, link_entries(self.address, words))
        canvas.end()


def linked(words: Words, address: str) -> Link:
    """The same lines as a link, never cut."""
    fields = {name: getattr(words, name) for name in words.__struct_fields__}
    return Link(**fields | {"parts": (), "address": address})


class TickFields(Box, frozen=True, kw_only=True, eq=False):
    """Boxes to tick on a screen, side by side; each has a name and says what a tick in it means."""

    fields: tuple[tuple[str, str], ...]
    size: tuple[float, float]
    tone: Colour

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Lay them in the middle of the cell's height."""
        across, down = self.size
        low = top - (self.height + down) / 2
        for number, (name, words) in enumerate(self.fields):
            left = x + number * across
            canvas.begin("Form")
            entries = tick_box(canvas, name, words, self.size, self.tone)
            canvas.annotate((left, low, left + across, low + down), entries, is_field=True)
            canvas.end()


class WritingField(Rule, frozen=True, kw_only=True, eq=False):
    """Lines to write on, and over them a field to type in."""

    name: str
    words: str

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint the lines, and lay the field over them."""
        super().draw(canvas, x, top)
        canvas.begin("Form")
        entries = writing_field(canvas, self.name, self.words, (self.width, self.height))
        low = top - self.height
        canvas.annotate((x, low, x + self.width, top), entries, is_field=True)
        canvas.end()
