"""The record's form, one step after another; a record of any age is brought to the newest."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

STEPS = Path(__file__).parent / "schema"
OUR_FILE = 0x48455052  # "HEPR", which SQLite keeps in the file's head


def newest() -> int:
    """The number of the last step."""
    return max(int(path.stem) for path in STEPS.glob("*.sql"))


def version_of(db: sqlite3.Connection) -> int:
    """Which step a record has reached; 0 for a new file."""
    number: int = db.execute("PRAGMA user_version").fetchone()[0]
    return number


def migrate(db: sqlite3.Connection) -> None:
    """Take the steps that are missing, each whole or not at all.

    Two programs may open an old record at once: the second waits, and finds nothing to do.
    """
    while version_of(db) < newest():
        db.execute("BEGIN IMMEDIATE")
        try:
            step = version_of(db) + 1
            if step <= newest():
                _take(db, step)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def _take(db: sqlite3.Connection, step: int) -> None:
    for statement in statements((STEPS / f"{step}.sql").read_text(encoding="utf-8")):
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {OUR_FILE}")
    db.execute(f"PRAGMA user_version = {step}")


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one at a time: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
