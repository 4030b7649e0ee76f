"""A clinic's color as it would look on the handout; static/settings.js has the same formula."""

from typing import Final

from msgspec import Struct

from generator.handout.theme import (
    LOWEST_CONTRAST,
    TINT,
    WHITE,
    Colour,
    Theme,
    ThemeError,
    colour,
    contrast,
    mix,
)

USUAL: Final = Theme().accent_code


class Sample(Struct, frozen=True, kw_only=True):
    """A color, the tint of panels that follows from it, and its contrast on white and on that."""

    accent: str
    tint: str
    on_white: float
    on_tint: float

    @property
    def good(self) -> bool:
        """Whether it can be read on a panel, as `hep check` demands."""
        return self.on_tint >= LOWEST_CONTRAST


def sample_of(code: str) -> Sample | None:
    """How a color looks, ours for a blank one; None for what is no color."""
    try:
        accent = colour(code or USUAL)
    except ThemeError:
        return None
    tint = mix(accent, TINT)
    return Sample(
        accent=code or USUAL,
        tint=_code(tint),
        on_white=contrast(accent, WHITE),
        on_tint=contrast(accent, tint),
    )


def _code(tone: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in tone)
