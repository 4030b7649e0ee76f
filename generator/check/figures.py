"""The drawings: each of an exercise, readable, of the words that are there now, on a named side."""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from generator.check.known import table
from generator.decode import decode_value
from generator.errors import BadInput, Problem, Severity, did_you_mean
from generator.figures.choosing import fits
from generator.figures.gallery import keep_sound, laid_over, sound_drawings
from generator.figures.manifest import OWN_LIST, Source, sources_of
from generator.figures.svg import read_drawing
from generator.figures.texts import text_hash
from generator.library.load import Loaded
from generator.model.figure import FigureSpec
from generator.yamlread import read_yaml_file

FOLDER = "figures"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_SIDES = re.compile(r"\{(?:other_)?side\}")
_PLACEHOLDER = re.compile(r"[{}]")
_A_SIDE = re.compile(r"\b(?:left|right)\b", re.IGNORECASE)
_REDRAW = "make figures"


def _folders(loaded: Loaded) -> list[Path]:
    roots = (loaded.root, loaded.folder)
    return [root / FOLDER for root in roots if root is not None]


def _sources(loaded: Loaded) -> Iterator[Source]:
    """The drawings that are used, of all lists that can be read."""
    layers: list[dict[str, Source]] = []
    for folder in _folders(loaded):
        try:
            layers.append(sources_of(folder))
        except BadInput:
            continue
    yield from laid_over(layers).values()


def lists(loaded: Loaded) -> Iterator[Problem]:
    """Each list of drawings can be read."""
    for folder in _folders(loaded):
        try:
            sources_of(folder)
        except BadInput as error:
            yield from error.problems


def poses(loaded: Loaded) -> Iterator[Problem]:
    """Each pose is written in the words of poses."""
    for entry in table(loaded, "exercises").values():
        if not (isinstance(entry.data, dict) and entry.data.get("figure") is not None):
            continue
        try:
            decode_value(entry.data["figure"], FigureSpec, entry.problem, ("figure",))
        except BadInput as error:
            yield from error.problems


def drawings(loaded: Loaded) -> Iterator[Problem]:
    """Each drawing can be printed."""
    known, sound = sound_drawings(), set[str]()
    for source in _sources(loaded):
        try:
            status = source.path.stat()
        except OSError:
            yield _at(source, "there is no such drawing", _REDRAW, file=source.path)
            continue
        if source.is_raster:
            with source.path.open("rb") as stream:
                if not stream.read(8).startswith(_PICTURES):
                    text = "this is no PNG or JPEG"
                    yield _at(source, text, "save the picture as a PNG", file=source.path)
            continue
        digest = _digest(source.path, status.st_size, status.st_mtime_ns)
        if digest not in known:
            try:
                read_drawing(source.path)
            except BadInput as error:
                yield from error.problems
                continue
        sound.add(digest)
    if not sound <= known:
        keep_sound(sound)


@lru_cache(maxsize=1024)  # one entry a drawing
def _digest(path: Path, _size: int, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def words(loaded: Loaded) -> Iterator[Problem]:
    """Each drawing shows the words of an exercise as they are now, and says what it shows."""
    for source in _sources(loaded):
        entry, exercises = source.entry, loaded.library.exercises
        exercise = exercises.get(entry.exercise)
        if exercise is None:
            # One that is taken out, or cannot be read, has its own message.
            if entry.exercise not in (*table(loaded, "exercises"), *_taken_out(loaded)):
                hint = did_you_mean(entry.exercise, exercises)
                yield _at(source, f'there is no exercise "{entry.exercise}"', hint)
            continue
        try:
            now = text_hash(exercise, entry.variant)
        except KeyError:
            text = f'the exercise has no way called "{entry.variant}"'
            yield _at(source, text, "the ways are gentle and its positions")
            continue
        if not fits(source, exercise):
            if _changed(loaded, source):
                continue
            text = "it shows other steps than the exercise has now, so it is not printed"
            hint = f"look at it again, then write shows: {now}" if _own(source) else _REDRAW
            yield _at(source, text, hint, severity="warning")
        elif entry.text_hash is None:
            text = "it does not say which steps it shows, so it is printed even when they change"
            yield _at(source, text, f"write shows: {now}", severity="warning")
        yield from _alt(source, sided=exercise.sided)


def _alt(source: Source, *, sided: bool) -> Iterator[Problem]:
    """A drawing of a sided exercise knows its side, and its words name it by {side}."""
    alt = source.entry.alt
    stray = _SIDES.sub("", alt)
    if not alt.strip():
        yield _at(source, "no words say what it shows", "write alt:")
    if _PLACEHOLDER.search(stray if sided else alt):
        text = "only {side} and {other_side} may stand in braces, and only where there is a side"
        yield _at(source, text, "say it in other words")
    if sided and source.entry.authored_side is None:
        text = "the exercise has a side, and nothing says which one this shows"
        yield _at(source, text, "write side: right, or left")
    if sided and _A_SIDE.search(stray):
        text = "left or right in its words would be wrong on the other side"
        yield _at(source, text, "write {side} or {other_side}")


def changed_words(loaded: Loaded) -> Iterator[str]:
    """The exercises whose drawings are not printed since the clinic has other steps."""
    exercises = loaded.library.exercises
    names = [
        source.entry.exercise
        for source in _sources(loaded)
        if source.entry.exercise in exercises
        and _changed(loaded, source)
        and not fits(source, exercises[source.entry.exercise])
    ]
    if names:
        listed = ", ".join(dict.fromkeys(names))
        yield f"the clinic changed the steps of {listed}, so our drawings of them are not printed"


def not_drawn(loaded: Loaded) -> Iterator[str]:
    """The exercises without a drawing."""
    drawn = {source.entry.exercise for source in _sources(loaded)}
    missing = [key for key in loaded.library.exercises if key not in drawn]
    if drawn and missing:
        yield f"without a drawing: {', '.join(missing)}"


def _taken_out(loaded: Loaded) -> frozenset[str]:
    return loaded.removed.get("exercises", frozenset())


def _changed(loaded: Loaded, source: Source) -> bool:
    """Whether the drawing is ours, and the exercise no longer as we have it."""
    entry = table(loaded, "exercises").get(source.entry.exercise)
    ours = loaded.root is not None and source.path.is_relative_to(loaded.root)
    return ours and entry is not None and len(entry.layers) > 1


def _own(source: Source) -> bool:
    """Whether a clinic's figures.yaml names the drawing."""
    return source.listed.name == OWN_LIST


def _at(
    source: Source,
    message: str,
    hint: str = "",
    *,
    severity: Severity = "error",
    file: Path | None = None,
) -> Problem:
    """A problem with a drawing, at its place in the list that names it, or with its file."""
    if file is not None:
        return Problem(str(file), None, None, message, hint)
    if _own(source):
        document = read_yaml_file(source.listed)
        return document.problem((source.key,), message, hint, key=True, severity=severity)
    said = f"{source.key}: {message}"
    return Problem(str(source.listed), None, None, said, hint, severity=severity)
