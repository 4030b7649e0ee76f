"""The small rules that stand in the model itself."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from generator.model.base import Side, compare, join_sides, other, sides_of
from generator.model.case import Case
from generator.model.clinic import Clinic
from generator.model.library import Library, ReviewRecord, content_hash
from generator.model.measured import difference, values_of, worse_of
from generator.model.rules import MonthsTest, PerIrritability
from tests.reasoning import case_of, library


@pytest.mark.parametrize(
    ("op", "below", "equal", "above"),
    [
        ("<", True, False, False),
        ("<=", True, True, False),
        (">", False, False, True),
        (">=", False, True, True),
    ],
)
def test_the_four_signs(op: Any, below: bool, equal: bool, above: bool) -> None:
    assert [compare(op, value, 2) for value in (1, 2, 3)] == [below, equal, above]


def test_sides() -> None:
    both: Side = "both"
    assert sides_of(both) == ("right", "left")
    assert sides_of("left") == ("left",)
    assert (other("left"), other("right")) == ("right", "left")
    assert join_sides(("left", "right")) == "both"
    assert join_sides(("left", "left")) == "left"


def test_nothing_can_be_changed() -> None:
    case: Any = case_of()
    with pytest.raises(AttributeError):
        case.phase = 3


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ({"patient": {"age": -1}}, "age"),
        ({"patient": {"age": 121}}, "age"),
        ({"patient": {"age": 40, "language": "English"}}, "language"),
        ({"symptom_months": -1}, "symptom_months"),
        ({"minutes_per_day": 0}, "minutes_per_day"),
        ({"override": {"rf_cancer": ""}}, "override"),
        ({"phase": 4}, "phase"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_what_a_case_cannot_be(keys: dict[str, Any], wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=wrong):
        case_of(**keys)


def test_a_provider_is_a_name_or_more() -> None:
    assert case_of(provider="Dr. M. Lee").signed_by.name == "Dr. M. Lee"
    assert case_of(provider={"name": "Dr. M. Lee", "license": "7"}).signed_by.license == "7"


# --- Measured values ----------------------------------------------------------------------------


def measured(name: str, part: str | None = None, **keys: Any) -> dict[Any, float]:
    """The values of one measurement."""
    return values_of(case_of(**keys), library().measurements[name], name, part)


def test_values_by_side_and_by_part() -> None:
    numbers = {
        "frt_deg": {"left": 20, "right": 30},
        "kyphosis_deg": 50,
        "mouth_opening_mm": {"unassisted": 35.1, "assisted": 40.2},
        "blood_pressure_mmhg": [130, 80],
    }
    assert measured("frt_deg", measurements=numbers) == {"right": 30, "left": 20}
    assert list(measured("frt_deg", measurements=numbers)) == ["right", "left"]
    assert measured("kyphosis_deg", measurements=numbers) == {None: 50}
    assert measured("mouth_opening_mm", "unassisted", measurements=numbers) == {None: 35.1}
    assert measured("mouth_opening_mm", "gain", measurements=numbers) == {None: 5.1}
    assert measured("blood_pressure_mmhg", "diastolic", measurements=numbers) == {None: 80}


def test_what_was_not_measured_has_no_value() -> None:
    half = {"mouth_opening_mm": {"assisted": 40}, "blood_pressure_mmhg": [130, 80]}
    assert measured("frt_deg") == {}
    assert measured("mouth_opening_mm", "unassisted", measurements=half) == {}
    assert measured("mouth_opening_mm", "gain", measurements=half) == {}
    assert measured("blood_pressure_mmhg", measurements=half) == {}


@pytest.mark.parametrize(
    ("values", "lower", "higher"),
    [
        ({"right": 1, "left": 2}, "right", "left"),
        ({"right": 2, "left": 1}, "left", "right"),
        ({"right": 2, "left": 2}, "right", "right"),
        ({"left": 2}, "left", "left"),
        ({"right": 2}, "right", "right"),
        ({}, "right", "right"),
    ],
)
def test_the_worse_side(values: dict[Any, float], lower: str, higher: str) -> None:
    measurements = library().measurements
    assert worse_of(values, measurements["frt_deg"]) == lower
    assert worse_of(values, measurements["ulnt1_deg"]) == higher


def test_differences_are_as_on_paper() -> None:
    assert difference(6.1, 5.1) == 1
    assert difference(5.1, 6.1) == 1


# --- Rules and doses ----------------------------------------------------------------------------


def test_numbers_by_irritability_and_months() -> None:
    numbers = PerIrritability(high=1, moderate=2, low=3)
    assert [numbers.at(level) for level in ("high", "moderate", "low")] == [1, 2, 3]
    three = MonthsTest(op=">=", value=3, if_missing=True)
    assert [three.holds(months) for months in (2.9, 3)] == [False, True]


def test_dose_ranges_of_a_type_replace_single_limits() -> None:
    ranges = library().rules.dose_ranges
    assert ranges.of("stretch")["hold_s"] == (5, 60)
    assert ranges.of("stretch")["reps"] == (1, 20)
    assert ranges.of("mobility")["hold_s"] == (0, 120)


def test_a_skipped_row_is_no_dosage() -> None:
    doses = library().exercises["dnf_head_lift"].dose
    assert doses.row("moderate") is None
    low = doses.row("low")
    assert low is not None
    assert low.sets == 2


@pytest.mark.parametrize(
    ("key", "sided", "arms"),
    [
        ("cross_body_stretch", True, "side"),
        ("upper_trap_stretch", True, "both"),
        ("band_row", False, "both"),
    ],
)
def test_sides_and_arms_of_an_exercise(key: str, sided: bool, arms: str) -> None:
    exercise = library().exercises[key]
    assert (exercise.sided, exercise.arms) == (sided, arms)


# --- Clinic and library -------------------------------------------------------------------------


def test_the_ways_to_do_an_exercise() -> None:
    stretch = library().exercises["suboccipital_stretch"]
    assert stretch.change(None) is None
    assert stretch.written() == (stretch.start, stretch.steps)
    assert stretch.change("sitting") is None
    assert stretch.change("gentle") is stretch.gentle_variant
    start, steps = stretch.written(stretch.change("gentle"))
    assert start == stretch.start
    assert len(steps) == len(stretch.steps) - 1  # the fourth is left out
    lying = stretch.change("supine")
    assert lying is stretch.position_texts["supine"]
    assert stretch.written(lying)[0] == lying.start
    for unknown in ("standing", "gently"):
        with pytest.raises(KeyError):
            stretch.change(unknown)
    with pytest.raises(KeyError):
        library().exercises["ccf_nod"].change("gentle")


def test_an_address_is_one_line_or_several() -> None:
    assert Clinic(address="1 High Street").address_lines == ("1 High Street",)
    assert Clinic(address=("1 High Street", "Town")).address_lines == ("1 High Street", "Town")
    assert Clinic().address_lines == ()


def test_chains_and_slots() -> None:
    assert library().chains_of["goldfish_full"] == {"jaw_control", "jaw_opening_stretch"}
    assert "ccf_nod" in library().chains_of
    assert "open_book" in library().chains_of
    assert "oa_nod_clasped" not in library().chains_of
    exercises = library().exercises
    assert library().slot_of(exercises["jaw_rest_position"]) == "habit"
    assert library().slot_of(exercises["diaphragmatic_breathing"]) == "calm"


def reviewed(key: str, seen: str) -> Library:
    """The library with one review on record."""
    record = ReviewRecord(hash=seen, by="Dr. Lee", license="7", date="2026-11-20")
    return replace(library(), reviews={key: record})


@pytest.mark.parametrize("key", ["ccf_nod", "rf_gca", "emergency", "findings", "rules", "phrases"])
def test_a_review_holds_until_the_content_changes(key: str) -> None:
    assert key in library().reviewable
    assert library().review_state(key) == "draft"
    seen = content_hash(library().content(key))
    assert reviewed(key, seen).review_state(key) == "reviewed"
    assert reviewed(key, "0" * 16).review_state(key) == "stale"


def test_there_is_nothing_to_review_under_an_unknown_id() -> None:
    assert library().content("no_such_thing") is None
    assert "no_such_thing" not in library().reviewable


def test_a_hash_follows_the_content_only() -> None:
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})


def test_the_case_model_is_strict() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"patient": {"age": "40"}, "irritability": "low"}, Case, strict=True)
