"""Which drawings stand beside an exercise as this patient does it, and on which side."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.figures.manifest import Source
from generator.figures.texts import text_hash
from generator.model.base import OneSide, other
from generator.model.exercise import Exercise

CAPTIONS = {"start": "Start", "end": "End"}


class Told(Struct, frozen=True):
    """How an exercise is told: the side that its words name, and the way to do it.

    `propped`: a flag put further words before the steps, which no drawing shows.
    """

    exercise: Exercise
    side: OneSide | None = None
    way: str | None = None
    propped: bool = False


class Shown(Struct, frozen=True):
    """A drawing beside an exercise, with its words on the right side."""

    source: Source
    mirrored: bool
    alt: str
    caption: str


class Choice(Struct, frozen=True):
    """The drawings in their order; without any, why those that there are were left out."""

    shown: tuple[Shown, ...] = ()
    left_out: str = ""


def choose(told: Told, drawings: Sequence[Source], sides: Mapping[OneSide, str]) -> Choice:
    """Choose among all drawings of an exercise; `sides` are the words for left and right.

    Only drawings of exactly the words that are printed are shown: a patient follows the picture.
    """
    fitting, stale = _fitting(told, drawings)
    if not fitting:
        return Choice(left_out=_said(stale, "it shows other steps than those printed"))
    if told.propped:
        return Choice(left_out=_said(fitting, "it shows lying flat, and the words say propped up"))
    nameless = [one for one in fitting if told.side and not one.entry.authored_side]
    if nameless:
        return Choice(left_out=_said(nameless, "it does not say which side it shows"))
    still = len(fitting) == 1
    return Choice(tuple(_shown(source, told, sides, still=still) for source in fitting))


def fits(source: Source, exercise: Exercise) -> bool:
    """Whether a drawing shows the words that its way to do the exercise has now.

    A clinic's own picture need not say which words it shows.
    """
    try:
        now = text_hash(exercise, source.entry.variant)
    except KeyError:
        return False
    return source.entry.text_hash in (None, now)


def _fitting(told: Told, drawings: Sequence[Source]) -> tuple[list[Source], list[Source]]:
    """The drawings of the way that is printed, and those that should be but are stale."""
    printed = text_hash(told.exercise, told.way)
    for variant in (told.way, None) if told.way else (None,):
        of_way = [source for source in drawings if source.entry.variant == variant]
        stale = [source for source in of_way if not fits(source, told.exercise)]
        if stale:
            return [], stale
        same_words = text_hash(told.exercise, variant) == printed
        if of_way and same_words:
            return of_way, []
    return [], []


def _said(sources: Sequence[Source], why: str) -> str:
    """Why drawings are not printed; nothing where there are none."""
    if not sources:
        return ""
    return f"{', '.join(source.key for source in sources)} not printed: {why}"


def _shown(source: Source, told: Told, sides: Mapping[OneSide, str], *, still: bool) -> Shown:
    """A drawing that stands alone is neither a start nor an end."""
    entry, side = source.entry, told.side
    return Shown(
        source=source,
        mirrored=side is not None and entry.authored_side != side,
        alt=with_sides(entry.alt, side, sides),
        caption=entry.caption or ("" if still else CAPTIONS[entry.part]),
    )


def with_sides(text: str, side: OneSide | None, sides: Mapping[OneSide, str]) -> str:
    """A text with the side's word filled in."""
    if side is None:
        return text
    return text.replace("{side}", sides[side]).replace("{other_side}", sides[other(side)])
