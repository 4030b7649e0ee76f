"""Reasons of the reasoning in words: names stand for ids."""

import re
from typing import Final

from generator.model.library import Library

_ID: Final = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")


def in_words(text: str, library: Library) -> str:
    """A text in which the library's names stand for its ids."""
    return _ID.sub(lambda found: _name(found[0], library), text)


def _name(key: str, library: Library) -> str:
    if key in library.exercises:
        return library.exercises[key].name
    tables = (library.findings, library.measurements)
    return next((table[key].label for table in tables if key in table), key)
