"""Looking into the record: who was given what, and when."""

import hashlib
import json
import sqlite3

from msgspec import Struct

from generator.errors import BadInput
from generator.records.about import drafts_of
from generator.records.messages import UNSENT, Message
from generator.records.trouble import DamagedError


class Line(Struct, frozen=True, kw_only=True):
    """A program in a list."""

    id: int
    chart: str
    made_at: str
    phase: int
    exercises: int
    how: str


class Event(Struct, frozen=True, kw_only=True):
    """A line of the history."""

    at: str
    who: str
    what: str
    program_id: int | None
    message_id: int | None
    note: str


class Kept(Struct, frozen=True, kw_only=True):
    """A handout in the record, without its bytes."""

    id: int
    form: str
    variant: str
    sha256: str
    size: int


class Reason(Struct, frozen=True, kw_only=True):
    """An override with its reason."""

    kind: str
    item: str
    reason: str


class Patient(Struct, frozen=True, kw_only=True):
    """A patient, and how much the record keeps about them; `unsent` messages wait or are held."""

    id: int
    chart: str
    programs: int
    handouts: int
    messages: int
    unsent: int
    drafts: int


class Whole(Struct, frozen=True, kw_only=True):
    """Everything that the record keeps about one program."""

    id: int
    patient_id: int
    chart: str
    made_at: str
    issued_on: str
    phase: int
    version: str
    library: str
    case_name: str
    case_text: bytes
    explanation: str
    told: str
    overrides: tuple[Reason, ...]
    handouts: tuple[Kept, ...]
    messages: tuple[Message, ...]
    events: tuple[Event, ...]


def lines(db: sqlite3.Connection, chart: str | None, most: int) -> list[Line]:
    """The newest programs, newest first; of one patient, or of all."""
    rows = db.execute(
        "SELECT program.id, chart, made_at, phase, "
        "json_array_length(explanation, '$.exercises') AS exercises, "
        "(SELECT what FROM event WHERE patient_id = program.patient_id "
        "AND program_id = program.id ORDER BY id LIMIT 1) AS how "
        "FROM program JOIN patient ON patient.id = patient_id "
        "WHERE ? IS NULL OR chart = ? ORDER BY program.id DESC LIMIT ?",
        (chart, chart, most),
    )
    return [Line(**dict(row)) for row in rows]


def whole(db: sqlite3.Connection, number: int) -> Whole:
    """One program with everything about it.

    Raises: BadInput when there is none.
    """
    row = db.execute(
        "SELECT program.*, chart FROM program JOIN patient ON patient.id = patient_id "
        "WHERE program.id = ?",
        (number,),
    ).fetchone()
    if row is None:
        said = f"program {number}"
        raise BadInput.one(said, "there is no such program", "`hep history` lists them")
    reasons = db.execute("SELECT kind, item, reason FROM override WHERE program_id = ?", (number,))
    handouts = db.execute(
        "SELECT id, form, variant, sha256, length(data) AS size FROM handout "
        "WHERE program_id = ? ORDER BY id",
        (number,),
    )
    sent = db.execute("SELECT * FROM message WHERE program_id = ? ORDER BY id", (number,))
    events = db.execute(
        "SELECT at, who, what, program_id, message_id, note FROM event "
        "WHERE patient_id = ? AND program_id = ? ORDER BY id",  # only patients have an index
        (row["patient_id"], number),
    )
    own = {name: row[name] for name in Whole.__struct_fields__ if name in row.keys()}  # noqa: SIM118
    return Whole(
        **own,
        overrides=tuple(Reason(**dict(one)) for one in reasons),
        handouts=tuple(Kept(**dict(one)) for one in handouts),
        messages=tuple(map(Message.of, sent)),
        events=tuple(Event(**dict(one)) for one in events),
    )


def kept_handout(db: sqlite3.Connection, number: int) -> tuple[int, Kept]:
    """A handout by its number, with the number of its program.

    Raises: BadInput when there is none.
    """
    row = db.execute(
        "SELECT program_id, id, form, variant, sha256, length(data) AS size FROM handout "
        "WHERE id = ?",
        (number,),
    ).fetchone()
    if row is None:
        said = f"handout {number}"
        raise BadInput.one(said, "there is no such handout", "`hep history show` names them")
    own = dict(row)
    return own.pop("program_id"), Kept(**own)


def handout(db: sqlite3.Connection, kept: Kept) -> bytes:
    """The bytes of a handout, as they were then.

    Raises: RecordError when they are not.
    """
    data: bytes = db.execute("SELECT data FROM handout WHERE id = ?", (kept.id,)).fetchone()["data"]
    if hashlib.sha256(data).hexdigest() != kept.sha256:
        message = f"handout {kept.id} is damaged in the record; take it from a backup"
        raise DamagedError(message)
    return data


def patient_events(db: sqlite3.Connection, chart: str) -> list[Event]:
    """The history of one patient."""
    rows = db.execute(
        "SELECT at, who, what, program_id, message_id, note FROM event "
        "WHERE patient_id = (SELECT id FROM patient WHERE chart = ?) ORDER BY id",
        (chart,),
    )
    return [Event(**dict(row)) for row in rows]


def patient(db: sqlite3.Connection, number: int) -> Patient | None:
    """A patient by the record's own number; None for one that is unknown or was forgotten."""
    row = db.execute(
        "SELECT id, chart, "
        "(SELECT count(*) FROM program WHERE patient_id = patient.id) AS programs, "
        "(SELECT count(*) FROM handout JOIN program ON program.id = program_id "
        "WHERE patient_id = patient.id) AS handouts, "
        "(SELECT count(*) FROM message WHERE patient_id = patient.id) AS messages, "
        "(SELECT count(*) FROM message WHERE patient_id = patient.id "
        "AND state IN (SELECT value FROM json_each(?))) AS unsent "
        "FROM patient WHERE id = ? AND chart IS NOT NULL",
        (json.dumps(UNSENT), number),
    ).fetchone()
    return Patient(**dict(row), drafts=len(drafts_of(db, row["chart"]))) if row else None
