"""The forms in which one handout can be had: the same words, in other clothes."""

from typing import Final, Literal

from msgspec import Struct

from generator.figures.drawing import Ink
from generator.model.clinic import Paper

Size = Literal["standard", "large"]

TYPE_SIZES: Final[dict[Size, float]] = {"standard": 12.0, "large": 18.0}


class Variant(Struct, frozen=True, kw_only=True):
    """What a patient needs: paper (None: the clinic's), colour or black and white, size of type."""

    paper: Paper | None = None
    ink: Ink = "color"
    size: Size = "standard"


STANDARD: Final = Variant()
