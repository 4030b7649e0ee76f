"""An exercise on the page: what to do on the left, what it looks like on the right.

Two columns in every exercise, so that a reader finds each thing where it was in the last one: the
steps on the left, the drawings on the right. What else stands on the right, and how broad it is,
follows from the least height; the reading order is always the same.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from math import ceil
from typing import Final, NamedTuple

from msgspec.structs import replace

from generator.handout.boxes import Beside, Box, Words, gap, stacked_height
from generator.handout.choices import CHOICES, key_of
from generator.handout.figurerows import column, needed, plates_of, row, row_scale, row_width
from generator.handout.pictures import Plate
from generator.handout.placing import Arranged, Column, whole
from generator.handout.setting import Build, Setting
from generator.handout.xhtml import Element, TemplateError

Way = Callable[["_Blocks"], Arranged]
Plates = tuple[Plate, ...]

PARTS: Final = ("head", "words", "figures", "dose", "details", "under")  # the reading order
BESIDE: Final = 120.0  # the least width for a dose
WORDS: Final = 200.0  # the least width for words
LOSS: Final = 1.04  # the ends of lines that stay empty
DISC: Final = 34.0  # the number before a heading


class Plan(NamedTuple):
    """Which parts stand below the drawings, which over the whole width below all."""

    beside: tuple[str, ...] = ()
    across: tuple[str, ...] = ()

    @property
    def least(self) -> float:
        """How broad the right column must be for what stands in it, in standard type."""
        if not self.beside:
            return 0.0
        return BESIDE if self.beside == ("dose",) else WORDS


PLANS: Final = (
    Plan(beside=("dose", "under")),
    Plan(beside=("dose",), across=("under",)),
    Plan(beside=("dose",)),
    Plan(beside=("dose", "details"), across=("under",)),
    Plan(across=("under",)),
    Plan(),
)
Tried = tuple[tuple[float, ...], tuple[Plan, ...]]
# Shares of the width for the right column, and plans, that were ever the lowest (decision 0008).
STACKED: Final[Tried] = (0.28, 0.36, 0.4, 0.48, 0.52), PLANS
ABREAST: Final[Tried] = (0.36, 0.4, 0.44, 0.48, 0.52, 0.56), PLANS[:4]


def arranged(setting: Setting, element: Element, width: float, build: Build) -> Box | None:
    """Lay out the parts of an exercise in the least height; None when all are empty."""
    parts = _parts(element)
    plates = plates_of(setting, parts.get("figures"))
    if not plates:
        plain = _above(width, None, _Blocks(setting, parts, build))
        return plain if plain.places else None

    told = element.told()

    @cache
    def eased(ease: float) -> Arranged:
        blocks = _Blocks(setting if ease >= 1 else setting.closer, parts, build)
        ways = tuple(_ways(setting, plates, width, max(ease, 1.0)))
        key = key_of((setting.theme, setting.place, width, ease, told))
        return ways[_lowest(key, ways, blocks, width)](blocks)

    return replace(eased(1.0), eased=eased)


def _parts(element: Element) -> dict[str, Element]:
    found = {part.style_class: part for part in element.elements()}
    stray = [name for name in found if name not in PARTS]
    if stray or len(found) < len(element.elements()):
        raise TemplateError(
            f"line {element.line}: the parts of an exercise are {', '.join(PARTS)}, each once"
        )
    return found


def _lowest(key: str, ways: Sequence[Way], blocks: "_Blocks", width: float) -> int:
    """Which way should be lowest; all are tried where no earlier run has."""
    known = CHOICES.of(key)
    if known is not None and known < len(ways):
        return known
    guessed = _Guessed(blocks, width / 2)
    lowest = min(range(len(ways)), key=lambda number: ways[number](guessed).height)
    CHOICES.note(key, lowest)
    return lowest


# --- Its parts, to be built at any width ---------------------------------------------------------


class _Blocks:
    """The parts of an exercise, to be built at any width."""

    def __init__(self, setting: Setting, parts: dict[str, Element], build: Build) -> None:
        self.setting, self.parts, self.build = setting, parts, build
        self._known: dict[tuple[str, float], tuple[Box, ...]] = {}

    def boxes(self, name: str, width: float) -> tuple[Box, ...]:
        """The boxes of a part, one below the other; many ways need the same."""
        key = name, width
        if key not in self._known:
            self._known[key] = self._made(name, width)
        return self._known[key]

    def _made(self, name: str, width: float) -> tuple[Box, ...]:
        part = self.parts.get(name)
        if name == "head":
            return self._head(part.elements() if part else [], width)
        return self.build(self.setting, part.elements(), width) if part else ()

    def _head(self, elements: list[Element], width: float) -> tuple[Box, ...]:
        """The heading, and the side at the right end of its line, or below it."""
        setting = self.setting
        if len(elements) != 2:
            return self.build(setting, elements, width)
        across = setting.natural_width(elements[1]) + 1
        room = width - across - setting.gutter
        heading = self.build(setting, elements[:1], max(room, width / 2))
        side = self.build(setting, elements[1:], across)
        if setting.natural_width(elements[0]) + DISC * setting.unit > room or not (
            heading and side
        ):
            return self.build(setting, elements, width)
        low = heading[0].height / 2 - side[0].height / 2
        sunk = Box(height=low + side[0].height, parts=(Box(height=low), side[0]))
        cells = ((0.0, heading[0]), (width - across, sunk))
        height, after = heading[0].height, heading[0].after
        return (Beside(height=height, cells=cells, after=after, keep_next=True),)


class _Guessed(_Blocks):
    """The same, but built only once: at another width lines are counted, not broken.

    Breaking lines is what takes time, and most of the ways are tried in vain.
    """

    def __init__(self, blocks: _Blocks, width: float) -> None:
        super().__init__(blocks.setting, blocks.parts, blocks.build)
        self.real, self.width = blocks, width
        self.built = {name: blocks.boxes(name, width) for name in PARTS if name != "figures"}
        self.texts = {
            name: [text for box in built for text in _texts(box)]
            for name, built in self.built.items()
        }

    def _made(self, name: str, width: float) -> tuple[Box, ...]:
        """One empty box as high as the part should be."""
        built = self.built[name]
        if not built:
            return ()
        if name == "dose":
            return self.real.boxes(name, width)
        height = stacked_height(built) + sum(
            text.style.leading * (_lines(text, width - self.width) - len(text.lines))
            for text in self.texts[name]
        )
        return (Box(height=height, before=built[0].before, after=built[-1].after),)


def _texts(box: Box) -> Iterator[Words]:
    """The texts in a box that may be broken elsewhere."""
    if isinstance(box, Words):
        if box.width:
            yield box
        return
    parts = [cell for _, cell in box.cells] if isinstance(box, Beside) else box.parts
    for part in parts:
        yield from _texts(part)


def _lines(text: Words, more: float) -> int:
    """About how many lines a text has when it is so much broader."""
    room = min(text.width + more, text.style.measure)
    return max(1, ceil(LOSS * sum(line.width for line in text.lines) / room))


# --- The ways ------------------------------------------------------------------------------------


def _ways(setting: Setting, plates: Plates, width: float, ease: float) -> Iterator[Way]:
    """Every way to put drawings of this size beside or above the rest."""
    ease *= setting.theme.drawings
    if setting.narrow(width):
        scale = row_scale(setting, plates, width, ease)
        across = row_width(setting, plates, scale)
        yield partial(_below, width, row(setting, plates, across, scale), across)
        return
    scale = needed(plates, ease)
    stacked = column(setting, plates, scale)
    drawn: list[tuple[Box, float, Tried]] = [(stacked, stacked.width, STACKED)]
    if len(plates) > 1:
        across = row_width(setting, plates, scale)
        drawn.append((row(setting, plates, across, scale), across, ABREAST))
    for drawings, across, (shares, plans) in drawn:
        for share in shares:
            wide = width * share
            for plan in plans if across <= wide else ():
                if wide >= plan.least * setting.unit:
                    yield partial(_beside, width, drawings, across, wide, plan)
    scale = row_scale(setting, plates, width, ease)
    yield partial(_above, width, row(setting, plates, width, scale))


def _beside(
    width: float, drawings: Box, across: float, wide: float, plan: Plan, blocks: _Blocks
) -> Arranged:
    """The drawings, `across` points broad, at the top of a right column `wide` points broad."""
    left, x = width - wide - blocks.setting.gutter, width - wide
    text = Column(0.0).add(blocks.boxes("head", left)).add(blocks.boxes("words", left))
    drawn = Column(x + (wide - across) / 2).add((drawings,))
    columns = [text, drawn]
    for name in ("dose", "details", "under"):
        if name in plan.across:
            low = max(columns, key=lambda column: column.y)
            columns.append(low.below(blocks.boxes(name, width), 0.0))
        elif name in plan.beside:
            drawn = drawn.below(blocks.boxes(name, wide), x)
            columns.append(drawn)
        else:
            text = text.below(blocks.boxes(name, left))
            columns.append(text)
    return whole(columns)


def _below(width: float, drawings: Box, across: float, blocks: _Blocks) -> Arranged:
    """All in one column, in reading order; the dose beside the drawings where it has room."""
    only = Column(0.0).add(blocks.boxes("head", width)).add(blocks.boxes("words", width))
    left = width - across - blocks.setting.gutter
    dose = blocks.boxes("dose", left) if left >= BESIDE * blocks.setting.unit else ()
    if dose:
        height = max(drawings.height, stacked_height(dose))
        cells = ((0.0, drawings), *((width - left, box) for box in dose))
        only.add((Beside(height=height, cells=cells, parts=(drawings, *dose), keep=True),))
    else:
        only.add((drawings,)).add(blocks.boxes("dose", width))
    # Where the exercise is longer than a page, all that stands below goes to the next one together.
    low = (*blocks.boxes("details", width), *blocks.boxes("under", width))
    kept = (replace(box, keep=True, keep_next=True) for box in low[:-1])
    return whole([only.add((*kept, *low[-1:]))])


def _above(width: float, drawings: Box | None, blocks: _Blocks) -> Arranged:
    """The drawings in a row over the whole width, below them the steps and the dose."""
    head = Column(0.0).add(blocks.boxes("head", width))
    drawn = head.below((drawings,) if drawings else ())
    half = (width - blocks.setting.gutter) / 2
    words = blocks.boxes("words", half)
    more = (*blocks.boxes("dose", half), *blocks.boxes("details", half))
    firsts = [boxes[0] for boxes in (words, more) if boxes]
    start = drawn.y + max((gap(drawn.last, box) for box in firsts), default=0.0)
    columns = [head, Column(0.0, start).add(words), drawn, Column(width - half, start).add(more)]
    low = max(columns, key=lambda column: column.y)
    return whole([*columns, low.below(blocks.boxes("under", width), 0.0)])
