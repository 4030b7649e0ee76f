"""How each kind of text looks, derived from the theme's one size and one accent colour."""

from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from generator.handout.fonts import Weight
from generator.handout.theme import Colour, Theme

Align = Literal["left", "right", "centre"]


class TextStyle(Struct, frozen=True):
    """One kind of text; sizes in points. `measure` is the longest line that reads well."""

    size: float
    leading: float
    tone: Colour
    weight: Weight = "Regular"
    before: float = 0.0
    after: float = 0.0
    align: Align = "left"
    measure: float = 1e6
    keep_next: bool = False


FOOT: Final = 12.0  # also where the type is larger: it is said once more on the first page
LONGEST_LINE: Final = 30.0  # times the type size: 60 to 70 characters


@lru_cache(maxsize=8)  # one entry a theme: a process serves few clinics
def text_styles(theme: Theme) -> dict[str, TextStyle]:
    """The styles by name: `tag`, `tag.class`, or `place tag` for a text inside a kind of box."""
    unit = theme.body / 12 * theme.gaps
    body = TextStyle(
        theme.body,
        theme.leading,
        theme.ink,
        after=5 * unit,
        measure=theme.body * LONGEST_LINE,
    )
    return _headings(theme, unit) | _running_text(theme, unit, body) | _lists(theme, unit, body)


def _headings(theme: Theme, unit: float) -> dict[str, TextStyle]:
    def heading(ratio: float, before: float, after: float, lead: float = 1.18) -> TextStyle:
        size, gaps = theme.size(ratio), (before * unit, after * unit)
        style = TextStyle(size, size * lead, theme.accent, "Bold", *gaps, keep_next=True)
        return replace(style, measure=size * LONGEST_LINE)

    return {
        "h1": heading(1.85, 0, 5),
        "h2": heading(1.33, 13, 4),
        "h2.alarm": replace(heading(1.33, 0, 5), tone=theme.ink),
        "h3": heading(1.1, 10, 3, 1.25),
        "aside h2": heading(1.1, 0, 3, 1.25),
        "aside h3": heading(1.0, 6, 2, 1.3),
    }


def _running_text(theme: Theme, unit: float, body: TextStyle) -> dict[str, TextStyle]:
    tight = replace(body, after=0.0)
    quiet = replace(tight, tone=theme.muted)
    strong = replace(tight, weight="Bold", tone=theme.accent)
    small = min(theme.body, FOOT)
    foot = replace(quiet, size=small, leading=small * 1.2)
    return {
        "p": body,
        "aside p": replace(tight, after=3 * unit),
        "p.lead": replace(body, size=theme.size(1.1), leading=theme.size(1.1) * 1.3),
        "p.clinic": replace(strong, size=theme.size(1.25), leading=theme.size(1.5)),
        "p.contact": replace(quiet, align="right"),
        "p.fine": replace(body, tone=theme.muted),
        "p.side": replace(strong, after=3 * unit, keep_next=True),
        "p.begin": replace(body, after=4 * unit),
        "p.dose": replace(tight, weight="Bold"),
        "p.who": foot,
        "p.count": replace(foot, align="right"),
        "caption": replace(tight, after=8 * unit, keep_next=True),
        "figcaption": quiet,
        "th": replace(tight, weight="Bold"),
        "td.days": replace(tight, weight="Bold", align="centre"),
        "td": tight,
    }


def _lists(theme: Theme, unit: float, body: TextStyle) -> dict[str, TextStyle]:
    tight = replace(body, after=0.0)
    quiet = replace(tight, tone=theme.muted)
    strong = replace(tight, weight="Bold", tone=theme.accent)
    return {
        "li": replace(body, after=1.8 * unit),
        "aside li": replace(tight, after=1.6 * unit),
        "dt": strong,
        "dd": tight,
        "facts dt": quiet,
        "facts dd": replace(tight, weight="Bold"),
        "glance dt": quiet,
        "glance dd": replace(strong),
    }
