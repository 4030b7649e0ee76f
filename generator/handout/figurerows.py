"""Figures in a row or one below the other, all at one scale, large enough to be read."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from generator.handout.boxes import Beside, Box, Shell, Sign, stacked_height
from generator.handout.pictures import Figure, Plate, plate
from generator.handout.setting import Setting
from generator.handout.theme import MM
from generator.handout.xhtml import Element

BETWEEN: Final = 20.0  # two drawings, with the sign for "then" in the middle
# The smallest height that can be read from a kitchen counter, and the largest that helps.
LOWEST: Final = {"close": 50.3 * MM, "upper": 50.3 * MM, "body": 60.3 * MM}
HIGHEST: Final = 72 * MM
CODE: Final = 22 * MM  # what a phone reads at arm's length, with its white edge
LONG: Final = 1.4  # a body that lies is as easy to see when it is longer than it would be high


class Column(Box, frozen=True, kw_only=True, eq=False):
    """Figures one below the other."""

    width: float


def figure(setting: Setting, element: Element, width: float) -> Box | None:
    """One figure; None where there is no picture."""
    one = plate(setting, element)
    if one is None:
        return None
    if element.style_class == "qr":
        return one.box(setting, CODE / one.height, cornered=False)
    return one.box(setting, _fitting([one], width, 0.0), cornered=False)


def figure_row(setting: Setting, element: Element, width: float) -> Box | None:
    """The figures in an element side by side, as large as the width allows."""
    plates = plates_of(setting, element)
    if not plates:
        return None
    return row(setting, plates, width, _fitting(plates, width, BETWEEN * setting.unit))


def plates_of(setting: Setting, element: Element | None) -> tuple[Plate, ...]:
    """The figures in an element that have a picture."""
    found = (plate(setting, one) for one in element.elements()) if element else ()
    return tuple(one for one in found if one is not None)


# --- Scales --------------------------------------------------------------------------------------


def needed(plates: Sequence[Plate], ease: float = 1.0) -> float:
    """The smallest scale at which every one of the figures can be read, times `ease`."""
    least = max(LOWEST[one.kind] / max(one.height, one.width / LONG) for one in plates)
    return min(least * ease, _largest(plates))


def row_scale(setting: Setting, plates: Sequence[Plate], width: float, ease: float) -> float:
    """The same for figures side by side, as far as the width allows it."""
    return min(needed(plates, ease), _fitting(plates, width, BETWEEN * setting.unit))


def _fitting(plates: Sequence[Plate], width: float, between: float) -> float:
    """The scale at which figures side by side fill a width, or are as large as they may be."""
    room = width - between * (len(plates) - 1)
    return min(room / sum(one.width for one in plates), _largest(plates))


def _largest(plates: Sequence[Plate]) -> float:
    """The scale beyond which no figure grows."""
    return HIGHEST * min(min(1 / one.height, LONG / one.width) for one in plates)


# --- Boxes ---------------------------------------------------------------------------------------


def row(setting: Setting, plates: Sequence[Plate], width: float, scale: float) -> Box:
    """Figures side by side, in the middle of the width, with a sign between two."""
    boxes, between = _boxes(setting, plates, scale), BETWEEN * setting.unit
    x = (width - sum(box.width for box in boxes) - between * (len(boxes) - 1)) / 2
    height = max(box.height for box in boxes)
    cells: list[tuple[float, Box]] = []
    for box, following in pairwise((*boxes, None)):
        if box is None:
            break
        cells.append((x, box))
        x += box.width
        if following is not None:
            cells.append((x, _then(setting, height, between)))
            x += between
    parts = tuple(box for _, box in cells)
    return Beside(height=height, cells=tuple(cells), parts=parts, keep=True, after=boxes[0].after)


def row_width(setting: Setting, plates: Sequence[Plate], scale: float) -> float:
    """How wide a row of figures is."""
    between = BETWEEN * setting.unit * (len(plates) - 1)
    return sum(one.width for one in plates) * scale + between


def column(setting: Setting, plates: Sequence[Plate], scale: float) -> Column:
    """Figures one below the other, each in the middle of the widest."""
    boxes = _boxes(setting, plates, scale)
    width = max(box.width for box in boxes)
    parts = tuple(replace(box, inset=(width - box.width) / 2) for box in boxes)
    return Column(height=stacked_height(parts), width=width, parts=parts, keep=True)


def _boxes(setting: Setting, plates: Iterable[Plate], scale: float) -> list[Figure]:
    """The figures at a scale; the words of all stand in corners, or those of none."""
    plates = list(plates)
    cornered = all(one.has_room(setting, scale) for one in plates)
    return [one.box(setting, scale, cornered=cornered) for one in plates]


def _then(setting: Setting, height: float, width: float) -> Sign:
    """The sign between the start and the end; the words of the figures say the same."""
    return Sign(
        height=height,
        name="then",
        size=width * 0.8,
        tone=setting.theme.accent,
        shell=Shell("Artifact"),
    )
