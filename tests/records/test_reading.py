"""What was given can be found again, byte for byte."""

import sqlite3

import pytest

from generator.errors import BadInput
from generator.records import reading
from generator.records.database import Database
from generator.records.trouble import RecordError
from tests.recorded import Put


def test_the_newest_programs_first_and_those_of_one_patient(database: Database, put: Put) -> None:
    put(1, chart="a")
    put(2, chart="b")
    put(3, chart="a")
    with database.reading() as db:
        assert [(line.id, line.chart) for line in reading.lines(db, None, 9)] == [
            (3, "a"),
            (2, "b"),
            (1, "a"),
        ]
        assert [line.id for line in reading.lines(db, "a", 9)] == [3, 1]
        assert [line.id for line in reading.lines(db, None, 1)] == [3]
        assert reading.lines(db, "c", 9) == []
        assert reading.lines(db, "a", 9)[0].how == "sent"


def test_a_program_with_everything_about_it(database: Database, put: Put) -> None:
    put()
    with database.reading() as db:
        found = reading.whole(db, 1)
        assert reading.handout(db, found.handouts[0]) == b"%PDF-"
    assert found.case_text == b"patient: {name: Ana Ruiz}"
    assert found.overrides == (
        reading.Reason(kind="flag", item="rf_tmj_closed_lock", reason="Ana saw the dentist"),
    )
    assert [message.id for message in found.messages] == [1]
    assert [event.what for event in found.events] == ["sent", "overridden", "queued"]


def test_a_program_that_does_not_exist(database: Database) -> None:
    with pytest.raises(BadInput, match="program 5: there is no such program"):
        reading.whole(_db(database), 5)


def test_a_handout_that_changed_in_the_file_is_not_given_out(database: Database, put: Put) -> None:
    put()
    with database.writing() as db:
        db.execute("UPDATE handout SET data = x'00'")
    db = _db(database)
    with pytest.raises(RecordError, match="handout 1 is damaged"):
        reading.handout(db, reading.whole(db, 1).handouts[0])


def test_the_history_of_one_patient(database: Database, put: Put) -> None:
    put(1, chart="a")
    put(2, chart="b")
    events = reading.patient_events(_db(database), "a")
    assert {event.program_id for event in events} == {1}


def _db(database: Database) -> sqlite3.Connection:
    with database.reading() as db:
        return db
