"""The case of the program before with today's answers: what stays, what is older, what goes."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from generator.delivery.releasing import held_message, screened_again
from generator.made import Source
from generator.records import messages, programs
from generator.records.database import Database
from generator.yamlread import read_yaml
from tests.cli.mailing import CASE
from tests.recorded import given, new

TODAY = datetime.date(2026, 12, 18)  # four weeks after the case
HELD = {"state": "held", "data": b""}


def _again(more: str, *present: str, case: str = CASE) -> dict[str, Any]:
    source = screened_again(
        (case + more).encode(),
        Source(path=Path("message-4.yaml")),
        phase=2,
        present=present,
        irritability="low",
        today=TODAY,
    )
    data = read_yaml(source.read(), source.name).data
    assert isinstance(data, dict)
    return data


def test_what_was_absent_and_is_present_now_counts() -> None:
    data = _again("flags: {rf_thunderclap: false, pr_pregnancy: false}\n", "rf_thunderclap")
    assert data["flags"] == {"rf_thunderclap": True, "pr_pregnancy": False}


def test_what_was_present_stays_with_its_details() -> None:
    more = "flags: {pr_cuff_repair: right, rf_thunderclap: true}\n"
    data = _again(more, "pr_cuff_repair")
    assert data["flags"] == {"pr_cuff_repair": "right", "rf_thunderclap": True}


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        ("pr_pregnancy", "{weeks: 15}", {"weeks": 19}),
        ("pr_botulinum_recent", "{days_since: 4}", {"days_since": 32}),
        (
            "pr_lymph_port_throat",
            "{side: left, weeks_since: 2}",
            {"side": "left", "weeks_since": 6},
        ),
        ("pr_botulinum_recent", "{date: 2026-11-16}", {"date": "2026-11-16"}),
    ],
)
def test_time_has_passed_since_then(flag: str, before: str, after: dict[str, object]) -> None:
    """A pregnancy of 15 weeks is one of 19 weeks four weeks later."""
    assert _again(f"flags: {{{flag}: {before}}}\n")["flags"] == {flag: after}


def test_without_a_day_of_evaluation_a_count_says_nothing() -> None:
    case = CASE.replace("evaluated: 2026-11-20\n", "")
    data = _again("flags: {pr_pregnancy: {weeks: 15}}\n", case=case)
    assert data["flags"] == {"pr_pregnancy": {}}


def test_overrides_do_not_stand_for_another_phase() -> None:
    data = _again(
        "override: {rf_tmj_closed_lock: why}\n"
        "not_screened: [rf_fever]\n"
        "exercises: {remove: [chin_tuck], override: {chin_tuck: why}}\n"
    )
    assert data["exercises"] == {"remove": ["chin_tuck"]}
    assert not {"override", "not_screened"} & data.keys()


def test_all_was_asked_today() -> None:
    case = CASE.replace("screened: true", "screened: false")
    data = _again("confirmed_not_screened: true\n", case=case)
    assert (data["screened"], data["evaluated"], data["phase"]) == (True, TODAY.isoformat(), 2)
    assert "confirmed_not_screened" not in data


def test_the_third_phase_follows_from_the_second(database: Database) -> None:
    """A flag that was found when phase 2 was released is not forgotten in phase 3."""
    cases = (("CHART-77", 1, b"first"), ("CHART-77", 2, b"second"), ("other", 2, b"other"))
    first, second, other = (
        replace(given(chart), phase=phase, case_text=text) for chart, phase, text in cases
    )
    with database.writing() as db:
        about = programs.keep(db, first, "sent")
        held = [messages.put(db, new(n, phase=n, **HELD), about) for n in (2, 3)]
        programs.keep(db, second, "sent")
        programs.keep(db, other, "sent")
        assert [held_message(db, number)[1] for number in held] == [b"first", b"second"]
