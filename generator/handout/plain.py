"""The handout as plain text, for a message or a screen reader: every word, in reading order."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from generator.handout.xhtml import Element, parse

WIDTH: Final = 72
DAYS: Final = 7
BLOCKS: Final = frozenset("section div aside header main body html footer".split())
UNSAID: Final = frozenset(("running", "count", "lines"))


def plain_text(xhtml: str) -> str:
    """The handout's words in lines of at most 72 letters; parts stand apart by an empty line."""
    return "\n\n".join(_parts(parse(xhtml))) + "\n"


def _parts(element: Element) -> Iterator[str]:
    """The text of each part below an element; what belongs together is one part."""
    for child in element.elements():
        if child.style_class in UNSAID or child.tag == "head":
            continue
        if child.tag in BLOCKS:
            yield from _parts(child)
        elif lines := "\n".join(_lines(child)):
            yield lines


def _lines(element: Element) -> Iterator[str]:
    match element.tag:
        case "ol" | "ul":
            numbered = element.tag == "ol"
            for number, item in enumerate(element.elements(), 1):
                yield _wrapped(item.text(), f"{number}. " if numbered else "- ")
        case "dl":
            yield from _pairs(element.elements())
        case "table":
            yield from _log(element)
        case "figure":
            yield _wrapped(_picture(element))
        case "img":
            return  # the logo; the clinic's name follows
        case _:
            yield _wrapped(_words(element))


def _wrapped(text: str, mark: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _words(element: Element) -> str:
    """The words of a heading or paragraph: a number gets a stop, and a dose a capital."""
    number = next((one for one in element.elements() if one.style_class == "number"), None)
    words = element.text()
    if number is None:
        return words[:1].upper() + words[1:] if element.style_class == "dose" else words
    shown = number.text()
    return f"{shown}. {words.removeprefix(shown).lstrip()}"


def _pairs(children: list[Element]) -> Iterator[str]:
    for name, value in zip(children[::2], children[1::2], strict=True):
        label = name.text()
        stop = "" if label.endswith((":", "?")) else ":"
        yield _wrapped(f"{label}{stop} {value.text()}")


def _picture(element: Element) -> str:
    image, caption = element.find("img"), element.find("figcaption")
    shown = image.attributes.get("alt", "") if image else ""
    return f"[{caption.text()}: {shown}]" if caption else f"[{shown}]"


def _log(table: Element) -> Iterator[str]:
    """Each row with a box for each day of each week."""
    cells = [cell for cell in table.walk() if cell.tag in ("caption", "th", "td")]
    weeks = [
        cell.text()
        for cell in cells
        if cell.attributes.get("scope") == "col" and "rowspan" not in cell.attributes
        if cell.style_class != "days"
    ]
    for cell in cells:
        if cell.tag == "caption":
            yield _wrapped(cell.text())
        elif cell.attributes.get("scope") == "row":
            yield ""
            yield _wrapped(cell.text())
            yield from _boxes(weeks)


def _boxes(weeks: Iterable[str]) -> Iterator[str]:
    for week in weeks:
        yield f"{week}: {' '.join(['[ ]'] * DAYS)}"
