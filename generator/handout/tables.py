"""Tables with head cells; a row is never cut, and the head is repeated after a page break."""

from functools import lru_cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.handout.boxes import Beside, Box, Rule, Shell, Ticks, stacked_height
from generator.handout.fonts import printable
from generator.handout.setting import Setting, spaced
from generator.handout.tappable import TickFields
from generator.handout.text import Run
from generator.handout.theme import MM
from generator.handout.xhtml import Element, TemplateError

TICK_WIDTH: Final = 4.6 * MM  # 28 of them and the names fit on both papers; a pen needs 4.5 mm
TICK_HEIGHT: Final = 6.5 * MM
WEEK: Final = 7
WEEK_GAP: Final = 1.9 * MM
CELL_PADDING: Final = 4.5
NAME_GAP: Final = 3.0
Columns = tuple[tuple[float, float], ...]
Covered = tuple[tuple[int, int], ...]  # columns that cells above reach into, with the rows left
SCOPES: Final = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}


class _Row(Struct, frozen=True):
    """A row; one that recurs keeps its element, whose source tells it from others."""

    cells: tuple["_Cell", ...]
    kept: Element | None = None
    above: Covered = ()


class _Cell(Struct, frozen=True):
    """A cell with the columns it covers."""

    element: Element
    column: int
    span: int

    @property
    def is_week(self) -> bool:
        """Whether it holds a week's boxes to tick."""
        return self.element.style_class == "week"


def table(setting: Setting, element: Element, width: float) -> Box | None:
    """A `table`. Its columns are as wide as their words ask for.

    Tick columns are made for a pen.
    """
    head, body = (_rows(element, name) for name in ("thead", "tbody"))
    if not body:
        return None
    columns = _columns(setting, (*head, *body), width)
    parts: list[Box] = [
        setting.words(child, width) for child in element.elements() if child.tag == "caption"
    ]
    top: Box | None = None
    if head:
        rows = tuple(_row(setting, row, columns) for row in head)
        line = _line(setting, width, 1.2)
        top = _group("THead", (*rows, line), keep_next=True, keep=True)
        parts.append(top)
    rows = tuple(
        box for row in body for box in (_row(setting, row, columns), _line(setting, width, 0.5))
    )
    parts.append(replace(_group("TBody", rows), repeated=top))
    return _group("Table", tuple(parts), after=10 * setting.unit)


def _group(role: str, parts: tuple[Box, ...], **more: Any) -> Box:
    return Box(height=stacked_height(parts), parts=parts, shell=Shell(role), **more)


def _line(setting: Setting, width: float, thick: float) -> Rule:
    return Rule(
        height=thick, width=width, offsets=(thick / 2,), thick=thick, tone=setting.theme.hairline
    )


def _rows(element: Element, name: str) -> list[_Row]:
    """The cells of the head or the body with their columns, spans counted."""
    out = []
    taken: Covered = ()
    for group in element.elements():
        if group.tag != name:
            continue
        for row in group.elements():
            above = taken
            cells, taken = (_kept_cells if row.source else _cells)(row, above)
            out.append(_Row(cells, row if row.source else None, above))
    return out


@lru_cache(maxsize=1024)  # as many as rows
def _kept_cells(row: Element, above: Covered) -> tuple[tuple["_Cell", ...], Covered]:
    return _cells(row, above)


def _cells(row: Element, above: Covered) -> tuple[tuple["_Cell", ...], Covered]:
    """The cells of a row, and the columns that it and the rows above cover in the next one."""
    taken = dict(above)
    column, cells, below = 0, [], {at: left - 1 for at, left in above if left > 1}
    for cell in row.elements():
        while column in taken:
            column += 1
        span, deep = (_number(cell, key) for key in ("colspan", "rowspan"))
        cells.append(_Cell(cell, column, span))
        below |= {at: deep - 1 for at in range(column, column + span) if deep > 1}
        column += span
    return tuple(cells), tuple(below.items())


def _number(cell: Element, key: str) -> int:
    value = cell.attributes.get(key, "1")
    if not (value.isdecimal() and 1 <= int(value) <= 100):
        raise TemplateError(
            f'line {cell.line}: {key}="{value}" of <{cell.tag}> is not a number from 1 to 100'
        )
    return int(value)


def _columns(setting: Setting, rows: tuple[_Row, ...], width: float) -> Columns:
    """The left and right edge of every column."""
    count = max(cell.column + cell.span for row in rows for cell in row.cells)
    wish, fixed, gaps = [0.0] * count, [False] * count, [0.0] * count
    for cell in (cell for row in rows for cell in row.cells if cell.span == 1):
        at = cell.column
        if cell.is_week:
            fixed[at], wish[at], gaps[at] = True, WEEK * TICK_WIDTH, WEEK_GAP
        elif not fixed[at]:
            wish[at] = max(wish[at], setting.natural_width(cell.element) + NAME_GAP)
    free = width - sum(wish[at] for at in range(count) if fixed[at]) - sum(gaps)
    asked = sum(wish[at] for at in range(count) if not fixed[at]) or 1.0
    columns, x = [], 0.0
    for at in range(count):
        x += gaps[at]
        wide = wish[at] if fixed[at] else wish[at] * free / asked
        columns.append((x, x + wide))
        x += wide
    return tuple(columns)


def _row(setting: Setting, row: _Row, columns: Columns) -> Box:
    if row.kept is None:
        return _new_row(setting, row.cells, columns)
    return _kept_row(setting, row.kept, row.above, columns)


@lru_cache(maxsize=1024)  # by source; rows of the log are an exercise's, or a date's
def _kept_row(setting: Setting, element: Element, above: Covered, columns: Columns) -> Box:
    cells, _ = _kept_cells(element, above)
    return replace(_new_row(setting, cells, columns), recurs=True)


def _new_row(setting: Setting, cells: tuple[_Cell, ...], columns: Columns) -> Box:
    placed: list[tuple[float, Box]] = []
    for cell in cells:
        left, right = columns[cell.column][0], columns[cell.column + cell.span - 1][1]
        placed.append((left, _cell(setting, cell, right - left - NAME_GAP)))
    height = (
        max([box.height for _, box in placed], default=0.0) + 2 * CELL_PADDING * setting.theme.gaps
    )
    in_place = tuple((left, _centred(box, height)) for left, box in placed)
    return Beside(height=height, cells=in_place, shell=Shell("TR"), keep=True)


def _centred(box: Box, height: float) -> Box:
    """The cell with its content half-way down its row."""
    return Box(height=height, parts=(Box(height=(height - box.height) / 2), box))


def _cell(setting: Setting, cell: _Cell, width: float) -> Box:
    element = cell.element
    attributes: dict[str, str | int] = {}
    short = element.find("abbr")
    if short is not None:
        attributes["actual"] = printable(short.attributes.get("title", ""))
    if element.tag == "th":
        attributes["Scope"] = SCOPES.get(element.attributes.get("scope", "col"), "Column")
    for key, name in (("colspan", "ColSpan"), ("rowspan", "RowSpan")):
        if key in element.attributes:
            attributes[name] = _number(element, key)
    fields = tuple(field_of(one) for one in element.elements() if one.tag == "input")
    if cell.is_week and not fields:
        attributes["actual"] = printable(element.attributes.get("title", ""))
    shell = Shell(element.tag.upper(), tuple(attributes.items()))
    if cell.is_week:
        size = (TICK_WIDTH, TICK_HEIGHT)
        tone = setting.theme.muted
        if fields:
            return TickFields(height=TICK_HEIGHT, fields=fields, size=size, tone=tone, shell=shell)
        return Ticks(height=TICK_HEIGHT, count=WEEK, size=size, tone=tone, shell=shell)
    if element.style_class == "days":
        return _letters(setting, element, shell)
    return setting.words(element, width, shell=shell)


def field_of(element: Element) -> tuple[str, str]:
    """The name of a field, and what it says it is."""
    name, words = (element.attributes.get(key, "") for key in ("name", "title"))
    if not (name and words):
        raise TemplateError(f"line {element.line}: <{element.tag}> needs a name and a title")
    return name, printable(words)


def _letters(setting: Setting, element: Element, shell: Shell) -> Box:
    """The letters of the days, one over each box."""
    words = [
        setting.plain((Run(letter, "Bold"),), "td.days", TICK_WIDTH)
        for letter in printable(element.text()).split()
    ]
    cells = tuple(
        (number * TICK_WIDTH, replace(word, lines=spaced(word.lines)))
        for number, word in enumerate(words)
    )
    return Beside(height=words[0].height if words else 0.0, cells=cells, shell=shell)
