"""The phase of a case and the score of an exercise (reference 4.3 steps 1 and 3)."""

from __future__ import annotations

from typing import Any

import pytest

from generator.selection.scoring import score_of, type_weight
from tests.reasoning import (
    assessed,
    library,
    notices_of,
    program_of,
    setting_for,
)

Shape = dict[str, Any]


# --- 1 Phase ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "phase"),
    [
        ({"irritability": "low"}, 2),
        ({"irritability": "low", "symptom_months": 3}, 2),
        ({"irritability": "low", "symptom_months": 2.9}, 1),
        ({"irritability": "low", "headache_type": ["cervicogenic", "none"]}, 2),
        ({"irritability": "low", "headache_type": ["post_traumatic"]}, 1),
        ({"irritability": "low", "flags": {"pr_allodynia_severe": True}}, 1),
        ({"irritability": "moderate"}, 1),
        ({"irritability": "high", "phase": 3}, 3),
    ],
)
def test_the_phase_of_a_case(keys: Shape, phase: int) -> None:
    assert program_of(assessed(**keys)).phase == phase


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({}, True),
        ({"phase": 3, "irritability": "low"}, False),
        ({"irritability": "high"}, False),
        ({"findings": {"lower_trap_weak": "both", "ut_short": "left"}}, False),
    ],
)
def test_a_poor_pool_is_looked_for_one_phase_later(keys: Shape, told: bool) -> None:
    result = assessed(**{"findings": {"lower_trap_weak": "both"}, **keys})
    assert bool(notices_of(result, "phase")) == told
    # The phase itself stays what it was.
    assert program_of(result).phase == keys.get("phase", 1)


# --- 3 Score ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "keys", "score"),
    [
        ("ccf_nod", {"findings": {"ccft_impaired": {"severity": 1}}}, 3 * 0.75 + 1),
        ("ccf_nod", {"findings": {"ccft_impaired": {"severity": 3}}}, 3 * 1.25 + 1),
        ("ccf_nod", {"findings": {"ccft_impaired": True, "forward_head": True}}, 3 + 1 + 1),
        # Context findings and headache types count half, priorities twice.
        ("desk_microbreak", {"findings": {"desk_work": True}}, 1.5),
        ("desk_microbreak", {"findings": {"desk_work": True}, "priority": ["desk_work"]}, 3),
        ("ccf_nod", {"headache_type": ["cervicogenic"]}, 2 * 0.5 * 1.2 + 1),
        ("ccf_nod", {"headache_type": ["mixed"]}, 1),
        # Evidence and direction: D -0.25; B +0.5 with a mixed trial -0.25.
        ("shoulder_rolls", {"findings": {"ut_short": "left"}}, 2 - 0.25),
        ("upper_trap_stretch", {"findings": {"ut_short": "left"}}, 3 + 0.5 - 0.25),
        # The lowest weight of all types named; a type that does not name it counts 1.
        (
            "c1c2_self_snag",
            {"findings": {"frt_restricted": "left"}, "headache_type": ["migraine"]},
            3 * 0.7 + 1,
        ),
        (
            "c1c2_self_snag",
            {
                "findings": {"frt_restricted": "left"},
                "headache_type": ["cervicogenic", "tension_type"],
            },
            3 * 1 + 1,
        ),
        # A flag that prefers types.
        (
            "ccf_nod",
            {"findings": {"ccft_impaired": True}, "flags": {"pr_hypermobility": True}},
            3 * 1.2 + 1,
        ),
        (
            "cervical_flex_ext_arom",
            {"findings": {"cflex_limited": True}, "flags": {"pr_hypermobility": True}},
            3 * 0.9 + 0.5,
        ),
    ],
)
def test_a_score(exercise: str, keys: Shape, score: float) -> None:
    total = score_of(library().exercises[exercise], setting_for(**keys)).total
    assert total == pytest.approx(score)


def test_only_the_first_three_priorities_that_are_present_count() -> None:
    findings = ["desk_work", "ut_short", "ls_short", "subocc_tight"]
    setting = setting_for(
        findings=dict.fromkeys(findings, True), priority=["clat_limited", *findings]
    )
    assert setting.priority == ("desk_work", "ut_short")


def test_no_type_weighs_one() -> None:
    assert type_weight("aerobic", frozenset(), library().rules.type_weights) == 1
    assert type_weight("aerobic", frozenset({"mixed"}), library().rules.type_weights) == 1.5
