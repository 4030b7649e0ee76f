"""The pages of the documentation as tests read them: blocks of code with their marks, links, words.

An HTML comment on the line above a block of code says what the block is; a reader does not see it:

    <!-- file: case.yaml -->           a file in the page's folder, for the commands that follow
    <!-- case -->                      a whole case, which must be readable
    <!-- part of a case -->            some keys of a case, which must be readable within one
    <!-- not run: the reason -->       commands that no test runs
    <!-- ends with exit code 3 -->     commands that end so (0 where nothing is said)
    <!-- output -->                    what the commands above print; "…" is what is left out
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SHELL = frozenset(("sh", "bash", "shell", "console"))

_FENCE = re.compile(r"(?P<marks>`{3,})(?P<language>[\w+-]*)\s*$")
_MARK = re.compile(r"<!--\s*(?P<words>.*?)\s*-->\s*$")
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"#+ (?P<words>.+)$")


class Block(NamedTuple):
    """One block of code; `line` is that of its first line, counted from 1."""

    page: Path
    line: int
    language: str
    mark: str
    text: str

    def __str__(self) -> str:
        """Return the place, as an editor opens it."""
        return f"{self.page}:{self.line}"

    @property
    def file(self) -> str:
        """The name of the file that this block is; empty when it is none."""
        return self.mark.removeprefix("file:").strip() if self.mark.startswith("file:") else ""


def pages(root: Path = ROOT) -> list[Path]:
    """The README and every page below docs/."""
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of code of a page, in order."""
    mark, fence, first, inside, language = "", "", 0, [""], ""
    for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1):
        opened = _FENCE.match(line)
        if fence:
            if line.rstrip() == fence:
                text = "".join(f"{item}\n" for item in inside)
                yield Block(page, first, language, mark, text)
                fence = mark = ""
            else:
                inside.append(line)
        elif opened:
            fence, language, first, inside = opened["marks"], opened["language"], number + 1, []
        elif line.strip():
            found = _MARK.match(line)
            mark = found["words"] if found else ""


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    kept, fence = [], ""
    for line in page.read_text("utf-8").splitlines():
        opened = _FENCE.match(line)
        if fence:
            fence = "" if line.rstrip() == fence else fence
        elif opened:
            fence = opened["marks"]
        else:
            kept.append(line)
    return "\n".join(kept)


def links(page: Path) -> list[str]:
    """The target of every link and picture of a page."""
    return [found["target"] for found in _LINK.finditer(prose(page))]


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make, as GitHub makes them."""
    found = (_HEADING.match(line) for line in prose(page).splitlines())
    return {_anchor(heading["words"]) for heading in found if heading}


def _anchor(words: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", words.strip().lower())
    return kept.replace(" ", "-")
