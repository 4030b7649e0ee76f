"""Red flags and precautions, and what each forbids, limits or asks."""

from typing import Literal

from msgspec import field

from generator.model.base import (
    Comparison,
    ExerciseType,
    Id,
    Irritability,
    Model,
    Op,
    Region,
    Review,
    Urgency,
)


class Condition(Model, frozen=True, kw_only=True):
    """A test on the case's own data; a nested test inherits the measurement around it."""

    all_of: "tuple[Condition, ...]" = ()
    any_of: "tuple[Condition, ...]" = ()
    flag: str | None = None
    patient: Literal["age"] | None = None
    measurement: str | None = None
    part: str | None = None
    op: Op | None = None
    value: float | None = None
    unless_flags: tuple[str, ...] = ()
    symptom_months: Comparison | None = None
    headache_type: Literal["any"] | None = None


class Caps(Model, frozen=True, kw_only=True):
    """Limits that a flag sets; meanings in `caps_meaning` of flags.yaml."""

    irritability_floor: Irritability | None = None
    max_exercises: int | None = None
    massage_minutes: float | None = None
    massage_pressure: float | None = None
    supine_minutes: float | None = None
    isometric_hold_s: float | None = None
    isometric_effort_percent: float | None = None


class DayRule(Model, frozen=True, kw_only=True):
    """Exclusions on these days since the event, both ends included."""

    days: tuple[int, int]
    exclude_attributes: tuple[str, ...] = ()
    text: str


class SymptomRule(Model, frozen=True, kw_only=True):
    """Exclusions on every day while the symptom is listed."""

    symptom: str
    exclude_attributes: tuple[str, ...]


class WeeksRule(Model, frozen=True, kw_only=True):
    """What holds while the event is fewer weeks ago, when the provider gives the weeks."""

    value: Literal["weeks_since"] = "weeks_since"
    op: Op
    weeks: float
    exclude_arm_loading: bool = False
    exclude_region: tuple[Region, ...] = ()
    also_flag: str | None = None
    text_for_provider: str


class IfUnanswered(Model, frozen=True, kw_only=True):
    """Exclusions that hold while the flag is not answered."""

    age: Comparison
    exclude_attributes: tuple[str, ...]


class Flag(Model, frozen=True, kw_only=True):
    """A screening question with what a yes does."""

    id: Id
    question: str
    aka: tuple[str, ...] = ()
    action: Literal["stop", "refer", "precaution"]
    urgency: Urgency | None = None
    escalate: dict[str, Urgency] = {}
    why: str = ""
    note: str = ""
    provider_notices: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    cert: str = ""
    computed: Condition | None = None
    suggested_by: Condition | None = None
    age_check: Comparison | None = None
    if_unanswered: IfUnanswered | None = None
    program_allowed: bool = False
    sided: bool = False
    value: dict[str, str] = {}
    exclude_attributes: tuple[str, ...] = ()
    exclude_exercises: tuple[str, ...] = ()
    exclude_types: tuple[ExerciseType, ...] = ()
    override_exclude_attributes: tuple[str, ...] = ()
    only_attack_safe: bool = False
    prefer_types: tuple[ExerciseType, ...] = ()
    caps: Caps = field(default_factory=Caps)
    rules: tuple[DayRule, ...] = ()
    symptom_rules: tuple[SymptomRule, ...] = ()
    weeks_rules: tuple[WeeksRule, ...] = ()
    supine_from_week: int | None = None
    replace_supine: str | None = None
    patient_text: str | None = None
    review: Review = field(default_factory=Review)
