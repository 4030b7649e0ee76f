"""Faults that once were: each test is the smallest case that showed one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.reasoning import (
    assessed,
    case_of,
    notices_of,
    prescribed,
    program_of,
    reasons_against,
)

Shape = dict[str, Any]


def test_a_poor_pool_of_equal_size_is_still_taken_one_phase_later() -> None:
    flags = {"pr_shoulder_pain_acute": "both"}
    result = assessed(findings={"lower_trap_weak": "both"}, flags=flags)
    assert set(prescribed(result)) == {"wall_slide", "band_row"}


def test_a_new_port_protects_its_own_arm_too() -> None:
    flags = {"pr_cuff_repair": "left", "pr_lymph_port_throat": {"weeks_since": 3, "side": "right"}}
    result = assessed(findings={"shoulder_ir_limited": "right", "desk_work": True}, flags=flags)
    assert "cross_body_stretch" not in prescribed(result)


def test_a_new_port_protects_only_its_own_arm() -> None:
    flags = {"pr_lymph_port_throat": {"weeks_since": 3, "side": "right"}}
    result = assessed(findings={"shoulder_ir_limited": "left", "desk_work": True}, flags=flags)
    assert "cross_body_stretch" in prescribed(result)


def test_a_longer_dose_keeps_to_the_time_on_the_back() -> None:
    longer = {"dose": {"ccf_nod": {"reps": 20, "hold_s": 10}}}
    case: Shape = {"findings": {"ccft_impaired": True}, "flags": {"pr_pregnancy": {"weeks": 22}}}
    result = assessed(**case, exercises=longer)
    item = prescribed(result).get("ccf_nod")
    refused = bool(result.problems)
    assert item is None or item.minutes <= 3 or refused or notices_of(result, "ccf_nod")


def test_a_dose_that_makes_the_session_too_long_is_said() -> None:
    case: Shape = {"findings": {"ls_short": "both", "forward_head": True}}
    dose = {"levator_stretch": {"sets": 4, "reps": 8, "hold_s": 60}}
    result = assessed(**case, exercises={"dose": dose})
    assert program_of(result).minutes_per_session > 60
    assert notices_of(result, "session_minutes")


def test_changes_that_make_the_day_too_long_are_said() -> None:
    add = {"add": ["progressive_relaxation"]}
    result = assessed(findings={"forward_head": True}, minutes_per_day=8, exercises=add)
    assert program_of(result).minutes_per_day > 8
    assert notices_of(result, "minutes_per_day")


def test_an_exercise_swapped_for_itself_stays() -> None:
    case: Shape = {"findings": {"forward_head": True, "desk_work": True}}
    swap = {"chin_tuck_seated": "chin_tuck_seated"}
    result = assessed(**case, exercises={"swap": swap})
    assert "chin_tuck_seated" in prescribed(result) or result.problems


def test_a_swap_within_a_family_is_no_repetition() -> None:
    case: Shape = {"findings": {"ccft_impaired": True, "forward_head": True}}
    result = assessed(**case, exercises={"swap": {"ccf_nod": "ccf_hold_supine"}})
    assert notices_of(result, "ccf_hold_supine") == []


def test_two_added_relatives_are_pointed_out() -> None:
    add = ["suboccipital_stretch", "occipital_self_massage"]
    result = assessed(findings={"forward_head": True}, exercises={"add": add})
    assert notices_of(result, "occipital_self_massage")


def test_a_dose_held_by_a_cap_names_the_flag_of_that_cap() -> None:
    case: Shape = {
        "irritability": "low",
        "findings": {"masseter_tender": "right"},
        "flags": {"pr_hypertension": True, "pr_anticoagulant": True},
    }
    dose = {"jaw_isometric_opening": {"hold_s": 8}}
    result = assessed(**case, exercises={"dose": dose})
    (told,) = notices_of(result, "jaw_isometric_opening")
    assert "pr_anticoagulant" not in told


def test_what_was_never_chosen_was_not_taken_out_for_time() -> None:
    case: Shape = {
        "headache_type": ["tension_type"],
        "measurements": {"desk_hours_per_day": 8, "craniovertebral_angle_deg": 44},
        "findings": {"ut_short": "both", "subocc_tight": "right", "stress_tension_high": True},
    }
    assert "full" in reasons_against(assessed(**case), "shoulder_rolls")
    short = assessed(**case, minutes_per_day=8)
    assert "taken out" not in reasons_against(short, "shoulder_rolls")


def test_a_number_that_is_not_used_on_a_video_visit_is_said() -> None:
    result = assessed(visit="virtual", measurements={"frt_deg": {"right": 20, "left": 44}})
    assert notices_of(result, "frt_restricted")


def test_an_overridden_gentle_exercise_is_in_the_position_of_its_words() -> None:
    edits = {"add": ["cat_camel"], "override": {"cat_camel": "seated and watched"}}
    result = assessed(flags={"pr_osteoporosis": True}, exercises=edits)
    item = prescribed(result)["cat_camel"]
    assert item.gentle
    assert item.start == "Sit on a chair, hands on knees."
    assert item.position == "sitting"


@pytest.mark.parametrize(
    "keys",
    [
        {"flags": {"rf_cancer": True}, "override": {"rf_cancer": "  "}},
        {"exercises": {"add": ["prone_y"], "override": {"prone_y": " "}}},
    ],
)
def test_a_reason_of_blanks_is_no_reason(keys: Shape) -> None:
    with pytest.raises(msgspec.ValidationError):
        case_of(**keys)


def test_a_capped_dose_stays_in_its_range_or_is_refused() -> None:
    result = assessed(
        flags={"pr_anticoagulant": True},
        findings={"masseter_tender": "left"},
        exercises={"dose": {"masseter_self_massage": {"sets": 4, "reps": 20}}},
    )
    item = prescribed(result).get("masseter_self_massage")
    assert result.problems or item is None or item.dosage.hold_s >= 10


def test_a_cap_that_is_lifted_is_kept_with_its_reason() -> None:
    edits = {
        "dose": {"jaw_isometric_opening": {"hold_s": 8}},
        "override": {"jaw_isometric_opening": "his doctor agrees"},
    }
    case: Shape = {"irritability": "low", "findings": {"masseter_tender": "right"}}
    result = assessed(**case, flags={"pr_hypertension": True}, exercises=edits)
    item = prescribed(result)["jaw_isometric_opening"]
    assert item.dosage.hold_s == 8
    said = "; ".join((*item.reasons, *notices_of(result, "jaw_isometric_opening")))
    assert "his doctor agrees" in said
    assert "pr_hypertension" in said


def test_a_side_for_what_is_not_in_the_program_is_said() -> None:
    edits = {"side": {"cross_body_stretch": "left"}}
    result = assessed(findings={"desk_work": True}, exercises=edits)
    assert result.problems or notices_of(result, "cross_body_stretch")


def test_more_exercises_than_a_flag_allows_are_said() -> None:
    findings = ["forward_head", "desk_work", "ut_short", "ls_short", "stress_tension_high"]
    result = assessed(
        flags={"pr_post_concussion": True},
        findings=dict.fromkeys(findings, True),
        exercises={"add": ["wall_slide", "oa_nod_clasped"]},
    )
    assert len(program_of(result).exercises) > 4
    assert any("pr_post_concussion" in n.text or "exercises" in n.text for n in result.notices)


def test_a_longer_time_on_the_back_is_kept_with_its_reason() -> None:
    edits = {
        "dose": {"ccf_nod": {"reps": 20, "hold_s": 10}},
        "override": {"ccf_nod": "on a wedge, watched"},
    }
    result = assessed(
        findings={"ccft_impaired": True}, flags={"pr_pregnancy": {"weeks": 22}}, exercises=edits
    )
    item = prescribed(result)["ccf_nod"]
    assert item.minutes == 5.25
    said = "; ".join((*item.reasons, *notices_of(result, "ccf_nod")))
    assert "on a wedge, watched" in said
