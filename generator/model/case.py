"""One patient's evaluation, as the case file holds it (docs/case-file.md)."""

import datetime
from typing import Annotated

from msgspec import Meta, field

from generator.model.base import (
    HeadacheType,
    Irritability,
    Model,
    Phase,
    Severity,
    Sex,
    Side,
    Visit,
)

MeasurementValue = float | dict[str, float] | tuple[float, ...]
FlagValue = bool | str | dict[str, bool | float | str | tuple[str, ...]]
Reason = Annotated[str, Meta(pattern=r"\S", description="a reason in words")]


class Patient(Model, frozen=True, kw_only=True):
    """Who the program is for."""

    name: Annotated[str, Meta(description="As it should print.")] = ""
    id: Annotated[
        str | None, Meta(description="The chart number; the record and sending need it.")
    ] = None
    age: Annotated[int, Meta(ge=0, le=120, description="Age in years; the rules need it.")]
    sex: Annotated[Sex | None, Meta(description="Some norms depend on it.")] = None
    email: Annotated[str | None, Meta(description="Where the program may be sent.")] = None
    language: Annotated[
        str, Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]+)*$", description="Of the handout.")
    ] = "en"


class Provider(Model, frozen=True, kw_only=True):
    """Who evaluated the patient."""

    name: str
    license: str = ""


class FindingDetail(Model, frozen=True, kw_only=True):
    """A finding with the provider's own side or severity, which win over the computed ones."""

    side: Side | None = None
    severity: Severity | None = None


FindingValue = bool | Side | FindingDetail


class DoseEdit(Model, frozen=True, kw_only=True):
    """Dose fields that the provider sets; the allowed ranges stand in rules.yaml."""

    sets: int | None = None
    reps: int | None = None
    hold_s: float | None = None
    per_day: int | None = None
    days: int | None = None
    effort_percent: float | None = None


class Edits(Model, frozen=True, kw_only=True):
    """The provider's own changes to the program; they win, and are kept with their reason."""

    add: Annotated[tuple[str, ...], Meta(description="Exercises to add.")] = ()
    remove: Annotated[tuple[str, ...], Meta(description="Exercises to take out.")] = ()
    swap: Annotated[dict[str, str], Meta(description="{old: new} exercises.")] = {}
    order: Annotated[tuple[str, ...], Meta(description="Printed first, in this order.")] = ()
    side: Annotated[dict[str, Side], Meta(description="The side of an exercise.")] = {}
    dose: Annotated[dict[str, DoseEdit], Meta(description="Dose fields of an exercise.")] = {}
    override: Annotated[
        dict[str, Reason], Meta(description="{excluded exercise: reason to give it all the same}.")
    ] = {}


class Case(Model, frozen=True, kw_only=True):
    """One evaluation: who, what was screened, what was found, what the provider decided."""

    patient: Annotated[Patient, Meta(description="Who the program is for; age is required.")]
    provider: Annotated[
        str | Provider, Meta(description="A name, or {name, license}; printed on every page.")
    ] = ""
    evaluated: Annotated[
        datetime.date | None, Meta(description="Day of the evaluation, like 2026-11-20.")
    ] = None
    visit: Annotated[Visit, Meta(description="in_person or virtual.")] = "in_person"
    screened: Annotated[
        bool,
        Meta(description="true: every red-flag question was asked; those present stand in flags."),
    ] = False
    not_screened: Annotated[tuple[str, ...], Meta(description="Flags that were not answered.")] = ()
    confirmed_not_screened: Annotated[
        bool, Meta(description="true: go on although questions in not_screened are open.")
    ] = False
    flags: Annotated[
        dict[str, FlagValue],
        Meta(description="{flag: true | side | details}; only what is present."),
    ] = {}
    override: Annotated[
        dict[str, Reason], Meta(description="{refer flag: why the program may start}.")
    ] = {}
    irritability: Annotated[
        Irritability,
        Meta(description="low, moderate or high; when signs disagree, the higher."),
    ]
    headache_type: Annotated[
        tuple[HeadacheType, ...], Meta(description="The provider's diagnosis, each that applies.")
    ] = ()
    symptom_months: Annotated[
        Annotated[float, Meta(ge=0)] | None, Meta(description="Months since the symptoms began.")
    ] = None
    phase: Annotated[Phase | None, Meta(description="1, 2 or 3; computed when left out.")] = None
    minutes_per_day: Annotated[
        Annotated[float, Meta(gt=0)] | None,
        Meta(description="Time the patient has, minutes a day."),
    ] = None
    measurements: Annotated[
        dict[str, MeasurementValue],
        Meta(description="Numbers; the thresholds decide which findings follow."),
    ] = {}
    findings: Annotated[
        dict[str, FindingValue],
        Meta(description="What the provider ticks: true, a side, or {side, severity}."),
    ] = {}
    priority: Annotated[
        tuple[str, ...], Meta(description="The findings that matter most, at most three.")
    ] = ()
    exercises: Annotated[Edits, Meta(description="The provider's own changes.")] = field(
        default_factory=Edits
    )
    notes: Annotated[str, Meta(description="Printed to the patient.")] = ""

    @property
    def types(self) -> frozenset[HeadacheType]:
        """The headache types named, without `none`."""
        return frozenset(kind for kind in self.headache_type if kind != "none")

    @property
    def signed_by(self) -> Provider:
        """The provider as name and license."""
        return (
            self.provider if isinstance(self.provider, Provider) else Provider(name=self.provider)
        )
