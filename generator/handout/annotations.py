"""Links and form fields: what lies on a page and answers to a tap."""

from typing import Any, Final

from generator.handout.objects import Objects, compressed, stream
from generator.handout.structure import text_string
from generator.handout.theme import Colour

Rect = tuple[float, float, float, float]  # left, low, right, high

PRINTED: Final = 4  # /F: it prints
SEVERAL_LINES: Final = 1 << 12  # /Ff of a text field
TYPING: Final = "/Helv 12 Tf 0 g"  # what a patient types; ours is only a subset
TICK: Final = "/ZaDb 0 Tf 0 g"  # for a reader that draws ticks of its own
FORM_FONTS: Final = (
    "<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    "/ZaDb<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>>>>>"
)


class Annotation:
    """A link or form field: an object on a page, and a kid of a structure element.

    `key` is its place in the tree that leads from objects to elements, which is known only when all
    pages are made.
    """

    def __init__(self, number: int, page: int, rect: Rect, entries: str, *, is_field: bool) -> None:
        """`number` and `page` count objects; `entries` are those beside the usual."""
        self.number, self.page, self.rect, self.entries = number, page, rect, entries
        self.is_field, self.key = is_field, 0

    def written(self) -> bytes:
        """The object as it is written."""
        corners = " ".join(f"{value:.2f}" for value in self.rect)
        usual = f"/Type/Annot/Rect[{corners}]/F {PRINTED}/P {self.page} 0 R/StructParent {self.key}"
        return f"<<{usual}{self.entries}>>".encode("ascii")


def link_entries(address: str, words: str) -> str:
    """The entries of a link to an address; `words` say where it leads."""
    target = address.replace("\\", "%5C").replace("(", "%28").replace(")", "%29")
    return (
        f"/Subtype/Link/Border[0 0 0]/Contents{text_string(words)}"
        f"/A<</Type/Action/S/URI/URI({target})>>"
    )


def tick_box(canvas: Any, name: str, words: str, size: tuple[float, float], tone: Colour) -> str:
    """The entries of a box to tick; `words` say what a tick in it means."""
    off, on = (canvas.appearance(size, _boxed(size, tone, tick=tick)) for tick in (False, True))
    shade = "{:g} {:g} {:g}".format(*tone)
    return (
        f"/Subtype/Widget/FT/Btn/T{text_string(name)}/TU{text_string(words)}/V/Off/AS/Off"
        f"/DA({TICK})/MK<</CA(4)/BC[{shade}]>>/BS<</W 0.8>>/AP<</N<</Yes {on} 0 R/Off {off} 0 R>>>>"
    )


def writing_field(canvas: Any, name: str, words: str, size: tuple[float, float]) -> str:
    """The entries of a field for several lines of text."""
    empty = canvas.appearance(size, "/Tx BMC EMC")
    return (
        f"/Subtype/Widget/FT/Tx/Ff {SEVERAL_LINES}/T{text_string(name)}/TU{text_string(words)}"
        f"/V()/DA({TYPING})/MK<<>>/AP<</N {empty} 0 R>>"
    )


def form_of(fields: list[Annotation]) -> str:
    """The document's form with all its fields."""
    references = " ".join(f"{field.number} 0 R" for field in fields)
    return f"<</Fields[{references}]/DR{FORM_FONTS}/DA({TYPING})>>"


def _boxed(size: tuple[float, float], tone: Colour, *, tick: bool) -> str:
    """The operators of a box, empty or with a tick in it."""
    across, down = size
    red, green, blue = tone
    box = f"0.8 w 0.4 0.4 {across - 0.8:.2f} {down - 0.8:.2f} re S"
    points = ((0.2, 0.5), (0.42, 0.25), (0.82, 0.78))
    (a, b), *others = ((x * across, y * down) for x, y in points)
    mark = " ".join((f"{a:.2f} {b:.2f} m", *(f"{x:.2f} {y:.2f} l" for x, y in others), "S"))
    return f"{red:g} {green:g} {blue:g} RG {box}" + (f" 1.8 w 1 J 1 j {mark}" if tick else "")


def add_appearance(objects: Objects, size: tuple[float, float], operators: str) -> int:
    """The number of what a field looks like; fields that look alike share it."""
    entries = f"/Type/XObject/Subtype/Form/BBox[0 0 {size[0]:.2f} {size[1]:.2f}]/Resources<<>>"
    return objects.once(
        f"Look{size}{operators}", lambda: stream(compressed(operators.encode("ascii")), entries)
    )
