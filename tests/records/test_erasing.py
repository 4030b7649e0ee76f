"""What is forgotten is gone from every byte of the record."""

import datetime
import os
import sqlite3
from pathlib import Path

import pytest

from generator.errors import BadInput
from generator.records import claims, erasing, moments, reading
from generator.records.database import Database
from generator.records.trouble import RecordError
from tests.recorded import Put

LEASE = datetime.timedelta(minutes=10)
SECRETS = (b"CHART-77", b"Ana Ruiz", b"ana@example.org", b"saw the dentist")


def _bytes_of(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def test_forgetting_leaves_no_byte_of_the_patient(database: Database, put: Put) -> None:
    for number in range(8):
        put(number, chart="CHART-77")
    put(9, chart="other", recipient="ben@example.org")
    before = _bytes_of(database.path)
    assert all(secret in before for secret in SECRETS)
    erased = erasing.forget(database, "CHART-77")
    assert (erased.programs, erased.messages, erased.unsent) == (8, 8, 8)
    with database.reading() as db:
        db.execute("DELETE FROM patient WHERE 0")
    after = _bytes_of(database.path)
    assert b"CHART-77" not in after
    assert b"ana@example.org" not in after
    assert b"ben@example.org" in after
    assert after.count(b"saw the dentist") <= 1  # the other patient's


def test_forgetting_keeps_a_line_that_something_was_forgotten(database: Database, put: Put) -> None:
    put(chart="CHART-77")
    erasing.forget(database, "CHART-77")
    with database.reading() as db:
        whats = [row["what"] for row in db.execute("SELECT what FROM event ORDER BY id")]
        patient = db.execute("SELECT * FROM patient").fetchone()
        assert db.execute("SELECT count(*) FROM letter").fetchone()[0] == 0
        assert db.execute("PRAGMA foreign_key_check").fetchone() is None
    assert whats == ["sent", "overridden", "queued", "forgotten"]
    assert patient["chart"] is None
    assert patient["forgotten_at"]


def test_a_patient_who_comes_back_is_a_new_one(database: Database, put: Put) -> None:
    put(1, chart="CHART-77")
    erasing.forget(database, "CHART-77")
    put(2, chart="CHART-77")
    with database.reading() as db:
        assert [row["id"] for row in db.execute("SELECT id FROM patient ORDER BY id")] == [1, 2]
        assert [row["id"] for row in db.execute("SELECT id FROM program")] == [2]


def test_a_patient_whom_nobody_knows(database: Database) -> None:
    with pytest.raises(BadInput, match="knows no patient"):
        erasing.forget(database, "x")


def test_what_was_held_counts_as_unsent(database: Database, put: Put) -> None:
    put(1, state="held", phase=2)
    put(2, state="sent")
    with database.reading() as db:
        known = reading.patient(db, 1)
    assert known is not None
    assert erasing.forget(database, "10421").unsent == known.unsent == 1


def test_nothing_is_forgotten_while_it_is_being_sent(database: Database, put: Put) -> None:
    put()
    with database.writing() as db:
        claims.claim(db, "w", moments.now(), LEASE)
    with pytest.raises(BadInput, match="at this moment"):
        erasing.forget(database, "10421")
    with database.reading() as db:
        assert db.execute("SELECT count(*) FROM program").fetchone()[0] == 1


def test_a_worker_that_was_lost_keeps_nobody_from_being_forgotten(
    database: Database, put: Put
) -> None:
    put()
    with database.writing() as db:
        assert claims.claim(db, "w", moments.now(), -LEASE)
    assert erasing.forget(database, "10421").programs == 1


def test_a_reader_that_holds_the_log_is_named(database: Database, put: Put) -> None:
    put()
    reader = sqlite3.connect(database.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM patient").fetchall()
    with database.reading() as db:
        db.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(RecordError, match="another program has the record open"):
        erasing.forget(database, "10421")
    reader.close()
    erasing.scrub(database)
    assert b"10421" not in _bytes_of(database.path)


def test_purge_takes_what_is_old_and_settled(database: Database, put: Put) -> None:
    old, waiting, young = put(1, "a", state="cancelled"), put(2, "b"), put(3, "c", state="sent")
    long_ago = moments.written(moments.now() - datetime.timedelta(days=3000))
    with database.writing() as db:
        db.execute("UPDATE program SET made_at = ? WHERE id < 3", (long_ago,))
        db.execute("UPDATE message SET settled_at = ? WHERE id = 1", (long_ago,))
    erased = erasing.purge(database, moments.now() - datetime.timedelta(days=2000))
    assert (erased.programs, erased.messages, erased.patients) == (1, 1, 1)
    with database.reading() as db:
        left = [row["id"] for row in db.execute("SELECT id FROM message ORDER BY id")]
        events = [row["what"] for row in db.execute("SELECT what FROM event ORDER BY id")]
    assert old not in left
    assert left == [waiting, young]
    assert events[-2:] == ["forgotten", "purged"]


def test_purge_leaves_what_was_sent_of_late(database: Database, put: Put) -> None:
    """Its age counts from the day on which the patient got it."""
    put(1, "a", state="sent")
    long_ago = moments.written(moments.now() - datetime.timedelta(days=3000))
    with database.writing() as db:
        db.execute("UPDATE program SET made_at = ?", (long_ago,))
        db.execute("UPDATE message SET settled_at = ?", (moments.written(moments.now()),))
    erased = erasing.purge(database, moments.now() - datetime.timedelta(days=2000))
    assert (erased.programs, erased.patients) == (0, 0)


def test_no_page_is_left_free(database: Database, put: Put) -> None:
    for number in range(20):
        put(number, data=os.urandom(20_000))
    erasing.forget(database, "10421")
    with database.reading() as db:
        assert db.execute("PRAGMA freelist_count").fetchone()[0] == 0
