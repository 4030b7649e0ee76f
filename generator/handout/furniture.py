"""What stands at the head and foot of every page, and the room it leaves."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from generator.handout.boxes import Words
from generator.handout.setting import Setting
from generator.handout.style import TextStyle
from generator.handout.tagged import TaggedCanvas
from generator.handout.text import Line, Piece, break_lines, clipped, runs
from generator.handout.xhtml import Element


class Frame(NamedTuple):
    """Where a page's content may stand."""

    x: float
    width: float
    top: float
    bottom: float


class Furniture(Struct, frozen=True, dict=True):
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
        foot = self._foot.height
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
        self._draw_foot(canvas, (number, count))
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

    @property
    def _wide(self) -> float:
        return self.size[0] - 2 * self.setting.theme.margin_side

    @cached_property
    def _foot(self) -> Words:
        """The lines of the foot that are the same on every page.

        The first paragraph leaves room for the page count, which stands at its right end.
        """
        style = self.setting.styles["p.who"]
        room = self._wide - (self._count((99, 99)).width + 20 if self._counting else 0.0)
        lines: list[Line] = []
        for paragraph in self.foot.elements() if self.foot else ():
            if paragraph is not self._counting:
                lines += break_lines(runs(paragraph), style.size, room)
                room = self._wide
        return Words(height=len(lines) * style.leading, lines=tuple(lines), style=style)

    @cached_property
    def _counting(self) -> Element | None:
        """The paragraph of the foot that counts the pages."""
        paragraphs = self.foot.elements() if self.foot else []
        return next((one for one in paragraphs if one.style_class == "count"), None)

    def _count(self, page: tuple[int, int]) -> Line:
        words = runs(self._counting, "Regular", page) if self._counting else ()
        return clipped(words, self.setting.styles["p.who"].size, self._wide / 2)

    def _draw_foot(self, canvas: TaggedCanvas, page: tuple[int, int]) -> None:
        theme, unit, foot = self.setting.theme, self.setting.unit, self._foot
        if not foot.lines:
            return
        left, top = theme.margin_side, theme.margin_bottom + foot.height
        self._rule(canvas, top + 5 * unit, self._wide)
        base = top - foot.style.leading + 4 * unit
        foot.paint(canvas, left, foot.top_over(base))
        if self._counting:
            count = self._count(page)
            self._show(canvas, count.pieces, left + self._wide - count.width, base, foot.style)

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
