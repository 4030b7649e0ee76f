"""A handout's page as plain blocks, for the peers that do not read HTML."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

XHTML: Final = "{http://www.w3.org/1999/xhtml}"
SVG: Final = "{http://www.w3.org/2000/svg}svg"
DRAWING: Final = re.compile(r"<svg .*?</svg>", re.DOTALL)
SPACE: Final = re.compile(r"\s+")
TICKS: Final = 7  # boxes in a week of the log


class Run(NamedTuple):
    """Words that look alike."""

    text: str
    bold: bool = False


Text = tuple[Run, ...]


class Heading(NamedTuple):
    """A heading of level 1 to 3."""

    level: int
    text: Text


class Paragraph(NamedTuple):
    """Words in lines."""

    text: Text


class Listing(NamedTuple):
    """A list, numbered or not."""

    items: tuple[Text, ...]
    numbered: bool


class Pairs(NamedTuple):
    """Names, each with its text."""

    items: tuple[tuple[Text, Text], ...]


class Figure(NamedTuple):
    """A drawing with what it shows and the words under it."""

    svg: str
    alt: str
    caption: str


class Figures(NamedTuple):
    """Drawings side by side."""

    items: tuple[Figure, ...]


class Table(NamedTuple):
    """The tick log: weeks with their days, and a row of boxes for each name."""

    caption: Text
    corner: str
    weeks: tuple[str, ...]
    days: tuple[str, ...]
    rows: tuple[str, ...]


class Lines(NamedTuple):
    """Lines to write on."""

    number: int


class Aside(NamedTuple):
    """A box, by its look."""

    look: str
    blocks: "tuple[Block, ...]"


class Columns(NamedTuple):
    """Blocks side by side."""

    cells: "tuple[tuple[Block, ...], ...]"


Block = Heading | Paragraph | Listing | Pairs | Figures | Table | Lines | Aside | Columns


class Document(NamedTuple):
    """A handout: what stands on it in reading order, and what stands at the foot of its pages."""

    lang: str
    title: str
    author: str
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]


def read_page(page: str) -> Document:
    """The blocks of a page.

    Raises: ValueError when it holds an element that would be dropped.
    """
    # A drawing is handed over as it stands in the page, not written anew.
    drawings = DRAWING.findall(page)
    html = ET.fromstring(page)  # noqa: S314  (our own page)
    body = html.find(f"{XHTML}body")
    if body is None:
        raise ValueError("the page has no body")
    author = html.find(f"{XHTML}head/{XHTML}meta[@name='author']")
    foot = html.find(f"{XHTML}body/{XHTML}footer")
    return Document(
        html.get("lang", ""),
        html.findtext(f"{XHTML}head/{XHTML}title", ""),
        author.get("content", "") if author is not None else "",
        tuple(_blocks(body, iter(drawings))),
        tuple(_words(line) for line in (foot if foot is not None else ())),
    )


def words_of(text: Text) -> str:
    """The words without their looks."""
    return "".join(run.text for run in text)


def _blocks(parent: ET.Element, drawings: Iterator[str]) -> Iterator[Block]:
    for element in parent:
        yield from _block(element, drawings)


def _block(element: ET.Element, drawings: Iterator[str]) -> Iterator[Block]:
    kind = element.get("class", "")
    match element.tag.removeprefix(XHTML):
        case "aside":
            yield Aside(kind or "note", tuple(_blocks(element, drawings)))
        case "div" if kind == "lines":
            yield Lines(int(element.get("data-count", "0")))
        case "div" if kind == "figures":
            yield Figures(tuple(_figure(figure, next(drawings)) for figure in element))
        case "div" if kind.startswith("columns") or kind == "cards":
            yield Columns(tuple(tuple(_block(child, drawings)) for child in element))
        case "div" | "section" | "main" | "header":
            yield from _blocks(element, drawings)
        case "footer":
            pass  # stands at the foot of every page
        case tag:
            yield _words_in_blocks(element, tag)


def _words_in_blocks(element: ET.Element, tag: str) -> Block:
    match tag:
        case "h1" | "h2" | "h3":
            return Heading(int(tag[1]), _text(element))
        case "p":
            return Paragraph(_text(element))
        case "ul" | "ol":
            return Listing(tuple(map(_text, element)), numbered=tag == "ol")
        case "dl":
            texts = list(map(_text, element))
            return Pairs(tuple(zip(texts[::2], texts[1::2], strict=True)))
        case "table":
            return _table(element)
    raise ValueError(f"<{tag}> would be dropped")


def _figure(figure: ET.Element, svg: str) -> Figure:
    drawing, caption = figure.find(SVG), figure.find(f"{XHTML}figcaption")
    if drawing is None:
        raise ValueError("a figure without a drawing")
    words = _words(caption) if caption is not None else ""
    return Figure(svg, drawing.get("aria-label", ""), words)


def _table(table: ET.Element) -> Table:
    caption = table.find(f"{XHTML}caption")
    first, second = table.findall(f"{XHTML}thead/{XHTML}tr")
    corner, *weeks = map(_words, first)
    rows = table.findall(f"{XHTML}tbody/{XHTML}tr/{XHTML}th")
    return Table(
        _text(caption) if caption is not None else (),
        corner,
        tuple(weeks),
        tuple(map(_words, second)),
        tuple(map(_words, rows)),
    )


def _words(element: ET.Element) -> str:
    return words_of(_text(element))


def _text(element: ET.Element) -> Text:
    """The words of an element with single spaces, in runs of one look."""
    runs: list[Run] = []
    for text, bold in _pieces(element, bold=False):
        # A space at the end of one run and at the beginning of the next is one space.
        words = SPACE.sub(" ", text)
        if not runs or runs[-1].text.endswith(" "):
            words = words.removeprefix(" ")
        if words:
            runs.append(Run(words, bold))
    if runs and runs[-1].text.endswith(" "):
        last = runs.pop()
        runs += [Run(last.text[:-1], last.bold)] if last.text != " " else []
    return tuple(runs)


def _pieces(element: ET.Element, *, bold: bool) -> Iterator[tuple[str, bool]]:
    kind = element.get("class", "")
    if element.tag == f"{XHTML}span" and kind in ("page", "pages"):
        yield "{page}" if kind == "page" else "{pages}", bold
    yield element.text or "", bold
    for child in element:
        yield from _pieces(child, bold=bold or child.tag == f"{XHTML}strong")
        yield child.tail or "", bold
