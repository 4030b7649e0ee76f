"""What a person should hear of a handout, taken from its page for a browser.

It knows HTML and nothing of the program: no layout, no structure tree.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

XHTML = "{http://www.w3.org/1999/xhtml}"
ROLES = {tag: tag.upper() for tag in ("h1", "h2", "h3", "p")} | {
    "caption": "Caption",
    "figcaption": "Caption",
}
SCOPES = {"col": "Column", "row": "Row"}
# What may stand before what does not fit on a page.
MOVABLE = frozenset(("early", "habits", "warn", "emergency", "call", "questions", "cut"))
# What stands on every page, and what a pen needs: nothing of the handout's own words.
UNSAID = frozenset(("page", "running", "lines"))


class Said(NamedTuple):
    """One utterance: what kind of thing it is, as a screen reader announces it, and its words."""

    role: str
    words: str


def folded(text: str) -> str:
    """The words with single spaces."""
    return " ".join(text.split())


def parsed(page: str) -> ET.Element:
    """The page as a tree."""
    return ET.fromstring(page)


def heard(page: str) -> list[Said]:
    """All utterances of a page, in order; the first is its title and language."""
    html = parsed(page)
    title, body = html.find(f".//{XHTML}title"), html.find(f"{XHTML}body")
    assert title is not None
    assert body is not None
    return [Said("Document", f"{title.text} ({html.get('lang')})"), *_walk(body)]


def as_laid_out(page: str, headings: Sequence[str]) -> str:
    """The page with what may stand early where these headings, in their order, say.

    Nothing else moves, and nothing behind what it stands in front of.
    """
    html = parsed(page)
    main = html.find(f".//{XHTML}main")
    assert main is not None
    for box in main.findall(f"{XHTML}div[@class='early']"):
        place = list(main).index(box)
        main[place : place + 1] = list(box)
        for piece in box:
            piece.set("class", "early")
    main[:] = _reordered(list(main), headings)
    for sheet in main.findall(f"{XHTML}div[@class='sheet']"):
        sheet[:] = _reordered(list(sheet), headings)
    return ET.tostring(html, encoding="unicode")


def _reordered(elements: list[ET.Element], headings: Sequence[str]) -> list[ET.Element]:
    """Each movable element in front of the fixed one whose heading follows its own."""
    fixed = [element for element in elements if element.get("class") not in MOVABLE]
    places = {_heading(element): place for place, element in enumerate(fixed) if _heading(element)}
    before: list[list[ET.Element]] = [[] for _ in (*fixed, None)]
    movable = [element for element in elements if element not in fixed]
    for element in sorted(movable, key=lambda one: headings.index(_heading(one))):
        after = headings[headings.index(_heading(element)) :]
        place = next((places[heading] for heading in after if heading in places), len(fixed))
        usual = sum(one in fixed for one in elements[: elements.index(element)])
        before[min(place, usual)].append(element)
    groups = zip(before, [*([one] for one in fixed), []], strict=True)
    return [one for group, stays in groups for one in (*group, *stays)]


def _heading(element: ET.Element) -> str:
    """The first larger heading in an element, if it has one."""
    heading = element.find(f".//{XHTML}h2")
    return "" if heading is None else _words(heading)


def foot(page: str) -> list[str]:
    """The paragraphs at the foot of every page; `#` stands for the numbers of pages."""
    footer = parsed(page).find(f".//{XHTML}footer")
    assert footer is not None
    return [_words(paragraph) for paragraph in footer]


def _walk(element: ET.Element) -> Iterator[Said]:
    if element.get("class") in UNSAID:
        yield from _fields(element)
        return
    tag = element.tag.removeprefix(XHTML)
    if tag in ROLES:
        yield Said(ROLES[tag], _words(element))
    elif tag in SPECIAL:
        yield from SPECIAL[tag](element)
    else:
        for child in element:
            yield from _walk(child)


def _items(element: ET.Element) -> Iterator[Said]:
    """Steps are numbered; an item with a class has a shape of its own before it, unsaid."""
    for number, item in enumerate(element, 1):
        label = "" if item.get("class") else "•"
        if element.tag == f"{XHTML}ol":
            label = f"{number}."
        yield Said("LI", folded(f"{label} {_words(item)}"))


def _pairs(element: ET.Element) -> Iterator[Said]:
    for name, value in zip(element[::2], element[1::2], strict=True):
        yield Said("LI", f"{_words(name)} {_words(value)}")


def _head_cell(element: ET.Element) -> Iterator[Said]:
    yield Said(f"TH {SCOPES[element.attrib['scope']]}", _words(element))


def _cell(element: ET.Element) -> Iterator[Said]:
    fields = list(_fields(element))
    yield Said("TD", "" if fields else element.get("title") or _words(element))
    yield from fields


def _fields(element: ET.Element) -> Iterator[Said]:
    """What there is to tick or to type in."""
    for tag in ("input", "textarea"):
        for field in element.iter(f"{XHTML}{tag}"):
            yield Said("Form", field.attrib["title"])


def _picture(element: ET.Element) -> Iterator[Said]:
    yield Said("Figure", element.attrib["alt" if element.tag == f"{XHTML}img" else "aria-label"])


SPECIAL = {
    "ol": _items,
    "ul": _items,
    "dl": _pairs,
    "th": _head_cell,
    "td": _cell,
    "img": _picture,
    "{http://www.w3.org/2000/svg}svg": _picture,
}


def _words(element: ET.Element) -> str:
    return folded("".join(_texts(element)))


def _texts(element: ET.Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{XHTML}abbr":
            yield child.attrib["title"]
        elif child.get("class") in ("page", "pages"):
            yield "#"
        else:
            yield from _texts(child)
        yield child.tail or ""
