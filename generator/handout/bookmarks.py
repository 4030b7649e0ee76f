"""The outline of a document: its headings as bookmarks, nested by level."""

from typing import NamedTuple

from generator.handout.structure import text_string


class Bookmark(NamedTuple):
    """A heading, by its level from 1 on, and the number of the page it stands on."""

    level: int
    title: str
    page: int


class _Entry:
    """A bookmark in the tree; its number is its object's."""

    def __init__(self, level: int, number: int, above: "_Entry | None") -> None:
        self.level, self.number, self.above = level, number, above
        self.kids: list[_Entry] = []

    def below(self) -> int:
        """How many entries stand below it; all are shown open."""
        return len(self.kids) + sum(kid.below() for kid in self.kids)


def outline(bookmarks: list[Bookmark], first: int) -> list[bytes]:
    """The outline's objects, to be numbered from `first` on; the outline itself comes first."""
    root = _Entry(0, first, None)
    entries, last = [], root
    for number, mark in enumerate(bookmarks, first + 1):
        above: _Entry = last
        while above.above is not None and above.level >= mark.level:
            above = above.above
        last = _Entry(mark.level, number, above)
        above.kids.append(last)
        entries.append(last)
    out = [f"<</Type/Outlines/Count {root.below()}{_ends(root)}>>"]
    for mark, entry in zip(bookmarks, entries, strict=True):
        count = f"/Count {entry.below()}" if entry.kids else ""
        out.append(
            f"<</Title{text_string(mark.title)}/Dest[{mark.page} 0 R/Fit]"
            f"{_neighbours(entry)}{_ends(entry)}{count}>>"
        )
    for entry in entries:
        entry.above = None  # or those above and below would hold each other
    return [each.encode("ascii") for each in out]


def _ends(entry: _Entry) -> str:
    kids = entry.kids
    return f"/First {kids[0].number} 0 R/Last {kids[-1].number} 0 R" if kids else ""


def _neighbours(entry: _Entry) -> str:
    above = entry.above
    if above is None:
        return ""
    at = above.kids.index(entry)
    before = f"/Prev {above.kids[at - 1].number} 0 R" if at else ""
    after = f"/Next {above.kids[at + 1].number} 0 R" if at + 1 < len(above.kids) else ""
    return f"/Parent {above.number} 0 R{before}{after}"
