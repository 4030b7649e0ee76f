"""Words of an exercise that may be ids: indications, stop texts, an easier exercise, a camera."""

import re
from collections.abc import Iterator
from typing import get_args

from generator.case import OWN_KEYS
from generator.check.known import table, unknown
from generator.check.walk import Word, words_at
from generator.errors import Problem, did_you_mean, quote
from generator.library.entries import Entry
from generator.library.load import Loaded
from generator.model.base import HeadacheType

# A patient's sentence has a space or a capital; one small word, or words joined by _, is an id.
_LIKE_AN_ID = re.compile(r"[a-z][a-z0-9]*|\w+_\w+")
_TYPES = tuple(name for name in get_args(HeadacheType) if name != "none")
_TYPE_KEY = "headache_type"


def like_an_id(text: str) -> bool:
    """Whether a text is meant as an id and not as words for a patient."""
    return _LIKE_AN_ID.fullmatch(text.strip()) is not None


def indications(loaded: Loaded) -> Iterator[Problem]:
    """What an exercise is for: findings that can be present, or a headache type."""
    for entry in table(loaded, "exercises").values():
        for pattern in ("indications.@", "requires_finding.*"):
            for word in words_at(entry.data, pattern):
                yield from _indication(loaded, entry, word)


def _indication(loaded: Loaded, entry: Entry, word: Word) -> Iterator[Problem]:
    name, equals, value = word.text.partition("=")
    if word.text in OWN_KEYS:
        text = f"{quote(word.text)} is never present as a finding"
        hint = f"write {_TYPE_KEY}=migraine, or another type" if name == _TYPE_KEY else ""
        yield entry.problem(word.path, text, hint, key=word.key)
    elif not word.key:
        return
    elif not equals:
        yield from unknown(loaded, entry, word, "finding")
    elif name != _TYPE_KEY:
        text = f'only {_TYPE_KEY} can stand before "=", not {quote(name)}'
        hint = did_you_mean(name, (_TYPE_KEY,)) or "write the finding alone"
        yield entry.problem(word.path, text, hint, key=True)
    elif value not in _TYPES:
        hint = did_you_mean(value, _TYPES) or f"the types are: {', '.join(_TYPES)}"
        yield entry.problem(word.path, f"unknown headache type {quote(value)}", hint, key=True)


def easier_and_harder(loaded: Loaded) -> Iterator[Problem]:
    """Another exercise, by its id, or words; never an id that is not there, or its own."""
    for key, entry in table(loaded, "exercises").items():
        for field in ("easier", "harder"):
            for word in words_at(entry.data, field):
                if word.text == key:
                    text = f"{quote(key)} names itself as the {field} exercise"
                    yield entry.problem(word.path, text, "name another one, or write words")
                elif like_an_id(word.text):
                    hint = "write the id of an exercise, or a sentence"
                    yield from unknown(loaded, entry, word, "exercise", needed=True, otherwise=hint)


def stop_texts(loaded: Loaded) -> Iterator[Problem]:
    """A standard stop text by its id, or a sentence."""
    for entry in table(loaded, "exercises").values():
        for word in words_at(entry.data, "stop_if.*"):
            if like_an_id(word.text):
                yield from unknown(loaded, entry, word, "stop text", needed=True)


def cameras(loaded: Loaded) -> Iterator[Problem]:
    """Where the drawing is seen from; one without a side is drawn for the right."""
    named = loaded.library.cameras
    known = {*named, *(name.replace("{side}", "right") for name in named)}
    for entry in table(loaded, "exercises").values():
        for pattern in ("pose.camera", "gentle_variant.pose.camera"):
            for word in words_at(entry.data, pattern):
                if word.text not in known:
                    hint = did_you_mean(word.text, known) or "cameras stand in attributes.yaml"
                    yield entry.problem(word.path, f"unknown camera {quote(word.text)}", hint)
