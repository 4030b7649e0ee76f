"""The record's file: where it stands, opened with care, and never replaced."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from generator.records.migrations import OUR_FILE, migrate, newest, version_of
from generator.records.trouble import RecordError, in_plain_words

PATIENCE_S = 30.0  # how long to wait for another program that is writing
PRIVATE = 0o600
_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what is committed outlives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
    "PRAGMA trusted_schema = OFF",
)


def default_path(environ: Mapping[str, str]) -> Path:
    """Where the record stands when nobody says: HEP_DB, or the platform's data folder."""
    named = environ.get("HEP_DB", "")
    if named:
        return Path(named)
    from platformdirs import user_data_path  # noqa: PLC0415  (only needed here)

    return user_data_path("hep", appauthor=False) / "record.db"


class Database:
    """One open record; not for two threads at once."""

    def __init__(self, path: Path, *, patience_s: float = PATIENCE_S) -> None:
        """Open a record, or make a new one that only this user may read.

        Raises: RecordError, and the file is as it was.
        """
        self.path = path
        with in_plain_words(path):
            _make_private(path)
            self._db = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
            try:
                self._check()
                _tighten(path)
                for setting in _SETTINGS:
                    self._db.execute(setting)
                migrate(self._db)
            except BaseException:
                self._db.close()
                raise
        self._db.row_factory = sqlite3.Row

    def _check(self) -> None:
        """Refuse a file that is not ours, before anything is written to it."""
        kind = self._db.execute("PRAGMA application_id").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables and kind != OUR_FILE:
            message = f"{self.path}: this is a database of another program; give another --db"
            raise RecordError(message)
        if version_of(self._db) > newest():
            message = f"{self.path}: a newer version of hep made this record; use that version"
            raise RecordError(message)

    def __enter__(self) -> Self:
        """Use it in a `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def check_room(self, needed: int) -> None:
        """Look whether so many bytes can still be written.

        Raises: RecordError.
        """
        try:
            free = shutil.disk_usage(self.path.absolute().parent).free
        except OSError:
            return  # a file system that does not tell
        if free < needed:
            message = f"{self.path}: the disk is almost full; make room, then try again"
            raise RecordError(message)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read, with errors in plain words."""
        with in_plain_words(self.path):
            yield self._db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Do several things, all or none; from the first one on nobody else writes.

        Raises: RecordError, and nothing was done.
        """
        with in_plain_words(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                # After some faults of the disk SQLite has rolled back already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


def _make_private(path: Path) -> None:
    """Make the file with its permissions before anything is in it; SQLite's side files follow it.

    Raises: RecordError.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))
    except OSError as error:
        said = (error.strerror or "it cannot be made").lower()
        message = f"{path}: the record cannot be opened ({said}); give another one with --db"
        raise RecordError(message) from None
    # SQLite would open a device, and its rights would be taken from everybody.
    if not (path.is_file() or path.is_dir()):
        message = f"{path}: this is not a plain file; give another one with --db"
        raise RecordError(message)


def _tighten(path: Path) -> None:
    """Take a record that is ours away from everybody else, where the system knows such rights."""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        with suppress(PermissionError):  # of another user, who has to
            path.chmod(PRIVATE)
