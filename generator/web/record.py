"""The record in a request: opened when it is first needed, closed with the request."""

from flask import Flask, g

from generator.errors import visible
from generator.records.database import Database
from generator.records.trouble import RecordError
from generator.web.current import settings

PATIENCE_S = 5.0  # shorter than a browser's


def begun() -> bool:
    """Whether there is a record: a page that is only looked at makes none."""
    return settings().db.exists()


def record() -> Database:
    """The record of this request.

    Raises: RecordError when it cannot be opened.
    """
    if "record" not in g:
        g.record = Database(settings().db, patience_s=PATIENCE_S)
    found: Database = g.record
    return found


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
