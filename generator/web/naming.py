"""Reasons of the reasoning in words: names stand for ids."""

import re
from typing import Final

from generator.model.library import Library
from generator.web.vocabulary import words

_ID: Final = re.compile(r"\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?:=(\w+))?")


def in_words(text: str, library: Library) -> str:
    """A text in which the library's names stand for its ids; `x=y` is what x is found to be."""
    return _ID.sub(lambda found: _said(found[1], found[2], library), text)


def called(key: str, library: Library) -> str:
    """What the library's id stands for: a flag by its question, what has no name by its words."""
    if key in library.exercises:
        return library.exercises[key].name
    if key in library.flags:
        return library.flags[key].question
    tables = (library.findings, library.measurements)
    return next((table[key].label for table in tables if key in table), words(key))


def _said(key: str, value: str | None, library: Library) -> str:
    name = called(key, library)
    if key in library.flags:
        name = f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"
    return f"{name} {words(value)}" if value else name
