"""What stands at the head and foot of every page, and the room it leaves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from generator.handout.setting import Setting
from generator.handout.style import TextStyle
from generator.handout.tagged import TaggedCanvas
from generator.handout.text import Line, Piece, Run, break_lines, clipped, runs
from generator.handout.xhtml import Element


class Frame(NamedTuple):
    """Where a page's content may stand."""

    x: float
    width: float
    top: float
    bottom: float


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
