"""Ids have one form, and one thing each: a review names what it is about by its id alone."""

import re
from collections.abc import Iterator
from pathlib import Path

from generator.check.known import table
from generator.errors import Problem, quote
from generator.library.entries import Entry
from generator.library.load import Loaded

_FORM = re.compile(r"[a-z][a-z0-9_]*")
_SECTIONS = ("measurements", "attributes", "stop_texts", "sources")
# What a clinician reviews as a whole, beside flags, patient texts and exercises.
_WHOLE = ("findings", "rules", "stop_texts", "phrases")
_REVIEWED = ("flags", "patient_texts", "exercises")


def form_of_ids(loaded: Loaded) -> Iterator[Problem]:
    """Small letters, digits and _, in the sections whose model does not say so itself."""
    for section in _SECTIONS:
        for key, entry in table(loaded, section).items():
            if not _FORM.fullmatch(key):
                hint = "small letters, digits and _, a letter first"
                path = ("id",) if section == "sources" else ()
                yield entry.problem(path, f"{quote(key)} is not in the form of an id", hint)


def shared_ids(loaded: Loaded) -> Iterator[Problem]:
    """One id must not stand for two things that can be reviewed; the clinic's is told, if any."""
    whole = dict.fromkeys(_WHOLE, "a whole file")
    taken: dict[str, tuple[str, Entry]] = {}
    for section in _REVIEWED:
        kind = f"one of the {section.replace('_', ' ')}"
        for key, entry in table(loaded, section).items():
            if key in whole:
                yield _shared(entry, key, whole[key])
            elif key in taken and _is_theirs(loaded, taken[key][1]):
                yield _shared(taken[key][1], key, kind)
            elif key in taken:
                yield _shared(entry, key, taken[key][0])
            taken.setdefault(key, (kind, entry))


def _shared(entry: Entry, key: str, other: str) -> Problem:
    text = f"the id {quote(key)} is that of {other} too"
    return entry.problem(("id",), text, "give this one another id")


def _is_theirs(loaded: Loaded, entry: Entry) -> bool:
    file = Path(entry.layers[-1].document.file)
    return loaded.folder is not None and loaded.folder in file.parents
