"""A program is kept once, however often it is given."""

from typing import Any

import pytest
from msgspec.structs import replace

from generator.records import programs, reading
from generator.records.database import Database
from generator.records.programs import Given, Handout
from tests.recorded import given


def _kept(database: Database, one: Given, how: str, earlier: int | None) -> int:
    with database.writing() as db:
        number = programs.keep_once(db, one, how, earlier).program
    assert number is not None
    return number


def test_the_same_program_is_one_in_the_record(database: Database) -> None:
    first = _kept(database, given(), "printed", None)
    assert _kept(database, given(), "downloaded", first) == first
    with database.reading() as db:
        whole = reading.whole(db, first)
        assert len(reading.lines(db, None, 9)) == 1
    assert [event.what for event in whole.events] == ["printed", "overridden", "downloaded"]
    assert [one.form for one in whole.handouts] == ["pdf"]
    assert len(whole.overrides) == 1


def test_a_handout_of_another_form_joins_the_program(database: Database) -> None:
    first = _kept(database, given(), "printed", None)
    page = replace(given(), handouts=(Handout(form="html", variant="{}", data=b"<html>"),))
    assert _kept(database, page, "downloaded", first) == first
    assert _kept(database, page, "downloaded", first) == first
    with database.reading() as db:
        whole = reading.whole(db, first)
        assert [reading.handout(db, one) for one in whole.handouts] == [b"%PDF-", b"<html>"]


@pytest.mark.parametrize(
    "other",
    [
        {"chart": "10422"},
        {"digest": "d2"},
        {"library": "l2"},
        {"case_text": b"patient: {name: Ben}"},
        {"explanation": '{"exercises": []}'},
        {"handouts": (Handout(form="pdf", variant="{}", data=b"%PDF-2"),)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_differs_is_a_program_of_its_own(database: Database, other: dict[str, Any]) -> None:
    first = _kept(database, given(), "printed", None)
    assert _kept(database, replace(given(), **other), "printed", first) != first


def test_a_program_that_was_erased_is_kept_anew(database: Database) -> None:
    assert _kept(database, given(), "printed", 99)
