"""The forms in which one handout can be had: the same words, in other clothes."""

from typing import Final, Literal

from msgspec import Struct

from generator.figures.drawing import Ink
from generator.model.clinic import Paper

Size = Literal["standard", "large"]
Layout = Literal["full", "compact", "cards"]

TYPE_SIZES: Final[dict[Size, float]] = {"standard": 12.0, "large": 18.0}


class Variant(Struct, frozen=True, kw_only=True):
    """What a patient needs: paper (None: the clinic's), colour or black and white, size of type.

    A compact layout leaves out what can be left out: what one may feel, the easier version, the
    drawing of the start. In cards each exercise is one to cut out. Nothing about stopping or
    calling is ever left out. A fillable log is ticked on a screen.
    """

    paper: Paper | None = None
    ink: Ink = "color"
    size: Size = "standard"
    layout: Layout = "full"
    fillable: bool = False


STANDARD: Final = Variant()


def impossible(variant: Variant) -> str:
    """Why there is no such handout; nothing where there is."""
    if variant.layout == "cards" and variant.size == "large":
        return "in large type an exercise does not fit on a card; choose one"
    return ""
