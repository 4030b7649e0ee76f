"""How a handout looks: accent colour, type scale and margins, checked when a theme is made."""

import re
from functools import cached_property
from typing import ClassVar, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from generator.errors import ExitCode, HepError

Colour = tuple[float, float, float]
Paper = Literal["letter", "a4"]

MM: Final = 72 / 25.4
PAPER_SIZES: Final[dict[str, tuple[float, float]]] = {
    "letter": (612.0, 792.0),
    "a4": (595.28, 841.89),
}
WHITE: Final[Colour] = (1.0, 1.0, 1.0)
SMALLEST_TYPE: Final = 12.0
CLOSE: Final = 1.15  # lines, times the size of type
TIGHT: Final = 0.75  # gaps between texts where lines are close, times the usual ones
CLOSER: Final = 0.5  # and in a compact layout
SIDE: Final = 30.0  # the margins of a compact page, in points
TOP: Final = 20.0
SMALL: Final = 0.7  # drawings of 3.5 cm, not of 5
CARD: Final = 0.84  # and of 4.2 cm
LOWEST_CONTRAST: Final = 4.5
TINT: Final = 0.075  # how much of the accent is in a panel


class ThemeError(HepError):
    """A theme that a tired or low-vision patient could not read."""

    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT


def colour(code: str) -> Colour:
    """Read `#rrggbb`. Raises ThemeError for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", code):
        raise ThemeError(f'color "{code}" is not written as #rrggbb')
    red, green, blue = (round(int(code[start : start + 2], 16) / 255, 4) for start in (1, 3, 5))
    return red, green, blue


def mix(top: Colour, share: float, bottom: Colour = WHITE) -> Colour:
    """`share` of one colour over another, so that every tint comes from the one accent."""
    red, green, blue = (
        round(a * share + b * (1 - share), 4) for a, b in zip(top, bottom, strict=True)
    )
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """The WCAG 2 contrast ratio, 1 to 21."""

    def light(tone: Colour) -> float:
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in tone
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


class Theme(Struct, frozen=True, dict=True):
    """The choices a clinic may make.

    Sizes in points; everything else is derived from `body` and `accent`.
    """

    accent_code: str = "#0e5a6a"
    body: float = 12.0
    line_height: float = 1.23
    margin_side: float = 42.0
    margin_top: float = 30.0
    margin_bottom: float = 20.0
    ink: Colour = (0.11, 0.13, 0.15)
    muted: Colour = (0.31, 0.35, 0.38)
    gaps: float = 1.0  # between texts, times the usual ones
    drawings: float = 1.0  # times the least size that can be read from a kitchen counter
    colours: bool = True  # False: for a printer without colour

    def __post_init__(self) -> None:
        """Refuse what could not be read.

        That is small type, or an accent too pale for text on a tint, or for white text on it.

        Raises: ThemeError.
        """
        if self.body < SMALLEST_TYPE:
            raise ThemeError(
                f"body type of {self.body:g} pt is too small; the least is {SMALLEST_TYPE:g} pt"
            )
        ratio = contrast(self.accent, self.tint)
        if ratio < LOWEST_CONTRAST:
            raise ThemeError(
                f"accent color {self.accent_code} has a contrast of {ratio:.1f}:1; "
                f"it needs {LOWEST_CONTRAST}:1"
            )

    @cached_property
    def accent(self) -> Colour:
        """The one colour: headings, numbers, rules."""
        return colour(self.accent_code)

    @cached_property
    def tint(self) -> Colour:
        """The ground of panels: dark enough to see, light enough to photocopy."""
        return mix(self.accent, TINT)

    @cached_property
    def hairline(self) -> Colour:
        """Thin rules and boxes."""
        return mix(self.accent, 0.38)

    def size(self, ratio: float) -> float:
        """A step of the type scale, in points."""
        return round(self.body * ratio, 2)

    @property
    def closer(self) -> "Theme":
        """The same with lines as close as can still be read well."""
        return replace(self, line_height=CLOSE, gaps=min(self.gaps, TIGHT))

    @property
    def compact(self) -> "Theme":
        """The same for as few pages as can still be read: close and broad, drawings from 3.5 cm."""
        return replace(self.closer, gaps=CLOSER, drawings=SMALL, margin_side=SIDE, margin_top=TOP)

    @property
    def for_cards(self) -> "Theme":
        """The same for cards, of which two shall fit on a page."""
        return replace(self.closer, gaps=CLOSER, drawings=CARD)

    @property
    def leading(self) -> float:
        """Distance of two lines of body text, in points."""
        return self.body * self.line_height


BLACK_AND_WHITE: Final = Theme(
    accent_code="#1a1a1a", ink=(0.1, 0.1, 0.1), muted=(0.3, 0.3, 0.3), colours=False
)
