"""Reasons of the reasoning in words: names stand for ids."""

import re
from typing import Final

from generator.model.library import Library
from generator.web.vocabulary import words

_ID: Final = re.compile(r"\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?:=(\w+))?")


def in_words(text: str, library: Library) -> str:
    """A text in which the library's names stand for its ids; `x=y` is what x is found to be."""
    return _ID.sub(lambda found: _said(found[1], found[2], library), text)


def _said(key: str, value: str | None, library: Library) -> str:
    name = _name(key, library)
    return f"{name} {words(value)}" if value else name


def _name(key: str, library: Library) -> str:
    if key in library.exercises:
        return library.exercises[key].name
    tables = (library.findings, library.measurements)
    return next((table[key].label for table in tables if key in table), key)
