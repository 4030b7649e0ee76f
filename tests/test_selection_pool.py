"""Which exercises may be given, and in what form (reference 4.3 step 2)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from generator.model.results import Candidate, Target
from generator.selection.pool import pool_of
from tests.reasoning import library, setting_for

Shape = dict[str, Any]


def pool(**keys: Any) -> dict[str, Candidate]:
    """The candidates of a case."""
    setting = setting_for(**keys)
    return pool_of(setting, setting.phase)[0]


def against(key: str, **keys: Any) -> tuple[str, ...]:
    """Every rule that keeps an exercise out of the pool of a case."""
    setting = setting_for(**keys)
    candidates, dropped = pool_of(setting, setting.phase)
    assert key not in candidates
    return dropped[key].reasons


# --- 2a-2c Level, phase, name, type, region -----------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "keys", "reason"),
    [
        ("c1c2_self_snag", {"irritability": "high"}, "not offered at high irritability"),
        (
            "ccf_hold_seated",
            {"headache_type": ["migraine"], "phase": 2},
            "not offered at high irritability (one level down for the headache type)",
        ),
        ("band_row", {}, "from phase 2 on; this program is in phase 1"),
        (
            "prone_y",
            {"phase": 2, "irritability": "low"},
            "from phase 3 on; this program is in phase 2",
        ),
        (
            "scalene_stretch",
            {"flags": {"pr_radiculopathy_stable": True}},
            "pr_radiculopathy_stable excludes this exercise",
        ),
        (
            "ccf_nod",
            {"flags": {"pr_migraine_attack_now": True}},
            "pr_migraine_attack_now excludes motor control exercises",
        ),
        (
            "progressive_relaxation",
            {"flags": {"pr_migraine_attack_now": True}},
            "pr_migraine_attack_now: not for the day of an attack",
        ),
        (
            "ccf_nod",
            {"flags": {"pr_neuro_implant_csf": {"weeks_since": 3.0}}},
            "pr_neuro_implant_csf excludes neck exercises",
        ),
        ("open_book", {"flags": {"pr_osteoporosis": True}}, "not with pr_osteoporosis"),
        ("assisted_opening_stretch", {}, "only when one of these is found"),
        ("ccf_nod", {}, "no finding calls for it"),
    ],
)
def test_why_an_exercise_is_not_in_the_pool(exercise: str, keys: Shape, reason: str) -> None:
    assert any(text.startswith(reason) for text in against(exercise, **keys))


@pytest.mark.parametrize(
    ("irritability", "types", "row"),
    [
        ("low", ["migraine"], "moderate"),
        ("moderate", ["mixed"], "high"),
        ("high", ["chronic_migraine"], "high"),
        ("low", ["tension_type"], "low"),
    ],
)
def test_neck_control_in_migraine_is_one_level_easier(
    irritability: str, types: list[str], row: str
) -> None:
    findings = {"ccft_impaired": True, "tongue_rest_poor": True, "forward_head": True}
    candidates = pool(irritability=irritability, headache_type=types, findings=findings)
    assert candidates["ccf_nod"].row == row
    # Neither the jaw's control nor another type of exercise for the neck.
    assert candidates["tongue_clicks"].row == irritability
    assert candidates["chin_tuck_seated"].row == irritability


def test_a_protected_arm_leaves_the_other_side() -> None:
    low: Shape = {"irritability": "low", "findings": {"shoulder_ir_limited": "both"}}
    by_name = pool(**low, flags={"pr_shoulder_pain_acute": "right"})["sleeper_stretch"]
    assert by_name.target == Target("left", "left")
    assert by_name.notes == ("left side only: pr_shoulder_pain_acute",)
    by_contra = pool(**low, flags={"pr_cuff_repair": "left"})["sleeper_stretch"]
    assert by_contra.target.side == "right"
    neither = {"pr_cuff_repair": "left", "pr_shoulder_pain_acute": "right"}
    assert against("sleeper_stretch", **low, flags=neither) == (
        "not with pr_cuff_repair",
        "pr_cuff_repair excludes end_range_ir",
    )


def test_weeks_after_an_operation_nothing_loads_the_arm() -> None:
    case: Shape = {"findings": {"desk_work": True, "shoulder_ir_limited": "both"}}
    flags = {"pr_shoulder_instability": {"side": "left", "weeks_since": 3.0}}
    assert pool(**case, flags=flags)["cross_body_stretch"].target.side == "right"
    reason = "pr_shoulder_instability: nothing that loads this arm yet"
    assert against("shoulder_rolls", **case, flags=flags) == (reason,)
    assert "desk_microbreak" in pool(**case, flags=flags)


# --- 2d Attributes ------------------------------------------------------------------------------


def form(key: str, **keys: Any) -> tuple[bool, str]:
    """Whether an exercise is given as its gentle variant, and in which position."""
    candidate = pool(**keys)[key]
    return candidate.gentle, candidate.position


@pytest.mark.parametrize(
    ("exercise", "finding", "flags", "expected"),
    [
        ("cat_camel", "tx_extension_limited", {}, (False, "quadruped")),
        # The gentle variant also leaves out hands and knees.
        ("cat_camel", "tx_extension_limited", {"pr_floor_access": True}, (True, "sitting")),
        ("cat_camel", "tx_extension_limited", {"pr_eye_pressure": True}, (True, "sitting")),
        ("cat_camel", "tx_extension_limited", {"pr_down_syndrome": True}, (True, "sitting")),
        ("upper_trap_stretch", "ut_short", {"pr_osteoporosis": True}, (True, "sitting")),
        ("upper_trap_stretch", "ut_short", {"pr_cuff_repair": "left"}, (True, "sitting")),
        ("upper_trap_stretch", "ut_short", {"pr_shoulder_instability": "left"}, (True, "sitting")),
        ("upper_trap_stretch", "ut_short", {"pr_anticoagulant": True}, (False, "sitting")),
    ],
)
def test_a_softer_form_is_used_where_it_is_enough(
    exercise: str, finding: str, flags: Shape, expected: tuple[bool, str]
) -> None:
    assert form(exercise, findings={finding: True}, flags=flags) == expected


def test_another_position_is_used_where_one_is_excluded() -> None:
    case: Shape = {"irritability": "low", "findings": {"neck_ext_endurance_low": True}}
    exercise = library().exercises["neck_extensor_prone_elbows"]
    usual = replace(exercise, attributes=("prone", "quadruped"), contra=())
    setting = setting_for(**case, flags={"pr_pregnancy": True})
    changed = replace(library(), exercises={usual.id: usual})
    candidates, _ = pool_of(replace(setting, library=changed), 2)
    assert candidates[usual.id].position == "quadruped"
    assert candidates[usual.id].notes == ("quadruped: pr_pregnancy",)
    assert not candidates[usual.id].gentle
    # A hit that neither the variant nor another position avoids.
    stays = replace(usual, attributes=("prone", "quadruped", "breath_hold_risk"))
    changed = replace(library(), exercises={usual.id: stays})
    _, dropped = pool_of(replace(setting, library=changed), 2)
    assert dropped[usual.id].reasons == (
        "pr_pregnancy excludes breath_hold_risk",
        "pr_pregnancy excludes prone",
    )


def test_an_only_position_that_is_excluded_removes() -> None:
    case: Shape = {"irritability": "low", "findings": {"lower_trap_weak": True}}
    flags = {"pr_cannot_lie_flat": True}
    assert against("prone_t", **case, flags=flags) == ("pr_cannot_lie_flat excludes prone",)
    both = {"pr_floor_access": True, "pr_wrist_knee_pain": True}
    reasons = against(
        "thread_the_needle", irritability="low", findings={"tx_rotation_limited": True}, flags=both
    )
    assert reasons == (
        "pr_floor_access excludes floor_transfer",
        "pr_floor_access and pr_wrist_knee_pain excludes quadruped",
        "pr_wrist_knee_pain excludes weight_bearing_arm",
    )


def test_free_side_comes_before_the_gentle_variant() -> None:
    case: Shape = {"findings": {"ulnt1_positive": "both"}}
    candidate = pool(**case, flags={"pr_shoulder_pain_acute": "right"})["median_nerve_slider"]
    assert (candidate.target.side, candidate.gentle) == ("left", False)
    blocked = pool(**case, flags={"pr_shoulder_pain_acute": "both"})["median_nerve_slider"]
    assert (blocked.target.side, blocked.gentle) == ("both", True)


# --- 2e-2h Visit, irritability, findings, replacement -------------------------------------------

SNAG: Shape = {"findings": {"frt_restricted": "right"}}


def test_a_video_visit_leaves_strap_and_taught_exercises_out() -> None:
    assert "c1c2_self_snag" in pool(**SNAG)
    assert against("c1c2_self_snag", **SNAG, visit="virtual") == (
        "video visit: it needs taught in person and upper neck and vascular screen",
        "video visit: strap on neck",
    )


@pytest.mark.parametrize(
    ("open_question", "given"),
    [
        ("rf_5d3n", False),
        ("rf_dissection_suspect", False),
        ("rf_myelopathy", False),
        ("rf_gca", True),
    ],
)
def test_a_snag_needs_its_questions_answered(open_question: str, given: bool) -> None:
    keys: Shape = {**SNAG, "not_screened": [open_question], "confirmed_not_screened": True}
    if given:
        assert "c1c2_self_snag" in pool(**keys)
    else:
        assert "it needs taught in person, and that was not screened" in against(
            "c1c2_self_snag", **keys
        )


def test_at_high_irritability_everything_is_gentle() -> None:
    findings = {"tx_extension_limited": True, "ut_short": "left", "ccft_impaired": True}
    candidates = pool(irritability="high", findings=findings)
    assert candidates["cat_camel"].position == "sitting"
    for candidate in candidates.values():
        assert candidate.gentle == (candidate.exercise.gentle_variant is not None)


def test_an_attack_needs_no_finding() -> None:
    assert set(pool(flags={"pr_migraine_attack_now": True})) == {
        "diaphragmatic_breathing",
        "jaw_rest_position",
    }


@pytest.mark.parametrize(
    ("keys", "replaced"),
    [
        ({"phase": 2}, True),
        ({"phase": 3}, True),
        ({"phase": 1}, False),
        ({"phase": 2, "irritability": "high"}, False),
        ({"phase": 2, "headache_type": ["migraine"]}, False),
        ({"phase": 2, "headache_type": ["cervicogenic", "mixed"]}, False),
        ({"phase": 2, "flags": {"pr_hypermobility": True}}, False),
        ({"phase": 2, "flags": {"pr_cuff_repair": "left"}}, False),
    ],
)
def test_the_band_replaces_the_plain_shoulder_blade_exercise(keys: Shape, replaced: bool) -> None:
    candidates = pool(findings={"lower_trap_weak": "both"}, **keys)
    assert ("scapular_setting" not in candidates) == replaced


# --- Time on the back ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "keys", "position", "propped"),
    [
        ("ccf_nod", {"findings": {"ccft_impaired": True}}, "supine", True),
        ("diaphragmatic_breathing", {"findings": {"stress_tension_high": True}}, "sitting", False),
        ("jaw_rest_position", {"findings": {"awake_clenching": True}}, "sitting", False),
        ("desk_microbreak", {"findings": {"desk_work": True}}, "sitting", False),
        # Three minutes are allowed, three and a quarter are not; of two sides both count.
        ("ccf_hold_supine", {"findings": {"ccft_impaired": True}}, "supine", True),
        ("cross_body_stretch", {"findings": {"shoulder_ir_limited": "left"}}, "standing", False),
        (
            "cross_body_stretch",
            {"findings": {"shoulder_ir_limited": "both"}, "irritability": "low"},
            "sitting",
            False,
        ),
    ],
)
def test_long_exercises_leave_the_back(
    exercise: str, keys: Shape, position: str, propped: bool
) -> None:
    candidate = pool(**keys, flags={"pr_pregnancy": True})[exercise]
    assert (candidate.position, bool(candidate.prop_up)) == (position, propped)


def test_what_is_long_and_only_lying_is_removed() -> None:
    case: Shape = {"irritability": "low", "findings": {"ccft_impaired": True}}
    reasons = against("ccf_hold_supine", **case, flags={"pr_cannot_lie_flat": True})
    assert reasons == ("longer on the back than pr_cannot_lie_flat allows",)
