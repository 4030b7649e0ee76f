"""Boxes round texts: tinted, framed or bare, with a sign or none."""

from typing import Final

from msgspec import Struct

from generator.handout.boxes import Beside, Box, Panel, Shell, stacked_height
from generator.handout.setting import Build, Setting
from generator.handout.theme import Colour, Theme
from generator.handout.xhtml import Element

SIGN: Final = 26.0  # the width of a sign and the room behind it
HEADINGS: Final = frozenset(("h2", "h3"))


class _Look(Struct, frozen=True):
    """How an `aside` is drawn."""

    tinted: bool = False
    frame: float = 0.0
    sign: str = ""
    ink: bool = False
    bare: bool = False
    dashed: bool = False


LOOKS: Final[dict[str, _Look]] = {
    "start": _Look(tinted=True, sign="start"),
    "note": _Look(tinted=True, sign="note"),
    "dose": _Look(tinted=True),
    "plain": _Look(),
    "card": _Look(bare=True),
    "stop": _Look(sign="stop", ink=True, bare=True),
    "warn": _Look(frame=1.0, sign="stop", ink=True),
    "call": _Look(frame=1.0, sign="call"),
    "emergency": _Look(frame=2.0, sign="emergency", ink=True),
    "cut": _Look(frame=1.0, dashed=True),
    "": _Look(tinted=True),
}


def aside(setting: Setting, element: Element, width: float, build: Build) -> Box | None:
    """Lay out what stands in the box; None when it is empty."""
    look, unit, theme = LOOKS[element.style_class], setting.unit, setting.theme
    across = 12 * unit if look.tinted or look.frame else 0.0
    down = (2 if look.bare else 6) * setting.air
    sign = (
        setting.sign(look.sign, ratio=1.2 if look.bare else 1.4, ink=look.ink)
        if look.sign
        else None
    )
    inset = SIGN * unit if sign else 0.0
    inner, elements, room = setting.inside("aside"), element.elements(), width - 2 * across
    if sign and elements and elements[0].tag in HEADINGS:
        # Only the heading stands beside the sign: what follows has the whole width.
        heading = (_shifted(box, inset) for box in build(inner, elements[:1], room - inset))
        parts, inset = (*heading, *build(inner, elements[1:], room)), 0.0
    else:
        parts = build(inner, elements, room - inset)
    if not parts:
        return None
    height = stacked_height(parts) + 2 * down
    return Panel(
        height=max(height, theme.leading + 2 * down),
        width=width,
        padding=(across, down),
        parts=parts,
        inset=across + inset,
        ground=theme.tint if look.tinted else None,
        frame=(look.frame, _line(theme, look)) if look.frame else None,
        dashed=look.dashed,
        sign=sign,
        shell=Shell("Div"),
        keep=True,
        before=(6 if look.bare else 8) * setting.air,
        after=8 * setting.air,
    )


def _shifted(box: Box, right: float) -> Box:
    return Beside(
        height=box.height,
        cells=((right, box),),
        before=box.before,
        after=box.after,
        keep_next=box.keep_next,
    )


def _line(theme: Theme, look: _Look) -> Colour:
    if look.dashed:
        return theme.muted
    return theme.ink if look.ink else theme.hairline
