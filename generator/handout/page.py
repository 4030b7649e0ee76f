"""Boxes onto pages: where pages break, and what stands at the head and foot of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from generator.handout.boxes import Box, Shell, gap
from generator.handout.setting import Setting
from generator.handout.style import TextStyle
from generator.handout.tagged import TaggedCanvas
from generator.handout.text import Line, Piece, Run, break_lines, clipped, runs
from generator.handout.xhtml import Element

SLACK: Final = 0.01  # rounding of sums of heights
SHRINK: Final = 0.5  # the share of its gaps that a page may give up to hold one more box
STRETCH: Final = 0.6  # and the share that they may grow by to fill it


class Place(NamedTuple):
    """A box at its place on a page.

    `space` is the gap above it that may give a little; 0 where it may not. `artifact` marks a table
    head that is only repeated.
    """

    box: Box
    x: float
    top: float
    space: float = 0.0
    artifact: bool = False


class Opened(NamedTuple):
    """A structure element that begins here and may end on a later page."""

    shell: Shell


class Closed(NamedTuple):
    """The end of the element opened last."""


Step = Place | Opened | Closed


class Frame(NamedTuple):
    """Where a page's content may stand."""

    x: float
    width: float
    top: float
    bottom: float


@dataclass
class Flow:
    """Puts boxes on pages. Nothing is drawn yet, since "page 1 of 5" needs the count."""

    first: Frame
    later: Frame
    pages: list[list[Step]] = field(default_factory=lambda: [[]])
    y: float = 0.0
    repeats: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin at the top of the first page."""
        self.y = self.first.top

    @property
    def frame(self) -> Frame:
        """The frame of the page we are on."""
        return self.first if len(self.pages) == 1 else self.later

    @property
    def _at_top(self) -> bool:
        return self.y > self.frame.top - SLACK

    def _fits(self, height: float, space: float) -> bool:
        """Whether a height and a gap that may give fit above the foot.

        All such gaps of the page may give.
        """
        given = SHRINK * (
            space + sum(step.space for step in self.pages[-1] if isinstance(step, Place))
        )
        return height + space <= self.y - self.frame.bottom + given + SLACK

    def run(self, parts: Sequence[Box]) -> list[list[Step]]:
        """Place everything and give the pages."""
        self._add(parts, self.first.x)
        self._settle()
        return self.pages

    def _add(self, parts: Sequence[Box], x: float) -> None:
        """Place boxes one below the other, each with what must follow it on the same page."""
        above: Box | None = None
        for number, part in enumerate(parts):
            space = 0.0 if self._at_top else gap(above, part)
            loose = 0.0 if above is None or above.keep_next else space
            if not self._at_top and not self._fits(
                self._least(parts, number) + space - loose, loose
            ):
                self._new_page(x)
                space = loose = 0.0
            self.y -= space
            self._place(part, x, loose)
            above = part

    def _least(self, parts: Sequence[Box], number: int) -> float:
        """The height that must fit for this part to begin here.

        Headings count the beginning of what they head.
        """
        part = parts[number]
        height = part.height if self._whole(part) else self._least(part.parts, 0)
        if part.keep_next and number + 1 < len(parts):
            height += gap(part, parts[number + 1]) + self._least(parts, number + 1)
        return min(height, self.later.top - self.later.bottom)

    def _whole(self, box: Box) -> bool:
        return not box.parts or (box.keep and box.height <= self.later.top - self.later.bottom)

    def _place(self, box: Box, x: float, space: float) -> None:
        if (
            self._fits(box.height - space, space)
            or not box.parts
            or (self._whole(box) and self._at_top)
        ):
            self.pages[-1].append(Place(box, x, self.y, space))
            self.y -= box.height
            return
        if box.shell:
            self.pages[-1].append(Opened(box.shell))
        if box.repeated:
            self.repeats.append(box.repeated)
        self._add(box.parts, x + box.inset)
        if box.repeated:
            self.repeats.pop()
        if box.shell:
            self.pages[-1].append(Closed())

    def _new_page(self, x: float) -> None:
        self._settle()
        self.pages.append([])
        self.y = self.frame.top
        for head in self.repeats:
            self.pages[-1].append(Place(head, x, self.y, artifact=True))
            self.y -= head.height

    def _settle(self) -> None:
        """Let the page's gaps give or take what is left over at its foot.

        Each does so by the same share.
        """
        steps = self.pages[-1]
        total = sum(step.space for step in steps if isinstance(step, Place))
        if not total:
            return
        share = max(-SHRINK, min(STRETCH, (self.y - self.frame.bottom) / total))
        down = 0.0
        for number, step in enumerate(steps):
            if isinstance(step, Place):
                down += step.space * share
                box, x, top, space, artifact = step
                steps[number] = Place(box, x, top - down, space, artifact)


@dataclass(frozen=True)
class Furniture:
    """The running head and the foot of every page.

    They are artifacts, since a screen reader should not say them each time.
    """

    setting: Setting
    size: tuple[float, float]
    head: Element | None
    foot: Element | None

    def frames(self) -> tuple[Frame, Frame]:
        """The frames of the first page and of the later ones."""
        theme, height = self.setting.theme, self.size[1]
        wide = self._wide
        foot = sum(height for _, height in self._foot_lines(wide, (99, 99)))
        bottom = theme.margin_bottom + (foot + 17 * self.setting.unit if foot else 0)
        top = height - theme.margin_top
        later = top - (16 * self.setting.unit if self.head else 0)
        return Frame(theme.margin_side, wide, top, bottom), Frame(
            theme.margin_side, wide, later, bottom
        )

    def draw(self, canvas: TaggedCanvas, number: int, count: int) -> None:
        """Draw head and foot of a page; the first page has no running head."""
        wide = self._wide
        if self.head and number > 1:
            canvas.begin_artifact("Pagination", "Header")
            self._draw_head(canvas, wide)
            canvas.end()
        canvas.begin_artifact("Pagination", "Footer")
        self._draw_foot(canvas, wide, (number, count))
        canvas.end()

    def _draw_head(self, canvas: TaggedCanvas, wide: float) -> None:
        theme, setting = self.setting.theme, self.setting
        style, y = setting.styles["p.who"], self.size[1] - theme.margin_top + 4 * setting.unit
        for x, line in self._head_lines:
            self._show(canvas, line.pieces, theme.margin_side + x, y, style)
        self._rule(canvas, y - 6 * setting.unit, wide)

    @cached_property
    def _head_lines(self) -> list[tuple[float, Line]]:
        """The first paragraph at the left end, and before it, at the right end, the second."""
        size, wide = self.setting.styles["p.who"].size, self._wide
        paragraphs = self.head.elements() if self.head else []
        lines, room = [], wide
        for paragraph in paragraphs[1:2]:
            line = clipped(runs(paragraph), size, wide / 2)
            room -= line.width + 20
            lines.append((wide - line.width, line))
        first = (clipped(runs(paragraph, "Bold"), size, room) for paragraph in paragraphs[:1])
        return [*lines, *((0.0, line) for line in first)]

    @cached_property
    def _foot(self) -> list[tuple[Element, tuple[Run, ...] | None]]:
        """The foot's paragraphs, and their words where those are the same on every page."""
        paragraphs = self.foot.elements() if self.foot else []
        return [(p, None if _counts_pages(p) else runs(p)) for p in paragraphs]

    @property
    def _wide(self) -> float:
        return self.size[0] - 2 * self.setting.theme.margin_side

    def _foot_lines(
        self, wide: float, page: tuple[int, int]
    ) -> Iterator[tuple[list[tuple[float, Line]], float]]:
        """Each foot line with its pieces.

        The page count stands at the right end of the first line.
        """
        style = self.setting.styles["p.who"]
        words = [
            (paragraph.style_class == "count", fixed or runs(paragraph, "Regular", page))
            for paragraph, fixed in self._foot
        ]
        counts = [clipped(text, style.size, wide / 2) for is_count, text in words if is_count]
        taken = counts[0].width + 20 if counts else 0.0
        for is_count, text in words:
            if is_count:
                continue
            for line in break_lines(text, style.size, wide - taken):
                placed: list[tuple[float, Line]] = [(0.0, line)]
                if counts:
                    placed.append((wide - counts[0].width, counts.pop()))
                yield placed, style.leading
            taken = 0.0

    def _draw_foot(self, canvas: TaggedCanvas, wide: float, page: tuple[int, int]) -> None:
        theme, style = self.setting.theme, self.setting.styles["p.who"]
        lines = list(self._foot_lines(wide, page))
        y = theme.margin_bottom + sum(height for _, height in lines)
        if lines:
            self._rule(canvas, y + 5 * self.setting.unit, wide)
        for placed, height in lines:
            y -= height
            for x, line in placed:
                self._show(
                    canvas, line.pieces, theme.margin_side + x, y + 4 * self.setting.unit, style
                )

    def _show(
        self, canvas: TaggedCanvas, pieces: Sequence[Piece], x: float, y: float, style: TextStyle
    ) -> None:
        canvas.show(
            [(weight, text, x + at, y) for weight, text, at in pieces], style.size, style.tone
        )

    def _rule(self, canvas: TaggedCanvas, y: float, wide: float) -> None:
        theme = self.setting.theme
        x = theme.margin_side
        canvas.paint(
            "{:g} {:g} {:g} RG 0.6 w {:.2f} {:.2f} m {:.2f} {:.2f} l S".format(
                *theme.hairline, x, y, x + wide, y
            )
        )


def _counts_pages(element: Element) -> bool:
    return any(child.style_class in ("page", "pages") for child in element.walk())


def draw_pages(canvas: TaggedCanvas, pages: Sequence[Sequence[Step]], furniture: Furniture) -> None:
    """Draw everything in reading order."""
    for number, steps in enumerate(pages, 1):
        if number > 1:
            canvas.next_page()
        furniture.draw(canvas, number, len(pages))
        for step in steps:
            match step:
                case Opened(shell):
                    shell.open(canvas)
                case Closed():
                    canvas.end()
                case Place(box, x, top, _, artifact):
                    if artifact:
                        canvas.begin_artifact("Pagination")
                    box.draw(canvas, x, top)
                    if artifact:
                        canvas.end()
