"""The next phase of a plan, held until a provider has asked the red flags again.

Its program is then made anew, from a new evaluation or from the last one with today's answers.
"""

import datetime
import json
import sqlite3
from collections.abc import Sequence

from generator.delivery.order import Order
from generator.delivery.sending import Prepared, enqueue
from generator.errors import BadInput
from generator.made import Source
from generator.model.base import Irritability
from generator.records import messages, moments
from generator.records.events import note
from generator.records.messages import Message
from generator.yamlread import read_yaml

_COUNTS = {"days_since": 1, "weeks": 7, "weeks_since": 7}  # in days


def held_message(db: sqlite3.Connection, number: int) -> tuple[Message, bytes]:
    """A held program, and the case of the program before it.

    Raises: BadInput for any other message.
    """
    message = messages.find(db, number)
    if message is None or message.state != "held":
        why = "there is no such message" if message is None else f"it is {message.state}, not held"
        raise BadInput.one(f"message {number}", why, "`hep outbox list` shows what is held")
    row = db.execute(
        "SELECT case_text FROM program WHERE patient_id = ? AND phase < ? ORDER BY id DESC LIMIT 1",
        (message.patient_id, message.phase),
    ).fetchone()
    return message, row["case_text"]


def screened_again(
    text: bytes,
    source: Source,
    *,
    phase: int,
    present: Sequence[str],
    irritability: Irritability,
    today: datetime.date,
) -> Source:
    """The case of the program before, with today's answers.

    What was present stays so, with its details; overrides do not stand for another phase.
    """
    data = dict(_mapping(read_yaml(text, source.name).data))
    days = _days_since(data.get("evaluated"), today)
    flags = {key: _aged(value, days) for key, value in _mapping(data.get("flags") or {}).items()}
    flags |= {key: True for key in present if flags.get(key, False) is False}
    if isinstance(data.get("exercises"), dict):
        edits = _mapping(data["exercises"])
        data["exercises"] = {key: value for key, value in edits.items() if key != "override"}
    data |= {
        "evaluated": today.isoformat(),
        "screened": True,
        "irritability": irritability,
        "phase": phase,
        "flags": flags,
    }
    for key in ("not_screened", "confirmed_not_screened", "override"):
        data.pop(key, None)
    # JSON is YAML in which no text can be taken for a number.
    return Source(path=source.path, text=json.dumps(data, indent=1, ensure_ascii=False).encode())


def _days_since(evaluated: object, today: datetime.date) -> int | None:
    try:
        return (today - datetime.date.fromisoformat(str(evaluated))).days
    except ValueError:
        return None


def _aged(value: object, days: int | None) -> object:
    """A flag with its details so many days later; where nobody knows how many, without counts.

    A count that is missing is read cautiously (`screening.py`).
    """
    if not isinstance(value, dict):
        return value
    kept = {key: detail for key, detail in value.items() if key not in _COUNTS}
    if days is None:
        return kept
    return kept | {key: value[key] + days / _COUNTS[key] for key in _COUNTS if key in value}


def _mapping(data: object) -> dict[str, object]:
    if not isinstance(data, dict):
        message = "a case is a mapping"
        raise TypeError(message)
    return data


def check_address(held: Message, prepared: Prepared) -> None:
    """Refuse a case with another address than that of the plan: one of them is old.

    Raises: BadInput.
    """
    if prepared.email and prepared.email.casefold() != held.recipient.casefold():
        text = f"the plan goes to {held.recipient}, the case says {prepared.email}"
        raise BadInput.one(prepared.given.case_name, text, "say which with --to")


def shares_address(held: Message, to: str) -> bool:
    """Whether a program goes where its plan goes: whoever else has that address, was asked then."""
    return to.casefold() == held.recipient.casefold()


def _refuse_old(db: sqlite3.Connection, held: Message, prepared: Prepared) -> None:
    """Refuse to release before an earlier phase, or by an evaluation that led to a program before.

    Raises: BadInput.
    """
    earlier = db.execute(
        "SELECT id FROM message WHERE program_id = ? AND state = 'held' AND phase < ?",
        (held.program_id, held.phase),
    ).fetchone()
    if earlier:
        text = f"an earlier phase is still held (message {earlier['id']})"
        raise BadInput.one(f"message {held.id}", text, "release or cancel that one first")
    last = db.execute(
        "SELECT max(issued_on) AS day FROM program WHERE patient_id = ?", (held.patient_id,)
    ).fetchone()["day"]
    if prepared.evaluated is None or prepared.evaluated.isoformat() <= last:
        text = f"the evaluation is not newer than the program of {last}"
        raise BadInput.one(prepared.given.case_name, text, "evaluate anew, with a new evaluated:")


def release(db: sqlite3.Connection, held: Message, prepared: Prepared, order: Order) -> int:
    """Put a held program's message into the outbox; give its number.

    Raises: BadInput when it was released or cancelled in the meantime, or is another patient's.
    """
    chart = db.execute("SELECT chart FROM patient WHERE id = ?", (held.patient_id,)).fetchone()
    if chart is None or chart["chart"] != prepared.given.chart:
        text = f"this is not the case of the patient of message {held.id}"
        raise BadInput.one(prepared.given.case_name, text, "check the patient's id")
    _refuse_old(db, held, prepared)
    if held.locked and not prepared.new.locked:
        text = "the plan began with a locked PDF"
        raise BadInput.one(f"message {held.id}", text, "give --password or --password-file")
    if prepared.given.phase != held.phase:
        text = f"the case is for phase {prepared.given.phase}, the message for phase {held.phase}"
        raise BadInput.one(prepared.given.case_name, text, f"write phase: {held.phase}")
    done = db.execute(
        "UPDATE message SET state = 'released', settled_at = ? WHERE id = ? AND state = 'held'",
        (moments.written(moments.now()), held.id),
    )
    if done.rowcount != 1:
        said = "it was released or cancelled in the meantime"
        raise BadInput.one(f"message {held.id}", said, "see `hep outbox list`")
    number, about = enqueue(db, prepared, order)
    note(db, "released", held.about, f"as message {number} of program {about.program}")
    return number
