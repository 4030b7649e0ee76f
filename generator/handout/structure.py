"""The structure tree of a tagged PDF: its elements, and how they are written."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from generator.handout.fonts import Weight

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


class Node:
    """One structure element; a kid is a Node or a (page name, mark number) pair."""

    __slots__ = ("actual", "alt", "attributes", "kids", "number", "parent", "role")

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
        self.kids: list[Node | tuple[str, int]] = []
        self.number = 0
        self.parent: Node | None = parent

    def numbered(self, first: int) -> list["Node"]:
        """This element and all below it, in reading order, now numbered from `first` on."""
        nodes = list(self._walk())
        for number, node in enumerate(nodes, first):
            node.number = number
        return nodes

    def _walk(self) -> Iterator["Node"]:
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(kid for kid in reversed(node.kids) if isinstance(kid, Node))

    def written(self, above: int, pages: Mapping[str, int]) -> bytes:
        """The element as a PDF dictionary.

        `above` is the root's object number, `pages` gives those of pages by name.
        """
        above = self.parent.number if self.parent else above
        page = ""
        kids = []
        for kid in self.kids:
            if isinstance(kid, Node):
                kids.append(f"{kid.number} 0 R")
            elif not page or kid[0] == page:
                page = kid[0]
                kids.append(str(kid[1]))
            else:
                kids.append(f"<</Type/MCR/Pg {pages[kid[0]]} 0 R/MCID {kid[1]}>>")
        out = f"<</S/{self.role}/P {above} 0 R/K[{' '.join(kids)}]"
        if page:
            out += f"/Pg {pages[page]} 0 R"
        if self.attributes:
            out += self._attributes()
        if self.alt:
            out += "/Alt" + text_string(self.alt)
        if self.actual:
            out += "/ActualText" + text_string(self.actual)
        return (out + ">>").encode("ascii")

    def _attributes(self) -> str:
        owners: dict[str, list[str]] = {}
        for key, value in self.attributes.items():
            if isinstance(value, tuple):
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


class Opening(NamedTuple):
    """A structure element inside the one with the number `parent` (0: where the box stands)."""

    parent: int
    role: str
    attributes: dict[str, Any]
    heading: str = ""


class Tagged(NamedTuple):
    """Operators that belong to the element with this number; their own number goes between."""

    element: int
    before: str
    after: str


class Skipped(NamedTuple):
    """Operators that a screen reader skips."""

    operators: str


Event = Opening | Tagged | Skipped


class Recording(NamedTuple):
    """Everything a box paints, in order, with the weights of type and drawings that it needs."""

    events: tuple[Event, ...]
    weights: tuple[Weight, ...]
    forms: tuple[Any, ...] = ()  # the drawings


def moved(attributes: dict[str, Any], x: float, y: float) -> dict[str, Any]:
    """The attributes of an element that was recorded at (0, 0) and stands at (x, y)."""
    if "BBox" not in attributes:
        return attributes
    left, low, right, high = attributes["BBox"]
    return attributes | {"BBox": (left + x, low + y, right + x, high + y)}
