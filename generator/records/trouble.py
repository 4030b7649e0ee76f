"""What SQLite says, in words that tell what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from generator.errors import ExitCode, HepError, visible


class RecordError(HepError):
    """The record cannot be used; nothing in it was changed."""

    exit_code: ClassVar[ExitCode] = ExitCode.RECORD

    def __str__(self) -> str:
        """Return what happened; the name of a file may hold anything."""
        return "\n".join(map(visible, super().__str__().splitlines()))


class DamagedError(RecordError):
    """One thing in the record is not what it was; the rest can be used."""


_SAID = {
    sqlite3.SQLITE_BUSY: (
        "another program has been writing to the record for a long time",
        "close it, or try again",
    ),
    sqlite3.SQLITE_READONLY: (
        "the record can be read but not written",
        "check the permissions of the file and its folder",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the record cannot be opened",
        "check the permissions of the file and its folder",
    ),
    sqlite3.SQLITE_PERM: ("you may not use the record", "check its permissions"),
    sqlite3.SQLITE_FULL: ("the disk is full", "make room, then try again"),
    sqlite3.SQLITE_IOERR: (
        "the disk cannot be read or written, or is full",
        "check the disk, then try again",
    ),
    sqlite3.SQLITE_CORRUPT: ("the record is damaged", "see `hep restore` for a backup"),
    sqlite3.SQLITE_NOTADB: ("this file is no record of hep", "give another one with --db"),
}
_SAID[sqlite3.SQLITE_LOCKED] = _SAID[sqlite3.SQLITE_BUSY]
_PRIMARY = 0xFF  # the low byte of SQLite's extended codes


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into an error that names the file and says what to do.

    Raises: RecordError.
    """
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a fault of ours, not of the file
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
        if code not in _SAID:
            raise
        said, hint = _SAID[code]
        message = f"{path}: {said}; {hint}"
        raise RecordError(message) from error
