"""Numbers and ticks become findings with side and severity, as the reference says (section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from generator.findings import derive
from generator.model.finding import ThresholdRule
from tests.reasoning import assessed, case_of, library, notices_of

if TYPE_CHECKING:
    from generator.model.library import Library
    from generator.model.results import PresentFinding

NO_FLAGS: frozenset[str] = frozenset()
Found = tuple[str | None, int]


def findings_of(**keys: Any) -> dict[str, PresentFinding]:
    """The findings of a case by id."""
    return {found.id: found for found in assessed(**keys).findings}


def only(**keys: Any) -> PresentFinding:
    """The one finding of a case."""
    (found,) = findings_of(**keys).values()
    return found


@pytest.mark.parametrize(
    ("measurement", "value", "finding", "expected"),
    [
        ("frt_deg", {"right": 33, "left": 40}, "frt_restricted", None),
        ("frt_deg", {"right": 32, "left": 40}, "frt_restricted", ("right", 1)),
        ("frt_deg", {"right": 28.5, "left": 36}, "frt_restricted", ("right", 1)),
        ("frt_deg", {"right": 28, "left": 20.5}, "frt_restricted", ("both", 2)),
        ("frt_deg", {"right": 28.5, "left": 20}, "frt_restricted", ("both", 3)),
        ("frt_deg", {"right": 44, "left": 34}, "frt_restricted", ("left", 1)),
        ("frt_deg", {"right": 44, "left": 34.5}, "frt_restricted", None),
        ("frt_deg", {"left": 34}, "frt_restricted", None),
        ("frt_deg", {"left": 32}, "frt_restricted", ("left", 1)),
        ("cervical_rotation_deg", {"right": 60, "left": 69}, "crot_limited", None),
        ("cervical_rotation_deg", {"right": 59, "left": 60}, "crot_limited", ("right", 1)),
        ("cervical_rotation_deg", {"right": 49, "left": 60}, "crot_limited", ("right", 2)),
        ("cervical_rotation_deg", {"right": 39, "left": 60}, "crot_limited", ("right", 3)),
        ("cervical_side_bend_deg", {"right": 30, "left": 29}, "clat_limited", ("left", 2)),
        ("thoracic_rotation_deg", {"right": 35, "left": 34}, "tx_rotation_limited", ("left", 2)),
        (
            "shoulder_flexion_deg",
            {"right": 150, "left": 165},
            "shoulder_flexion_limited",
            ("right", 2),
        ),
        ("shoulder_flexion_deg", {"right": 150, "left": 164}, "shoulder_flexion_limited", None),
        ("shoulder_er_deg", {"right": 44, "left": 90}, "shoulder_er_limited", ("right", 2)),
        ("shoulder_ir_deg", {"right": 60, "left": 50}, "shoulder_ir_limited", ("left", 2)),
        ("shoulder_ir_deg", {"right": 20}, "shoulder_ir_limited", None),
        ("ulnt1_deg", {"right": 10, "left": 20}, "ulnt1_positive", ("left", 2)),
        ("ulnt1_deg", {"right": 10, "left": 19}, "ulnt1_positive", None),
        ("jaw_lateral_mm", {"right": 8, "left": 12}, "jaw_lateral_limited", ("right", 1)),
        ("jaw_lateral_mm", {"right": 6.5, "left": 8}, "jaw_lateral_limited", ("right", 2)),
        ("jaw_lateral_mm", {"right": 2.5, "left": 3}, "jaw_lateral_limited", ("both", 3)),
        ("jaw_deviation_mm", {"right": 2, "left": 1.5}, "jaw_deviation", ("right", 2)),
        ("jaw_deflection_mm", {"left": 2}, "jaw_deflection", ("left", 2)),
        ("pec_minor_gap_cm", {"right": 6.1, "left": 5.1}, "pecmin_short", ("right", 2)),
        ("pec_minor_gap_cm", {"right": 6, "left": 5.1}, "pecmin_short", None),
        ("lower_trap_grade", {"right": 4.5, "left": 4}, "lower_trap_weak", ("left", 2)),
        ("lower_trap_grade", {"right": 2, "left": 2.5}, "lower_trap_weak", ("both", 3)),
        ("cuff_er_grade", {"right": 4, "left": 5}, "cuff_er_weak", ("right", 2)),
        ("cervical_flexion_deg", 39.5, "cflex_limited", (None, 2)),
        ("cervical_flexion_deg", 40, "cflex_limited", None),
        ("cervical_extension_deg", 49, "cext_limited", (None, 2)),
        ("ccft_mmhg", 26, "ccft_impaired", None),
        ("ccft_mmhg", 24, "ccft_impaired", (None, 1)),
        ("ccft_mmhg", 22, "ccft_impaired", (None, 2)),
        ("ccft_mmhg", 20, "ccft_impaired", (None, 3)),
        ("dnf_endurance_s", 20, "dnf_endurance_low", None),
        ("dnf_endurance_s", 15, "dnf_endurance_low", (None, 1)),
        ("dnf_endurance_s", 8, "dnf_endurance_low", (None, 2)),
        ("dnf_endurance_s", 7, "dnf_endurance_low", (None, 3)),
        ("neck_extensor_endurance_s", 20, "neck_ext_endurance_low", None),
        ("neck_extensor_endurance_s", 19, "neck_ext_endurance_low", (None, 2)),
        ("joint_position_error_deg", 4.5, "jpe_impaired", (None, 2)),
        ("joint_position_error_deg", 4.4, "jpe_impaired", None),
        ("jaw_protrusion_mm", 5.9, "jaw_protrusion_limited", (None, 2)),
        ("craniovertebral_angle_deg", 50, "forward_head", None),
        ("craniovertebral_angle_deg", 45.5, "forward_head", (None, 1)),
        ("craniovertebral_angle_deg", 45, "forward_head", (None, 2)),
        ("craniovertebral_angle_deg", 40, "forward_head", (None, 3)),
        ("kyphosis_deg", 45, "thoracic_kyphosis", None),
        ("kyphosis_deg", 46, "thoracic_kyphosis", (None, 2)),
        ("relaxed_jaw_prompts_percent", 49, "awake_clenching", (None, 2)),
        ("relaxed_jaw_prompts_percent", 50, "awake_clenching", None),
        ("desk_hours_per_day", 4, "desk_work", (None, 2)),
        ("desk_hours_per_day", 3.9, "desk_work", None),
        ("activity_min_per_week", 149, "physically_inactive", (None, 2)),
        ("activity_min_per_week", 150, "physically_inactive", None),
        ("asc12_score", 2, "allodynia", None),
        ("asc12_score", 5, "allodynia", (None, 1)),
        ("asc12_score", 8, "allodynia", (None, 2)),
        ("asc12_score", 9, "allodynia", (None, 3)),
        ("mouth_opening_mm", {"unassisted": 40}, "mouth_opening_limited", None),
        ("mouth_opening_mm", {"unassisted": 36}, "mouth_opening_limited", (None, 1)),
        ("mouth_opening_mm", {"unassisted": 30}, "mouth_opening_limited", (None, 2)),
        ("mouth_opening_mm", {"unassisted": 29}, "mouth_opening_limited", (None, 3)),
        ("mouth_opening_mm", {"assisted": 29}, "mouth_opening_limited", None),
        ("mouth_opening_mm", {"unassisted": 60}, "mouth_opening_excessive", None),
        ("mouth_opening_mm", {"unassisted": 60.5}, "mouth_opening_excessive", (None, 2)),
        ("mouth_opening_mm", {"unassisted": 39, "assisted": 44}, "jaw_elevators_tight", (None, 2)),
        ("mouth_opening_mm", {"unassisted": 39, "assisted": 43}, "jaw_elevators_tight", None),
        ("mouth_opening_mm", {"unassisted": 40, "assisted": 45}, "jaw_elevators_tight", None),
    ],
)
def test_a_number_gives_this_finding(
    measurement: str, value: object, finding: str, expected: Found | None
) -> None:
    found = findings_of(measurements={measurement: value}).get(finding)
    assert (None if found is None else (found.side, found.severity)) == expected
    if found is not None:
        assert found.source == "measurement"
        assert found.measurement == measurement


@pytest.mark.parametrize(
    ("age", "degrees", "severity"),
    [(64, 59, 1), (65, 59, None), (65, 50, None), (65, 49, 2), (90, 49, 2)],
)
def test_norms_follow_age(age: int, degrees: float, severity: int | None) -> None:
    numbers = {"cervical_rotation_deg": {"right": degrees, "left": degrees}}
    found = findings_of(patient={"age": age}, measurements=numbers).get("crot_limited")
    assert (found and found.severity) == severity


@pytest.mark.parametrize(
    ("sex", "present"), [("male", True), ("female", False), ("other", False), (None, False)]
)
def test_norms_follow_sex(sex: str | None, present: bool) -> None:
    found = findings_of(patient={"age": 40, "sex": sex}, measurements={"dnf_endurance_s": 24})
    assert ("dnf_endurance_low" in found) == present


def test_the_worse_side_is_the_lower_or_the_higher_value() -> None:
    lower = only(measurements={"thoracic_rotation_deg": {"right": 34, "left": 30}})
    assert (lower.side, lower.worse) == ("both", "left")
    higher = only(measurements={"jaw_deviation_mm": {"right": 2, "left": 5}})
    assert (higher.side, higher.worse) == ("both", "left")
    equal = only(measurements={"jaw_deviation_mm": {"right": 5, "left": 5}})
    assert (equal.side, equal.worse) == ("both", "right")


def test_the_value_is_kept_for_the_explanation() -> None:
    sided = only(measurements={"frt_deg": {"left": 20, "right": 44}})
    assert (sided.value, sided.unit) == ({"right": 44, "left": 20}, "deg")
    single = only(measurements={"kyphosis_deg": 50})
    assert (single.value, single.unit) == (50, "deg")


def test_a_tick_counts_where_the_number_is_normal() -> None:
    found = only(measurements={"kyphosis_deg": 20}, findings={"thoracic_kyphosis": True})
    assert (found.severity, found.source, found.measurement) == (2, "provider", None)


def test_a_tick_takes_side_and_severity_from_the_number() -> None:
    numbers = {"frt_deg": {"right": 20, "left": 44}}
    found = only(measurements=numbers, findings={"frt_restricted": True})
    assert (found.side, found.severity, found.source) == ("right", 3, "provider")
    assert found.value == {"right": 20, "left": 44}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("left", ("left", 3)),
        ({"side": "both"}, ("both", 3)),
        ({"severity": 1}, ("right", 1)),
        ({"side": "left", "severity": 2}, ("left", 2)),
    ],
)
def test_what_the_provider_gives_wins_key_by_key(given: object, expected: Found) -> None:
    numbers = {"frt_deg": {"right": 20, "left": 44}}
    found = only(measurements=numbers, findings={"frt_restricted": given})
    assert (found.side, found.severity) == expected


def test_a_tick_of_both_sides_keeps_the_measured_worse_side() -> None:
    numbers = {"frt_deg": {"right": 44, "left": 34}}
    found = only(measurements=numbers, findings={"frt_restricted": "both"})
    assert (found.side, found.worse) == ("both", "left")
    one = only(measurements=numbers, findings={"frt_restricted": "right"})
    assert (one.side, one.worse) == ("right", "right")
    assert only(findings={"ut_short": "both"}).worse == "right"


def test_no_side_given_counts_as_both_and_says_so() -> None:
    result = assessed(findings={"ut_short": True})
    assert [found.side for found in result.findings] == ["both"]
    assert "no side was given" in notices_of(result, "ut_short")[0]


def test_a_plain_no_beats_the_number_and_says_so() -> None:
    result = assessed(measurements={"kyphosis_deg": 50}, findings={"thoracic_kyphosis": False})
    assert result.findings == ()
    assert "your answer counts" in notices_of(result, "thoracic_kyphosis")[0]
    assert notices_of(assessed(findings={"thoracic_kyphosis": False}), "thoracic_kyphosis") == []


def test_nothing_is_filled_from_a_test_that_needs_hands_on_a_video_visit() -> None:
    numbers = {"frt_deg": {"right": 20, "left": 44}, "kyphosis_deg": 50}
    assert set(findings_of(measurements=numbers, visit="virtual")) == {"thoracic_kyphosis"}
    ticked = assessed(measurements=numbers, visit="virtual", findings={"frt_restricted": "right"})
    assert [found.id for found in ticked.findings] == ["frt_restricted", "thoracic_kyphosis"]
    assert "not a video visit" in notices_of(ticked, "frt_restricted")[-1]
    assert "not a video visit" not in " ".join(notices_of(ticked, "thoracic_kyphosis"))


def test_a_recent_lock_keeps_the_tight_closers_from_counting() -> None:
    lock = {
        "flags": {"rf_tmj_closed_lock": True},
        "override": {"rf_tmj_closed_lock": "seen by the dentist"},
    }
    numbers = {"mouth_opening_mm": {"unassisted": 35, "assisted": 42}}
    assert "jaw_elevators_tight" in findings_of(measurements=numbers)
    assert "jaw_elevators_tight" not in findings_of(measurements=numbers, **lock)
    ticked = assessed(findings={"jaw_elevators_tight": True}, **lock)
    assert ticked.findings == ()
    told = notices_of(ticked, "jaw_elevators_tight")
    assert len(told) == 1
    assert told[0].endswith("not counted while rf_tmj_closed_lock is present.")


def test_an_open_question_is_asked_until_the_provider_answers() -> None:
    numbers = {"ulnt1_deg": {"right": 10, "left": 30}}
    asked = notices_of(assessed(measurements=numbers), "ulnt1_positive")
    assert any("Were the symptoms familiar" in text for text in asked)
    answered = assessed(measurements=numbers, findings={"ulnt1_positive": True})
    told = notices_of(answered, "ulnt1_positive")
    assert not any("Were the symptoms familiar" in text for text in told)


@pytest.mark.parametrize(
    ("unassisted", "assisted", "told"),
    [(34, 37, True), (34, 38, False), (35, 38, False), (34, None, False)],
)
def test_a_hard_block_is_pointed_out(unassisted: float, assisted: float | None, told: bool) -> None:
    opening = {"unassisted": unassisted} | ({"assisted": assisted} if assisted else {})
    result = assessed(measurements={"mouth_opening_mm": opening})
    notices = notices_of(result, "mouth_opening_limited")
    assert any("a hard block" in text for text in notices) == told


def library_with(*rules: ThresholdRule) -> Library:
    """The library with other rules for the upper-back curve."""
    finding = library().findings["thoracic_kyphosis"]
    assert finding.thresholds is not None
    changed = replace(finding, thresholds=replace(finding.thresholds, present=rules))
    return replace(library(), findings={"thoracic_kyphosis": changed})


def test_a_rule_without_a_sign_never_holds() -> None:
    case = case_of(measurements={"kyphosis_deg": 110})
    assert derive(case, library_with(ThresholdRule(value=1)), NO_FLAGS) == ((), ())


def test_a_rule_without_a_value_is_a_fault_of_the_library() -> None:
    case = case_of(measurements={"kyphosis_deg": 110})
    with pytest.raises(ValueError, match="a threshold rule needs a value"):
        derive(case, library_with(ThresholdRule(op=">")), NO_FLAGS)
