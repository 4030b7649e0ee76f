"""The clinical library as one value: everything that `exercises/` and a clinic's folder hold."""

import hashlib
from functools import cached_property
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from generator.model.base import (
    HeadacheType,
    Id,
    Irritability,
    Model,
    Region,
    Review,
    Side,
    Slot,
)
from generator.model.clinic import Clinic
from generator.model.exercise import Exercise
from generator.model.finding import Finding, Measurement
from generator.model.flag import Flag
from generator.model.rules import Rules

TextKind = Literal["start", "card", "guide", "day", "emergency", "call", "stop"]


class TextTest(Model, frozen=True, kw_only=True):
    """When a patient text is printed: any of these holds."""

    irritability: tuple[Irritability, ...] = ()
    headache_type: tuple[HeadacheType, ...] = ()
    flags: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    region: tuple[Region, ...] = ()


class TextCondition(Model, frozen=True, kw_only=True):
    """The `any_of` of a patient text."""

    any_of: TextTest


class PatientText(Model, frozen=True, kw_only=True):
    """A safety text or an advice card in the patient's words; `kind` says where it is printed."""

    id: Id
    kind: TextKind
    heading: str | None
    when: Literal["always"] | TextCondition
    instead_of: str | None = None
    after: str | None = None
    lines: tuple[str, ...]
    review: Review = field(default_factory=Review)


class Phrases(Model, frozen=True, kw_only=True):
    """Short patient wordings that the reasoning adds to an exercise."""

    sides: dict[Literal["left", "right"], str]
    on_side: dict[Side, str]
    to_side: dict[Side, str]
    other_side: str
    massage_pressure: str
    easier_exercise: str
    emergency_number: str
    review: Review = field(default_factory=Review)


class Source(Model, frozen=True, kw_only=True):
    """A reference; `certainty` as in reference 0.1."""

    id: str
    reference: str
    doi: str | None = None
    certainty: str


class Code(Model, frozen=True, kw_only=True):
    """A condition with the codes that a provider may pick; a trailing hyphen asks for more."""

    condition: str
    codes: tuple[str, ...]
    certainty: str
    note: str = ""


class Codes(Model, frozen=True, kw_only=True):
    """A code system; the program never chooses a billing diagnosis."""

    system: str
    notice: tuple[str, ...]
    codes: tuple[Code, ...]
    review: Review = field(default_factory=Review)


class ChangedFlag(Struct, frozen=True):
    """A stop or refer flag that the clinic removed or changed, with its reason."""

    id: str
    reason: str
    changed: tuple[str, ...]


class ReviewRecord(Model, frozen=True, kw_only=True):
    """Who reviewed one content item, and the hash of what they saw."""

    hash: str
    by: str
    license: str
    date: str


ReviewState = Literal["draft", "reviewed", "stale"]


class Library(Struct, frozen=True, dict=True, kw_only=True):
    """Everything the reasoning reads, keyed by id, in the order of the files."""

    measurements: dict[str, Measurement]
    findings: dict[str, Finding]
    flags: dict[str, Flag]
    exercises: dict[str, Exercise]
    rules: Rules
    attributes: dict[str, str]
    pose_templates: dict[str, str]
    cameras: tuple[str, ...]
    stop_texts: dict[str, str]
    patient_texts: dict[str, PatientText]
    phrases: Phrases
    sources: dict[str, Source]
    codes: Codes
    clinic: Clinic
    reviews: dict[str, ReviewRecord]
    changed_flags: tuple[ChangedFlag, ...] = ()

    @cached_property
    def chains_of(self) -> dict[str, frozenset[str]]:
        """The names of the progression chains of each exercise."""
        found: dict[str, set[str]] = {}
        for name, members in self.rules.chains.items():
            for member in members:
                found.setdefault(member, set()).add(name)
        return {key: frozenset(names) for key, names in found.items()}

    def slot_of(self, exercise: Exercise) -> Slot:
        """The slot that an exercise fills."""
        selection = self.rules.selection
        return selection.slot_of_exercise.get(exercise.id, selection.slot_of_type[exercise.type])

    def content(self, key: str) -> object | None:
        """What a clinician reviews under this id: an exercise, a flag, a text or a whole file."""
        files: dict[str, object] = {
            "findings": (self.measurements, self.findings),
            "rules": self.rules,
            "stop_texts": self.stop_texts,
            "phrases": self.phrases,
        }
        tables: tuple[dict[str, Any], ...] = (self.exercises, self.flags, self.patient_texts, files)
        return next((table[key] for table in tables if key in table), None)

    @property
    def reviewable(self) -> tuple[str, ...]:
        """The ids that can be reviewed, in the order of a review."""
        files = ("findings", "rules", "stop_texts", "phrases")
        return (*self.flags, *files, *self.patient_texts, *self.exercises)

    def review_state(self, key: str) -> ReviewState:
        """Whether this content is reviewed as it stands now."""
        record = self.reviews.get(key)
        if record is None:
            return "draft"
        return "reviewed" if record.hash == content_hash(self.content(key)) else "stale"


def content_hash(value: object) -> str:
    """A short hash that changes with every edit of the content but not with its layout."""
    plain = msgspec.to_builtins(value, str_keys=True, order="deterministic")
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()[:16]
