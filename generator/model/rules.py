"""The rules of selection and dosing, as `exercises/rules.yaml` holds them."""

from typing import Literal

from msgspec import field

from generator.model.base import (
    ExerciseType,
    HeadacheType,
    Irritability,
    Model,
    Op,
    Phase,
    Region,
    Review,
    Slot,
    compare,
)
from generator.model.course import (
    AdverseResponse,
    Maintenance,
    PhaseInfo,
    Progression,
    Reevaluation,
)
from generator.model.exercise import Direction, DoseFormula

Level = Literal["A", "B", "C", "D"]


class PerIrritability(Model, frozen=True, kw_only=True):
    """A number for each irritability."""

    high: float
    moderate: float
    low: float

    def at(self, irritability: Irritability) -> float:
        """The number at this irritability."""
        value: float = getattr(self, irritability)
        return value


class PreferWeight(Model, frozen=True, kw_only=True):
    """Factor for types that a flag prefers, and for all others while it does."""

    listed: float
    not_listed: float


class CaseTest(Model, frozen=True, kw_only=True):
    """A test on the case; every part that is given must hold."""

    irritability: tuple[Irritability, ...] = ()
    phase: tuple[Phase, ...] = ()
    one_of_them_is: str | None = None
    headache_type: tuple[HeadacheType, ...] = ()
    findings: tuple[str, ...] = ()


class SlotException(Model, frozen=True, kw_only=True):
    """A larger slot when the test holds."""

    slot: Slot
    max: int
    when: CaseTest = field(name="if")


class AnyOf(Model, frozen=True, kw_only=True):
    """Holds when any part of the test holds."""

    any_of: CaseTest


class Selection(Model, frozen=True, kw_only=True):
    """The numbers of the algorithm (reference 4.3)."""

    count_target: PerIrritability
    count_min: int
    session_minutes_cap: PerIrritability
    min_score: float
    severity_weight: dict[int, float]
    priority_weight: float
    priority_max: int
    context_weight: float
    prefer_weight: PreferWeight
    evidence_bonus: dict[Level, float]
    direction_bonus: dict[Direction, float]
    slot_of_type: dict[ExerciseType, Slot]
    slot_of_exercise: dict[str, Slot]
    slot_max: dict[Slot, int]
    slot_max_exceptions: tuple[SlotException, ...]
    control_max_per_region: int
    print_order: tuple[Slot, ...]
    calm_required_if: AnyOf
    extra_if: AnyOf


class MonthsTest(Model, frozen=True, kw_only=True):
    """A comparison of months that also says what a missing value means."""

    op: Op
    value: float
    if_missing: bool

    def holds(self, months: float) -> bool:
        """Tell whether so many months pass the test."""
        return compare(self.op, months, self.value)


class PhaseTest(Model, frozen=True, kw_only=True):
    """When a case starts in the later phase."""

    irritability: tuple[Irritability, ...]
    no_headache_type: tuple[HeadacheType, ...]
    symptom_months: MonthsTest


class DefaultPhase(Model, frozen=True, kw_only=True):
    """The phase of a case that names none."""

    value: Phase
    when: PhaseTest = field(name="if")
    otherwise: Phase


Range = tuple[float, float]


class DoseRanges(Model, frozen=True, kw_only=True):
    """What a provider or a library file may set; outside is an error."""

    all: dict[str, Range]
    by_type: dict[ExerciseType, dict[str, Range]]

    def of(self, type_: ExerciseType) -> dict[str, Range]:
        """The allowed range of every dose field for this type."""
        return {**self.all, **self.by_type.get(type_, {})}


class StepDown(Model, frozen=True, kw_only=True):
    """Exercises that use the dose row one irritability level higher."""

    region: Region
    types: tuple[ExerciseType, ...]


class HeadacheRule(Model, frozen=True, kw_only=True):
    """What holds when any of these headache types is named."""

    headache_type: tuple[HeadacheType, ...]
    exclude_attributes: tuple[str, ...] = ()
    step_down: StepDown | None = None
    patient_text: str | None = None


class ReplacementTest(Model, frozen=True, kw_only=True):
    """When one exercise makes another superfluous."""

    eligible: str
    min_phase: Phase
    not_irritability: tuple[Irritability, ...]
    no_headache_type: tuple[HeadacheType, ...]
    no_prefer_types: bool


class Replacement(Model, frozen=True, kw_only=True):
    """An exercise that is dropped in favor of another (4.3 rule 2h)."""

    drop: str
    when: ReplacementTest
    reason: str


class Requirement(Model, frozen=True, kw_only=True):
    """What must have been screened for a `requires` key to count as done in person."""

    not_screened_none_of: tuple[str, ...]


class VirtualRule(Model, frozen=True, kw_only=True):
    """What stays off on a video visit."""

    exclude_attributes: tuple[str, ...]
    exclude_if_requires: bool


class CaseLimits(Model, frozen=True, kw_only=True):
    """Limits on the case itself; days and weeks."""

    stale_after_days: int
    weeks_pregnant_max: float


class IrritabilityLevel(Model, frozen=True, kw_only=True):
    """One column of the irritability table (reference 4.2)."""

    exercises: tuple[int, int]
    session_minutes_max: float
    sessions_per_day: str
    allowed: str
    not_allowed: str
    pain_rise_max: float
    pain_settle_min: float
    first_check_days: int


class Rules(Model, frozen=True, kw_only=True):
    """Everything in rules.yaml that the program reasons with."""

    selection: Selection
    default_phase: DefaultPhase
    dose_ranges: DoseRanges
    headache_rules: tuple[HeadacheRule, ...]
    type_weights: dict[HeadacheType, dict[ExerciseType, float]]
    chains: dict[str, tuple[str, ...]]
    irritability_levels: dict[Irritability, IrritabilityLevel]
    dose_formula: DoseFormula
    default_dose_row: tuple[Irritability, ...]
    virtual_rule: VirtualRule
    requirements: dict[str, Requirement]
    replacements: tuple[Replacement, ...]
    gentle_at_irritability: tuple[Irritability, ...]
    case_limits: CaseLimits
    adverse_response: AdverseResponse
    progression: Progression
    phases: tuple[PhaseInfo, ...]
    maintenance: Maintenance
    reevaluation: Reevaluation
    send_back: tuple[str, ...]
    review: Review = field(default_factory=Review)
