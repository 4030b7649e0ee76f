"""What stands against an exercise is what the pool says of a case with that flag."""

from __future__ import annotations

from functools import cache

from generator.selection.barriers import Barrier, barriers_of
from generator.selection.pool import pool_of
from tests.reasoning import library, setting_for

# What the case must say for a flag to be present without doubt.
VALUES = {"pr_botulinum_recent": {"days_since": 60}, "pr_pregnancy": {"weeks": 5}}


@cache
def barriers(exercise: str) -> dict[tuple[str, str], Barrier]:
    found = barriers_of(library().exercises[exercise], library())
    return {(one.source, one.when): one for one in found}


def test_each_flag_alone_says_what_the_pool_says() -> None:
    compared = 0
    for flag in library().flags.values():
        if flag.action != "precaution" or flag.computed or flag.caps.supine_minutes:
            continue
        value = VALUES.get(flag.id, "both" if flag.sided else True)
        setting = setting_for(flags={flag.id: value}, phase=3, irritability="low")
        _, dropped = pool_of(setting, 3)
        for key, exercise in library().exercises.items():
            said = barriers(key).get((flag.id, ""))
            if exercise.sided and flag.sided:
                continue  # one arm may be free
            against = {
                text for text in (dropped[key].reasons if key in dropped else ()) if flag.id in text
            }
            assert set(said.objections if said else ()) == against, (flag.id, key)
            compared += len(against)
    assert compared > 100


def test_times_symptoms_and_headache_types_are_named() -> None:
    nod = barriers("dnf_head_lift")
    assert nod["migraine or chronic migraine or mixed", ""].objections
    every = {when for key in library().exercises for _, when in barriers(key)}
    assert {"", "day 0 to 1", "with neck weakness"} <= every
    assert "less than 12 weeks after" in every
    assert any(when.startswith("while not answered, age at least") for when in every)


def test_a_softer_way_is_no_objection() -> None:
    softer = [
        one
        for key in library().exercises
        for one in barriers(key).values()
        if one.notes and not one.objections
    ]
    assert softer
    assert all("gentle variant" in " ".join(one.notes) or ":" in one.notes[0] for one in softer)


def test_a_stop_flag_stands_against_every_program_and_is_not_said_each_time() -> None:
    stops = {flag.id for flag in library().flags.values() if flag.action == "stop"}
    for key in library().exercises:
        assert not {source for source, when in barriers(key) if not when} & stops
