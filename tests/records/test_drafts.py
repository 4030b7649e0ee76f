"""Drafts: every change kept, undone, and nobody's overwritten."""

import datetime

import pytest

from generator.records import drafts, erasing, moments
from generator.records.database import Database
from generator.records.drafts import Overtaken
from tests.recorded import Put

KEY = "abcdefghijklmnop"


def save(database: Database, version: int, **fields: str) -> None:
    with database.writing() as db:
        drafts.save(db, KEY, version, {name: [text] for name, text in fields.items()})


def now(database: Database) -> drafts.Draft:
    with database.reading() as db:
        found = drafts.load(db, KEY)
    assert found is not None
    return found


def turn(database: Database, by: int) -> dict[str, list[str]]:
    with database.writing() as db:
        drafts.turn(db, KEY, now(database).version, by)
    return now(database).fields


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change comes a minute after the one before."""
    clock = moments.now()

    def later() -> datetime.datetime:
        nonlocal clock
        clock += datetime.timedelta(minutes=1)
        return clock

    monkeypatch.setattr(moments, "now", later)


def test_what_is_saved_is_there_for_whoever_opens_the_record_next(database: Database) -> None:
    save(database, 0, a="1")
    with Database(database.path) as other:
        assert now(other).fields == {"a": ["1"]}
        assert now(other).version == 1


@pytest.mark.usefixtures("slowly")
def test_changes_are_undone_and_done_again(database: Database) -> None:
    for version in range(3):
        save(database, version, a=str(version))
    assert not now(database).after
    assert turn(database, -1) == {"a": ["1"]}
    assert turn(database, -1) == {"a": ["0"]}
    assert not now(database).before
    assert turn(database, -1) == {"a": ["0"]}
    assert turn(database, 1) == {"a": ["1"]}
    assert now(database).before
    assert now(database).after


@pytest.mark.usefixtures("slowly")
def test_a_change_after_an_undo_ends_what_was_undone(database: Database) -> None:
    save(database, 0, a="1")
    save(database, 1, a="2")
    turn(database, -1)
    save(database, now(database).version, a="3")
    assert not now(database).after
    assert turn(database, 1) == {"a": ["3"]}
    assert turn(database, -1) == {"a": ["1"]}


def test_keys_typed_one_after_the_other_are_one_step(database: Database) -> None:
    save(database, 0, b="x")
    save(database, 1, b="x", a="2")
    save(database, 2, b="x", a="24")
    save(database, 3, b="y", a="24")
    assert turn(database, -1) == {"b": ["x"], "a": ["24"]}
    assert turn(database, -1) == {"b": ["x"]}


def test_the_same_again_is_no_step(database: Database) -> None:
    save(database, 0, a="1")
    save(database, 1, a="1")
    assert now(database).version == 1


def test_the_same_from_an_older_form_is_no_conflict(database: Database) -> None:
    save(database, 0, a="1")
    save(database, 1, a="2")
    save(database, 1, a="2")
    assert now(database).version == 2


def test_who_comes_second_overwrites_nothing(database: Database) -> None:
    save(database, 0, a="1")
    save(database, 1, a="mine")
    with pytest.raises(Overtaken):
        save(database, 1, a="yours")
    assert now(database).fields == {"a": ["mine"]}


def test_a_draft_that_was_discarded_meanwhile_is_kept_anew(database: Database) -> None:
    save(database, 0, a="1")
    with database.writing() as db:
        drafts.discard(db, KEY)
    save(database, 1, a="2")
    assert now(database).fields == {"a": ["2"]}


@pytest.mark.usefixtures("slowly")
def test_the_oldest_steps_go(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_STEPS", 5)
    for version in range(9):
        save(database, version, a=str(version))
    with database.reading() as db:
        assert db.execute("SELECT count(*) FROM draft_step").fetchone()[0] == 5
    for _ in range(9):
        turn(database, -1)
    assert now(database).fields == {"a": ["4"]}


def test_what_was_given_is_not_unfinished(database: Database, put: Put) -> None:
    put()
    save(database, 0, **{"patient.name": " Ana Ruiz ", "patient.id": "10421"})
    with database.writing() as db:
        (head,) = drafts.unfinished(db, 9)
        assert (head.id, head.name, head.chart) == (KEY, "Ana Ruiz", "10421")
        drafts.give(db, KEY, 1)
        assert drafts.unfinished(db, 9) == []


@pytest.mark.parametrize("known", [True, False])
def test_forgetting_a_patient_forgets_the_drafts(
    database: Database, put: Put, *, known: bool
) -> None:
    if known:
        put(chart="CHART-77")
    save(database, 0, **{"patient.name": "Ana Ruiz", "patient.id": " CHART-77"})
    erasing.forget(database, "CHART-77")
    with database.reading() as db:
        assert drafts.load(db, KEY) is None
    data = b"".join(one.read_bytes() for one in database.path.parent.glob("record.db*"))
    assert b"CHART-77" not in data
    assert b"Ana Ruiz" not in data


def test_old_drafts_are_purged(database: Database) -> None:
    save(database, 0, a="1")
    erasing.purge(database, moments.now() - datetime.timedelta(days=1))
    assert now(database).fields
    erasing.purge(database, moments.now() + datetime.timedelta(days=1))
    with database.reading() as db:
        assert drafts.load(db, KEY) is None
