"""A backup is whole while others write, and the way back is as careful."""

import datetime
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from generator.errors import OutputError
from generator.records import claims, copying, messages, moments, orders, programs, reading
from generator.records.database import Database
from generator.records.trouble import RecordError
from tests.recorded import Put, given, new


def _charts(path: Path) -> list[str]:
    with Database(path) as database, database.reading() as db:
        return [line.chart for line in reading.lines(db, None, 1000)]


def test_there_and_back(database: Database, put: Put, tmp_path: Path) -> None:
    put(1, "a")
    copy = tmp_path / "copy.db"
    copying.backup(database, copy, force=False)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    put(2, "b")
    aside = copying.restore(copy, database.path, force=True).aside
    assert _charts(database.path) == ["a"]
    assert aside is not None
    assert _charts(aside) == ["b", "a"]
    assert sorted(path.name for path in tmp_path.glob(".hep*")) == []


def test_a_new_place(database: Database, put: Put, tmp_path: Path) -> None:
    put(1, "a")
    copying.backup(database, tmp_path / "copy.db", force=False)
    elsewhere = tmp_path / "new" / "record.db"
    assert copying.restore(tmp_path / "copy.db", elsewhere, force=False).aside is None
    assert _charts(elsewhere) == ["a"]
    with Database(elsewhere) as restored, restored.reading() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("SELECT what FROM event ORDER BY id DESC").fetchone()[0] == "restored"


def test_nothing_that_waited_goes_out_by_itself_after_a_restore(
    database: Database, put: Put, tmp_path: Path
) -> None:
    """One was sent since the backup, one was cancelled: for a red flag, perhaps."""
    sent, cancelled, held = put(1), put(2), put(3, state="held", phase=2)
    done = put(4, state="sent")
    with database.writing() as db:
        claims.claim(db, "w", moments.now(), datetime.timedelta(minutes=1))
    copying.backup(database, tmp_path / "copy.db", force=False)
    with database.writing() as db:
        orders.cancel(db, cancelled)
    assert copying.restore(tmp_path / "copy.db", database.path, force=True).stopped == 2
    with Database(database.path) as restored, restored.writing() as db:
        assert claims.claim(db, "w", moments.now(), datetime.timedelta(minutes=1)) is None
        states = {one.id: one.state for one in messages.listed(db, settled=True, most=9)}
        assert states == {sent: "failed", cancelled: "failed", held: "held", done: "sent"}
        orders.retry(db, sent)
        assert claims.claim(db, "w", moments.now(), datetime.timedelta(minutes=1)) is not None


def test_a_backup_replaces_nothing_unasked(database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    with pytest.raises(OutputError, match="there is a file of this name already"):
        copying.backup(database, copy, force=False)
    assert copy.read_text() == "mine"
    copying.backup(database, copy, force=True)
    assert _charts(copy) == []


def test_a_record_is_no_backup_of_itself(database: Database, put: Put, tmp_path: Path) -> None:
    """Its log would be read against another file: all would be lost."""
    put(1, "a")
    link = tmp_path / "link.db"
    link.symlink_to(database.path)
    for name in (database.path, link):
        with pytest.raises(OutputError, match="this is the record itself"):
            copying.backup(database, name, force=True)
        with pytest.raises(RecordError, match="this is the record itself"):
            copying.restore(name, database.path, force=True)
    assert _charts(database.path) == ["a"]


def test_a_record_is_not_replaced_unasked(database: Database, put: Put, tmp_path: Path) -> None:
    put(1, "a")
    copying.backup(database, tmp_path / "copy.db", force=False)
    put(2, "b")
    with pytest.raises(RecordError, match="there is a record already; use --force"):
        copying.restore(tmp_path / "copy.db", database.path, force=False)
    assert _charts(database.path) == ["b", "a"]


def test_what_is_no_whole_record_is_not_restored(
    database: Database, put: Put, tmp_path: Path
) -> None:
    put(1, "a")
    copy = tmp_path / "copy.db"
    copying.backup(database, copy, force=False)
    whole = copy.read_bytes()
    at = whole.rindex(b"ana@example.org")
    cases = {
        "is damaged": whole[: at - 3000] + b"\xff" * 3500 + whole[at + 500 :],
        "damaged": whole[: len(whole) // 2],
        "no record of hep": b"Dear diary. " * 999,
    }
    for said, data in cases.items():
        copy.write_bytes(data)
        with pytest.raises(RecordError, match=said):
            copying.restore(copy, database.path, force=True)
        assert _charts(database.path) == ["a"]
    with pytest.raises(RecordError, match="there is no such file"):
        copying.restore(tmp_path / "none.db", database.path, force=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("PRAGMA user_version = 99", "a newer version of hep made this; use that version"),
        ("DELETE FROM patient", "it is damaged; take another backup"),
        ("DELETE FROM sqlite_schema WHERE name = 'handout_of_program'", "it is damaged"),
        ("PRAGMA application_id = 7", "this is no record of hep"),
    ],
)
def test_a_backup_is_looked_at_before_anything_is_replaced(
    database: Database, put: Put, tmp_path: Path, change: str, said: str
) -> None:
    put(1, "a")
    copy = tmp_path / "copy.db"
    copying.backup(database, copy, force=False)
    put(2, "b")
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute(change)
    with pytest.raises(RecordError, match=said):
        copying.restore(copy, database.path, force=True)
    assert _charts(database.path) == ["b", "a"]
    assert list(tmp_path.glob("*-before-*")) == []


def test_what_is_damaged_is_not_backed_up(database: Database, put: Put, tmp_path: Path) -> None:
    """A good backup of before is worth more."""
    put(1, "a")
    (tmp_path / "copy.db").write_text("good")
    with database.reading() as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("DELETE FROM patient")
    with pytest.raises(RecordError, match=r"record\.db: the record is damaged"):
        copying.backup(database, tmp_path / "copy.db", force=True)
    assert (tmp_path / "copy.db").read_text() == "good"


def test_a_backup_while_others_write_is_one_moment(database: Database, tmp_path: Path) -> None:
    """Each program comes with its message in one transaction: a copy holds both or neither."""
    stop = threading.Event()

    def write() -> None:
        with Database(database.path) as mine:
            number = 0
            while not stop.is_set():
                number += 1
                with mine.writing() as db:
                    about = programs.keep(db, given(str(number)), "sent")
                    messages.put(db, new(number), about)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(2):
            copying.backup(database, tmp_path / f"{number}.db", force=False)
    finally:
        stop.set()
        writer.join()
    for number in range(2):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as db:
            pair = db.execute(
                "SELECT (SELECT count(*) FROM program), (SELECT count(*) FROM message)"
            ).fetchone()
        assert pair[0] == pair[1]
