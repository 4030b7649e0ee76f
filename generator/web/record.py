"""The record: opened once a request, when a view asks for it, and closed at its end."""

from typing import Final

from flask import g

from generator.records.database import Database
from generator.web.current import settings

# A page that does not come is tried again by hand; `hep` waits longer.
PATIENCE_S: Final = 5.0


def record() -> Database:
    """The record of this request, and of no other: a connection serves one thread.

    Raises: RecordError, which is answered with a page of its own.
    """
    if "record" not in g:
        g.record = Database(settings().db, patience_s=PATIENCE_S)
    opened: Database = g.record
    return opened


def close_record(_: BaseException | None) -> None:
    """Close it, whatever the request came to."""
    opened: Database | None = g.pop("record", None)
    if opened is not None:
        opened.close()
