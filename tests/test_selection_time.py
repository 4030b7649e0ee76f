"""What fits into a session and a day, and the walk beside them (reference 4.3 steps 4e to 4g)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from generator.model.rules import PerIrritability
from generator.selection.pool import pool_of
from generator.selection.slots import fill
from tests.reasoning import (
    LONG,
    assessed,
    ids,
    library,
    notices_of,
    prescribed,
    program_of,
    reasons_against,
    setting_for,
)

Shape = dict[str, Any]
DESK_WORKER: Shape = {
    "headache_type": ["tension_type"],
    "measurements": {"desk_hours_per_day": 8, "craniovertebral_angle_deg": 44},
    "findings": {"ut_short": "both", "subocc_tight": "right", "stress_tension_high": True},
}


# --- 4e-4g Time and the walk --------------------------------------------------------------------


def test_over_the_cap_the_lowest_score_goes() -> None:
    result = assessed(**LONG)
    # 24 minutes; two score lowest, 3.75, and of those the longer goes.
    assert ids(**LONG) == ["open_book", "upper_trap_stretch", "wall_slide", "band_row"]
    assert program_of(result).minutes_per_session == 17.5
    assert "taken out to keep within the time" in reasons_against(result, "cross_body_stretch")
    assert notices_of(result, "session_minutes") == []


def test_what_covers_a_priority_is_not_taken_out() -> None:
    names = ["tx_rotation_limited", "shoulder_ir_limited", "ut_short"]
    result = assessed(**LONG, priority=names)
    given = prescribed(result)
    assert {"open_book", "cross_body_stretch", "upper_trap_stretch"} <= set(given)


def test_a_session_that_cannot_be_shortened_is_said() -> None:
    setting = setting_for(findings={"ut_short": "both", "desk_work": True}, priority=["ut_short"])
    rules = library().rules
    short = PerIrritability(high=1, moderate=1, low=1)
    selection = replace(rules.selection, session_minutes_cap=short)
    changed = replace(library(), rules=replace(rules, selection=selection))
    tray, _ = fill(pool_of(setting, 1)[0], replace(setting, library=changed))
    # The priority stays, and what is not counted in a session too.
    chosen = [item.candidate.exercise.id for item in tray.chosen]
    assert chosen == ["upper_trap_stretch", "desk_microbreak"]
    assert [notice.text for notice in tray.notices] == [
        "One session takes 3 minutes; the guide for this level is 1."
    ]


@pytest.mark.parametrize(
    ("minutes", "per_day", "day"),
    [
        (31, [2, 2, 2, 3, 4], 30.75),
        (30, [2, 2, 2, 2, 4], 29),
        (28, [2, 2, 2, 2, 2], 26.5),
        (26, [1, 2, 2, 2, 2], 21),
        (20, [1, 2, 2, 1, 2], 19.25),
        (18, [1, 2, 1, 1, 2], 17.5),
        (15, [1, 1, 1, 1, 2], 14.5),
        (14, [1, 1, 1, 1, 1], 13.25),
    ],
)
def test_a_tight_day_has_fewer_sessions_the_lowest_score_first(
    minutes: float, per_day: list[int], day: float
) -> None:
    program = program_of(assessed(**DESK_WORKER, minutes_per_day=minutes))
    assert [item.exercise.id for item in program.exercises] == [
        "diaphragmatic_breathing",
        "upper_trap_stretch",
        "ccf_nod",
        "scapular_setting",
        "chin_tuck_seated",
    ]
    assert [item.dosage.per_day for item in program.exercises] == per_day
    assert program.minutes_per_day == day


def test_a_day_that_cannot_be_shortened_is_said() -> None:
    case: Shape = {"findings": {"ut_short": "both"}, "priority": ["ut_short"], "minutes_per_day": 1}
    result = assessed(**case)
    assert "upper_trap_stretch" in prescribed(result)
    assert notices_of(result, "minutes_per_day") == [
        "The program takes 3 minutes a day; the patient has 1."
    ]


@pytest.mark.parametrize(
    ("keys", "walk"),
    [
        ({"headache_type": ["migraine"]}, True),
        ({"headache_type": ["chronic_migraine"]}, True),
        ({"findings": {"physically_inactive": True}}, True),
        ({"headache_type": ["tension_type"]}, False),
        ({"findings": {"stress_tension_high": True}}, False),
        ({"headache_type": ["migraine"], "flags": {"pr_heart_lung": True}}, False),
    ],
)
def test_the_walk_is_extra(keys: Shape, walk: bool) -> None:
    program = program_of(assessed(**keys))
    assert [item.exercise.id for item in program.extra] == ["walking_aerobic"] * walk
    assert "walking_aerobic" not in {item.exercise.id for item in program.exercises}


def test_the_walk_is_not_counted() -> None:
    inactive: Shape = {
        **DESK_WORKER,
        "findings": {**DESK_WORKER["findings"], "physically_inactive": True},
    }
    with_walk, without = program_of(assessed(**inactive)), program_of(assessed(**DESK_WORKER))
    assert with_walk.extra
    assert with_walk.minutes_per_session == without.minutes_per_session
    assert with_walk.minutes_per_day == without.minutes_per_day
