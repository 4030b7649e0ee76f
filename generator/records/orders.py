"""What a person does with a message in the outbox: cancel it, or have it tried again."""

import sqlite3

from generator.errors import BadInput
from generator.records import moments
from generator.records.events import note
from generator.records.messages import Message, find

CANCELLABLE = ("queued", "failed")
RETRIABLE = ("queued", "failed", "cancelled")
_WHY_NOT = {
    "sent": "it was sent already",
    "drafted": "it was written as a draft for your mail program",
    "cancelled": "it was cancelled already",
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


def cancel(db: sqlite3.Connection, number: int) -> None:
    """Make sure that a message is never sent.

    Raises: BadInput when it is too late.
    """
    message = known(db, number)
    _allow(message, CANCELLABLE, "cannot be cancelled")
    db.execute(
        "UPDATE message SET state = 'cancelled', settled_at = ? WHERE id = ?",
        (moments.written(moments.now()), number),
    )
    note(db, "cancelled", message.about)


def retry(db: sqlite3.Connection, number: int) -> None:
    """Let a message be sent now, whatever it was waiting for.

    Raises: BadInput when it was sent, or never can be.
    """
    message = known(db, number)
    _allow(message, RETRIABLE, "cannot be sent again this way")
    now = moments.written(moments.now())
    db.execute(
        "UPDATE message SET state = 'queued', next_at = ?, due_at = min(due_at, ?), attempts = 0, "
        "settled_at = NULL WHERE id = ?",
        (now, now, number),
    )
    note(db, "retried", message.about)


def _allow(message: Message, states: tuple[str, ...], said: str) -> None:
    if message.state not in states:
        why = _WHY_NOT.get(message.state, f"it is {message.state}")
        hint = "use `hep send --again`" if message.state == "sent" else ""
        raise BadInput.one(f"message {message.id}", f"{why}, so it {said}", hint)
