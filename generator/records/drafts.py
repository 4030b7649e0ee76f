"""Evaluations that are being worked on: kept at every change, undone step by step."""

import datetime
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from generator.records import moments

Fields = Mapping[str, Sequence[str]]

ID_BYTES: Final = 12
MOST_STEPS: Final = 200
# Keystrokes in one field that follow each other so closely are one step.
ONE_STEP: Final = datetime.timedelta(seconds=3)


class Overtaken(Exception):  # noqa: N818  (no error: somebody else was quicker)
    """The draft was changed by somebody else since it was read."""


class Discarded(Exception):  # noqa: N818  (no error: somebody erased it on purpose)
    """The draft was erased since it was read, perhaps with all about its patient."""


class Draft(Struct, frozen=True, kw_only=True):
    """A draft as it is now."""

    id: str
    version: int = 0
    fields: dict[str, list[str]] = {}
    changed_at: str = ""
    before: bool = False  # whether there is something to undo
    after: bool = False  # whether something was undone
    follows: int | None = None
    program: int | None = None


class Head(Struct, frozen=True, kw_only=True):
    """A draft in a list."""

    id: str
    name: str
    chart: str
    changed_at: str


def new_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_urlsafe(ID_BYTES)


def load(db: sqlite3.Connection, key: str) -> Draft | None:
    """A draft as it is now; None when there is none."""
    row = _row(db, key)
    if row is None:
        return None
    steps = db.execute(
        "SELECT min(number) AS first, max(number) AS last FROM draft_step WHERE draft_id = ?",
        (key,),
    ).fetchone()
    return Draft(
        id=key,
        version=row["version"],
        fields=_fields(db, key, row["step"]),
        changed_at=row["changed_at"],
        before=row["step"] > steps["first"],
        after=row["step"] < steps["last"],
        follows=row["follows"],
        program=row["program_id"],
    )


def save(
    db: sqlite3.Connection, key: str, version: int, fields: Fields, *, follows: int | None = None
) -> None:
    """Keep what the form holds now, as a step of its own; the same as before is no step.

    Raises: Overtaken, Discarded.
    """
    now = moments.now()
    draft = _row(db, key)
    if draft is None:
        if version:
            raise Discarded
        _begin(db, key, follows, now)
        _put_step(db, key, 0, fields, now)
        return
    step, before = draft["step"], _fields(db, key, draft["step"])
    if before == _plain(fields):
        return  # also from an older form: nobody overwrites anything
    _refuse_other(draft, version)
    earlier = _goes_on(db, draft, before, fields, now)
    if earlier is None:
        _put_step(db, key, step + 1, fields, now)
    elif earlier == _plain(fields):  # ticked and unticked: nothing is left to undo
        _drop_steps(db, key, step)
        _advance(db, key, step - 1, fields, now)
    else:
        _put_step(db, key, step, fields, now)


def _begin(db: sqlite3.Connection, key: str, follows: int | None, now: datetime.datetime) -> None:
    at = moments.written(now)
    db.execute(
        "INSERT INTO draft (id, version, step, chart, name, began_at, changed_at, follows) "
        "VALUES (?, 0, 0, '', '', ?, ?, ?)",
        (key, at, at, follows),
    )


def _put_step(
    db: sqlite3.Connection, key: str, step: int, fields: Fields, now: datetime.datetime
) -> None:
    """Make a step the one that holds; what was undone is not to be had again then."""
    _drop_steps(db, key, step)
    db.execute(
        "INSERT INTO draft_step (draft_id, number, at, fields) VALUES (?, ?, ?, ?)",
        (key, step, moments.written(now), msgspec.json.encode(_plain(fields)).decode()),
    )
    db.execute(
        "DELETE FROM draft_step WHERE draft_id = ? AND number <= ?", (key, step - MOST_STEPS)
    )
    _advance(db, key, step, fields, now)


def _drop_steps(db: sqlite3.Connection, key: str, first: int) -> None:
    db.execute("DELETE FROM draft_step WHERE draft_id = ? AND number >= ?", (key, first))


def turn(db: sqlite3.Connection, key: str, version: int, by: int) -> None:
    """Undo (-1) or redo (1) one step; nothing happens where there is none.

    Raises: Overtaken.
    """
    draft = _row(db, key)
    if draft is None:
        return
    _refuse_other(draft, version)
    step = draft["step"] + by
    there = db.execute(
        "SELECT 1 FROM draft_step WHERE draft_id = ? AND number = ?", (key, step)
    ).fetchone()
    if there:
        _advance(db, key, step, _fields(db, key, step), moments.now())


def give(db: sqlite3.Connection, key: str, program: int) -> None:
    """Note which program was given of a draft."""
    db.execute("UPDATE draft SET program_id = ? WHERE id = ?", (program, key))


def unfinished(db: sqlite3.Connection, most: int) -> list[Head]:
    """The drafts of which nothing was given yet, the newest first."""
    rows = db.execute(
        "SELECT id, name, chart, changed_at FROM draft WHERE program_id IS NULL "
        "ORDER BY changed_at DESC LIMIT ?",
        (most,),
    )
    return [msgspec.convert(dict(row), Head) for row in rows]


def discard(db: sqlite3.Connection, key: str) -> None:
    """Erase a draft with all its steps."""
    db.execute("DELETE FROM draft WHERE id = ?", (key,))


def discard_before(db: sqlite3.Connection, before: datetime.datetime) -> int:
    """Erase the drafts that nobody has changed since a moment, and say how many there were."""
    gone = db.execute("DELETE FROM draft WHERE changed_at < ?", (moments.written(before),))
    return gone.rowcount


def _row(db: sqlite3.Connection, key: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute("SELECT * FROM draft WHERE id = ?", (key,)).fetchone()
    return row


def _refuse_other(draft: sqlite3.Row, version: int) -> None:
    if draft["version"] != version:
        raise Overtaken


def _goes_on(
    db: sqlite3.Connection,
    draft: sqlite3.Row,
    before: Fields,
    fields: Fields,
    now: datetime.datetime,
) -> dict[str, list[str]] | None:
    """What was before the last change, if this one goes on with it: the same field, at once."""
    row = db.execute(
        "SELECT this.at, earlier.fields FROM draft_step AS this JOIN draft_step AS earlier "
        "ON earlier.draft_id = this.draft_id AND earlier.number = this.number - 1 "
        "WHERE this.draft_id = ? AND this.number = ?",
        (draft["id"], draft["step"]),
    ).fetchone()
    if row is None or now - moments.read(row["at"]) > ONE_STEP:
        return None
    earlier = msgspec.json.decode(row["fields"], type=dict[str, list[str]])
    last = _changed(earlier, before)
    return earlier if len(last) == 1 and last == _changed(before, fields) else None


def _changed(one: Fields, other: Fields) -> set[str]:
    return {name for name in {*one, *other} if list(one.get(name, ())) != list(other.get(name, ()))}


def _fields(db: sqlite3.Connection, key: str, step: int) -> dict[str, list[str]]:
    row = db.execute(
        "SELECT fields FROM draft_step WHERE draft_id = ? AND number = ?", (key, step)
    ).fetchone()
    return msgspec.json.decode(row["fields"], type=dict[str, list[str]])


def _plain(fields: Fields) -> dict[str, list[str]]:
    return {name: list(values) for name, values in fields.items()}


def _advance(
    db: sqlite3.Connection, key: str, step: int, fields: Fields, now: datetime.datetime
) -> None:
    name, chart = (next(iter(fields.get(f"patient.{part}", ())), "") for part in ("name", "id"))
    db.execute(
        "UPDATE draft SET version = version + 1, step = ?, name = ?, chart = ?, changed_at = ? "
        "WHERE id = ?",
        (step, name.strip(), chart.strip(), moments.written(now), key),
    )
