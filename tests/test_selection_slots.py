"""The few that are picked, and in which order they are done (reference 4.3 steps 4, 5 and 7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reasoning import (
    LONG,
    assessed,
    ids,
    prescribed,
    program_of,
    reasons_against,
)

Shape = dict[str, Any]


# --- 4 Slots ------------------------------------------------------------------------------------


def test_a_priority_is_covered_first_whatever_its_score() -> None:
    findings = {"ccft_impaired": True, "shoulder_flexion_limited": {"side": "left", "severity": 1}}
    result = assessed(findings=findings, priority=["shoulder_flexion_limited"])
    assert any("best for the priority" in text for text in prescribed(result)["wall_slide"].reasons)


def test_one_exercise_may_cover_two_priorities() -> None:
    findings = {"desk_work": True, "rounded_shoulders": "both"}
    result = assessed(findings=findings, priority=["desk_work", "rounded_shoulders"])
    reasons = [text for item in prescribed(result).values() for text in item.reasons]
    assert sum("best for the priority" in text for text in reasons) == 1


def test_a_priority_that_nothing_covers_is_left() -> None:
    findings = {"c23_stiff": "left", "ut_short": "left"}
    result = assessed(findings=findings, priority=["c23_stiff"])
    reasons = [text for item in prescribed(result).values() for text in item.reasons]
    assert not any("best for the priority" in text for text in reasons)


@pytest.mark.parametrize(
    ("keys", "calm"),
    [
        ({"irritability": "high"}, True),
        ({"headache_type": ["tension_type"]}, True),
        ({"headache_type": ["cervicogenic"]}, False),
    ],
)
def test_something_calm_is_added_where_it_is_required(keys: Shape, calm: bool) -> None:
    # Light circles score too little to be picked for their own sake.
    findings = {
        "ut_short": {"side": "left", "severity": 3},
        "crot_limited": "left",
        "forward_head": {"severity": 3},
        "occipital_nerve_tender": {"side": "left", "severity": 1},
    }
    slots = {item.slot for item in program_of(assessed(findings=findings, **keys)).exercises}
    assert ("calm" in slots) == calm


def test_never_two_of_a_family_or_a_chain() -> None:
    result = assessed(findings={"ccft_impaired": True, "forward_head": True})
    assert "ccf_nod" in prescribed(result)
    assert "shares the family deep_neck_flexor" in reasons_against(result, "ccf_hold_supine")
    chained = assessed(phase=2, findings={"lower_trap_weak": {"side": "left", "severity": 3}})
    assert "band_row" in prescribed(chained)
    assert "shares the chain scapula with band_row" in reasons_against(chained, "prone_t")


@pytest.mark.parametrize(("irritability", "lengthen"), [("moderate", 1), ("low", 2)])
def test_stretches_are_few(irritability: str, lengthen: int) -> None:
    findings = {
        "ut_short": "left",
        "ls_short": "left",
        "subocc_tight": "left",
        "pecmaj_short": "left",
    }
    program = program_of(assessed(irritability=irritability, findings=findings))
    assert sum(item.slot == "lengthen" for item in program.exercises) == lengthen


@pytest.mark.parametrize(
    ("keys", "most"), [({"phase": 2}, 1), ({"phase": 3}, 2), ({"irritability": "low"}, 2)]
)
def test_strength_grows_with_phase(keys: Shape, most: int) -> None:
    findings = {"lower_trap_weak": "left", "cuff_er_weak": "left"}
    program = program_of(assessed(findings=findings, **keys))
    assert sum(item.slot == "strengthen" for item in program.exercises) == most


def test_two_habits_only_with_the_jaw_at_rest() -> None:
    desk = {"desk_work": {"severity": 3}, "forward_head": {"severity": 3}}
    assert sum(item.slot == "habit" for item in program_of(assessed(findings=desk)).exercises) == 1
    jaw = {**desk, "awake_clenching": {"severity": 3}}
    chosen = prescribed(assessed(findings=jaw))
    assert sum(item.slot == "habit" for item in chosen.values()) == 2
    assert "jaw_rest_position" in chosen


def test_two_control_exercises_a_region_at_most() -> None:
    result = assessed(
        irritability="low",
        phase=1,
        findings={
            "ccft_impaired": {"severity": 3},
            "jpe_impaired": {"severity": 3},
            "jaw_deviation": {"side": "left", "severity": 3},
            "tongue_rest_poor": {"severity": 3},
            "scap_dyskinesis": {"side": "left", "severity": 3},
        },
    )
    control = [item.exercise for item in program_of(result).exercises if item.slot == "control"]
    assert len(control) == 3
    shoulder = assessed(
        phase=2,
        findings={"scap_dyskinesis": "left", "serratus_weak": "left", "rounded_shoulders": "both"},
        flags={"pr_hypermobility": True},
    )
    regions = [
        item.exercise.region for item in prescribed(shoulder).values() if item.slot == "control"
    ]
    assert regions == ["shoulder", "shoulder"]


def test_the_control_slot_is_full_for_a_region() -> None:
    findings = {
        "ccft_impaired": {"severity": 3},
        "jpe_impaired": {"severity": 3},
        "neck_ext_endurance_low": {"severity": 3},
    }
    result = assessed(phase=2, findings=findings)
    assert "the slot control is full for the neck" in reasons_against(result, "cervical_isometrics")


def test_a_low_score_is_taken_only_to_reach_three() -> None:
    few = assessed(findings={"ls_short": "left"})
    assert "cervical_rotation_arom" in prescribed(few)
    many = assessed(findings={"ccft_impaired": True, "ls_short": "left", "cflex_limited": True})
    assert "its score is under 2.5" in reasons_against(many, "cervical_rotation_arom")


@pytest.mark.parametrize(
    ("keys", "most"),
    [
        ({"irritability": "high"}, 4),
        ({"irritability": "moderate"}, 5),
        ({"irritability": "low"}, 6),
        ({"irritability": "low", "flags": {"pr_post_concussion": True}}, 4),
    ],
)
def test_how_many_exercises(keys: Shape, most: int) -> None:
    findings = [
        "ccft_impaired",
        "desk_work",
        "forward_head",
        "ut_short",
        "jaw_deviation",
        "serratus_weak",
        "awake_clenching",
        "stress_tension_high",
        "tx_extension_limited",
        "cflex_limited",
    ]
    result = assessed(findings={key: {"severity": 3} for key in findings}, **keys)
    assert len(program_of(result).exercises) == most


# --- 5 and 7 Order and ties ---------------------------------------------------------------------


def test_print_order_is_by_slot_then_score() -> None:
    order = ["calm", "move", "lengthen", "control", "strengthen", "habit"]
    program = program_of(assessed(**LONG, headache_type=["tension_type"]))
    places = [(order.index(item.slot), -item.score) for item in program.exercises]
    assert places == sorted(places)
    assert len({item.slot for item in program.exercises}) > 2


def test_equals_are_told_apart_by_evidence_minutes_and_name() -> None:
    # Turning (A) before lying turning (D) although both score 2.25.
    frt: Shape = {
        "findings": {"frt_restricted": {"side": "left", "severity": 3}},
        "visit": "virtual",
    }
    turning = ids(**frt, irritability="high")
    assert turning.index("cervical_rotation_arom") < turning.index("flexion_rotation_active")
    # Equal evidence: breathing takes less time than relaxation.
    assert "diaphragmatic_breathing" in ids(
        findings={"stress_tension_high": True}, headache_type=["tension_type"]
    )
    # Equal evidence and minutes: the name.
    assert "ccf_nod" in ids(
        irritability="high", findings={"ut_short": "right", "subocc_tight": "left"}
    )
