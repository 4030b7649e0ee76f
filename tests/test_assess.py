"""The line from a case to a program, and what the provider is told about the case itself."""

from __future__ import annotations

import datetime

import pytest

from generator.assess import assess, next_check
from generator.model.results import Clear, Refer, Stop, Unscreened
from tests.reasoning import TODAY, assessed, case_of, library, notices_of, prescribed, program_of


@pytest.mark.parametrize(
    ("keys", "outcome"),
    [
        ({"flags": {"rf_gca": True}}, Stop),
        ({"flags": {"rf_cancer": True}}, Refer),
        ({"screened": False}, Unscreened),
    ],
)
def test_without_leave_there_is_no_program(keys: dict[str, object], outcome: type) -> None:
    result = assessed(findings={"ut_short": "left"}, **keys)
    assert isinstance(result.screening, outcome)
    assert result.program is None
    assert result.problems == ()
    # What was found is still told.
    assert [found.id for found in result.findings] == ["ut_short"]


def test_a_clear_case_has_a_program() -> None:
    result = assessed(findings={"ut_short": "left"})
    assert isinstance(result.screening, Clear)
    assert program_of(result).exercises
    assert (result.case, result.today) == (case_of(findings={"ut_short": "left"}), TODAY)


def test_notices_of_every_step_come_together() -> None:
    result = assessed(
        evaluated=None,
        not_screened=["rf_gca"],
        confirmed_not_screened=True,
        findings={"lower_trap_weak": True},
        exercises={"remove": ["prone_y"]},
    )
    assert [notice.id for notice in result.notices] == [
        "evaluated",
        "rf_gca",
        "lower_trap_weak",
        "phase",
        "exercises.remove.0",
    ]


@pytest.mark.parametrize(("days", "told"), [(0, False), (30, False), (31, True)])
def test_an_old_evaluation_is_pointed_out(days: int, told: bool) -> None:
    later = TODAY + datetime.timedelta(days=days)
    texts = notices_of(assess(case_of(), library(), later), "evaluated")
    assert (
        texts == [f"The evaluation is {days} days old; look again before you hand this out."] * told
    )


def test_a_missing_date_is_pointed_out() -> None:
    assert notices_of(assessed(evaluated=None), "evaluated") == [
        "No evaluation date was given, so the day of issue counts."
    ]


@pytest.mark.parametrize(("number", "told"), [(3, False), (4, True)])
def test_more_than_three_priorities_are_pointed_out(number: int, told: bool) -> None:
    names = ["ut_short", "ls_short", "desk_work", "forward_head"][:number]
    texts = notices_of(assessed(priority=names), "priority")
    assert texts == ["Only the first 3 priorities count."] * told


def test_what_the_provider_wrote_in_vain_is_said() -> None:
    result = assessed(
        flags={"pr_osteoporosis": True},
        override={"rf_cancer": "cleared", "pr_osteoporosis": "mild"},
        findings={"forward_head": True},
        priority=["frt_restricted", "forward_head"],
        exercises={"override": {"prone_y": "likes it"}},
    )
    for key in ("rf_cancer", "pr_osteoporosis", "frt_restricted", "prone_y"):
        assert any("is not used" in text for text in notices_of(result, key)), key
    assert not notices_of(result, "forward_head")


def test_an_empty_program_is_said() -> None:
    assert notices_of(assessed(), "exercises")
    assert not notices_of(assessed(findings={"forward_head": True}), "exercises")


def test_a_priority_named_twice_takes_one_place() -> None:
    findings = dict.fromkeys(("forward_head", "desk_work", "ccft_impaired"), True)
    priority = ["forward_head", "forward_head", "desk_work", "ccft_impaired"]
    result = assessed(findings=findings, priority=priority)
    assert not notices_of(result, "priority")
    reasons = [reason for item in prescribed(result).values() for reason in item.reasons]
    assert "ccft_impaired: strength 3, adds 6" in reasons


@pytest.mark.parametrize(("days", "over"), [(0, False), (13, False), (14, True), (20, True)])
def test_a_next_check_that_is_over_is_not_printed_but_told(days: int, over: bool) -> None:
    later = assess(case_of(), library(), TODAY + datetime.timedelta(days=days))
    check = TODAY + datetime.timedelta(days=14)
    assert next_check(later, library()) == (None if over else check)
    told = f"The next check was due on {check}: agree on a day. The handout names none."
    assert notices_of(later, "next_check") == [told] * over
