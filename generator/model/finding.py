"""Measurements, and the findings that follow from them or that a provider ticks."""

from typing import Annotated, Literal

from msgspec import Meta

from generator.model.base import Comparison, Id, Model, Op, Severity

Shape = Literal["per_side", "single", "opening", "pair"]


class Measurement(Model, frozen=True, kw_only=True):
    """A number that a provider measures; `range` is what a person can plausibly have."""

    label: str
    shape: Shape
    unit: str
    range: tuple[float, float] | None = None
    ranges: dict[str, tuple[float, float]] = {}
    parts: tuple[str, ...] = ()
    allowed: tuple[float, ...] = ()
    worse: Literal["lower", "higher"]
    note: str = ""


class FromAge(Model, frozen=True, kw_only=True):
    """Another limit from this age (years) on."""

    age: int
    value: float


class ValueBySex(Model, frozen=True, kw_only=True):
    """Limits by sex; `other` also serves a sex that is not given."""

    male: float
    female: float
    other: float


class ThresholdRule(Model, frozen=True, kw_only=True):
    """One reason for a finding to be present: a limit, or a difference between the sides."""

    op: Op | None = None
    value: float | None = None
    value_by_sex: ValueBySex | None = None
    from_age: tuple[FromAge, ...] = ()
    part: str | None = None
    side_difference: Comparison | None = None


class SeverityRule(Model, frozen=True, kw_only=True):
    """A severity level and the limit that gives it; `otherwise` closes the list."""

    level: Severity
    op: Op | None = None
    value: float | None = None
    otherwise: bool = False


class ThresholdNotice(Model, frozen=True, kw_only=True):
    """A sentence for the provider when all its rules hold."""

    all_of: tuple[ThresholdRule, ...]
    text: str


class SuggestsFlag(Model, frozen=True, kw_only=True):
    """A flag that this measurement raises at its limit."""

    flag: str
    op: Op
    value: float


class Thresholds(Model, frozen=True, kw_only=True):
    """How a measurement decides on a finding, its sides and its severity."""

    measurement: str
    part: str | None = None
    present: tuple[ThresholdRule, ...]
    and_also: tuple[ThresholdRule, ...] = ()
    severity: tuple[SeverityRule, ...] = ()
    unless_flags: tuple[str, ...] = ()
    suggests_flag: SuggestsFlag | None = None
    confirm: str | None = None
    notices: tuple[ThresholdNotice, ...] = ()


class Finding(Model, frozen=True, kw_only=True):
    """An impairment that an examination can show, with its norm and what it means."""

    id: Id
    group: str
    label: str
    aka: tuple[str, ...] = ()
    laterality: Literal["none", "sided"]
    side_means: str = ""
    measure: str
    unit: str
    normal: str
    flag: str
    severity: dict[int, str] = {}
    thresholds: Thresholds | None = None
    values_note: str = ""
    meaning: str
    refs: tuple[str, ...] = ()
    cert: str
    virtual: Annotated[
        Literal["yes", "partly", "no"], Meta(description='"yes", "partly" or "no", in quotes')
    ]
    provider_notices: tuple[str, ...] = ()
    patient_text: str = ""

    @property
    def sided(self) -> bool:
        """Whether the finding names a side."""
        return self.laterality == "sided"
