"""An independent judge of one question: may this patient be given this exercise in this form.

It reads the library as plain data and shares no code with the program. It starts from what is
given (side, position, variant, dose) and looks for every rule of the reference that forbids it.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from tests.raw import Raw, exercises, flags
from tests.reasoning import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model.results import Prescription

MIGRAINES = {"migraine", "chronic_migraine", "mixed"}
IN_PERSON = {
    "rf_5d3n",
    "rf_dissection_suspect",
    "rf_upper_cervical_instability",
    "rf_myelopathy",
}
LEVELS = ["low", "moderate", "high"]
OTHER = {"left": "right", "right": "left"}


def sides(side: str | None) -> set[str]:
    """Both sides for `both` and for what has no side."""
    return {side} if side in OTHER else set(OTHER)


def present_flags(case: Raw) -> Raw:
    """The flags that the case names, and those that age and numbers raise."""
    found = {key: value for key, value in case["flags"].items() if value is not False}
    age, numbers, months = case["patient"]["age"], case["measurements"], case["symptom_months"]
    high, low = numbers.get("blood_pressure_mmhg", (0, 0))
    new = months is not None and months < 12 and age >= 50
    raised = {
        "rf_under_18": age < 18,
        "rf_new_headache_50": new and set(case["headache_type"]) - {"none"},
        "rf_pregnancy_headache": "pr_pregnancy" in found and (high >= 140 or low >= 90),
        "rf_hypertensive": high >= 180 or low >= 110,
        "pr_hypertension": high >= 140 or low >= 90,
        "pr_allodynia_severe": numbers.get("asc12_score", 0) >= 9,
        "pr_jaw_hypermobile": numbers.get("mouth_opening_mm", {}).get("unassisted", 0) > 60,
    }
    found |= {key: True for key, holds in raised.items() if holds and key not in found}
    return found | with_port(found)


def with_port(found: Raw) -> Raw:
    """A new port or pacemaker protects its arm like an operation, beside any other arm."""
    port, repair = found.get("pr_lymph_port_throat"), found.get("pr_cuff_repair")
    if (detail(port, "weeks_since") or 99) >= 6:
        return {}
    arms = sides(detail(port, "side"))
    if repair is not None:
        arms |= sides(detail(repair, "side") if isinstance(repair, dict) else repair)
    side = arms.pop() if len(arms) == 1 else "both"
    return {"pr_cuff_repair": {"side": side, "weeks_since": detail(repair, "weeks_since")}}


def detail(value: Any, key: str) -> Any:
    """One detail of a flag's value; None when it is not given."""
    return value.get(key) if isinstance(value, dict) else None


def blocked_arms(key: str, value: Any) -> set[str] | None:
    """The arms that a sided flag protects; None for a flag without a side."""
    if not flags()[key].get("sided"):
        return None
    return sides(detail(value, "side") if isinstance(value, dict) else value)


def loaded_arms(raw: Raw, side: str | None) -> set[str]:
    """The arms that doing the exercise on this side loads."""
    loads = raw.get("loads_arms") or ("side" if raw["lateral"] == "{side}" else "both")
    if loads == "both":
        return set(OTHER)
    return sides(side) if loads == "side" else {OTHER[one] for one in sides(side)}


def attributes(raw: Raw, item: Prescription) -> set[str]:
    """What the exercise involves in the form in which it is given."""
    involved = (set(raw["attributes"]) - set(raw["positions"])) | {item.position}
    return involved - set(raw["gentle_variant"]["removes"] if item.gentle else ())


def excluded_by(key: str, value: Any) -> set[str]:
    """All attributes that a present flag excludes today."""
    flag = flags()[key]
    if flag["action"] == "refer":
        return set(flag.get("override_exclude_attributes", ()))
    excluded = set(flag.get("exclude_attributes", ()))
    day = days_since(value)
    for rule in flag.get("rules", ()):
        if rule["days"][0] <= day <= rule["days"][1]:
            excluded |= set(rule["exclude_attributes"])
    for rule in flag.get("symptom_rules", ()):
        if rule["symptom"] in (detail(value, "symptoms") or ()):
            excluded |= set(rule["exclude_attributes"])
    return excluded


def days_since(value: Any) -> int:
    """Days since the event, 0 when no day is given; cases of the tests are evaluated today."""
    if date := detail(value, "date"):
        return (TODAY - datetime.date.fromisoformat(date)).days
    return int(detail(value, "days_since") or 0)


def flag_objections(key: str, value: Any, item: Prescription) -> Iterator[str]:
    """What one present flag says against the exercise."""
    flag, raw = flags()[key], exercises()[item.exercise.id]
    blocked = blocked_arms(key, value)
    if raw["type"] in flag.get("exclude_types", ()):
        yield f"{key}: type"
    if flag.get("only_attack_safe") and not raw.get("attack_safe"):
        yield f"{key}: attack"
    weeks = detail(value, "weeks_since")
    soon = [rule for rule in flag.get("weeks_rules", ()) if (weeks or 99) < rule["weeks"]]
    if any(raw["region"] in rule.get("exclude_region", ()) for rule in soon):
        yield f"{key}: region"
    if blocked is not None and not blocked & loaded_arms(raw, item.side):
        return
    for attribute in attributes(raw, item) & excluded_by(key, value):
        yield f"{key}: {attribute}"
    if item.exercise.id in flag.get("exclude_exercises", ()):
        yield f"{key}: excluded by name"
    if key in raw.get("contra", ()):
        yield f"{key}: contraindicated"
    loads_arm = raw["region"] == "shoulder" or "loads_arms" in raw
    if loads_arm and any(rule.get("exclude_arm_loading") for rule in soon):
        yield f"{key}: loads the arm"


def supine_limit(present: Raw) -> float | None:
    """Minutes allowed flat on the back."""
    pregnant = present.get("pr_pregnancy", False)
    acts = pregnant is not False and (detail(pregnant, "weeks") or 16) >= 16
    return 3 if acts or "pr_cannot_lie_flat" in present else None


def objections(case: Raw, item: Prescription, found: set[str], phase: int) -> list[str]:
    """Every rule that forbids this exercise in this form; `found` are the findings present."""
    raw, present, types = exercises()[item.exercise.id], present_flags(case), case["headache_type"]
    against = [text for key in present for text in flag_objections(key, present[key], item)]
    involved = attributes(raw, item)
    if MIGRAINES & set(types) and "head_lift" in involved:
        against.append("migraine: head_lift")
    open_gca = "rf_gca" in case["not_screened"] and case["patient"]["age"] >= 50
    if open_gca and "pressure_head_face" in involved:
        against.append("GCA not asked")
    if case["visit"] == "virtual" and ("strap_on_neck" in involved or raw.get("requires")):
        against.append("video visit")
    if raw.get("requires") and IN_PERSON & set(case["not_screened"]):
        against.append("not screened in person")
    attack = "pr_migraine_attack_now" in present
    if not attack and raw.get("requires_finding") and not found & set(raw["requires_finding"]):
        against.append("no finding that it needs")
    limit = supine_limit(present)
    if limit is not None and item.position == "supine" and item.minutes > limit:
        against.append("too long on the back")
    if irritability(case) == "high" and raw.get("gentle_variant") and not item.gentle:
        against.append("not gentle at high irritability")
    if raw["dose"][row(case, raw)] == "skip":
        against.append("not offered at this level")
    if raw["phase"] > phase:
        against.append("too early")
    return against


def irritability(case: Raw) -> str:
    """The level in force: a flag may raise it."""
    floors = [flags()[key].get("caps", {}).get("irritability_floor") for key in present_flags(case)]
    levels: list[str] = [case["irritability"], *filter(None, floors)]
    return max(levels, key=LEVELS.index)


def row(case: Raw, raw: Raw) -> str:
    """The dose row: one level higher for neck control in migraine."""
    level = LEVELS.index(irritability(case))
    if MIGRAINES & set(case["headache_type"]):
        level += raw["region"] == "neck" and raw["type"] == "motor_control"
    return LEVELS[min(level, 2)]
