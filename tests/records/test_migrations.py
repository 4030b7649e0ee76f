"""A record of any age is brought to the newest form, each step whole or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from generator.records import messages, migrations, programs
from generator.records.database import Database
from tests.recorded import given, new

STEPS = sorted(int(path.stem) for path in migrations.STEPS.glob("*.sql"))


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of steps that a test may add to."""
    folder = tmp_path / "steps"
    folder.mkdir()
    for path in migrations.STEPS.glob("*.sql"):
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(migrations, "STEPS", folder)
    return folder


def _form(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY name")
        return [(name, sql) for name, sql in rows]


def test_the_steps_are_numbered_without_a_gap() -> None:
    assert list(range(1, len(STEPS) + 1)) == STEPS
    assert migrations.newest() == STEPS[-1]


@pytest.mark.parametrize("reached", [0, *STEPS])
def test_from_every_step_to_the_newest(tmp_path: Path, reached: int) -> None:
    path = tmp_path / "record.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for step in range(1, reached + 1):
            migrations._take(db, step)
    Database(path).close()
    fresh = tmp_path / "fresh.db"
    Database(fresh).close()
    assert _form(path) == _form(fresh)
    with Database(path) as database, database.writing() as db:
        assert migrations.version_of(db) == STEPS[-1]
        messages.put(db, new(), programs.keep(db, given(), "sent"))


def test_a_step_that_fails_leaves_the_record_as_it_was(tmp_path: Path, steps: Path) -> None:
    path = tmp_path / "record.db"
    with Database(path) as database, database.writing() as db:
        messages.put(db, new(), programs.keep(db, given(), "sent"))
    before = _form(path)
    next_step = steps / f"{STEPS[-1] + 1}.sql"
    next_step.write_text(
        "CREATE TABLE half (id INTEGER) STRICT;\nALTER TABLE message ADD COLUMN half TEXT;\n"
        "INSERT INTO nowhere VALUES (1);\n"
    )
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        Database(path)
    assert _form(path) == before
    next_step.write_text(
        "CREATE TABLE whole (id INTEGER) STRICT;\n"
        "CREATE TRIGGER stays BEFORE DELETE ON whole\n"
        "BEGIN SELECT RAISE (ABORT, 'no; never'); END;\n"
        "INSERT INTO whole VALUES (1);\n"
    )
    with Database(path) as database, database.reading() as db:
        assert migrations.version_of(db) == STEPS[-1] + 1
        assert db.execute("SELECT count(*) FROM whole").fetchone()[0] == 1
        assert db.execute("SELECT count(*) FROM message").fetchone()[0] == 1
        with pytest.raises(sqlite3.IntegrityError, match="no; never"):
            db.execute("DELETE FROM whole")


def test_every_statement_of_a_step_is_taken() -> None:
    script = (migrations.STEPS / "1.sql").read_text("utf-8")
    kinds = [
        " ".join(statement.split("(")[0].split()[-3:])
        for statement in migrations.statements(script)
    ]
    assert len(kinds) == script.count("\nCREATE ")
