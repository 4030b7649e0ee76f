"""Random cases for the properties: every flag, finding, measurement, side, age, visit and edit."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.raw import exercises, findings, flags, measurements
from tests.reasoning import TODAY

Drawn = dict[str, Any]

SIDES = ["left", "right", "both"]
TYPES = [
    "migraine",
    "chronic_migraine",
    "cervicogenic",
    "tension_type",
    "tmd_headache",
    "post_traumatic",
    "mixed",
    "none",
]
OWN_KEYS = {"irritability", "headache_type"}
FINDINGS = [key for key in findings() if key not in OWN_KEYS]
EXERCISES = list(exercises())


def flags_with(action: str) -> list[str]:
    """The ids of the flags with this action."""
    return [key for key, flag in flags().items() if flag["action"] == action]


@cache
def flag_value(key: str) -> st.SearchStrategy[Any]:
    """Every form that this flag takes, `true` first."""
    flag = flags()[key]
    forms: list[st.SearchStrategy[Any]] = [st.just(value=True)]
    if flag.get("sided"):
        sided = {"side": st.sampled_from(SIDES)}
        forms += [
            st.sampled_from(SIDES),
            st.fixed_dictionaries(
                sided, optional={"weeks_since": st.sampled_from([3.0, 11.5, 12.0])}
            ),
        ]
    if key == "pr_botulinum_recent":
        ago = st.sampled_from([0, 1, 2, 7, 8, 42, 43])
        dates = ago.map(lambda days: (TODAY - datetime.timedelta(days=days)).isoformat())
        symptoms = st.lists(st.sampled_from(["neck_weakness", "chewing_weakness"]), unique=True)
        when: st.SearchStrategy[Drawn] = st.one_of(
            st.fixed_dictionaries({"date": dates}),
            st.fixed_dictionaries({"days_since": ago.map(float)}),
            st.just({}),
        )
        forms.append(st.builds(lambda day, felt: {**day, "symptoms": felt}, when, symptoms))
    if key == "pr_pregnancy":
        forms.append(st.fixed_dictionaries({"weeks": st.sampled_from([6.0, 15.0, 16.0, 38.0])}))
    if key == "pr_lymph_port_throat":
        port = {"weeks_since": st.sampled_from([3.0, 6.0])}
        side = {"side": st.sampled_from(SIDES)}
        forms.append(st.fixed_dictionaries(port, optional=side))
    if key == "pr_neuro_implant_csf":
        forms.append(st.fixed_dictionaries({"weeks_since": st.sampled_from([3.0, 12.0])}))
    return st.one_of(forms)


@cache
def finding_value(key: str) -> st.SearchStrategy[Any]:
    """A tick, a side, a severity, or a plain no."""
    severity = st.sampled_from([1, 2, 3])
    if findings()[key]["laterality"] != "sided":
        graded = st.fixed_dictionaries({"severity": severity})
        return st.one_of(st.just(value=True), graded, st.just(value=False))
    detailed = st.fixed_dictionaries({"side": st.sampled_from(SIDES), "severity": severity})
    return st.one_of(st.sampled_from([*SIDES, True]), detailed)


@cache
def measurement_value(key: str) -> st.SearchStrategy[Any]:
    """A plausible value in the form of the measurement; the ends of the range too."""
    known = measurements()[key]
    if key == "blood_pressure_mmhg":
        return st.tuples(st.integers(100, 190), st.integers(60, 99))
    if known.get("allowed"):
        return st.sampled_from(known["allowed"]).map(float)
    low, high = known["range"]
    number = st.integers(int(low) * 2, int(high) * 2).map(lambda half: half / 2)
    if known["shape"] == "opening":
        return st.builds(
            lambda opening, gain: {"unassisted": opening, "assisted": opening + gain},
            st.sampled_from([25.0, 29.0, 34.5, 39.0, 45.0, 60.5]),
            st.sampled_from([0.0, 3.0, 5.0]),
        )
    if known["shape"] == "per_side":
        both = st.fixed_dictionaries({"right": number, "left": number})
        return st.one_of(both, st.fixed_dictionaries({"left": number}))
    return number


def names_of(keys: list[str], most: int) -> st.SearchStrategy[list[str]]:
    """A few of these keys."""
    return st.lists(st.sampled_from(keys), unique=True, max_size=most)


@cache
def edits() -> st.SearchStrategy[Drawn]:
    """The provider's own changes, some of which cannot be made."""
    exercise = st.sampled_from(EXERCISES)
    few = st.lists(exercise, unique=True, max_size=2)
    sided = st.sampled_from([key for key in EXERCISES if exercises()[key]["lateral"] == "{side}"])
    dose = st.sampled_from([{"per_day": 1}, {"reps": 3}, {"reps": 15}, {"sets": 2, "hold_s": 10}])
    reasons = st.dictionaries(exercise, st.just("asked for"), max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "add": few,
            "remove": few,
            "swap": st.dictionaries(exercise, exercise, max_size=1),
            "order": few,
            "side": st.dictionaries(sided, st.sampled_from(SIDES), max_size=2),
            "dose": st.dictionaries(exercise, dose, max_size=2),
            "override": reasons,
        },
    )


TICKS = names_of(FINDINGS, 9)
NUMBERS = names_of(list(measurements()), 5)
REFERS = names_of(flags_with("refer"), 1)
PRECAUTIONS = names_of(flags_with("precaution"), 3)
FIXED = st.fixed_dictionaries(
    {
        "patient": st.fixed_dictionaries(
            {
                "age": st.sampled_from([17, 18, 40, 49, 50, 64, 65, 90]),
                "sex": st.sampled_from(["female", "male", "other", None]),
            }
        ),
        "evaluated": st.just("2026-11-20"),
        "visit": st.sampled_from(["in_person", "in_person", "virtual"]),
        "screened": st.just(value=True),
        "not_screened": st.sampled_from([[], [], ["rf_gca"], ["rf_5d3n", "pr_eye_pressure"]]),
        "confirmed_not_screened": st.just(value=True),
        "irritability": st.sampled_from(["low", "moderate", "high"]),
        "headache_type": names_of(TYPES, 2),
        "phase": st.sampled_from([None, 1, 2, 3]),
        "symptom_months": st.sampled_from([None, 1.0, 3.0, 60.0]),
        "minutes_per_day": st.sampled_from([None, None, 4.0, 12.0, 30.0]),
    }
)


@st.composite
def cases(draw: st.DrawFn, *, edited: bool = False) -> Drawn:
    """A case that usually may have a program: refer flags are overridden."""
    ticks, refers = draw(TICKS), draw(REFERS)
    case: Drawn = dict(draw(FIXED))
    case["flags"] = {key: draw(flag_value(key)) for key in (*refers, *draw(PRECAUTIONS))}
    case["not_screened"] = [key for key in case["not_screened"] if key not in case["flags"]]
    case["override"] = {"rf_under_18": "agreed"} | dict.fromkeys(refers, "cleared")
    case["measurements"] = {key: draw(measurement_value(key)) for key in draw(NUMBERS)}
    case["findings"] = {key: draw(finding_value(key)) for key in ticks}
    case["priority"] = ticks[:2]
    if edited:
        case["exercises"] = draw(edits())
    return case
