"""The drawings of an exercise for the library's screens: all ways to do it, both sides."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from generator.figures.choosing import Shown, Told
from generator.handout.artwork import inlined
from generator.handout.drawings import Drawings
from generator.handout.template import PNG, picture
from generator.model.base import OneSide
from generator.model.exercise import GENTLE, Exercise

SIDES: Final[tuple[OneSide, ...]] = ("right", "left")


class Picture(Struct, frozen=True, kw_only=True):
    """A drawing as a screen names it; `number` is its place in its exercise.

    `turned`: a picture of dots, which the screen turns for the other side.
    """

    number: int
    way: str
    side: OneSide | None
    alt: str
    caption: str
    turned: bool


class Image(Struct, frozen=True, kw_only=True):
    """A drawing as a browser gets it."""

    data: bytes
    kind: str


def pictures_of(drawings: Drawings, exercise: Exercise) -> tuple[Picture, ...]:
    """Every drawing that some patient's handout shows; the file of none is read."""
    return tuple(
        _picture(number, told, shown)
        for number, (told, _, shown) in enumerate(_all(drawings, exercise))
    )


def beside(drawings: Drawings, told: Told) -> tuple[Picture, ...]:
    """The drawings that stand beside an exercise in one patient's handout."""
    all_of_them = enumerate(_all(drawings, told.exercise))
    there = [(number, how, one) for number, (how, _, one) in all_of_them if how.side == told.side]
    return tuple(
        next(_picture(number, how, one) for number, how, one in there if one == shown)
        for shown in drawings.choice(told).shown
    )


def _picture(number: int, told: Told, shown: Shown) -> Picture:
    return Picture(
        number=number,
        way=told.way or "",
        side=told.side,
        alt=shown.alt,
        caption=shown.caption,
        turned=shown.mirrored and shown.source.is_raster,
    )


def image_of(drawings: Drawings, exercise: Exercise, number: int) -> Image | None:
    """A drawing that `pictures_of` names; None where there is none.

    Raises: BadInput when its file cannot be read.
    """
    found = dict(enumerate(_all(drawings, exercise))).get(number)
    if found is None:
        return None
    told, at, _ = found
    figure = drawings.figures(told)[at]
    drawings.gallery.keep()  # to make one ready takes long
    if figure.image:
        kind = "image/png" if figure.image.startswith(PNG) else "image/jpeg"
        return Image(data=figure.image, kind=kind)
    return Image(data=inlined(str(picture(figure))).encode(), kind="image/svg+xml")


def left_out(drawings: Drawings, exercise: Exercise) -> str:
    """Why drawings that there are do not show."""
    return drawings.choice(Told(exercise, SIDES[0] if exercise.sided else None)).left_out


def _all(drawings: Drawings, exercise: Exercise) -> Iterator[tuple[Told, int, Shown]]:
    drawn = {source.entry.variant for source in drawings.gallery.of(exercise.id)}
    softer = (GENTLE,) if exercise.gentle_variant else ()
    further = [way for way in (*softer, *exercise.positions) if way in drawn]
    for way in (None, *further):
        for side in SIDES if exercise.sided else (None,):
            told = Told(exercise, side, way)
            for at, shown in enumerate(drawings.choice(told).shown):
                yield told, at, shown
