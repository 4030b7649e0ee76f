"""The history: who did what, and when; lines are added and never changed."""

import getpass
import os
import sqlite3

from msgspec import Struct

from generator.errors import visible
from generator.records import moments


class About(Struct, frozen=True, kw_only=True):
    """What a line of the history is about, by number."""

    patient: int | None = None
    program: int | None = None
    message: int | None = None


def who() -> str:
    """Who is at work: HEP_USER, or the name of the account."""
    named = os.environ.get("HEP_USER", "").strip()
    if named:
        return visible(named)
    try:
        return visible(getpass.getuser())
    except (KeyError, OSError):
        return "unknown"


def note(db: sqlite3.Connection, what: str, about: About, text: str = "") -> None:
    """Add a line; `text` holds plain words and numbers, never a patient's data."""
    db.execute(
        "INSERT INTO event (at, who, what, patient_id, program_id, message_id, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            moments.written(moments.now()),
            who(),
            what,
            about.patient,
            about.program,
            about.message,
            text,
        ),
    )
