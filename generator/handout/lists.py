"""Lists: numbered steps, plain lists, and names with values. All become L, LI, Lbl and LBody."""

from typing import Final

from msgspec.structs import replace

from generator.handout.boxes import Beside, Box, Shell, Words, stacked_height
from generator.handout.placing import Column, whole
from generator.handout.setting import Setting, spaced
from generator.handout.text import Run, natural_width
from generator.handout.theme import Colour
from generator.handout.xhtml import Element, TemplateError

MANY: Final = 4  # items, from which on two columns may be read more easily than long lines
HIGHEST: Final = 400.0  # points, up to which columns are not cut by a page break
LEVEL_TONES: Final[dict[str, Colour]] = {
    "go": (0.13, 0.5, 0.28),
    "slow": (0.85, 0.58, 0.05),
    "halt": (0.72, 0.13, 0.13),
}


def item_list(setting: Setting, element: Element, width: float) -> Box | None:
    """An `ol` or `ul`; its items may be parted by a page break.

    None is cut unless it is longer than a page. Where lines would be longer than reads well, the
    items stand in two columns.
    """
    items = element.elements()
    if not items:
        return None
    parts = _items(setting, element, width)
    numbering = (("ListNumbering", "Decimal" if element.tag == "ol" else "Disc"),)
    made = Box(
        height=stacked_height(parts),
        parts=parts,
        shell=Shell("L", numbering),
        before=parts[0].before,
        after=max(parts[-1].after, 4 * setting.unit),
    )
    widest = setting.style(items[0]).measure + _label_width(setting, element)
    if len(items) < MANY or width <= widest:
        return made
    half = (width - setting.gutter) / 2
    in_two = _in_two_columns(_items(setting, element, half), half + setting.gutter)
    lower = in_two.height < min(made.height, HIGHEST * setting.unit)
    return replace(in_two, shell=made.shell) if lower else made


def _items(setting: Setting, element: Element, width: float) -> tuple[Box, ...]:
    column, numbered = _label_width(setting, element), element.tag == "ol"
    return tuple(
        _item(setting, item, width, column, number if numbered else 0)
        for number, item in enumerate(element.elements(), 1)
    )


def _label_width(setting: Setting, element: Element) -> float:
    if element.style_class == "guide":
        return 25 * setting.unit
    return (21 if element.tag == "ol" else 15) * setting.unit


def _in_two_columns(items: tuple[Box, ...], x: float) -> Box:
    """The items in two columns of the least height, the second so far to the right."""
    ways = (
        whole([Column(0.0).add(items[:split]), Column(x).add(items[split:])])
        for split in range(1, len(items))
    )
    return min(ways, key=lambda way: way.height)


def _item(setting: Setting, item: Element, width: float, column: float, number: int) -> Box:
    body = setting.words(item, width - column, shell=Shell("LBody"))
    label: Box
    if number:
        style = setting.styles["dt"]
        label = setting.plain((Run(f"{number}.", "Bold"),), "dt", column, Shell("Lbl"))
        label = Words(
            height=style.leading, lines=spaced(label.lines), style=style, shell=Shell("Lbl")
        )
    elif item.style_class:
        theme = setting.theme
        tone = LEVEL_TONES[item.style_class] if theme.colours else theme.ink
        label = replace(setting.sign(item.style_class), tone=tone)
    else:
        style = setting.styles["dt"]
        plain = setting.plain((Run("•", "Bold"),), "dt", column)
        label = Words(
            height=style.leading, lines=spaced(plain.lines), style=style, shell=Shell("Lbl")
        )
    return _pair(label, body, column)


def _pair(label: Box, body: Words, column: float) -> Box:
    """A label with its text; where it must be cut (longer than a page) the label stands above."""
    return Beside(
        height=max(label.height, body.height),
        cells=((0.0, label), (column, body)),
        shell=Shell("LI"),
        parts=(label, body) if body.parts else (),
        keep=True,
        before=body.before,
        after=body.after,
    )


def pair_list(setting: Setting, element: Element, width: float) -> Box | None:
    """A `dl`. `details`: name and text run on.

    Otherwise names stand in a column of their own, in `facts` two pairs a row.
    """
    pairs = _pairs(element)
    if not pairs:
        return None
    setting = (
        setting.inside(element.style_class)
        if element.style_class in ("facts", "glance")
        else setting
    )
    if element.style_class == "details":
        parts = tuple(_run_in(setting, name, value, width) for name, value in pairs)
    elif element.style_class == "facts" and not setting.narrow(width):
        parts = _facts(setting, pairs, width)
    else:
        column = _name_column(setting, pairs, width)
        parts = tuple(_named(setting, name, value, width, column) for name, value in pairs)
    return Box(
        height=stacked_height(parts),
        parts=parts,
        shell=Shell("L", (("ListNumbering", "None"),)),
        after=4 * setting.unit,
        before=4 * setting.unit,
    )


def _pairs(element: Element) -> list[tuple[Element, Element]]:
    children = element.elements()
    pairs = list(zip(children[::2], children[1::2], strict=False))
    if len(children) % 2 or any((name.tag, value.tag) != ("dt", "dd") for name, value in pairs):
        raise TemplateError(f"line {element.line}: <dl> must hold dt and dd in turn")
    return pairs


def _run_in(setting: Setting, name: Element, value: Element, width: float) -> Box:
    label = setting.words(name, width)
    style = label.style
    last = label.lines[-1]
    indent = last.width + natural_width((Run("\u00a0", "Bold"),), style.size)
    body = setting.words(value, width, indent=indent)
    down = (len(label.lines) - 1) * style.leading
    label = Words(height=label.height, lines=spaced(label.lines), style=style, shell=label.shell)
    low = Box(height=down + body.height, parts=(Box(height=down), body))
    return Beside(
        height=low.height,
        cells=((0.0, label), (0.0, low)),
        shell=Shell("LI"),
        after=2 * setting.unit,
    )


def _name_column(setting: Setting, pairs: list[tuple[Element, Element]], width: float) -> float:
    widest = max(setting.natural_width(name) for name, _ in pairs)
    return min(widest + 12 * setting.unit, width * 0.5)


def _named(setting: Setting, name: Element, value: Element, width: float, column: float) -> Box:
    label, body = setting.words(name, column - 4), setting.words(value, width - column)
    label = Words(
        height=label.height, lines=spaced(label.lines), style=label.style, shell=label.shell
    )
    lift = max((body.style.leading - label.style.leading) / 2, 0)
    low = Box(height=lift + label.height, parts=(Box(height=lift), label))
    return Beside(
        height=max(low.height, body.height),
        cells=((0.0, low), (column, body)),
        shell=Shell("LI"),
        after=4 * setting.unit,
    )


def _facts(setting: Setting, pairs: list[tuple[Element, Element]], width: float) -> tuple[Box, ...]:
    half = (width - setting.gutter) / 2
    columns = [_name_column(setting, pairs[side::2], half) for side in (0, 1) if pairs[side::2]]
    cells = [
        _named(setting, name, value, half, columns[number % 2])
        for number, (name, value) in enumerate(pairs)
    ]
    rows = []
    for start in range(0, len(cells), 2):
        row = cells[start : start + 2]
        placed = tuple((side * (half + setting.gutter), cell) for side, cell in enumerate(row))
        rows.append(
            Beside(height=max(cell.height for cell in row), cells=placed, after=3 * setting.unit)
        )
    return tuple(rows)
