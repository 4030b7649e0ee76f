"""What a person does with a message in the outbox: cancel it, or have it tried again."""

import datetime
import sqlite3
from collections.abc import Iterable

from generator.errors import BadInput
from generator.records import moments
from generator.records.events import note
from generator.records.messages import Message, data_of, find, unsettled

CANCELLABLE = ("queued", "failed", "held")
RETRIABLE = ("queued", "failed")
# What a patient had months ago is not what they have today (`case_limits` in rules.yaml).
STALE_AFTER = datetime.timedelta(days=30)
_WHY_NOT = {
    "sent": "it was sent already",
    "drafted": "it was written as a draft for your mail program",
    "cancelled": "it was cancelled already",
    "held": "it waits until you release it",
    "released": "it was released already",
    "sending": "it is being sent at this moment",
}


def known(db: sqlite3.Connection, number: int) -> Message:
    """A message by its number.

    Raises: BadInput when there is none.
    """
    message = find(db, number)
    if message is None:
        said = f"message {number}"
        raise BadInput.one(said, "there is no such message", "`hep outbox list --all` lists them")
    return message


def cancel(db: sqlite3.Connection, number: int) -> tuple[int, ...]:
    """Make sure that a message is never sent; with a program goes what was to follow it.

    What follows stays where the program went, or goes, to the same address by another message.

    Gives the numbers of all that were cancelled.

    Raises: BadInput when it is too late.
    """
    message = known(db, number)
    _allow(message, CANCELLABLE, "cannot be cancelled")
    rows = db.execute(
        "SELECT * FROM message WHERE id = ? OR (? AND program_id = ? "
        "AND recipient = ? COLLATE NOCASE AND state IN ('queued', 'held')) ORDER BY id",
        (number, _last_of_program(db, message), message.program_id, message.recipient),
    ).fetchall()
    return _cancel(db, [Message.of(row) for row in rows])


def _last_of_program(db: sqlite3.Connection, message: Message) -> bool:
    """Whether no other message brings, or brought, the program of this one to its address."""
    if message.kind != "program" or message.state == "held":
        return False
    other = db.execute(
        "SELECT 1 FROM message WHERE program_id = ? AND kind = 'program' AND id <> ? "
        "AND recipient = ? COLLATE NOCASE AND state IN ('queued', 'sending', 'sent', 'drafted')",
        (message.program_id, message.id, message.recipient),
    ).fetchone()
    return other is None


def stop(db: sqlite3.Connection, chart: str) -> tuple[Message, ...]:
    """Cancel all that may still go out to a patient in whom a stop flag was found.

    Its worker cannot put one that is being sent back into the queue then; if the server takes it
    all the same, it is recorded as sent.

    Gives the messages as they were before.
    """
    gone = tuple(unsettled(db, chart))
    _cancel(db, gone, "a stop flag was found")
    return gone


def _cancel(db: sqlite3.Connection, gone: Iterable[Message], why: str = "") -> tuple[int, ...]:
    for one in gone:
        db.execute(
            "UPDATE message SET state = 'cancelled', phase = NULL, worker = NULL, "
            "lease_until = NULL, settled_at = ? WHERE id = ?",
            (moments.written(moments.now()), one.id),
        )
        note(db, "cancelled", one.about, why)
    return tuple(one.id for one in gone)


def retry(db: sqlite3.Connection, number: int) -> None:
    """Let a message be sent now, whatever it was waiting for.

    Raises: BadInput when it was sent or cancelled, or its program is too old.
    """
    message = known(db, number)
    _allow(message, RETRIABLE, "cannot be retried")
    if moments.now() - moments.read(message.created_at) > STALE_AFTER:
        said = f"it is more than {STALE_AFTER.days} days old"
        raise BadInput.one(f"message {number}", said, "evaluate anew, and send that")
    data_of(db, number)
    now = moments.written(moments.now())
    db.execute(
        "UPDATE message SET state = 'queued', next_at = ?, due_at = ?, attempts = 0, "
        "settled_at = NULL WHERE id = ?",
        (now, now, number),
    )
    note(db, "retried", message.about)


def _allow(message: Message, states: tuple[str, ...], said: str) -> None:
    if message.state not in states:
        why = _WHY_NOT.get(message.state, f"it is {message.state}")
        hint = "use `hep send --again`" if message.state == "sent" else ""
        raise BadInput.one(f"message {message.id}", f"{why}, so it {said}", hint)
