"""The evaluation that a request works on: read from the record, kept in it at every change."""

from typing import Final

from flask import request
from msgspec import Struct

from generator.records import drafts
from generator.records.drafts import Discarded, Draft, Overtaken
from generator.records.trouble import RecordError
from generator.web.casedata import Fields
from generator.web.record import begun, record

OWN: Final = (
    "open",
    "csrf_token",
    "version",
    "do",
    "download",
)  # of the page, not of the evaluation
# How the handout is printed and mailed: kept with the draft, no part of the case.
PRINTING: Final = tuple(f"handout.{key}" for key in ("size", "paper", "ink", "layout"))
MAIL: Final = ("mail.to", "mail.own_words", "mail.weeks", "mail.at")
# Of one message only: a password, and what the provider answers for. Never kept.
ONCE: Final = tuple(
    f"mail.{key}" for key in ("password", "repeated", "asks", "again", "address_ok", "draft_ok")
)
LONGEST: Final = 5000
DISCARDED: Final = (
    "this evaluation was discarded in the meantime, and nothing more of it is kept; "
    "begin a new one to go on"
)


class Kept(Struct, frozen=True, kw_only=True):
    """What became of a change: where it is kept, or why it is not."""

    draft: Draft
    moved: bool = False  # somebody else had changed the draft: this is a copy of its own
    trouble: str = ""


def posted() -> dict[str, list[str]]:
    """The fields of the form; what is blank is left out."""
    return {
        name: values
        for name, values in request.form.lists()
        if name not in OWN and name not in ONCE and any(values)
    }


def of_case(fields: Fields) -> dict[str, list[str]]:
    """The fields that belong to the case; one of ours with too much in it belongs nowhere."""
    return {
        name: list(values)
        for name, values in fields.items()
        if name not in (*PRINTING, *MAIL) or len("".join(values)) > LONGEST
    }


def loaded(key: str) -> Draft:
    """The draft at an address; a new one where there is none.

    Raises: RecordError.
    """
    if not begun():
        return Draft(id=key)
    with record().reading() as db:
        return drafts.load(db, key) or Draft(id=key)


def keep(key: str, fields: dict[str, list[str]], *, follows: int | None = None) -> Kept:
    """Keep what was posted; nothing of anybody else is overwritten."""
    try:
        return _kept(key, fields, follows)
    except Discarded:
        # With its version, so that it stays erased whatever the open form sends.
        gone = Draft(id=key, version=version(), fields=fields)
        return Kept(draft=gone, trouble=DISCARDED)
    except RecordError as error:
        return Kept(draft=Draft(id=key, fields=fields), trouble=str(error))


def _kept(key: str, fields: Fields, follows: int | None) -> Kept:
    moved = False
    with record().writing() as db:
        try:
            drafts.save(db, key, version(), fields, follows=follows)
        except Overtaken:
            other = drafts.load(db, key)
            key, moved = drafts.new_id(), True
            drafts.save(db, key, 0, fields, follows=other.follows if other else None)
    return Kept(draft=loaded(key), moved=moved)


def turn(key: str, by: int) -> None:
    """Undo or redo; what somebody else did meanwhile stays.

    Raises: RecordError.
    """
    with record().writing() as db:
        draft = drafts.load(db, key)
        if draft is not None:
            drafts.turn(db, key, draft.version, by)


def version() -> int:
    """The version that the form was made from."""
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < len(str(2**31)) else 0
