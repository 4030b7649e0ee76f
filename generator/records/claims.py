"""What a worker does with a message: claim it, then say what came of it.

A claim ends by itself after the lease: a worker that was killed holds nothing for ever.
"""

import datetime
import sqlite3

from generator.records import moments
from generator.records.events import note
from generator.records.messages import Message

_DUE = (
    "SELECT id, state FROM message WHERE ((state = 'queued' AND next_at <= ?) "
    "OR (state = 'sending' AND lease_until <= ?)) AND (kind = 'program' OR EXISTS ("
    "SELECT 1 FROM message AS first WHERE first.program_id = message.program_id "
    "AND first.recipient = message.recipient COLLATE NOCASE "
    "AND first.kind = 'program' AND first.state = 'sent')) ORDER BY next_at, id LIMIT 1"
)


def is_due(db: sqlite3.Connection, now: datetime.datetime) -> bool:
    """Whether there is anything to claim."""
    at = moments.written(now)
    return db.execute(_DUE, (at, at)).fetchone() is not None


def claim(
    db: sqlite3.Connection, worker: str, now: datetime.datetime, lease: datetime.timedelta
) -> Message | None:
    """Take the message that has waited longest, for this worker alone; None when none is due.

    One whose worker was lost is taken again: the server may have accepted it already. A check-in
    waits for its program at its own address: nobody is asked about what they never got.
    """
    at = moments.written(now)
    row = db.execute(_DUE, (at, at)).fetchone()
    if row is None:
        return None
    taken = db.execute(
        "UPDATE message SET state = 'sending', worker = ?, lease_until = ?, "
        "attempts = attempts + 1 WHERE id = ? RETURNING *",
        (worker, moments.written(now + lease), row["id"]),
    ).fetchone()
    message = Message.of(taken)
    if row["state"] == "sending":
        note(db, "interrupted", message.about, "its worker was lost; taken up again")
    return message


def sent(db: sqlite3.Connection, message: Message) -> None:
    """The server has accepted it: true whoever holds the claim by now."""
    db.execute(
        "UPDATE message SET state = 'sent', worker = NULL, lease_until = NULL, settled_at = ?, "
        "last_error = '' WHERE id = ? AND message_id = ?",
        (moments.written(moments.now()), message.id, message.message_id),
    )
    note(db, "sent", message.about, f"attempt {message.attempts}")


def failed(db: sqlite3.Connection, message: Message, error: str, line: str) -> None:
    """It will not be tried again; `error` for whoever looks, `line` without a patient's data."""
    done = db.execute(
        "UPDATE message SET state = 'failed', worker = NULL, lease_until = NULL, settled_at = ?, "
        "last_error = ? WHERE id = ? AND state = 'sending' AND worker = ?",
        (moments.written(moments.now()), error, message.id, message.worker),
    )
    if done.rowcount == 1:
        note(db, "failed", message.about, line)


def stop_all(db: sqlite3.Connection, error: str) -> int:
    """Nothing that waits goes out before a person says so, message by message; give how many."""
    rows = db.execute(
        "UPDATE message SET state = 'failed', worker = NULL, lease_until = NULL, settled_at = ?, "
        "last_error = ? WHERE state IN ('queued', 'sending') RETURNING *",
        (moments.written(moments.now()), error),
    ).fetchall()
    for message in map(Message.of, rows):
        note(db, "failed", message.about, "stopped by a restore")
    return len(rows)


def deferred(
    db: sqlite3.Connection, message: Message, error: str, line: str, next_at: datetime.datetime
) -> None:
    """It goes back into the queue until a later moment."""
    if _requeue(db, message, error, next_at):
        note(db, "deferred", message.about, f"attempt {message.attempts}: {line}")


def returned(db: sqlite3.Connection, message: Message, error: str) -> None:
    """It goes back as if it had not been tried: the fault was not its own."""
    if _requeue(db, message, error, moments.read(message.next_at)):
        db.execute("UPDATE message SET attempts = attempts - 1 WHERE id = ?", (message.id,))


def _requeue(
    db: sqlite3.Connection, message: Message, error: str, next_at: datetime.datetime
) -> bool:
    done = db.execute(
        "UPDATE message SET state = 'queued', worker = NULL, lease_until = NULL, next_at = ?, "
        "last_error = ? WHERE id = ? AND state = 'sending' AND worker = ?",
        (moments.written(next_at), error, message.id, message.worker),
    )
    return done.rowcount == 1
