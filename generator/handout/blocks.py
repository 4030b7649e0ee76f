"""From elements to boxes: the containers of the vocabulary, and who lays out what."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from typing import Any, Final

from msgspec.structs import replace

from generator.handout.arranging import arranged
from generator.handout.asides import aside
from generator.handout.boxes import (
    READILY,
    SPARING,
    Beside,
    Box,
    Panel,
    Rule,
    Shell,
    stacked_height,
)
from generator.handout.dose import dose
from generator.handout.figurerows import figure, figure_row
from generator.handout.lists import item_list, pair_list
from generator.handout.pictures import Figure, Picture, image
from generator.handout.setting import Setting
from generator.handout.tables import field_of, table
from generator.handout.tappable import WritingField
from generator.handout.vocabulary import VOCABULARY
from generator.handout.xhtml import Element, TemplateError

SHARES: Final = {
    "columns": 0.5,
    "columns-wide-left": 0.6,
    "columns-wide-right": 0.4,
    "cards": 0.5,
    "early": 0.5,
}
WRITING_LINE: Final = 30.0
# All but these recur where their words do: they say what is the patient's own.
OWN: Final = frozenset({("aside", ""), ("aside", "plain"), ("ul", "")})
CLOSER: Final = frozenset("columns early habits note start warn call emergency".split())
EARLY: Final = {"early": READILY} | dict.fromkeys(
    ("habits", "warn", "emergency", "call", "questions", "cut"), SPARING
)
# What is read before the exercises, and what is as urgent as its order says.
LEADING: Final = frozenset("columns start note".split())
IN_ORDER: Final = frozenset("warn emergency call".split())
TOGETHER: Final = frozenset("exercise walk log questions together".split())


def build(setting: Setting, element: Element, width: float) -> Box | None:
    """The box of an element.

    None if it takes no room (a `figures` without drawings, an empty list).
    """
    if element.tag not in MAKERS:
        raise TemplateError(f"line {element.line}: <{element.tag}> may not stand here")
    return (_kept if _recurs(element) else _made)(setting, element, width)


def _recurs(element: Element) -> bool:
    return bool(element.source) and (element.tag, element.style_class) not in OWN


@lru_cache(maxsize=2048)  # exercises, headings and safety texts recur; some 20 MB when full
def _kept(setting: Setting, element: Element, width: float) -> Box | None:
    made = _made(setting, element, width)
    return None if made is None else replace(made, recurs=True)


def _made(setting: Setting, element: Element, width: float) -> Box | None:
    made, kind = MAKERS[element.tag](setting, element, width), element.style_class
    if made is None:
        return None
    if not made.eased and kind in CLOSER:
        made = replace(made, eased=partial(_closer, made, setting, element, width))
    if kind in EARLY:
        made = replace(made, early=EARLY[kind], in_order=kind in IN_ORDER)
    if kind in LEADING:
        made = replace(made, leads=True)
    if kind == "early":
        made = replace(made, apart=cache(partial(_pieces, setting, element, width)))
    return made


def _pieces(setting: Setting, element: Element, width: float) -> tuple[Box, ...]:
    """The children of an element over the whole width, each early by itself."""
    pieces = build_all(setting, element.elements(), width)
    recurs = _recurs(element)
    return tuple(replace(piece, early=SPARING, recurs=recurs) for piece in pieces)


def _closer(made: Box, setting: Setting, element: Element, width: float, ease: float) -> Box:
    """The box with closer lines where room is wanted; the same where there is plenty."""
    if ease >= 1 and not element.source:
        return made
    # By way of what is kept: `made` itself would be painted anew each time.
    return build(setting.closer if ease < 1 else setting, element, width) or made


def build_all(setting: Setting, elements: Iterable[Element], width: float) -> tuple[Box, ...]:
    """The boxes of those elements that take room."""
    made = (build(setting, element, width) for element in elements)
    return tuple(box for box in made if box is not None)


def stack(parts: tuple[Box, ...], role: str = "", **more: Any) -> Box | None:
    """Boxes one below the other, inside a structure element if a role is given."""
    if not parts:
        return None
    margins = {"before": parts[0].before, "after": parts[-1].after} | more
    return Box(
        height=stacked_height(parts), parts=parts, shell=Shell(role) if role else None, **margins
    )


def _container(setting: Setting, element: Element, width: float) -> Box | None:
    kind = element.style_class
    parts = build_all(setting, element.elements(), width)
    more: dict[str, Any] = {"keep": kind in TOGETHER, "new_page": kind == "sheet"}
    if kind in ("exercise", "walk"):
        more |= {"before": 15 * setting.air, "after": 12 * setting.air}
    if kind == "letterhead" and parts:
        theme = setting.theme
        more["after"] = 8 * setting.air
        parts = (
            *parts,
            Rule(
                height=5 * setting.unit,
                width=width,
                offsets=(4 * setting.unit,),
                thick=1.6,
                tone=theme.accent,
            ),
        )
    made = stack(parts, VOCABULARY[element.tag].pdf_tag, **more)
    if made is None or not any(part.eased for part in parts):
        return made
    return replace(made, eased=cache(partial(_loosened, made, element)))


def _loosened(box: Box, element: Element, ease: float) -> Box:
    """The box of an element, its parts with room."""
    parts = tuple(part.eased(ease) if part.eased else part for part in box.parts)
    return replace(
        box, height=stacked_height(parts), parts=parts, eased=None, recurs=_recurs(element)
    )


def _div(setting: Setting, element: Element, width: float) -> Box | None:
    kind = element.style_class
    if kind == "lines":
        return _writing_lines(setting, element, width)
    if kind == "figures":
        return figure_row(setting, element, width)
    if kind == "parts":
        return arranged(setting, element, width, build_all)
    if kind == "beside":
        return _beside(setting, element, width)
    if kind in SHARES and not setting.narrow(width):
        return _columns(setting, element, width)
    return _container(setting, element, width)


def _beside(setting: Setting, element: Element, width: float) -> Box | None:
    """A small picture, and words beside it in the middle of its height."""
    first, *others = element.elements()
    small = build(setting, first, width)
    if not isinstance(small, Figure | Picture):
        raise TemplateError(f"line {element.line}: words stand beside a picture, which comes first")
    x = small.width + 8 * setting.unit
    words = stack(build_all(setting, others, width - x))
    if words is None:
        return small
    low = max((small.height - words.height) / 2, 0)
    sunk = Box(height=low + words.height, parts=(Box(height=low), words))
    height = max(small.height, sunk.height)
    return Beside(height=height, cells=((0.0, small), (x, sunk)), keep=True, before=6 * setting.air)


def _columns(setting: Setting, element: Element, width: float) -> Box | None:
    """What stands side by side where there is room; cards two a row."""
    kind, children = element.style_class, element.elements()
    if kind != "cards":
        return _side_by_side(setting, children, width, SHARES[kind])
    rows = (
        _side_by_side(setting, children[at : at + 2], width, SHARES[kind])
        for at in range(0, len(children), 2)
    )
    return stack(tuple(row for row in rows if row is not None))


def _side_by_side(
    setting: Setting, elements: list[Element], width: float, share: float | None
) -> Box | None:
    """Columns: two with a share for the left one, or any number of equal ones.

    Panels that show become equally high.
    """
    if not elements:
        return None
    gutter = setting.gutter
    even = (width - gutter * (len(elements) - 1)) / len(elements)
    left = even if share is None or len(elements) != 2 else width * share - gutter / 2
    if share is not None and len(elements) == 1:
        return build(setting, elements[0], width)
    widths = [left, width - gutter - left] if len(elements) == 2 else [even] * len(elements)
    columns, x = [], 0.0
    for element, wide in zip(elements, widths, strict=True):
        box = build(setting, element, wide)
        if box is not None:
            columns.append((x, box))
        x += wide + gutter
    if not columns:
        return None
    height = max(box.height for _, box in columns)
    if all(isinstance(box, Panel) and (box.ground or box.frame) for _, box in columns):
        columns = [(at, replace(box, height=height)) for at, box in columns]
    boxes = tuple(box for _, box in columns)
    return Beside(
        height=height,
        cells=tuple(columns),
        parts=boxes,
        keep=True,
        before=max(box.before for box in boxes),
        after=max(box.after for box in boxes),
        keep_next=any(box.keep_next for box in boxes),
    )


def _writing_lines(setting: Setting, element: Element, width: float) -> Box:
    written = element.attributes.get("data-count", "4")
    count = int(written) if written.isdecimal() else 4
    pitch = WRITING_LINE * setting.unit
    offsets = tuple(pitch * number for number in range(1, count + 1))
    lines: dict[str, Any] = {
        "height": pitch * count,
        "width": width,
        "offsets": offsets,
        "thick": 0.6,
        "tone": setting.theme.muted,
        "shell": Shell("Artifact"),
    }
    typed = element.find("textarea")
    if typed is None:
        return Rule(**lines)
    name, words = field_of(typed)
    return WritingField(name=name, words=words, **lines)


def _heading(setting: Setting, element: Element, width: float) -> Box:
    return setting.heading(element, width)


def _paragraph(setting: Setting, element: Element, width: float) -> Box | None:
    if not element.text():
        return None
    return (
        dose(setting, element, width)
        if element.style_class == "dose"
        else setting.words(element, width)
    )


Maker = Callable[[Setting, Element, float], Box | None]
MAKERS: Final[dict[str, Maker]] = {
    **dict.fromkeys(("main", "section", "header"), _container),
    **dict.fromkeys(("h1", "h2", "h3"), _heading),
    **dict.fromkeys(("ol", "ul"), item_list),
    "div": _div,
    "aside": partial(aside, build=build_all),
    "p": _paragraph,
    "dl": pair_list,
    "table": table,
    "figure": figure,
    "img": image,
}
