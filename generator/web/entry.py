"""One entry of the library with all that a review covers, ready for its template."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

import msgspec
from msgspec import Struct

from generator.figures.choosing import with_sides
from generator.handout.compose import dose_view
from generator.handout.drawings import Drawings
from generator.handout.view import DoseView
from generator.library.written import written
from generator.model.base import Irritability
from generator.model.exercise import GENTLE, Dosage, Exercise, GentleVariant
from generator.model.flag import Flag
from generator.model.library import Library, PatientText, Source
from generator.selection.barriers import Barrier, barriers_of
from generator.web.catalog import LEVELS, said
from generator.web.pictures import SIDES, Picture, left_out, pictures_of
from generator.web.vocabulary import words

# What the template says in its own way; all other keys of an exercise are listed as they are.
SAID: Final = frozenset(
    "id name aka region type target positions equipment start steps position_texts "
    "gentle_variant breathing feel mistakes stop_if dose minutes phase easier harder "
    "progression_note requires requires_finding indications contra flag_text evidence "
    "video".split()
)
# How it is drawn: the drawings show it, and the entry written out has it.
DRAWN: Final = frozenset(("pose", "figure"))
MARK: Final = "review"  # the word "draft", which is no content
WHOLE: Final = {
    "findings": "Findings and measurements",
    "rules": "Rules of choice and dose",
    "stop_texts": "When to stop: standard texts",
    "phrases": "Short phrases",
}


class Way(Struct, frozen=True, kw_only=True):
    """One way to do an exercise, in the patient's words for one side."""

    name: str
    start: str
    steps: tuple[str, ...]
    below: str
    removes: tuple[str, ...]
    pictures: tuple[Picture, ...]


class Dose(Struct, frozen=True, kw_only=True):
    """The dose at one irritability; none where the exercise is not offered."""

    level: str
    dosage: Dosage | None
    view: DoseView | None


class Against(Struct, frozen=True, kw_only=True):
    """One thing that keeps an exercise out, or changes it: each time when it does, and how."""

    flag: Flag | None
    name: str
    said: tuple[tuple[str, str], ...]


class Entry(Struct, frozen=True, kw_only=True):
    """What a template needs to show an exercise."""

    exercise: Exercise
    ways: tuple[Way, ...]
    left_out: str
    doses: tuple[Dose, ...]
    answers: tuple[tuple[str, str, int], ...]
    needed: tuple[str, ...]
    texts: dict[str, str]
    stops: tuple[str, ...]
    chains: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    excluded: tuple[Against, ...]
    adapted: tuple[Against, ...]
    stopped: tuple[str, ...]  # stop flags that the exercise names itself
    rest: dict[str, Any]
    written: str


def entry_of(exercise: Exercise, library: Library, drawings: Drawings) -> Entry:
    """Everything about an exercise."""
    barriers = barriers_of(exercise, library)
    objections = [one for one in barriers if one.objections]
    adapted = [one for one in barriers if not one.objections]
    needed = (said(key, library) for key in exercise.requires_finding)
    return Entry(
        exercise=exercise,
        ways=tuple(_ways(exercise, library, pictures_of(drawings, exercise))),
        left_out=left_out(drawings, exercise),
        doses=tuple(_dose(exercise, level) for level in LEVELS),
        answers=tuple(
            (key, said(key, library), strength)
            for key, strength in sorted(exercise.indications.items(), key=lambda item: -item[1])
        ),
        needed=(*map(words, exercise.requires), *needed),
        texts={
            key: sided(getattr(exercise, key), exercise, library)
            for key in ("target", "breathing", "feel", "easier", "harder", "progression_note")
        },
        stops=tuple(
            sided(library.stop_texts.get(text, text), exercise, library)
            for text in exercise.stop_if
        ),
        chains=tuple(
            (words(name), tuple((key, library.exercises[key].name) for key in members))
            for name, members in library.rules.chains.items()
            if exercise.id in members
        ),
        excluded=tuple(_against(objections, library)),
        adapted=tuple(_against(adapted, library)),
        stopped=tuple(key for key in exercise.contra if library.flags[key].action == "stop"),
        rest={
            key: value
            for key, value in plain(exercise).items()
            if key not in SAID and key not in DRAWN
        },
        written=written(exercise),
    )


def sided(text: str, exercise: Exercise, library: Library) -> str:
    """A text as it is printed for the right side."""
    return with_sides(text, SIDES[0] if exercise.sided else None, library.phrases.sides)


def _ways(exercise: Exercise, library: Library, pictures: tuple[Picture, ...]) -> Iterator[Way]:
    softer = [GENTLE] if exercise.gentle_variant else []
    drawn = [one.way for one in pictures if one.way]
    for way in dict.fromkeys(("", *softer, *exercise.position_texts, *drawn)):
        change = exercise.change(way or None)
        start, steps = exercise.written(change)
        gentle = change if isinstance(change, GentleVariant) else None
        yield Way(
            name=way,
            start=sided(start, exercise, library),
            steps=tuple(sided(step, exercise, library) for step in steps),
            below=sided(gentle.text, exercise, library) if gentle else "",
            removes=gentle.removes if gentle else (),
            pictures=tuple(one for one in pictures if one.way == way),
        )


def _dose(exercise: Exercise, level: Irritability) -> Dose:
    dosage = exercise.dose.row(level)
    view = dose_view(exercise, dosage) if dosage else None
    return Dose(level=level, dosage=dosage, view=view)


def _against(barriers: Iterable[Barrier], library: Library) -> Iterator[Against]:
    for source, found in groupby(barriers, key=lambda one: one.source):
        yield Against(
            flag=library.flags.get(source),
            name=words(re.sub("^(rf|pr)_", "", source)),
            said=tuple((one.when, "; ".join(_plainer(one))) for one in found),
        )


def _plainer(barrier: Barrier) -> Iterator[str]:
    """The reasons of the pool without the name of what they are about."""
    source = barrier.source
    for text in barrier.objections or barrier.notes:
        if text == f"not with {source}":
            yield "named in the exercise itself"
        else:
            about = text.removeprefix(f"{source}: ").removeprefix(f"{source} ")
            yield words(about.removesuffix(f": {source}"))


def plain(content: object) -> dict[str, Any]:
    """What a review covers, as plain data; a review's hash is made of the same."""
    if isinstance(content, tuple):  # the measurements and the findings
        content = dict(zip(("measurements", "findings"), content, strict=True))
    data: Any = msgspec.to_builtins(content, str_keys=True)
    return {key: value for key, value in data.items() if key != MARK}


def title_of(key: str, library: Library) -> str:
    """What an entry is called."""
    match library.content(key):
        case Exercise(name=name):
            return name
        case Flag(question=question):
            return question
        case PatientText(heading=heading):
            return heading or words(key).capitalize()
        case _:
            return WHOLE.get(key, words(key))


def kind_of(key: str, library: Library) -> str:
    """Which list of the review an entry stands in."""
    if key in library.exercises:
        return "exercises"
    if key in library.flags:
        return "flags"
    return "texts" if key in library.patient_texts else "files"


def refs_in(value: object) -> Iterator[str]:
    """Every source that plain data names, once for each time."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "refs":
                yield from inner
            else:
                yield from refs_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from refs_in(inner)


def sources_of(refs: Iterable[str], library: Library) -> tuple[tuple[Source, str], ...]:
    """The sources named, each with its address, if it has one."""
    found = (library.sources.get(key) for key in dict.fromkeys(refs))
    return tuple((one, _address(one)) for one in found if one)


def _address(source: Source) -> str:
    return f"https://doi.org/{quote(source.doi, safe='/')}" if source.doi else ""
