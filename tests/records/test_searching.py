"""A program is found again by chart number, name and day, a page at a time."""

import datetime

import pytest
from msgspec.structs import replace

from generator.records import programs, searching
from generator.records.database import Database
from generator.records.searching import Query, found
from generator.web.casedata import text_of
from tests.recorded import given

DAY = datetime.date(2026, 11, 21)
PATIENTS = (
    ("10421", "Ana Ruiz", DAY),
    ("10422", "Élodie Roux", DAY),
    ("77", "Ana Lind", datetime.date(2026, 11, 22)),
    ("1_1", "Ben", DAY),
)


@pytest.fixture
def record(database: Database) -> Database:
    with database.writing() as db:
        for chart, name, day in PATIENTS:
            case = f"patient: {{name: {name}}}\nnotes: Ask Doctor Kim".encode()
            programs.keep(db, replace(given(chart), issued_on=day, case_text=case), "sent")
    return database


def charts(record: Database, **query: object) -> list[str]:
    with record.reading() as db:
        return [hit.chart for hit in found(db, Query(**query), 9).hits]  # type: ignore[arg-type]


def test_all_of_them_newest_first(record: Database) -> None:
    assert charts(record) == ["1_1", "77", "10422", "10421"]
    with record.reading() as db:
        hit = found(db, Query(), 9).hits[-1]
    assert (hit.name, hit.issued_on, hit.exercises) == ("Ana Ruiz", "2026-11-21", 0)


@pytest.mark.parametrize(
    ("patient", "wanted"),
    [
        ("10421", ["10421"]),
        ("104", ["10422", "10421"]),
        ("ana", ["77", "10421"]),
        ("élo", ["10422"]),
        ("ÉLODIE", ["10422"]),
        ("1_", ["1_1"]),
        ("%", []),
        ("\\", []),
        ("Kim", []),  # in the case, but nobody's name
        ("patient", []),
    ],
)
def test_by_chart_number_or_name(record: Database, patient: str, wanted: list[str]) -> None:
    assert charts(record, patient=patient) == wanted


def test_by_day(record: Database) -> None:
    assert charts(record, day=datetime.date(2026, 11, 22)) == ["77"]
    assert charts(record, day=DAY, patient="ana") == ["10421"]


def test_a_page_at_a_time(record: Database) -> None:
    with record.reading() as db:
        first = found(db, Query(), 3)
        second = found(db, Query(before=first.hits[-1].id), 3)
    assert ([hit.id for hit in first.hits], first.more) == ([4, 3, 2], True)
    assert ([hit.id for hit in second.hits], second.more) == ([1], False)


def test_a_search_that_would_take_long_says_so(
    record: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with record.reading() as db:
        assert found(db, Query(patient="Kim"), 9).whole
        monkeypatch.setattr(searching, "MOST_READ", 3)
        assert not found(db, Query(patient="Kim"), 9).whole


def test_long_notes_do_not_make_a_search_long(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = text_of({"patient": {"name": "Ana 'Ruiz'"}, "notes": 'a "word" ' * 50})
    with database.writing() as db:
        programs.keep(db, replace(given(), case_text=case), "sent")
    monkeypatch.setattr(searching, "MOST_READ", 0)
    with database.reading() as db:
        assert found(db, Query(patient="Kim"), 9).whole


def test_a_case_that_cannot_be_read_has_no_name() -> None:
    for text in (b"", b"\xff", b"patient: 1", b"patient: {name: [1]}", b"[1]", b"a: b: c"):
        assert searching.name_of(text) == ""
    assert searching.name_of(b"patient: {name: Ana}") == "Ana"


@pytest.mark.parametrize(
    ("written", "looked_for"),
    [
        ("'Ana O''Brien'", "o'brien"),
        ('"Ana M\\u00fcller"', "müller"),
        ("Ana Mu\u0308ller", "MÜLLER"),
        ("Ana Müller", "mu\u0308ller"),
        ("Ana\n    Lind", "ana lind"),
        ("Ana Lind", "ana  lind"),
    ],
)
def test_a_name_is_found_however_it_is_written(
    database: Database, written: str, looked_for: str
) -> None:
    with database.writing() as db:
        case = f"patient:\n  name: {written}\n".encode()
        programs.keep(db, replace(given(), case_text=case), "sent")
    assert charts(database, patient=looked_for) == ["10421"]
    assert charts(database, patient="nobody") == []
