"""The outbox: messages put in, claimed by one worker each, and settled."""

import datetime
import sqlite3
import zlib
from collections import Counter
from typing import Final, Literal, Self

from msgspec import Struct

from generator.errors import BadInput
from generator.records import moments
from generator.records.events import About, note
from generator.records.trouble import DamagedError

State = Literal["queued", "sending", "sent", "failed", "cancelled", "drafted", "held", "released"]
UNSENT: Final[tuple[State, ...]] = ("queued", "sending", "held")  # and nobody has to retry them
Kind = Literal["program", "check_in"]


class NewMessage(Struct, frozen=True, kw_only=True):
    """A message on its way into the outbox; one that is held has a phase, and no bytes yet."""

    message_id: str
    kind: Kind
    sender: str
    recipient: str
    data: bytes
    due: datetime.datetime
    state: State = "queued"
    phase: int | None = None
    locked: bool = False


class Message(Struct, frozen=True, kw_only=True):
    """A message in the outbox, without its bytes."""

    id: int
    message_id: str
    patient_id: int
    program_id: int
    kind: Kind
    state: State
    phase: int | None
    locked: int
    sender: str
    recipient: str
    created_at: str
    due_at: str
    next_at: str
    attempts: int
    worker: str | None
    lease_until: str | None
    settled_at: str | None
    last_error: str

    @property
    def about(self) -> About:
        """What the history's lines about it name."""
        return About(patient=self.patient_id, program=self.program_id, message=self.id)

    @classmethod
    def of(cls, row: sqlite3.Row) -> Self:
        """The message of a row."""
        return cls(**{name: row[name] for name in cls.__struct_fields__})


def put(db: sqlite3.Connection, new: NewMessage, about: About) -> int:
    """Put a message into the outbox; give its number."""
    due, now = moments.written(new.due), moments.written(moments.now())
    settled = now if new.state == "drafted" else None
    number: int = db.execute(
        "INSERT INTO message (message_id, patient_id, program_id, kind, state, phase, locked, "
        "sender, recipient, created_at, due_at, next_at, settled_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            new.message_id,
            about.patient,
            about.program,
            new.kind,
            new.state,
            new.phase,
            new.locked,
            new.sender,
            new.recipient,
            now,
            due,
            due,
            settled,
        ),
    ).fetchone()["id"]
    if new.state != "held":
        letter = (number, zlib.compress(new.data))
        db.execute("INSERT INTO letter (message_id, data) VALUES (?, ?)", letter)
    note(db, new.state, About(patient=about.patient, program=about.program, message=number))
    return number


def find(db: sqlite3.Connection, number: int) -> Message | None:
    """A message by its number."""
    row = db.execute("SELECT * FROM message WHERE id = ?", (number,)).fetchone()
    return Message.of(row) if row else None


def data_of(db: sqlite3.Connection, number: int) -> bytes:
    """The bytes of a message as it travels.

    Raises: BadInput for one that has none, since it was held and never released; DamagedError.
    """
    row = db.execute("SELECT data FROM letter WHERE message_id = ?", (number,)).fetchone()
    if row is None:
        said = "it was held and never released, so there is nothing to send"
        raise BadInput.one(f"message {number}", said, "send a new program")
    try:
        return zlib.decompress(row["data"])
    except zlib.error:
        text = f"message {number} is damaged in the record; see `hep restore` for a backup"
        raise DamagedError(text) from None


def has_data(db: sqlite3.Connection, number: int) -> bool:
    """Whether a message was made already; what is held was not."""
    row = db.execute("SELECT 1 FROM letter WHERE message_id = ?", (number,)).fetchone()
    return row is not None


def listed(db: sqlite3.Connection, *, settled: bool, most: int) -> list[Message]:
    """The newest messages, newest first: those that wait or failed, or all."""
    rows = db.execute(
        "SELECT * FROM message WHERE ? OR state IN ('queued', 'sending', 'failed', 'held') "
        "ORDER BY id DESC LIMIT ?",
        (settled, most),
    )
    return [Message.of(row) for row in rows]


def waiting_counts(db: sqlite3.Connection) -> Counter[State]:
    """How many messages are queued, being sent, held or failed."""
    rows = db.execute(
        "SELECT state, count(*) AS number FROM message "
        "WHERE state IN ('queued', 'sending', 'failed', 'held') GROUP BY state"
    )
    return Counter({row["state"]: row["number"] for row in rows})


def same_program(db: sqlite3.Connection, chart: str, digest: str, recipient: str) -> Message | None:
    """A message that brought a patient the same program at the same address, or will."""
    row = db.execute(
        "SELECT message.* FROM message JOIN program ON program.id = program_id "
        "JOIN patient ON patient.id = message.patient_id "
        "WHERE kind = 'program' AND recipient = ? COLLATE NOCASE AND digest = ? AND chart = ? "
        "AND state IN ('queued', 'sending', 'sent', 'drafted') ORDER BY message.id DESC LIMIT 1",
        (recipient, digest, chart),
    ).fetchone()
    return Message.of(row) if row else None


def has_mail(db: sqlite3.Connection, program: int | None) -> bool:
    """Whether any message is about a program."""
    row = db.execute("SELECT 1 FROM message WHERE program_id = ?", (program,)).fetchone()
    return row is not None


def has_plan(db: sqlite3.Connection, program: int | None) -> bool:
    """Whether more is to follow a program, or has followed it."""
    row = db.execute(
        "SELECT 1 FROM message WHERE program_id = ? "
        "AND (kind = 'check_in' OR state IN ('held', 'released'))",
        (program,),
    ).fetchone()
    return row is not None


def of_another_patient(db: sqlite3.Connection, chart: str, recipient: str) -> Message | None:
    """A message of another patient to the same address."""
    row = db.execute(
        "SELECT message.* FROM message JOIN patient ON patient.id = patient_id "
        "WHERE recipient = ? COLLATE NOCASE AND chart <> ? AND state <> 'cancelled' "
        "ORDER BY message.id DESC LIMIT 1",
        (recipient, chart),
    ).fetchone()
    return Message.of(row) if row else None


def unsettled(db: sqlite3.Connection, chart: str) -> list[Message]:
    """What may still go out to a patient: it waits, is held, is being sent, or can be retried."""
    rows = db.execute(
        "SELECT message.* FROM message JOIN patient ON patient.id = patient_id WHERE chart = ? "
        "AND state IN ('queued', 'sending', 'failed', 'held') ORDER BY message.id",
        (chart,),
    )
    return [Message.of(row) for row in rows]


def nth_latest_sent(db: sqlite3.Connection, nth: int) -> datetime.datetime | None:
    """When the message was sent that `nth - 1` were sent after; None when fewer were sent."""
    row = db.execute(
        "SELECT settled_at FROM message WHERE state = 'sent' ORDER BY settled_at DESC "
        "LIMIT 1 OFFSET ?",
        (nth - 1,),
    ).fetchone()
    return moments.read(row["settled_at"]) if row else None
