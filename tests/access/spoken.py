"""What a screen reader finds in a tagged PDF: its words in structure order, and what it skips.

Words are joined as they stand: a missing space at the end of a line joins two words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf

from tests.access.heard import Said, folded

# They only hold others; a label is read together with the body of its item.
GROUPS = frozenset("Document Part Sect Div L Table THead TBody TR".split())


@dataclass
class Page:
    """The texts of a page: by the number of their mark, and those that no element can reach."""

    marks: dict[int, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


class Spoken:
    """One document, as heard."""

    def __init__(self, path: Path) -> None:
        """Read the file; it stays open as long as this object lives."""
        self.pdf = pikepdf.open(path)
        self.pages: dict[Any, Page] = {page.objgen: _read(page) for page in self.pdf.pages}
        self._owners: dict[tuple[Any, int], Any] = {}  # of each mark, the element that has it

    @cached_property
    def said(self) -> list[Said]:
        """All utterances in structure order; the first is the document's title and language."""
        root: Any = self.pdf.Root
        with self.pdf.open_metadata() as metadata:
            title = metadata.get("dc:title", "")
        shown = "/ViewerPreferences" in root and root.ViewerPreferences.get("/DisplayDocTitle")
        first = Said("Document", f"{title if shown else 'untitled'} ({root.get('/Lang', '')})")
        return [first, *self._walk(root.StructTreeRoot)]

    @property
    def skipped(self) -> list[str]:
        """The words of each page that stand outside the structure."""
        _ = self.said
        return [
            folded(" ".join([*page.skipped, *self._unclaimed(key, page)]))
            for key, page in self.pages.items()
        ]

    @property
    def bookmarks(self) -> list[str]:
        """The words of all bookmarks."""
        with self.pdf.open_outline() as outline:
            return list(_titles(outline.root))

    @property
    def strayed(self) -> list[tuple[int, int]]:
        """The marks, (page, number), that the ParentTree gives to another element than its own."""
        _ = self.said
        root: Any = self.pdf.Root.StructTreeRoot
        rows = list(root.ParentTree.Nums) if "/ParentTree" in root else []
        owners = dict(zip(map(int, rows[::2]), rows[1::2], strict=True))
        return [
            (number, mark)
            for number, page in enumerate(self.pdf.pages, 1)
            for mark in self.pages[page.objgen].marks
            if self._owners.get((page.objgen, mark))
            != _owner(owners, int(page.get("/StructParents", -1)), mark)
        ]

    def _unclaimed(self, key: Any, page: Page) -> Iterator[str]:
        """The marks that no element has."""
        return (text for mark, text in page.marks.items() if (key, mark) not in self._owners)

    def _walk(self, outer: Any) -> Iterator[Said]:
        for element in _kids(outer):
            if not _is_element(element):
                continue
            role = str(element.S).removeprefix("/")
            if role in GROUPS:
                yield from self._walk(element)
            elif role == "Figure":
                yield Said("Figure", str(element.get("/Alt", "")))
                yield from self._walk(element)
            elif role == "Form":
                yield Said("Form", str(_on_page(element)[0].TU))
            else:
                words = folded("".join(self._texts(element)))
                yield Said(f"{role} {_scope(element)}".strip(), words)
                yield from self._walk(element) if role == "TD" else ()

    def _texts(self, element: Any, page: Any = None) -> Iterator[str]:
        page = element.get("/Pg", page)
        texts = list(self._own_texts(element, page))
        yield from [str(element.ActualText)] if "/ActualText" in element else texts

    def _own_texts(self, element: Any, page: Any) -> Iterator[str]:
        for kid in _kids(element):
            if _is_element(kid):
                yield from self._texts(kid, page)
            elif _is_object(kid):
                continue
            elif isinstance(kid, pikepdf.Dictionary):
                yield self._mark(element, kid.get("/Pg", page), int(kid.MCID))
            else:
                yield self._mark(element, page, int(kid))

    def _mark(self, element: Any, page: Any, mark: int) -> str:
        self._owners[page.objgen, mark] = element.objgen
        return self.pages[page.objgen].marks.get(mark, "")


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _is_element(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/S" in kid


def _is_object(kid: Any) -> bool:
    """Whether it is a link or a form field on the page."""
    return isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR"


def _on_page(element: Any) -> list[Any]:
    return [kid.Obj for kid in _kids(element) if _is_object(kid)]


def _owner(rows: dict[int, Any], row: int, mark: int) -> Any:
    known = row in rows and mark < len(rows[row])
    return rows[row][mark].objgen if known else None


def _titles(items: Iterable[pikepdf.OutlineItem]) -> Iterator[str]:
    for item in items:
        yield item.title
        yield from _titles(item.children)


def _scope(element: Any) -> str:
    owners = element.get("/A", [])
    owners = owners if isinstance(owners, pikepdf.Array) else [owners]
    return next((str(one.Scope)[1:] for one in owners if "/Scope" in one), "")


# --- The operators of a page ----------------------------------------------------------------------


def _read(page: pikepdf.Page) -> Page:
    found = Page()
    reading = _Reading(found, page.Resources)
    reading.follow(page)
    return found


class _Reading:
    """Follows operators and sorts what they show by the marks that are open."""

    def __init__(self, found: Page, resources: Any) -> None:
        self.found, self.resources = found, resources
        self.letters: dict[int, str] = {}
        self.open: list[int | str | None] = []  # a mark's number, "Artifact", or any other mark
        self.known: dict[str, dict[int, str]] = {}

    def follow(self, stream: Any) -> None:
        for instruction in pikepdf.parse_content_stream(stream):
            operands: Any = instruction.operands
            match str(instruction.operator):
                case "BDC" | "BMC":
                    self.open.append(_mark_of(operands))
                case "EMC":
                    self.open.pop()
                case "Tf":
                    self.letters = self._letters(str(operands[0]))
                case "Tj" | "'" | '"':
                    self._show([operands[-1]])
                case "TJ":
                    self._show(operands[0])
                case "Do":
                    form = self.resources.XObject[str(operands[0])]
                    if form.Subtype == "/Form":
                        self.follow(form)

    def _letters(self, name: str) -> dict[int, str]:
        if name not in self.known:
            self.known[name] = _unicode(self.resources.Font[name])
        return self.known[name]

    def _show(self, pieces: Any) -> None:
        codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
        text = "".join(self.letters.get(code, "\ufffd") for code in codes)
        numbers = [mark for mark in self.open if isinstance(mark, int)]
        if "Artifact" in self.open or not numbers:
            self.found.skipped.append(text)
        else:
            marks = self.found.marks
            marks[numbers[-1]] = marks.get(numbers[-1], "") + text


def _mark_of(operands: Any) -> int | str | None:
    if str(operands[0]) == "/Artifact":
        return "Artifact"
    if len(operands) > 1 and "/MCID" in operands[1]:
        return int(operands[1].MCID)
    return None


def _unicode(font: Any) -> dict[int, str]:
    """The letter of each code, as the font's ToUnicode says."""
    if "/ToUnicode" not in font:
        return {}
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<([0-9A-F]{2})> <([0-9A-F]{4,})>$", table, re.MULTILINE | re.IGNORECASE)
    return {int(code, 16): bytes.fromhex(letter).decode("utf-16-be") for code, letter in pairs}
