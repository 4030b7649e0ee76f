"""The provider's own changes: they win, within what the rules forbid without a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.selection.pool import forced
from tests.reasoning import (
    assessed,
    library,
    notices_of,
    prescribed,
    program_of,
    reasons_against,
    setting_for,
)

if TYPE_CHECKING:
    from generator.assess import Assessment

Shape = dict[str, Any]
# Chin tucks sitting, shoulder-blade setting and the small nod, by the rules alone.
PATIENT: Shape = {"findings": {"forward_head": True, "desk_work": True}}


def changed(changes: Shape, **keys: Any) -> Assessment:
    """The patient above (or another), with these changes."""
    return assessed(**{**PATIENT, **keys}, exercises=changes)


def ids(result: Assessment) -> list[str]:
    """The exercises in print order, without the walk."""
    return [item.exercise.id for item in program_of(result).exercises]


def problems(result: Assessment) -> list[tuple[tuple[str | int, ...], str]]:
    """Where and why a change cannot be made."""
    return [(problem.path, problem.message) for problem in result.problems]


def test_the_patient_without_changes() -> None:
    result = changed({})
    assert ids(result) == ["scapular_setting", "ccf_nod", "chin_tuck_seated"]
    assert result.problems == ()


# --- Add, remove, swap --------------------------------------------------------------------------


def test_an_exercise_that_nothing_calls_for_is_added_without_a_reason() -> None:
    result = changed({"add": ["oa_nod_clasped"]})
    item = prescribed(result)["oa_nod_clasped"]
    assert item.reasons == ("chosen by the provider",)
    assert ids(result)[0] == "oa_nod_clasped"


def test_what_is_there_already_is_marked() -> None:
    result = changed({"add": ["ccf_nod"]})
    assert prescribed(result)["ccf_nod"].reasons[-1] == "chosen by the provider"
    assert len(ids(result)) == 3


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("cat_camel", "not with pr_osteoporosis; pr_osteoporosis excludes spinal_flexion"),
        ("ccf_hold_seated", "from phase 2 on; this program is in phase 1"),
    ],
)
def test_an_excluded_exercise_needs_a_reason(key: str, rule: str) -> None:
    flags = {"pr_osteoporosis": True}
    refused = changed({"add": [key]}, flags=flags)
    assert key not in prescribed(refused)
    ((path, message),) = problems(refused)
    assert path == ("exercises", "add", 0)
    assert message.startswith(f'"{key}" is excluded: {rule}')
    assert key in refused.problems[0].hint

    allowed = changed({"add": [key], "override": {key: "taught and watched"}}, flags=flags)
    assert allowed.problems == ()
    reasons = prescribed(allowed)[key].reasons
    assert reasons[0].startswith(f"chosen by the provider, overriding: {rule}")
    assert reasons[1] == "reason: taught and watched"
    assert notices_of(allowed, key)[0].startswith(f"{key} is given although {rule}")


def test_an_overridden_exercise_is_given_in_its_softest_form() -> None:
    setting = setting_for(findings={"ut_short": "left"}, flags={"pr_hypermobility": True})
    stretch = forced(library().exercises["upper_trap_stretch"], setting)
    assert stretch.gentle
    assert stretch.target.side == "left"
    # No row at this level: the gentlest that there is.
    high = setting_for(irritability="high")
    snag = forced(library().exercises["c1c2_self_snag"], high)
    assert (snag.row, snag.dosage.reps) == ("moderate", 2)
    sleeper = forced(library().exercises["sleeper_stretch"], high)
    assert sleeper.row == "low"
    lateral = forced(library().exercises["jaw_lateral_excursion"], high)
    assert (lateral.row, lateral.gentle) == ("moderate", True)


def test_an_exercise_is_removed() -> None:
    result = changed({"remove": ["ccf_nod", "prone_y"]})
    assert ids(result) == ["scapular_setting", "chin_tuck_seated"]
    assert reasons_against(result, "ccf_nod") == "taken out by the provider"
    assert notices_of(result, "exercises.remove.1") == [
        "prone_y was to be taken out, but it is not in the program."
    ]


def test_an_exercise_is_swapped() -> None:
    result = changed({"swap": {"ccf_nod": "oa_nod_clasped"}})
    assert ids(result) == ["oa_nod_clasped", "scapular_setting", "chin_tuck_seated"]
    assert reasons_against(result, "ccf_nod") == "swapped for oa_nod_clasped by the provider"


def test_a_swap_that_cannot_be_made_changes_nothing() -> None:
    flags = {"pr_osteoporosis": True}
    swap = {"ccf_nod": "cat_camel", "prone_y": "ccf_nod"}
    result = changed({"swap": swap}, flags=flags)
    assert ids(result) == ["scapular_setting", "ccf_nod", "chin_tuck_seated"]
    assert [path for path, _ in problems(result)] == [
        ("exercises", "swap", "ccf_nod"),
        ("exercises", "swap", "prone_y"),
    ]


def test_a_relative_of_a_chosen_exercise_is_pointed_out() -> None:
    result = changed({"add": ["ccf_hold_supine"]})
    assert notices_of(result, "ccf_hold_supine") == [
        "ccf_hold_supine: shares the family deep_neck_flexor with ccf_nod, which is chosen."
    ]


def test_the_walk_is_added_and_taken_out_like_any_other() -> None:
    added = program_of(changed({"add": ["walking_aerobic"]}))
    assert [item.exercise.id for item in added.extra] == ["walking_aerobic"]
    walker: Shape = {"findings": {"physically_inactive": True, "forward_head": True}}
    assert program_of(changed({}, **walker)).extra
    assert program_of(changed({"remove": ["walking_aerobic"]}, **walker)).extra == ()


# --- Order, side, dose --------------------------------------------------------------------------


def test_the_providers_order_comes_first() -> None:
    result = changed({"order": ["chin_tuck_seated", "ccf_nod"]})
    assert ids(result) == ["chin_tuck_seated", "ccf_nod", "scapular_setting"]
    wrong = changed({"order": ["prone_y", "ccf_nod"]})
    assert problems(wrong) == [(("exercises", "order", 0), '"prone_y" is not in the program')]


def test_the_providers_side_counts_its_minutes() -> None:
    trapezius: Shape = {"findings": {"ut_short": "both"}}
    assert prescribed(changed({}, **trapezius))["upper_trap_stretch"].minutes == 3
    one = changed({"side": {"upper_trap_stretch": "left"}}, **trapezius)
    assert prescribed(one)["upper_trap_stretch"].minutes == 1.5


def test_the_providers_dose_is_taken_as_it_is() -> None:
    result = changed({"dose": {"ccf_nod": {"reps": 5, "days": 3}}})
    item = prescribed(result)["ccf_nod"]
    assert (item.dosage.reps, item.dosage.hold_s, item.dosage.days) == (5, 3, 3)
    assert item.minutes == 1
    assert item.reasons[-1] == "dose set by the provider: reps 5, days 3"


@pytest.mark.parametrize(
    ("key", "dose", "message"),
    [
        ("ccf_nod", {"reps": 21}, "reps of ccf_nod must be from 1 to 20"),
        ("ccf_nod", {"sets": 0}, "sets of ccf_nod must be from 1 to 4"),
        ("upper_trap_stretch", {"hold_s": 61}, "hold_s of upper_trap_stretch must be from 5 to 60"),
        ("upper_trap_stretch", {"per_day": 5}, "per_day of upper_trap_stretch must be from 1 to 4"),
    ],
)
def test_a_dose_out_of_range_is_refused(key: str, dose: Shape, message: str) -> None:
    findings = {"ccft_impaired": True, "ut_short": "left"}
    result = changed({"dose": {key: dose}}, findings=findings)
    (name,) = dose
    assert problems(result) == [(("exercises", "dose", key, name), message)]
    kept = prescribed(changed({}, findings=findings))[key]
    assert prescribed(result)[key].dosage == kept.dosage


def test_a_dose_for_what_is_not_there_is_refused() -> None:
    result = changed({"dose": {"prone_y": {"reps": 5}}})
    assert problems(result) == [
        (("exercises", "dose", "prone_y"), '"prone_y" is not in the program, so it has no dose')
    ]


JAW: Shape = {
    "irritability": "low",
    "findings": {"masseter_tender": "right"},
    "flags": {"pr_hypertension": True, "pr_anticoagulant": True},
}


def test_a_dose_stays_within_the_caps_unless_the_exercise_is_overridden() -> None:
    dose = {"jaw_isometric_opening": {"hold_s": 8, "effort_percent": 40}}
    held = changed({"dose": dose}, **JAW)
    item = prescribed(held)["jaw_isometric_opening"]
    assert (item.dosage.hold_s, item.dosage.effort_percent) == (5, 30)
    assert "held within the limit of" in notices_of(held, "jaw_isometric_opening")[0]
    reason = {"override": {"jaw_isometric_opening": "his doctor agrees"}}
    free = changed({"dose": dose, **reason}, **JAW)
    item = prescribed(free)["jaw_isometric_opening"]
    assert (item.dosage.hold_s, item.dosage.effort_percent) == (8, 40)


def test_a_dose_within_the_caps_says_nothing() -> None:
    result = changed({"dose": {"jaw_isometric_opening": {"hold_s": 4}}}, **JAW)
    assert prescribed(result)["jaw_isometric_opening"].dosage.hold_s == 4
    assert notices_of(result, "jaw_isometric_opening") == []


def test_a_session_made_too_long_is_said() -> None:
    many = ["band_row", "band_external_rotation", "prone_t", "neck_extensor_prone_elbows"]
    result = changed({"add": [*many, "levator_stretch"], "override": dict.fromkeys(many, "wanted")})
    minutes = program_of(result).minutes_per_session
    assert notices_of(result, "session_minutes") == [
        f"With your changes one session takes {minutes:g} minutes; the guide is 15."
    ]
    assert notices_of(changed({"add": ["levator_stretch"]}), "session_minutes") == []


LYING: Shape = {"findings": {"ccft_impaired": True}, "flags": {"pr_pregnancy": {"weeks": 22}}}


def test_a_dose_that_keeps_to_the_time_on_the_back_is_taken() -> None:
    result = changed({"dose": {"ccf_nod": {"reps": 15}}}, **LYING)
    assert result.problems == ()
    assert prescribed(result)["ccf_nod"].minutes == 2.25


def test_a_reason_lifts_the_time_on_the_back_and_the_least_hold() -> None:
    longer = {"dose": {"ccf_nod": {"reps": 20}}, "override": {"ccf_nod": "she likes it flat"}}
    result = changed(longer, **LYING, irritability="low")
    assert result.problems == ()
    assert prescribed(result)["ccf_nod"].minutes == 3.75
    often = {"dose": {"masseter_self_massage": {"sets": 4, "reps": 20}}}
    reason = {"override": {"masseter_self_massage": "very light, many spots"}}
    massaged = changed({**often, **reason}, **JAW)
    assert massaged.problems == ()
    assert prescribed(massaged)["masseter_self_massage"].dosage.hold_s == 60


def test_a_swap_for_what_is_there_already_is_refused() -> None:
    result = changed({"swap": {"ccf_nod": "chin_tuck_seated"}})
    assert ids(result) == ["scapular_setting", "ccf_nod", "chin_tuck_seated"]
    assert problems(result) == [
        (("exercises", "swap", "ccf_nod"), '"chin_tuck_seated" is in the program already')
    ]
