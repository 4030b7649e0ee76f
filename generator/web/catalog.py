"""The exercises of the library as cards: which are asked for, and what stands on each."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from generator.handout.drawings import Drawings
from generator.model.base import Irritability
from generator.model.exercise import Exercise
from generator.model.library import Library, ReviewState
from generator.web.pictures import Picture, pictures_of
from generator.web.vocabulary import REGIONS, region_of, words

# Regions of exercises, in the order of the screen.
PLACES: Final = {
    "neck": "Neck",
    "jaw": "Jaw",
    "shoulder": "Shoulder",
    "thoracic": "Upper back",
    "general": "Whole body",
}
STATES: Final[tuple[ReviewState, ...]] = ("draft", "stale", "reviewed")
LEVELS: Final[tuple[Irritability, ...]] = ("high", "moderate", "low")
NEEDS_NOTHING: Final = "none"
# What an exercise needs, by the words that its list of equipment has.
EQUIPMENT: Final[Mapping[str, tuple[str, ...]]] = {
    NEEDS_NOTHING: ("none",),
    "towel or strap": ("towel", "strap"),
    "band": ("band", "tubing"),
    "ball or roller": ("ball", "roller"),
    "chair or table": ("chair", "table"),
    "wall or doorway": ("wall", "door"),
    "mat, bed or pillow": ("mat", "bed", "pillow"),
    "mirror": ("mirror",),
}
OTHER: Final = "something else"
LONGEST: Final = 200
_TYPE: Final = "headache_type="


class Filters(Struct, frozen=True, kw_only=True):
    """What is asked for; empty is all."""

    q: str = ""
    region: str = ""
    finding: str = ""
    position: str = ""
    equipment: str = ""
    state: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return self != Filters()


class Options(Struct, frozen=True, kw_only=True):
    """What can be asked for; findings in groups, each with its label."""

    region: tuple[str, ...]
    finding: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    position: tuple[str, ...]
    equipment: tuple[str, ...]
    state: tuple[str, ...] = STATES


class Card(Struct, frozen=True, kw_only=True):
    """An exercise on the screen; `step` is its place in a chain from easier to harder."""

    exercise: Exercise
    state: ReviewState
    picture: Picture | None
    skipped: tuple[str, ...]
    step: tuple[int, int] | None


def filters_of(asked: Mapping[str, str], options: Options) -> Filters:
    """The filters of an address; what the library does not have is not asked for."""
    findings = {key for _, group in options.finding for key, _ in group}
    known = {
        "region": options.region,
        "finding": findings,
        "position": options.position,
        "equipment": options.equipment,
        "state": options.state,
    }
    chosen = {
        key: value for key, values in known.items() if (value := asked.get(key, "")) in values
    }
    return Filters(q=asked.get("q", "").strip()[:LONGEST], **chosen)


def options_of(library: Library) -> Options:
    """All that can be asked of a library."""
    exercises = library.exercises.values()
    regions = {one.region for one in exercises}
    positions = dict.fromkeys(place for one in exercises for place in one.positions)
    kinds = {kind for one in exercises for kind in kinds_of(one)}
    return Options(
        region=tuple(key for key in PLACES if key in regions),
        finding=tuple(_findings(library)),
        position=tuple(sorted(positions)),
        equipment=tuple(key for key in (*EQUIPMENT, OTHER) if key in kinds),
    )


def _findings(library: Library) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    used = {key for one in library.exercises.values() for key in one.indications}
    for region, label in REGIONS.items():
        found = [
            (key, one.label)
            for key, one in library.findings.items()
            if key in used and region_of(one) == region
        ]
        if found:
            yield label, tuple(found)
    types = tuple((key, said(key, library)) for key in sorted(used) if key.startswith(_TYPE))
    if types:
        yield "Headache type", types


def said(indication: str, library: Library) -> str:
    """What an exercise answers, in words."""
    found = library.findings.get(indication)
    return found.label if found else words(indication.removeprefix(_TYPE))


def kinds_of(exercise: Exercise) -> frozenset[str]:
    """The kinds of equipment that an exercise needs."""
    found = {
        kind
        for kind, names in EQUIPMENT.items()
        for text in exercise.equipment
        if any(word.startswith(names) for word in _folded(text).split())
    }
    return frozenset(found or {OTHER if exercise.equipment else NEEDS_NOTHING})


def matching(library: Library, filters: Filters) -> tuple[Exercise, ...]:
    """The exercises that are asked for, region by region and by name."""
    wanted = _folded(filters.q).split()
    found = [
        one
        for one in library.exercises.values()
        if filters.region in ("", one.region)
        and (not filters.finding or filters.finding in one.indications)
        and (not filters.position or filters.position in one.positions)
        and (not filters.equipment or filters.equipment in kinds_of(one))
        and filters.state in ("", library.review_state(one.id))
        and (not wanted or _holds(_words_of(one, library), wanted))
    ]
    places = tuple(PLACES)
    return tuple(sorted(found, key=lambda one: (places.index(one.region), one.name)))


def _holds(text: str, wanted: list[str]) -> bool:
    return all(word in text for word in wanted)


def _words_of(exercise: Exercise, library: Library) -> str:
    """All by which an exercise may be looked for."""
    found = [said(key, library) for key in exercise.indications]
    texts = (
        exercise.id,
        exercise.name,
        *exercise.aka,
        exercise.region,
        exercise.type,
        exercise.family,
        exercise.target,
        *exercise.positions,
        *exercise.equipment,
        *exercise.indications,
        *found,
    )
    return _folded(" ".join((*texts, *map(words, texts))))


def _folded(text: str) -> str:
    """Without case and accents, of which nobody thinks who looks for something."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()


def cards_of(
    exercises: Iterable[Exercise], library: Library, drawings: Drawings
) -> tuple[Card, ...]:
    """The cards of exercises."""
    return tuple(_card(one, library, drawings) for one in exercises)


def _card(exercise: Exercise, library: Library, drawings: Drawings) -> Card:
    """What stands on the card of an exercise: of its drawings the last of the usual way."""
    usual = [one for one in pictures_of(drawings, exercise) if not one.way]
    shown = [one for one in usual if one.side == usual[0].side]
    chains = (members for members in library.rules.chains.values() if exercise.id in members)
    chain = next(chains, None)
    return Card(
        exercise=exercise,
        state=library.review_state(exercise.id),
        picture=shown[-1] if shown else None,
        skipped=tuple(key for key in LEVELS if getattr(exercise.dose, key) == "skip"),
        step=(chain.index(exercise.id) + 1, len(chain)) if chain else None,
    )
