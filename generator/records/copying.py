"""Copies of the record: one that is whole while others write, and the way back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from generator.errors import OutputError
from generator.files import take_place, temporary_beside
from generator.records import moments
from generator.records.claims import stop_all
from generator.records.database import Database
from generator.records.events import About, note
from generator.records.migrations import OUR_FILE, newest, version_of
from generator.records.trouble import RecordError, in_plain_words


def backup(database: Database, target: Path, *, force: bool) -> None:
    """Copy the record as it is at one moment into a private file that appears whole.

    Raises: RecordError, OutputError when the file cannot be written or is there already.
    """
    if target.exists() and target.samefile(database.path):
        raise OutputError.one(str(target), "this is the record itself", "give another name")
    with temporary_beside(target) as temporary:
        with database.reading() as db:
            db.execute("VACUUM INTO ?", (str(temporary),))
        with in_plain_words(database.path), closing(_read_only(temporary)) as copy:
            sound = _sound(copy)
        if not sound:
            message = f"{database.path}: the record is damaged; see `hep restore` for a backup"
            raise RecordError(message)
        take_place(temporary, target, force=force)
    with database.writing() as db:
        note(db, "backed up", About())


class Restored(Struct, frozen=True):
    """The copy of what stood there before, if any; how many messages must be looked at."""

    aside: Path | None
    stopped: int


def restore(source: Path, target: Path, *, force: bool) -> Restored:
    """Put a backup in the record's place; what waited in it is stopped.

    Since the backup it may have been sent or cancelled: it must not go out by itself.

    Raises: RecordError when the backup is not whole, or a record is there and `force` is not given.
    """
    _check(source)
    if target.exists() and target.samefile(source):
        message = f"{source}: this is the record itself; name a backup"
        raise RecordError(message)
    aside = None
    there = target.exists() and target.stat().st_size > 0
    if there and not force:
        message = f"{target}: there is a record already; use --force to put the backup in its place"
        raise RecordError(message)
    with Database(target) as database, temporary_beside(target) as temporary:
        if there:
            stamp = f"{moments.now():%Y%m%dT%H%M%S.%f}"
            aside = target.with_name(f"{target.stem}-before-{stamp}{target.suffix}")
            backup(database, aside, force=False)
        stopped = _put_in_place(source, temporary, database)
    return Restored(aside, stopped)


def _put_in_place(source: Path, temporary: Path, database: Database) -> int:
    """Bring a copy of a backup up to date, stop what waits in it, then make it the record."""
    with closing(sqlite3.connect(temporary)) as empty, closing(_read_only(source)) as backed_up:
        backed_up.backup(empty)
    with Database(temporary) as copy:
        with copy.writing() as db:
            stopped = stop_all(
                db, "it waited when the backup was made, and may have gone out since"
            )
            note(db, "restored", About())
        # SQLite's own copying takes the locks that other programs respect, and is all or nothing.
        with copy.reading() as ready, database.reading() as db:
            ready.backup(db)
    return stopped


def _check(path: Path) -> None:
    """Refuse a file that is not a whole record.

    Raises: RecordError.
    """
    if not path.is_file():
        message = f"{path}: there is no such file"
        raise RecordError(message)
    with in_plain_words(path), closing(_read_only(path)) as db:
        if db.execute("PRAGMA application_id").fetchone()[0] != OUR_FILE:
            message = f"{path}: this is no record of hep"
            raise RecordError(message)
        if version_of(db) > newest():
            message = f"{path}: a newer version of hep made this; use that version"
            raise RecordError(message)
        if not _sound(db):
            message = f"{path}: it is damaged; take another backup"
            raise RecordError(message)


def _sound(db: sqlite3.Connection) -> bool:
    whole = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return whole and db.execute("PRAGMA foreign_key_check").fetchone() is None


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
