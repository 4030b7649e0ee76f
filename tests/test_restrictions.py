"""All present flags added up: union of exclusions, strictest caps, highest floor, all texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.model.flag import Caps
from tests.reasoning import assessed, restrictions_of

if TYPE_CHECKING:
    from generator.model.results import Exclusion, Restrictions

FIRST_DAY = {
    "pressure_neck",
    "pressure_head_face",
    "strap_on_neck",
    "aerobic",
    "loaded_shoulder",
    "neck_isometric",
    "head_lift",
    "self_overpressure_neck",
    "forced_opening",
    "jaw_isometric",
}
FIRST_WEEK = {
    "pressure_neck",
    "pressure_head_face",
    "strap_on_neck",
    "head_lift",
    "forced_opening",
}


def restricted(**keys: Any) -> Restrictions:
    """The restrictions of a case."""
    return restrictions_of(assessed(**keys))


def excluded(**keys: Any) -> set[str]:
    """Every attribute that is excluded."""
    exclusions = restricted(**keys).exclusions
    return {attribute for exclusion in exclusions for attribute in exclusion.attributes}


def of(restrictions: Restrictions, source: str) -> list[Exclusion]:
    """The exclusions of one source that exclude anything."""
    return [
        exclusion
        for exclusion in restrictions.exclusions
        if exclusion.source == source
        and (exclusion.attributes or exclusion.regions or exclusion.any_arm_load)
    ]


def test_exclusions_add_up() -> None:
    flags = {"pr_osteoporosis": True, "pr_floor_access": True}
    assert excluded(flags=flags) == {
        "spinal_flexion",
        "spinal_rotation_end_range",
        "thoracic_ext_loaded",
        "self_overpressure_neck",
        "strap_on_neck",
        "end_range_flexion",
        "floor_transfer",
        "quadruped",
    }
    assert excluded() == set()


@pytest.mark.parametrize(
    ("days", "attributes"),
    [
        (0, FIRST_DAY),
        (1, FIRST_DAY),
        (2, FIRST_WEEK),
        (7, FIRST_WEEK),
        (8, {"head_lift"}),
        (42, {"head_lift"}),
        (43, set()),
    ],
)
def test_the_days_since_the_shots_decide(days: int, attributes: set[str]) -> None:
    value = {"days_since": float(days)}
    assert excluded(flags={"pr_botulinum_recent": value}) == attributes
    lines = restricted(flags={"pr_botulinum_recent": value}).patient_lines
    assert len(lines) == (days <= 42)


def test_weak_muscles_count_on_every_day() -> None:
    late = {"days_since": 100.0, "symptoms": ["neck_weakness", "chewing_weakness"]}
    assert excluded(flags={"pr_botulinum_recent": late}) == {
        "head_lift",
        "neck_isometric",
        "loaded_shoulder",
        "jaw_isometric",
    }
    chewing = {"days_since": 100.0, "symptoms": ["chewing_weakness"]}
    assert excluded(flags={"pr_botulinum_recent": chewing}) == {"jaw_isometric"}


@pytest.mark.parametrize(("weeks", "acts"), [(11.9, True), (12.0, False)])
def test_the_weeks_since_an_operation_decide(weeks: float, acts: bool) -> None:
    arm = restricted(flags={"pr_cuff_repair": {"side": "left", "weeks_since": weeks}})
    assert [item.side for item in of(arm, "pr_cuff_repair") if item.any_arm_load] == ["left"] * acts
    neck = restricted(flags={"pr_neuro_implant_csf": {"weeks_since": weeks}})
    regions = [item.regions for item in of(neck, "pr_neuro_implant_csf") if item.regions]
    assert regions == [frozenset({"neck"})] * acts


def test_an_overridden_refer_flag_keeps_its_own_exclusions() -> None:
    flags = {"rf_neuralgia": True, "rf_cancer": True}
    reasons = dict.fromkeys(flags, "cleared")
    assert excluded(flags=flags, override=reasons) == {"pressure_head_face", "pressure_neck"}


@pytest.mark.parametrize(
    ("age", "open_questions", "attributes"),
    [
        (50, ["rf_gca"], {"pressure_head_face"}),
        (49, ["rf_gca"], set()),
        (50, ["rf_cancer"], set()),
    ],
)
def test_an_unasked_gca_question_keeps_face_massage_away(
    age: int, open_questions: list[str], attributes: set[str]
) -> None:
    case = {"patient": {"age": age}, "not_screened": open_questions}
    assert excluded(**case, confirmed_not_screened=True) == attributes


@pytest.mark.parametrize("kind", ["migraine", "chronic_migraine", "mixed"])
def test_migraine_excludes_the_head_lift(kind: str) -> None:
    restrictions = restricted(headache_type=["cervicogenic", kind])
    (exclusion,) = restrictions.exclusions
    assert exclusion.attributes == {"head_lift"}
    assert exclusion.source == f"headache type {kind}"
    assert restrictions.patient_lines[0].startswith("In the first week, start one new exercise")
    assert restricted(headache_type=["cervicogenic", "none"]).exclusions == ()


def test_an_attack_leaves_only_what_is_safe_in_one() -> None:
    assert restricted(flags={"pr_migraine_attack_now": True}).only_attack_safe
    assert not restricted(flags={"pr_osteoporosis": True}).only_attack_safe


def test_each_cap_is_the_strictest_of_its_flags() -> None:
    flags = {"pr_anticoagulant": True, "pr_hypertension": True, "pr_post_concussion": True}
    restrictions = restricted(flags=flags)
    assert restrictions.caps == Caps(
        massage_pressure=2,
        massage_minutes=1,
        isometric_hold_s=5,
        isometric_effort_percent=30,
        max_exercises=4,
    )
    assert restrictions.cap_sources["isometric_hold_s"] == ("pr_hypertension",)


@pytest.mark.parametrize(
    ("given", "flags", "level"),
    [
        ("low", {"pr_post_concussion": True}, "moderate"),
        ("high", {"pr_post_concussion": True, "pr_allodynia_severe": True}, "high"),
        ("low", {"pr_osteoporosis": True}, "low"),
    ],
)
def test_a_floor_only_raises_the_irritability(given: str, flags: Any, level: str) -> None:
    assert restricted(irritability=given, flags=flags).irritability == level


@pytest.mark.parametrize(
    ("flags", "sources"),
    [
        ({"pr_pregnancy": {"weeks": 15.9}}, None),
        ({"pr_pregnancy": {"weeks": 16.0}}, ("pr_pregnancy",)),
        ({"pr_pregnancy": True}, ("pr_pregnancy",)),
        ({"pr_cannot_lie_flat": True}, ("pr_cannot_lie_flat",)),
        (
            {"pr_cannot_lie_flat": True, "pr_pregnancy": True},
            ("pr_pregnancy", "pr_cannot_lie_flat"),
        ),
    ],
)
def test_time_on_the_back_is_limited(flags: Any, sources: tuple[str, ...] | None) -> None:
    limit = restricted(flags=flags).supine
    assert (limit and limit.sources) == sources
    if limit is not None:
        assert limit.minutes == 3
        assert len(limit.instead) == len(limit.sources)


def test_preferred_types_are_a_union() -> None:
    preferred = restricted(flags={"pr_hypermobility": True}).prefer_types
    assert preferred == {"motor_control", "isometric", "relaxation", "postural"}
    assert restricted().prefer_types == frozenset()


@pytest.mark.parametrize(
    ("side", "sides"), [("left", ["left"]), ("right", ["right"]), ("both", ["right", "left"])]
)
def test_a_sided_text_is_said_once_for_each_side(side: str, sides: list[str]) -> None:
    lines = restricted(flags={"pr_cuff_repair": side}).patient_lines
    assert lines == tuple(
        f"Use your {one} arm only the way your surgeon told you." for one in sides
    )


def test_a_flag_without_words_for_the_patient_says_nothing() -> None:
    assert restricted(flags={"pr_down_syndrome": True}).patient_lines == ()
