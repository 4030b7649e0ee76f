"""The record's file is private, durable, and never replaced by anything."""

import os
import sqlite3
import stat
from multiprocessing import get_context
from pathlib import Path

import pytest

from generator.errors import ExitCode
from generator.records.database import Database, default_path
from generator.records.trouble import RecordError


def test_a_new_record_is_private_and_its_side_files_too(tmp_path: Path) -> None:
    path = tmp_path / "new" / "record.db"
    with Database(path) as database, database.writing() as db:
        db.execute("INSERT INTO patient (chart) VALUES ('1')")
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    assert modes == dict.fromkeys(("record.db", "record.db-wal", "record.db-shm"), 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_record_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    Database(path).close()
    path.chmod(0o644)
    Database(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_committed_outlives_a_power_cut(database: Database) -> None:
    with database.reading() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert db.execute("PRAGMA secure_delete").fetchone()[0] == 1


def test_all_or_nothing(database: Database) -> None:
    def write() -> None:
        with database.writing() as db:
            db.execute("INSERT INTO patient (chart) VALUES ('1')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    with database.reading() as db:
        assert db.execute("SELECT count(*) FROM patient").fetchone()[0] == 0


def _refused(path: Path, **changes: float) -> str:
    """Open what cannot be opened; the file must be as it was, and so must its permissions."""
    before, mode = path.read_bytes(), path.stat().st_mode
    with pytest.raises(RecordError) as caught:
        Database(path, **changes).close()
    assert path.read_bytes() == before
    assert path.stat().st_mode == mode
    assert caught.value.exit_code is ExitCode.RECORD
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_file_that_is_no_record_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("My notes about patients.\n" * 100)
    path.chmod(0o644)
    assert _refused(path) == "this file is no record of hep; give another one with --db"


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE patient (id INTEGER)")
    other.close()
    assert _refused(path) == "this is a database of another program; give another --db"


def test_a_record_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    Database(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    newer.close()
    said = "a newer version of hep made this record; use that version"
    assert _refused(path) == said


def test_a_damaged_record_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with Database(path) as database, database.reading() as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[100:4000] = b"\xff" * 3900  # the page with the schema
    path.write_bytes(data)
    assert _refused(path) == "the record is damaged; see `hep restore` for a backup"


def test_a_record_that_another_program_holds(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    Database(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    said = "another program has been writing to the record for a long time"
    with Database(path, patience_s=0.05) as database:
        with pytest.raises(RecordError, match=said), database.writing():
            pass
        holder.execute("ROLLBACK")
        with database.writing() as db:
            db.execute("INSERT INTO patient (chart) VALUES ('1')")
    holder.close()


def test_a_full_disk_changes_nothing(database: Database) -> None:
    with database.reading() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(RecordError, match="the disk is full; make room"), database.writing() as db:
        db.executemany("INSERT INTO patient (chart) VALUES (?)", ((c * 900,) for c in "abcdefgh"))
    with database.reading() as db:
        assert db.execute("SELECT count(*) FROM patient").fetchone()[0] == 0
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_place_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordError, match="cannot be opened"):
        Database(tmp_path / "file" / "record.db")


def test_a_folder_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="the record cannot be opened"):
        Database(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_device_or_a_pipe_is_no_record(tmp_path: Path) -> None:
    """`--db /dev/null` as root would take /dev/null from everybody."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    path.chmod(0o666)
    with pytest.raises(RecordError, match="this is not a plain file"):
        Database(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666


def test_the_name_of_a_record_is_shown_as_it_can_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "no\x1b[2J\ufdd0" / "file" / "record.db"
    path.parent.parent.mkdir()
    path.parent.write_text("")
    with pytest.raises(RecordError) as caught:
        Database(path)
    assert r"no\x1b[2J" in str(caught.value)


def _open(path: Path) -> None:
    Database(path).close()


def test_several_programs_open_a_new_record_at_once(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with get_context("spawn").Pool(4) as pool:
        pool.map(_open, [path] * 12)
    with Database(path) as database, database.reading() as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_where_the_record_stands(tmp_path: Path) -> None:
    named = tmp_path / "mine.db"
    assert default_path({"HEP_DB": str(named)}) == named
    assert default_path({}).name == "record.db"
