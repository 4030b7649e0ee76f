"""What the form offers: flags by what they do, findings by region, with unit, norm and range."""

from collections.abc import Iterator
from typing import Final, get_args

from msgspec import Struct

from generator.case import OWN_KEYS
from generator.model.base import HeadacheType
from generator.model.finding import Finding, Measurement
from generator.model.flag import Flag
from generator.model.library import Library
from generator.web.casedata import GROUPS, details_of, field_names, parts_of

REGIONS: Final = {
    "jaw": "Head and jaw",
    "neck": "Neck",
    "shoulder": "Shoulders and arms",
    "back": "Upper back and posture",
    "habits": "Habits and history",
}
_REGION_OF_GROUP: Final = {
    "upper_cervical": "neck",
    "cervical_rom": "neck",
    "thoracic": "back",
    "muscle_length": "neck",
    "motor_control": "neck",
    "jaw": "jaw",
    "shoulder": "shoulder",
    "posture": "back",
    "neurodynamic": "shoulder",
    "modifier": "jaw",
}
# Where a finding lies elsewhere than the rest of its group.
_REGION_OF_FINDING: Final = {
    "pecmin_short": "shoulder",
    "pecmaj_short": "shoulder",
    "jaw_elevators_tight": "jaw",
    "lower_trap_weak": "shoulder",
    "serratus_weak": "shoulder",
    "occipital_nerve_tender": "neck",
}
_WRITTEN: Final = {
    "aka": "also called",
    "caps": "limits of the dose",
    "cert": "certainty",
    "patient_text": "told to the patient",
    "refs": "sources",
    "tension_type": "tension-type",
    "post_traumatic": "post-traumatic",
}
_UNITS: Final = {"deg": "°", "percent": "%", "grade": "of 5", "score": "points", "h": "hours"}
_SHORT: Final = frozenset(("csf", "tmd", "tmj"))  # what is spoken letter by letter


class Number(Struct, frozen=True, kw_only=True):
    """A number to fill in: its field, which part of the measurement it is, and what is possible."""

    field: str
    part: str
    low: float
    high: float


class Measure(Struct, frozen=True, kw_only=True):
    """A measurement as the form shows it."""

    id: str
    label: str
    unit: str
    note: str
    numbers: tuple[Number, ...]

    @property
    def ranges(self) -> tuple[tuple[str, float, float], ...]:
        """What a person can have: lowest and highest, part by part where they differ."""
        found = tuple((one.part, one.low, one.high) for one in self.numbers)
        same = len({one[1:] for one in found}) == 1
        return (("", *found[0][1:]),) if same else found


class Offered(Struct, frozen=True, kw_only=True):
    """A finding as the form shows it; the measurement stands where it is needed first."""

    finding: Finding
    measure: Measure | None
    measured: bool


class Area(Struct, frozen=True, kw_only=True):
    """The findings of a region."""

    id: str
    label: str
    findings: tuple[Offered, ...]


class Offer(Struct, frozen=True, kw_only=True):
    """Everything that the form offers to say, and the library that it is of."""

    library: Library
    areas: tuple[Area, ...]
    groups: dict[str, tuple[Flag, ...]]
    others: tuple[Measure, ...]
    names: frozenset[str]


def offer_of(library: Library) -> Offer:
    """What a library offers."""
    return Offer(
        library=library,
        areas=areas_of(library),
        groups=flags_by_group(library),
        others=other_measures(library),
        names=field_names(library),
    )


def measure_of(key: str, measurement: Measurement) -> Measure:
    """A measurement with its fields."""
    ranges = measurement.ranges or {}
    parts = parts_of(measurement) or ("",)
    usual = measurement.range or (0.0, 0.0)
    numbers = tuple(
        Number(
            field=f"measurements.{key}.{part}".removesuffix("."),
            part=part,
            low=ranges.get(part, usual)[0],
            high=ranges.get(part, usual)[1],
        )
        for part in parts
    )
    return Measure(
        id=key,
        label=measurement.label,
        unit=measurement.unit,
        note=measurement.note,
        numbers=numbers,
    )


def region_of(finding: Finding) -> str:
    """The region where the form shows a finding."""
    return _REGION_OF_FINDING.get(finding.id) or _REGION_OF_GROUP.get(finding.group, "habits")


def areas_of(library: Library) -> tuple[Area, ...]:
    """All findings, region by region, in the order of the library."""
    shown: set[str] = set()
    offered = [
        (region_of(finding), _offered(finding, library, shown))
        for key, finding in library.findings.items()
        if key not in OWN_KEYS
    ]
    return tuple(
        Area(id=key, label=label, findings=tuple(one for region, one in offered if region == key))
        for key, label in REGIONS.items()
    )


def _offered(finding: Finding, library: Library, shown: set[str]) -> Offered:
    key = finding.thresholds.measurement if finding.thresholds else ""
    new = bool(key) and key not in shown
    shown.add(key)
    measure = measure_of(key, library.measurements[key]) if new else None
    return Offered(finding=finding, measure=measure, measured=bool(key))


def other_measures(library: Library) -> tuple[Measure, ...]:
    """The measurements that only flags use."""
    used = {found.thresholds.measurement for found in library.findings.values() if found.thresholds}
    return tuple(
        measure_of(key, one) for key, one in library.measurements.items() if key not in used
    )


def flags_by_group(library: Library) -> dict[str, tuple[Flag, ...]]:
    """The questions, the gravest first."""
    flags = library.flags.values()
    return {group: tuple(one for one in flags if one.action == group) for group in GROUPS}


def details(flag: Flag) -> Iterator[tuple[str, str, str]]:
    """Key, kind and words of what a flag may say beyond yes."""
    for key, kind in details_of(flag).items():
        yield key, kind, flag.value.get(key, "")


def symptoms(flag: Flag) -> tuple[str, ...]:
    """The symptoms that change what a flag limits."""
    return tuple(rule.symptom for rule in flag.symptom_rules)


def headache_types() -> tuple[str, ...]:
    """The diagnoses to choose from."""
    return get_args(HeadacheType)


def words(key: str) -> str:
    """An id as words: `chronic_migraine` is "chronic migraine", `tmd_headache` "TMD headache"."""
    parts = [part.upper() if part in _SHORT else part for part in key.split("_")]
    return _WRITTEN.get(key) or " ".join(parts)


def unit_of(unit: str) -> str:
    """A unit as it is written in a chart."""
    return _UNITS.get(unit, unit)
