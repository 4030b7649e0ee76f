"""An exercise on the page: heading, words, drawings, dose and stop lines, in the least room.

Several ways are tried: the drawings one below the other or in a row, beside the steps or above
them, the dose below either. In each the drawings are large enough to be read from a kitchen
counter, and the reading order is the same.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple, Self

from generator.handout.boxes import Beside, Box, gap, stacked_height
from generator.handout.figurerows import column, needed, plates_of, row, row_scale, row_width
from generator.handout.pictures import Plate
from generator.handout.setting import Setting
from generator.handout.tagged import TaggedCanvas
from generator.handout.xhtml import Element, TemplateError

Build = Callable[[Setting, Iterable[Element], float], tuple[Box, ...]]
Way = Callable[["_Blocks"], "Arranged"]
Plates = tuple[Plate, ...]

PARTS: Final = ("head", "words", "figures", "more", "under")
GUTTER: Final = 24.0
BROADEST: Final = 0.56  # of the width, for drawings beside the steps
DOSE: Final = 190.0  # the least width for the dose and what is below it
UNSURE: Final = 1.06  # a guess may be wrong by so much
HALF: Final = 346.0  # about what is left below the top of a first page, or of half a page
COMFORT: Final = 1.3  # how much larger drawings are where an exercise has its page to itself
DISC: Final = 34.0  # the number before a heading
NARROW: Final = 400.0  # the side stands below the heading, not beside it


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


class _Blocks:
    """The parts of an exercise, to be built at any width."""

    def __init__(self, setting: Setting, parts: dict[str, Element], build: Build) -> None:
        self.setting, self.parts, self.build = setting, parts, build

    def boxes(self, name: str, width: float) -> tuple[Box, ...]:
        """The boxes of a part, one below the other."""
        part = self.parts.get(name)
        return self.build(self.setting, part.elements(), width) if part else ()

    def head(self, width: float) -> tuple[Box, ...]:
        """The heading, and the side beside it, or below it where there is no room."""
        part, setting = self.parts.get("head"), self.setting
        elements = part.elements() if part else []
        if len(elements) != 2:  # a heading, and the words beside it
            return self.build(setting, elements, width)
        if width > NARROW * setting.unit:
            columns = Element("div", {"class": "columns"}, elements[0].line, list(elements))
            return self.build(setting, (columns,), width)
        across = setting.natural_width(elements[1])
        room = width - across - GUTTER * setting.unit
        if setting.natural_width(elements[0]) + DISC * setting.unit > room:
            return self.build(setting, elements, width)
        boxes = self.build(setting, elements[:1], room)
        beside = self.build(setting, elements[1:], across + 1)
        if not (boxes and beside):
            return boxes or beside
        cells = ((0.0, boxes[0]), (width - across, beside[0]))
        height = max(box.height for _, box in cells)
        return (Beside(height=height, cells=cells, parts=(*boxes, *beside), after=boxes[0].after),)


class _Guessed(_Blocks):
    """The same, each part built only once: at another width its words take the same area.

    Breaking lines is what takes time, and most of the ways are tried in vain.
    """

    def __init__(self, blocks: _Blocks, width: float) -> None:
        super().__init__(blocks.setting, blocks.parts, blocks.build)
        self.width = width
        self.built = {name: blocks.boxes(name, width) for name in ("words", "more", "under")}
        self.heading = blocks.head(width)

    def boxes(self, name: str, width: float) -> tuple[Box, ...]:
        """One empty box as high as the part should be."""
        built = self.built[name]
        if not built:
            return ()
        height = stacked_height(built) * self.width / width
        return (Box(height=height, before=built[0].before, after=built[-1].after),)

    def head(self, width: float) -> tuple[Box, ...]:  # noqa: ARG002
        """The heading as it was built; it takes hardly more or less room elsewhere."""
        return self.heading


class _Column:
    """Boxes one below the other, from a height on."""

    def __init__(self, x: float, y: float = 0.0, last: Box | None = None) -> None:
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

    def below(self, boxes: Iterable[Box], x: float | None = None) -> "_Column":
        """A further column that begins where this one ends, with boxes in it."""
        return _Column(self.x if x is None else x, self.y, self.last).add(boxes)


def arranged(setting: Setting, element: Element, width: float, build: Build) -> Box | None:
    """Lay out the parts of an exercise in the least height; None when all are empty."""
    parts = _parts(element)
    blocks, plates = _Blocks(setting, parts, build), plates_of(parts.get("figures"))
    if not plates:
        whole = _above(blocks, width, ())
        return whole if whole.places else None
    guessed = _Guessed(blocks, width * BROADEST)
    half = HALF * setting.unit
    way = _lowest_way(guessed, plates, width, 1.0)
    if way(guessed).height < half * UNSURE:
        whole = way(blocks)
        if whole.height <= half:
            return whole
    # No two such exercises stand on one page: the room is the drawings'.
    return _lowest_way(guessed, plates, width, COMFORT)(blocks)


def _lowest_way(guessed: _Guessed, plates: Plates, width: float, ease: float) -> Way:
    """The way that should take the least room; drawings are `ease` times as large as needed."""
    ways = _ways(guessed.setting, plates, width, ease)
    return min(ways, key=lambda way: way(guessed).height)


def _parts(element: Element) -> dict[str, Element]:
    found = {part.style_class: part for part in element.elements()}
    stray = [name for name in found if name not in PARTS]
    if stray or len(found) < len(element.elements()):
        raise TemplateError(
            f"line {element.line}: the parts of an exercise are {', '.join(PARTS)}, each once"
        )
    return found


def _ways(setting: Setting, plates: Plates, width: float, ease: float) -> Iterator[Way]:
    """Every way to put drawings of this size beside or above the rest."""
    scale = needed(plates, ease)
    stacked = column(setting, plates, scale)
    sides: list[tuple[Box, float]] = [(stacked, stacked.width)]
    across = row_width(setting, plates, scale)
    if len(plates) > 1 and across <= width * BROADEST:
        sides.append((row(setting, plates, across, scale), across))
    for drawings, across in sides:
        if across <= width * BROADEST:
            for below in ((False, False), (False, True), (True, False)):
                yield partial(_beside, width, drawings, across, below)
    scale = row_scale(setting, plates, width, ease)
    yield partial(_above, width=width, row=(row(setting, plates, width, scale),))


# --- The ways -----------------------------------------------------------------------------------


def _beside(
    width: float,
    drawings: Box,
    across: float,
    below: tuple[bool, bool],
    blocks: _Blocks,
) -> Arranged:
    """The drawings beside the steps; `below` them the dose, and the stop lines in their column."""
    dose_below, under_left = below
    wide = max(across, DOSE * blocks.setting.unit) if dose_below else across
    left = width - wide - GUTTER * blocks.setting.unit
    head = _Column(0.0).add(blocks.head(left))
    words = head.below(blocks.boxes("words", left))
    drawn = _Column(width - wide + (wide - across) / 2).add((drawings,))
    if dose_below:
        more = drawn.below(blocks.boxes("more", wide), width - wide)
    else:
        more = words.below(blocks.boxes("more", left))
    columns = (head, words, drawn, more)
    if under_left:
        return _whole(columns, more.below(blocks.boxes("under", left)))
    return _whole(columns, _lowest(columns).below(blocks.boxes("under", width), 0.0))


def _above(blocks: _Blocks, width: float, row: tuple[Box, ...]) -> Arranged:
    """The drawings in a row over the whole width, below them the steps and the dose."""
    head = _Column(0.0).add(blocks.head(width))
    drawn = head.below(row)
    half = (width - GUTTER * blocks.setting.unit) / 2
    parts = blocks.boxes("words", half), blocks.boxes("more", half)
    start = drawn.y + max((gap(drawn.last, boxes[0]) for boxes in parts if boxes), default=0.0)
    words, more = (
        _Column(x, start).add(boxes) for x, boxes in zip((0.0, width - half), parts, strict=True)
    )
    columns = (head, words, drawn, more) if row else (head, words, more)
    return _whole(columns, _lowest(columns).below(blocks.boxes("under", width), 0.0))


def _lowest(columns: Iterable[_Column]) -> _Column:
    return max(columns, key=lambda column: column.y)


def _whole(columns: tuple[_Column, ...], under: _Column) -> Arranged:
    """All that was placed, each part in its place of the reading order."""
    places = tuple(place for column in (*columns, under) for place in column.places)
    boxes = tuple(place.box for place in places)
    return Arranged(
        height=max(column.y for column in (*columns, under)),
        places=places,
        parts=boxes,
        keep=True,
        before=boxes[0].before if boxes else 0.0,
        after=boxes[-1].after if boxes else 0.0,
    )
