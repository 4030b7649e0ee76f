"""Which side an exercise treats, and which arms that loads (reference 0.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from generator.model.results import Target
from generator.selection.pool import pool_of
from generator.selection.sides import arms_of, free_sides
from tests.reasoning import library, setting_for

if TYPE_CHECKING:
    from generator.model.base import OneSide

Shape = dict[str, Any]


def target(key: str, **keys: Any) -> Target:
    """The side of an exercise that may be given."""
    setting = setting_for(**keys)
    return pool_of(setting, setting.phase)[0][key].target


def against(key: str, **keys: Any) -> tuple[str, ...]:
    """Every rule that keeps an exercise out of the pool of a case."""
    setting = setting_for(**keys)
    return pool_of(setting, setting.phase)[1][key].reasons


@pytest.mark.parametrize(
    ("exercise", "findings", "side"),
    [
        ("upper_trap_stretch", {"ut_short": "left"}, "left"),
        ("upper_trap_stretch", {"clat_limited": "left"}, "right"),
        ("upper_trap_stretch", {"clat_limited": "both"}, "both"),
        ("upper_trap_stretch", {"stress_tension_high": True}, "both"),
        ("levator_stretch", {"crot_limited": "right"}, "left"),
        ("ccf_nod", {"ccft_impaired": True}, None),
        # Strength 2 against 1, whatever the severity.
        (
            "flexion_rotation_active",
            {"frt_restricted": {"side": "right", "severity": 1}, "c23_stiff": "left"},
            "right",
        ),
        # Equal strength: the higher severity.
        (
            "flexion_rotation_active",
            {"c23_stiff": "left", "uc_joint_headache_repro": {"side": "right", "severity": 1}},
            "left",
        ),
        (
            "flexion_rotation_active",
            {"c23_stiff": "left", "uc_joint_headache_repro": "right"},
            "both",
        ),
        (
            "flexion_rotation_active",
            {"c23_stiff": "left", "uc_joint_headache_repro": "left"},
            "left",
        ),
    ],
)
def test_findings_vote_on_the_side(exercise: str, findings: Shape, side: str | None) -> None:
    assert target(exercise, findings=findings).side == side


@pytest.mark.parametrize(
    ("priority", "side"),
    [
        (["uc_joint_headache_repro"], "right"),
        (["c23_stiff", "uc_joint_headache_repro"], "left"),
        (["ut_short"], "both"),
    ],
)
def test_among_equals_the_priority_decides_the_side(priority: list[str], side: str) -> None:
    findings = {"c23_stiff": "left", "uc_joint_headache_repro": "right", "ut_short": "left"}
    assert target("flexion_rotation_active", findings=findings, priority=priority).side == side


def test_of_both_sides_the_steps_are_for_the_worse_one() -> None:
    numbers = {"thoracic_rotation_deg": {"right": 30, "left": 28}}
    assert target("open_book", measurements=numbers) == Target("both", "left")
    assert target("open_book", findings={"tx_rotation_limited": "both"}) == Target("both", "right")
    # Less turning to the left is tight tissue on the right.
    turning = {"cervical_rotation_deg": {"right": 55, "left": 50}}
    assert target("levator_stretch", measurements=turning) == Target("both", "right")
    assert target("open_book", findings={"tx_rotation_limited": "left"}) == Target("left", "left")


def test_the_providers_side_wins_but_not_over_a_protected_arm() -> None:
    case: Shape = {"findings": {"shoulder_ir_limited": "both"}}
    chosen = {"exercises": {"side": {"cross_body_stretch": "left"}}}
    assert target("cross_body_stretch", **case, **chosen).side == "left"
    both = {"exercises": {"side": {"cross_body_stretch": "both"}}}
    assert (
        target("cross_body_stretch", findings={"shoulder_ir_limited": "left"}, **both).side
        == "both"
    )
    repaired = {"flags": {"pr_cuff_repair": "left"}}
    assert "not with pr_cuff_repair" in against("cross_body_stretch", **case, **chosen, **repaired)


@pytest.mark.parametrize(
    ("loads", "side", "arms"),
    [
        ("side", "left", {"left"}),
        ("other_side", "left", {"right"}),
        ("both", "left", {"left", "right"}),
    ],
)
def test_which_arms_an_exercise_loads(loads: Any, side: OneSide, arms: set[str]) -> None:
    exercise = replace(library().exercises["cross_body_stretch"], loads_arms=loads)
    assert arms_of(exercise, side) == arms


def test_what_has_no_side_leaves_no_side_free() -> None:
    assert free_sides(library().exercises["band_row"], Target(None), "left") == ()
