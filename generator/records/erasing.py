"""Forgetting: a patient who asks for it, or what is older than it needs to be.

The history keeps its lines, which hold numbers and words of ours; the data they are about goes.
"""

import datetime
import sqlite3

from msgspec import Struct
from msgspec.structs import replace

from generator.errors import BadInput
from generator.records import drafts, moments
from generator.records.about import discard_drafts_of
from generator.records.database import Database
from generator.records.events import About, note
from generator.records.messages import UNSENT
from generator.records.trouble import RecordError


class Erased(Struct, frozen=True, kw_only=True):
    """How much is gone; `unsent` messages among them waited, were held or being sent."""

    programs: int = 0
    messages: int = 0
    unsent: int = 0
    drafts: int = 0
    patients: int = 0


def forget(database: Database, chart: str) -> Erased:
    """Erase everything about a patient but the numbers in the history.

    Raises: BadInput when the record does not know the patient, RecordError.
    """
    with database.writing() as db:
        row = db.execute("SELECT id FROM patient WHERE chart = ?", (chart,)).fetchone()
        discarded = discard_drafts_of(db, chart)
        if row is None and not discarded:
            said, hint = "the record knows no patient with this chart number", "see `hep history`"
            raise BadInput.one("--patient", said, hint)
        erased = _erase_patient(db, row["id"]) if row else Erased()
    scrub(database)
    return replace(erased, drafts=discarded)


def _erase_patient(db: sqlite3.Connection, patient: int) -> Erased:
    numbers = db.execute("SELECT id FROM program WHERE patient_id = ?", (patient,))
    erased = _erase(db, [one["id"] for one in numbers])
    _forget_patient(db, patient)
    return erased


def purge(database: Database, before: datetime.datetime) -> Erased:
    """Erase programs made before a moment of which nothing waits to be sent, and old drafts.

    Raises: RecordError.
    """
    with database.writing() as db:
        numbers = db.execute(
            "SELECT id FROM program WHERE made_at < ? AND id NOT IN (SELECT program_id "
            "FROM message WHERE settled_at IS NULL OR settled_at >= ?)",
            (moments.written(before), moments.written(before)),
        )
        erased = _erase(db, [one["id"] for one in numbers])
        discarded = drafts.discard_before(db, before)
        left = db.execute(
            "SELECT id FROM patient WHERE chart IS NOT NULL "
            "AND id NOT IN (SELECT patient_id FROM program)"
        ).fetchall()
        for patient in left:
            _forget_patient(db, patient["id"])
        if erased.programs:
            note(db, "purged", About(), f"{erased.programs} programs")
    scrub(database)
    return replace(erased, drafts=discarded, patients=len(left))


def _erase(db: sqlite3.Connection, programs: list[int]) -> Erased:
    """Erase programs with all that hangs on them.

    Raises: BadInput while one of their messages is on its way.
    """
    messages = unsent = 0
    now = moments.written(moments.now())
    for number in programs:
        rows = db.execute("SELECT state, lease_until FROM message WHERE program_id = ?", (number,))
        found = rows.fetchall()
        states = [row["state"] for row in found]
        # The claim of a worker that was lost ends by itself.
        if any(row["lease_until"] and row["lease_until"] > now for row in found):
            said = "a message of this patient is being sent at this moment"
            raise BadInput.one("--patient", said, "try again in ten minutes")
        messages += len(states)
        unsent += sum(state in UNSENT for state in states)
        db.execute("DELETE FROM program WHERE id = ?", (number,))
    return Erased(programs=len(programs), messages=messages, unsent=unsent)


def _forget_patient(db: sqlite3.Connection, patient: int) -> None:
    now = moments.written(moments.now())
    db.execute("UPDATE patient SET chart = NULL, forgotten_at = ? WHERE id = ?", (now, patient))
    note(db, "forgotten", About(patient=patient))


def scrub(database: Database) -> None:
    """Overwrite what was deleted: in the file, and in the log beside it.

    Raises: RecordError when another program keeps the log from being emptied.
    """
    with database.reading() as db:
        # The first empties the log of old pages; VACUUM then writes every page once more into it.
        for command in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM"):
            db.execute(command)
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        message = (
            f"{database.path}: erased, but another program has the record open, so traces may "
            "stand in the file beside it; close it and run `hep history purge` once more"
        )
        raise RecordError(message)
