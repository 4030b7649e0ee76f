"""The record in a request: opened when it is first needed, closed with the request."""

import sqlite3
from pathlib import Path

from flask import Flask, g, request

from generator.errors import visible
from generator.records.database import Database
from generator.records.migrations import migrate
from generator.records.trouble import RecordError
from generator.web.current import settings

PATIENCE_S = 5.0  # shorter than a browser's


class _Nothing(Database):
    """A record of nothing: a page that is only looked at makes no file."""

    def __init__(self, path: Path) -> None:
        """Name the file that there may be one day."""
        self.path = path
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        migrate(self._db)
        self._db.row_factory = sqlite3.Row


def record() -> Database:
    """The record of this request.

    Raises: RecordError when it cannot be opened.
    """
    if "record" not in g:
        db = settings().db
        looked_at = request.method in ("GET", "HEAD") and _is_missing(db)
        g.record = _Nothing(db) if looked_at else Database(db, patience_s=PATIENCE_S)
    found: Database = g.record
    return found


def _is_missing(path: Path) -> bool:
    """Whether there is no record, and could be one; else whoever opens it is told what is wrong."""
    try:
        return not path.exists() and next(one for one in path.parents if one.exists()).is_dir()
    except OSError:
        return False


def said(error: RecordError) -> str:
    """What is wrong with the record, without the name of its file; it names no patient."""
    return str(error).replace(f"{visible(str(settings().db))}: ", "")


def register(app: Flask) -> None:
    """Close what a request opened."""
    app.teardown_appcontext(_close)


def _close(_: BaseException | None) -> None:
    opened: Database | None = g.pop("record", None)
    if opened is not None:
        opened.close()
