"""The evaluation that a request works on: read from the record, kept in it at every change."""

import sqlite3
from typing import Final, get_args

from flask import request
from msgspec import Struct
from msgspec.structs import replace

from generator.errors import Problem
from generator.figures.drawing import Ink
from generator.handout.variant import Layout, Size
from generator.model.clinic import Paper
from generator.records import drafts
from generator.records.drafts import Discarded, Draft, Overtaken
from generator.records.trouble import RecordError
from generator.web import casedata
from generator.web.casedata import Fields
from generator.web.current import desk
from generator.web.record import record, said

OWN: Final = (
    "open",
    "csrf_token",
    "version",
    "do",
    "download",
)  # of the page, not of the evaluation
# How the handout is printed, the usual way first: kept with the draft, no part of the case.
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "size": get_args(Size),
    "paper": ("", *get_args(Paper)),
    "ink": get_args(Ink),
    "layout": get_args(Layout),
}
PRINTING: Final = tuple(f"handout.{key}" for key in CHOICES)
USUAL: Final = {f"handout.{key}": [values[0]] for key, values in CHOICES.items()}
MAIL: Final = ("mail.to", "mail.own_words", "mail.weeks", "mail.at")
# Of one message only: a password, and what the provider answers for. Never kept.
ONCE: Final = tuple(
    f"mail.{key}" for key in ("password", "repeated", "asks", "again", "address_ok", "draft_ok")
)
DISCARDED: Final = (
    "this evaluation was discarded in the meantime, and nothing more of it is kept; "
    "begin a new one to go on"
)
WRONG: Final = "put right what is marked"


class Kept(Struct, frozen=True, kw_only=True):
    """What became of a change: where it is kept, or why it is not."""

    draft: Draft
    moved: bool = False  # somebody else had changed the draft: this is a copy of its own
    trouble: str = ""


def posted() -> dict[str, list[str]]:
    """The fields of the form; what is blank, or as usual, is left out.

    So a form that comes back as it was shown is no change, whether a script sent it or a browser,
    which ends its lines in another way.
    """
    found = {
        name: [value.replace("\r\n", "\n") for value in values if value]
        for name, values in request.form.lists()
        if name not in OWN and name not in ONCE
    }
    return {name: values for name, values in found.items() if values not in ([], USUAL.get(name))}


def refused(fields: Fields) -> tuple[Problem, ...]:
    """What no browser with our page would send."""
    return tuple(casedata.refused(fields, desk().offer.names.union(PRINTING, MAIL)))


def of_case(fields: Fields) -> dict[str, list[str]]:
    """The fields that belong to the case."""
    ours = (*PRINTING, *MAIL)
    return {name: list(values) for name, values in fields.items() if name not in ours}


def loaded(key: str) -> Draft:
    """The draft at an address; a new one where there is none.

    Raises: RecordError.
    """
    with record().reading() as db:
        return drafts.load(db, key) or Draft(id=key)


def keep(key: str, fields: Fields, *, follows: int | None = None) -> Kept:
    """Keep what was posted; nothing of anybody else is overwritten."""
    return _kept(key, fields, follows=follows)


def turn(key: str, fields: Fields, by: int) -> Kept:
    """Keep what was posted, then undo or redo a step; nothing that somebody else did is undone."""
    return _kept(key, fields, by=by)


def unkept(key: str, fields: Fields, trouble: str = WRONG) -> Kept:
    """A form that is not kept: it still goes on from the version that it was made from."""
    try:
        stored = loaded(key)
    except RecordError:
        stored = Draft(id=key)
    here = {name: list(values) for name, values in fields.items()}
    return Kept(draft=replace(stored, version=version(), fields=here), trouble=trouble)


def _kept(key: str, fields: Fields, *, follows: int | None = None, by: int = 0) -> Kept:
    try:
        with record().writing() as db:
            at = _saved(db, key, fields, follows)
            draft = drafts.load(db, at) if by and at == key else None
            if draft:
                drafts.turn(db, at, draft.version, by)
        return Kept(draft=loaded(at), moved=at != key)
    except Discarded:
        # With its version, so that it stays erased whatever the open form sends.
        return unkept(key, fields, DISCARDED)
    except RecordError as error:
        return unkept(key, fields, said(error))


def _saved(db: sqlite3.Connection, key: str, fields: Fields, follows: int | None) -> str:
    """Where the form is kept: at its own address, or as a copy where somebody was quicker."""
    try:
        drafts.save(db, key, version(), fields, follows=follows)
    except Overtaken:
        other, key = drafts.load(db, key), drafts.new_id()
        drafts.save(db, key, 0, fields, follows=other.follows if other else None)
    return key


def version() -> int:
    """The version that the form was made from."""
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < len(str(2**31)) else 0
