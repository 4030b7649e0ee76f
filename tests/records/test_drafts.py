"""Drafts: every change kept, undone, and nobody's overwritten."""

import datetime
import io
import json
import zipfile

import pytest

from generator.errors import BadInput
from generator.records import about, drafts, erasing, moments, reading
from generator.records.database import Database
from generator.records.drafts import Discarded, Overtaken
from generator.records.exporting import export
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


def test_a_draft_that_was_discarded_meanwhile_stays_discarded(database: Database) -> None:
    """A forgotten patient must not come back from a window that was left open."""
    save(database, 0, a="1")
    with database.writing() as db:
        drafts.discard(db, KEY)
    with pytest.raises(Discarded):
        save(database, 1, a="2")
    with database.reading() as db:
        assert drafts.load(db, KEY) is None


def test_what_is_ticked_and_unticked_at_once_leaves_nothing_to_undo(database: Database) -> None:
    save(database, 0, b="x")
    save(database, 1, b="x", a="on")
    save(database, 2, b="x")
    assert (now(database).fields, now(database).before) == ({"b": ["x"]}, False)
    save(database, 3, b="x", c="1")
    assert turn(database, -1) == {"b": ["x"]}


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


CHART = {"patient.id": " CHART-77", "patient.name": "Ana Ruiz"}


@pytest.mark.parametrize("known", [True, False])
def test_forgetting_a_patient_forgets_the_drafts(
    database: Database, put: Put, *, known: bool
) -> None:
    if known:
        put(chart="CHART-77")
    save(database, 0, **CHART)
    erased = erasing.forget(database, "CHART-77")
    assert (erased.drafts, erased.programs) == (1, int(known))
    with database.reading() as db:
        assert drafts.load(db, KEY) is None
    assert not traces(database)


def traces(database: Database) -> list[bytes]:
    """What the record still has of Ana, in any of its files."""
    data = b"".join(one.read_bytes() for one in database.path.parent.glob("record.db*"))
    return [secret for secret in (b"CHART-77", b"Ana Ruiz") if secret in data]


@pytest.mark.usefixtures("slowly")
@pytest.mark.parametrize("how", ["emptied", "given", "follows"])
def test_a_draft_without_a_chart_number_is_forgotten_too(
    database: Database, put: Put, how: str
) -> None:
    put(chart="CHART-77")
    if how == "follows":
        with database.writing() as db:
            drafts.save(db, KEY, 0, {"patient.name": ["Ana Ruiz"]}, follows=1)
    elif how == "given":
        save(database, 0, **{"patient.name": "Ana Ruiz"})
        with database.writing() as db:
            drafts.give(db, KEY, 1)
    else:
        save(database, 0, **CHART)
        save(database, 1, **{"patient.name": "Ana Ruiz"})
    with database.reading() as db:
        assert len(about.drafts_of(db, "CHART-77")) == 1
        known = reading.patient(db, 1)
        assert known is not None
        assert known.drafts == 1
    assert erasing.forget(database, "CHART-77").drafts == 1
    assert not traces(database)


@pytest.mark.usefixtures("slowly")
def test_a_draft_that_is_anothers_by_now_loses_its_steps_only(database: Database) -> None:
    save(database, 0, a="1")
    save(database, 1, **CHART)
    save(database, 2, **{"patient.id": "10421"})
    save(database, 3, **{"patient.id": "10421", "a": "2"})
    save(database, 4, **CHART)
    turn(database, -1)
    with database.reading() as db:
        assert [one["patient.id"] for one in about.drafts_of(db, "CHART-77")] == [[" CHART-77"]]
        assert [one["a"] for one in about.drafts_of(db, "10421")] == [["2"]]
    assert erasing.forget(database, "CHART-77").drafts == 1
    assert not traces(database)
    assert not now(database).after
    assert turn(database, -1) == {"patient.id": ["10421"]}
    assert not now(database).before


def test_drafts_alone_are_given_out(database: Database) -> None:
    save(database, 0, **CHART)
    with database.reading() as db:
        archive = zipfile.ZipFile(io.BytesIO(export(db, "CHART-77")))
        with pytest.raises(BadInput, match="knows no patient"):
            export(db, "nobody")
    record = json.loads(archive.read("record.json"))
    assert record["drafts"] == [{name: [text] for name, text in CHART.items()}]


def test_old_drafts_are_purged(database: Database) -> None:
    save(database, 0, a="1")
    erasing.purge(database, moments.now() - datetime.timedelta(days=1))
    assert now(database).fields
    erasing.purge(database, moments.now() + datetime.timedelta(days=1))
    with database.reading() as db:
        assert drafts.load(db, KEY) is None
