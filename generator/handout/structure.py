"""The structure tree of a tagged PDF: its elements, and how they are written."""

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from generator.handout.fonts import Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPS: Final = frozenset(
    "Document Part Art Sect Div L LI Table THead TBody TFoot TR".split()
)  # hold no content
OWNERS: Final = {
    "Scope": "Table",
    "ColSpan": "Table",
    "RowSpan": "Table",
    "ListNumbering": "List",
    "BBox": "Layout",
    "Placement": "Layout",
}
ARTIFACT: Final = "/Artifact BMC"


def artifact_mark(kind: str, subtype: str) -> str:
    """The operator that opens an artifact of a kind."""
    return f"/Artifact<</Type/{kind}{'/Subtype/' + subtype if subtype else ''}>>BDC"


class OnPage(Protocol):
    """An object that lies on a page: a link or a form field."""

    page: int
    number: int


class Node:
    """One structure element.

    A kid is an element, a branch, an object on a page, or a (page, mark) pair of numbers.
    """

    __slots__ = ("actual", "alt", "attributes", "kids", "number", "parent", "role")

    size: Final = 1

    def __init__(
        self,
        role: str,
        parent: "Node | None" = None,
        *,
        alt: str = "",
        actual: str = "",
        **attributes: Any,
    ) -> None:
        """`alt` stands for a picture, `actual` for letters to be read as something else."""
        self.role, self.alt, self.actual, self.attributes = role, alt, actual, attributes
        self.kids: list[Node | Branch | OnPage | tuple[int, int]] = []
        self.number = 0
        self.parent: Node | None = parent

    def numbered(self, number: int) -> "list[Node | Branch]":
        """This element and all below it, in reading order, now numbered from `number` on."""
        nodes = list(self._walk())
        for node in nodes:
            node.number = number
            number += node.size
        return nodes

    def _walk(self) -> "Iterator[Node | Branch]":
        waiting: list[Node | Branch] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if isinstance(node, Node):
                waiting.extend(kid for kid in reversed(node.kids) if isinstance(kid, Node | Branch))

    def written(self, above: int) -> list[bytes]:
        """The element as a PDF dictionary; `above` is the root's object number."""
        above = self.parent.number if self.parent else above
        page = 0
        kids = []
        for kid in self.kids:
            if isinstance(kid, Node):
                kids.append(f"{kid.number} 0 R")
            elif isinstance(kid, Branch):
                kids += [f"{kid.number + top} 0 R" for top in kid.template.tops]
            elif not isinstance(kid, tuple):
                kids.append(f"<</Type/OBJR/Pg {kid.page} 0 R/Obj {kid.number} 0 R>>")
            elif not page or kid[0] == page:
                page = kid[0]
                kids.append(str(kid[1]))
            else:
                kids.append(f"<</Type/MCR/Pg {kid[0]} 0 R/MCID {kid[1]}>>")
        at = f" {page} 0 R" if page else ""
        return [self.dictionary(f" {above} 0 R", kids, at).encode("ascii")]

    def dictionary(self, above: str, kids: list[str], page: str, box: str = "") -> str:
        """The element's entries, with references ready written; `box` in place of its BBox."""
        out = f"<</S/{self.role}/P{above}/K[{' '.join(kids)}]"
        if page:
            out += f"/Pg{page}"
        if self.attributes:
            out += self._attributes(box)
        if self.alt:
            out += "/Alt" + text_string(self.alt)
        if self.actual:
            out += "/ActualText" + text_string(self.actual)
        return out + ">>"

    def _attributes(self, box: str) -> str:
        owners: dict[str, list[str]] = {}
        for key, value in self.attributes.items():
            if isinstance(value, tuple) and box:
                written = box
            elif isinstance(value, tuple):
                written = "[" + " ".join(f"{part:.2f}" for part in value) + "]"
            else:
                written = f"/{value}" if isinstance(value, str) else f" {value}"
            owners.setdefault(OWNERS[key], []).append(f"/{key}{written}")
        return (
            "/A["
            + "".join(f"<</O/{owner}{''.join(parts)}>>" for owner, parts in owners.items())
            + "]"
        )


def text_string(words: str) -> str:
    """A text string in UTF-16, which holds every letter."""
    return "<feff" + words.encode("utf-16-be").hex() + ">"


class Template(NamedTuple):
    """Structure elements as text, one a line, with a `%d` or `%.2f` where a number goes.

    Each of `slots` says to which of a branch's `bases` it belongs, and what is added to that.
    """

    text: str
    slots: tuple[tuple[int, float], ...]
    size: int
    tops: tuple[int, ...]  # which of them stand directly below the branch's parent


class Recording(NamedTuple):
    """Everything a box paints with its corner at (0, 0).

    `content` is its operators, cut where the numbers of marks go; `owners` says to which element
    each mark belongs; then the headings by level, the weights of type and the drawings it needs.
    """

    content: tuple[str, ...]
    owners: tuple[int, ...]
    template: Template
    headings: tuple[tuple[int, str], ...]
    weights: tuple[Weight, ...]
    forms: tuple[Any, ...]  # the drawings


ITSELF, MARK, PARENT, PAGE, ACROSS, UP = range(6)  # what a branch's numbers count from


class Branch:
    """The structure elements of a recording, somewhere in a document."""

    __slots__ = ("corner", "mark", "number", "page", "parent", "size", "template")

    def __init__(
        self, template: Template, parent: Node, page: int, mark: int, corner: tuple[float, float]
    ) -> None:
        """Its page and its first mark there, by number; `corner` is where its box stands."""
        self.template, self.size, self.number = template, template.size, 0
        self.parent: Node | None = parent
        self.page, self.mark, self.corner = page, mark, corner

    def written(self, above: int) -> list[bytes]:
        """Its elements as PDF dictionaries."""
        above = self.parent.number if self.parent else above
        bases = (self.number, self.mark, above, self.page, *self.corner)
        values = tuple([bases[base] + offset for base, offset in self.template.slots])
        return (self.template.text % values).encode("ascii").split(b"\n")
