"""Flags first: stop, refer, not screened, or a program within restrictions (reference 2)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from generator.model.base import Comparison
from generator.model.flag import Condition
from generator.model.results import Caution, Clear, PresentFlag, Refer, Screening, Stop, Unscreened
from generator.screening import condition_holds, screen
from tests.reasoning import TODAY, assessed, case_of, library, notices_of


def screened(today: datetime.date = TODAY, /, **keys: Any) -> Screening:
    """The outcome for a case."""
    return screen(case_of(**keys), library(), today)


def flag_of(key: str, today: datetime.date = TODAY, /, **keys: Any) -> PresentFlag:
    """One flag that is present."""
    (found,) = [item for item in screened(today, **keys).flags if item.flag.id == key]
    return found


def flags_of(**keys: Any) -> list[str]:
    """The ids of the flags that are present."""
    return [found.flag.id for found in screened(**keys).flags]


def test_no_flag_is_clear_and_a_precaution_is_caution() -> None:
    assert isinstance(screened(), Clear)
    assert isinstance(screened(flags={"pr_osteoporosis": False}), Clear)
    assert isinstance(screened(flags={"pr_osteoporosis": True}), Caution)


def test_the_most_urgent_stop_counts() -> None:
    one = screened(flags={"rf_gca": True, "rf_cancer": True})
    assert isinstance(one, Stop)
    assert one.urgency == "same_day"
    two = screened(flags={"rf_gca": True, "rf_thunderclap": True})
    assert isinstance(two, Stop)
    assert two.urgency == "emergency"


@pytest.mark.parametrize(
    ("flags", "urgency"),
    [
        ({"rf_gca": {"vision_change": True}}, "emergency"),
        ({"rf_gca": {"vision_change": False}}, "same_day"),
        ({"rf_gca": {}}, "same_day"),
        ({"rf_hypertensive": {"symptoms": True}}, "emergency"),
    ],
)
def test_a_feature_makes_a_stop_more_urgent(flags: dict[str, Any], urgency: str) -> None:
    outcome = screened(flags=flags)
    assert isinstance(outcome, Stop)
    assert outcome.urgency == urgency


def test_a_stop_cannot_be_overridden_but_a_refer_can() -> None:
    stop = {"flags": {"rf_5d3n": True}, "override": {"rf_5d3n": "she insists"}}
    assert isinstance(screened(**stop), Stop)
    assert "A stop flag cannot be overridden" in notices_of(assessed(**stop), "rf_5d3n")[-1]
    refer = {"flags": {"rf_cancer": True}, "override": {"rf_cancer": "scan clear"}}
    assert isinstance(screened(flags=refer["flags"]), Refer)
    assert isinstance(screened(**refer), Caution)
    assert "Overridden by the provider: scan clear" in notices_of(assessed(**refer), "rf_cancer")


def test_only_the_refer_flags_that_block_set_the_urgency() -> None:
    flags = {"rf_radicular_progressive": True, "rf_cancer": True, "rf_medication_overuse": True}
    outcome = screened(flags=flags, override={"rf_radicular_progressive": "seen"})
    assert isinstance(outcome, Refer)
    assert outcome.urgency == "soon"
    assert isinstance(screened(flags={"rf_medication_overuse": True}), Caution)
    told = notices_of(assessed(flags={"rf_medication_overuse": True}), "rf_medication_overuse")
    assert any(text.startswith("A program may go ahead.") for text in told)


def test_a_flag_without_urgency_is_routine() -> None:
    flag = replace(library().flags["rf_cancer"], urgency=None)
    changed = replace(library(), flags={"rf_cancer": flag})
    outcome = screen(case_of(flags={"rf_cancer": True}), changed, TODAY)
    assert isinstance(outcome, Refer)
    assert outcome.urgency == "routine"


def test_not_screened_is_never_no() -> None:
    outcome = screened(screened=False, flags={"rf_gca": False})
    assert isinstance(outcome, Unscreened)
    assert "rf_gca" not in outcome.not_screened
    assert len(outcome.not_screened) == len(library().flags) - 1
    told = notices_of(assessed(screened=False), "screened")
    assert told == ["The red-flag questions have not all been asked."]


def test_an_open_question_needs_the_providers_word() -> None:
    case = {"not_screened": ["rf_myelopathy", "rf_gca"]}
    outcome = screened(**case)
    assert isinstance(outcome, Unscreened)
    # In the order of the library, with the question for the provider.
    assert outcome.not_screened == ("rf_gca", "rf_myelopathy")
    assert notices_of(assessed(**case), "rf_myelopathy")[0].startswith("Not screened: Clumsy hands")
    assert isinstance(screened(**case, confirmed_not_screened=True), Clear)
    assert isinstance(screened(screened=False, confirmed_not_screened=True), Unscreened)


def test_a_stop_and_a_refer_come_before_open_questions() -> None:
    assert isinstance(screened(screened=False, flags={"rf_gca": True}), Stop)
    assert isinstance(screened(screened=False, patient={"age": 17}), Refer)


@pytest.mark.parametrize(
    ("keys", "flags"),
    [
        ({"patient": {"age": 17}}, ["rf_under_18"]),
        ({"patient": {"age": 18}}, []),
        ({"measurements": {"blood_pressure_mmhg": [179, 109]}}, ["pr_hypertension"]),
        ({"measurements": {"blood_pressure_mmhg": [180, 80]}}, ["rf_hypertensive"]),
        ({"measurements": {"blood_pressure_mmhg": [150, 110]}}, ["rf_hypertensive"]),
        ({"measurements": {"blood_pressure_mmhg": [140, 80]}}, ["pr_hypertension"]),
        ({"measurements": {"blood_pressure_mmhg": [120, 90]}}, ["pr_hypertension"]),
        ({"measurements": {"blood_pressure_mmhg": [139, 89]}}, []),
        ({"measurements": {"asc12_score": 9}}, ["pr_allodynia_severe"]),
        ({"measurements": {"asc12_score": 8}}, []),
        ({"measurements": {"mouth_opening_mm": {"unassisted": 60.5}}}, ["pr_jaw_hypermobile"]),
        ({"measurements": {"mouth_opening_mm": {"unassisted": 60, "assisted": 66}}}, []),
        ({"measurements": {"mouth_opening_mm": {"assisted": 66}}}, []),
    ],
)
def test_numbers_and_age_raise_flags(keys: dict[str, Any], flags: list[str]) -> None:
    assert flags_of(**keys) == flags
    answered_no = {"flags": dict.fromkeys(flags, False)}
    assert flags_of(**keys, **answered_no) == flags


@pytest.mark.parametrize(
    ("systolic", "diastolic", "stops"), [(140, 80, True), (120, 90, True), (139, 89, False)]
)
def test_raised_pressure_in_pregnancy_stops(systolic: int, diastolic: int, stops: bool) -> None:
    numbers = {"blood_pressure_mmhg": [systolic, diastolic]}
    outcome = screened(flags={"pr_pregnancy": {"weeks": 8}}, measurements=numbers)
    assert isinstance(outcome, Stop) == stops
    no = screened(flags={"pr_pregnancy": False}, measurements=numbers)
    assert isinstance(no, Clear | Caution)


@pytest.mark.parametrize(
    ("age", "months", "types", "raised"),
    [
        (62, 3, ["tension_type"], True),
        (62, 11.9, ["migraine"], True),
        (62, 12, ["migraine"], False),
        (62, None, ["migraine"], False),
        (62, 3, ["none"], False),
        (62, 3, [], False),
        (50, 2, ["migraine"], True),
        (49, 3, ["migraine"], False),
    ],
)
def test_a_new_headache_from_50_on_refers(
    age: int, months: float | None, types: list[str], raised: bool
) -> None:
    keys = {"patient": {"age": age}, "symptom_months": months, "headache_type": types}
    assert flags_of(**keys) == (["rf_new_headache_50"] if raised else [])


def test_where_a_flag_comes_from_is_kept() -> None:
    assert flag_of("rf_under_18", patient={"age": 17}).source == "age"
    told = notices_of(assessed(patient={"age": 17}, flags={"rf_under_18": False}), "rf_under_18")
    assert told[-1].startswith("Answered no, but the age says yes")
    new = {"patient": {"age": 62}, "symptom_months": 3, "headache_type": ["migraine"]}
    assert flag_of("rf_new_headache_50", **new).source == "age"
    assert flag_of("pr_allodynia_severe", measurements={"asc12_score": 12}).source == "measurement"
    assert flag_of("rf_under_18", flags={"rf_under_18": True}).source == "provider"


def test_a_flag_for_another_age_stays_and_is_pointed_out() -> None:
    case = {"patient": {"age": 44}, "flags": {"rf_gca": True}}
    assert isinstance(screened(**case), Stop)
    assert any("another age than 44" in text for text in notices_of(assessed(**case), "rf_gca"))
    at_50 = {"patient": {"age": 50}, "flags": {"rf_gca": True}}
    assert not any("another age" in text for text in notices_of(assessed(**at_50), "rf_gca"))


@pytest.mark.parametrize(
    ("value", "side"),
    [
        (True, "both"),
        ("left", "left"),
        ("right", "right"),
        ("both", "both"),
        ({"side": "left"}, "left"),
        ({"weeks_since": 3.0}, "both"),
    ],
)
def test_a_sided_flag_without_a_side_counts_for_both_arms(value: object, side: str) -> None:
    assert flag_of("pr_cuff_repair", flags={"pr_cuff_repair": value}).side == side
    assert flag_of("pr_osteoporosis", flags={"pr_osteoporosis": True}).side is None
    told = notices_of(assessed(flags={"pr_cuff_repair": value}), "pr_cuff_repair")
    assert ("No side was given, so both arms count." in told) == (value is True)


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (True, 0),
        ({}, 0),
        ({"symptoms": ["neck_weakness"]}, 0),
        ({"date": "2026-11-16"}, 14),
        ({"days_since": 4.0}, 14),
    ],
)
def test_days_are_counted_to_the_day_of_issue(value: object, days: int) -> None:
    later = TODAY + datetime.timedelta(days=10)
    found = flag_of("pr_botulinum_recent", later, flags={"pr_botulinum_recent": value})
    assert found.days == days
    undated = {"evaluated": None, "flags": {"pr_botulinum_recent": {"days_since": 4.0}}}
    assert flag_of("pr_botulinum_recent", later, **undated).days == 4
    assert flag_of("pr_osteoporosis", flags={"pr_osteoporosis": True}).days is None


def test_details_of_a_flag_are_kept() -> None:
    felt = {"pr_botulinum_recent": {"symptoms": ["neck_weakness"]}}
    assert flag_of("pr_botulinum_recent", flags=felt).symptoms == ("neck_weakness",)
    assert flag_of("pr_pregnancy", flags={"pr_pregnancy": {"weeks": 22.0}}).weeks == 22
    assert flag_of("pr_pregnancy", flags={"pr_pregnancy": True}).weeks is None
    weeks = {"pr_cuff_repair": {"side": "left", "weeks_since": 3.0}}
    assert flag_of("pr_cuff_repair", flags=weeks).weeks_since == 3
    told = notices_of(assessed(flags=weeks), "pr_cuff_repair")
    assert any(text.startswith("Less than 12 weeks since") for text in told)


@pytest.mark.parametrize(("weeks", "added"), [(5.9, True), (6.0, False), (None, False)])
def test_a_new_port_protects_the_arm(weeks: float | None, added: bool) -> None:
    value = {"side": "right"} | ({"weeks_since": weeks} if weeks else {})
    flags = flags_of(flags={"pr_lymph_port_throat": value})
    assert ("pr_cuff_repair" in flags) == added


HOLDS = Condition(patient="age", op=">=", value=18)
FAILS = Condition(patient="age", op="<", value=18)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition(), False),
        (Condition(all_of=(HOLDS, HOLDS)), True),
        (Condition(all_of=(HOLDS, FAILS)), False),
        (Condition(any_of=(FAILS, HOLDS)), True),
        (Condition(any_of=(FAILS, FAILS)), False),
        (Condition(flag="pr_pregnancy"), True),
        (Condition(flag="pr_osteoporosis"), False),
        (Condition(headache_type="any"), True),
        (Condition(patient="age", op=">=", value=18, unless_flags=("pr_pregnancy",)), False),
        (Condition(op=">=", value=1), False),
        (Condition(measurement="kyphosis_deg", op=">", value=40), True),
        (Condition(measurement="asc12_score", op=">=", value=0), False),
        (
            Condition(
                measurement="blood_pressure_mmhg",
                any_of=(Condition(part="systolic", op=">", value=120),),
            ),
            True,
        ),
        (Condition(symptom_months=Comparison(op="<", value=12)), True),
    ],
)
def test_what_a_condition_means(condition: Condition, holds: bool) -> None:
    case = case_of(
        headache_type=["migraine"],
        symptom_months=6,
        measurements={"kyphosis_deg": 50, "blood_pressure_mmhg": [130, 80]},
    )
    present = frozenset({"pr_pregnancy"})
    assert condition_holds(condition, case, library(), present) == holds


def test_what_is_not_known_does_not_hold() -> None:
    unknown = case_of()
    for condition in (
        Condition(symptom_months=Comparison(op=">=", value=0)),
        Condition(headache_type="any"),
    ):
        assert not condition_holds(condition, unknown, library(), frozenset())
