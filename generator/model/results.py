"""What the reasoning concludes, each step's value the next step's input."""

from typing import Literal

from msgspec import Struct

from generator.model.base import (
    ExerciseType,
    Irritability,
    OneSide,
    Phase,
    Position,
    Region,
    Severity,
    Side,
    Slot,
    Urgency,
)
from generator.model.exercise import Dosage, Exercise
from generator.model.flag import Caps, Flag

Source = Literal["provider", "measurement", "age"]


class Notice(Struct, frozen=True):
    """A sentence for the provider; `id` says what it is about."""

    id: str
    text: str


class PresentFlag(Struct, frozen=True, kw_only=True):
    """A flag that is present, with what the case says of it."""

    flag: Flag
    side: Side | None = None
    source: Source = "provider"
    override: str | None = None
    days: int | None = None
    symptoms: tuple[str, ...] = ()
    weeks: float | None = None
    weeks_since: float | None = None
    event_side: Side | None = None
    urgency: Urgency | None = None


class Exclusion(Struct, frozen=True, kw_only=True):
    """What one source takes out of the pool; with `side`, only where that arm is loaded."""

    source: str
    attributes: frozenset[str] = frozenset()
    exercises: frozenset[str] = frozenset()
    types: frozenset[ExerciseType] = frozenset()
    regions: frozenset[Region] = frozenset()
    any_arm_load: bool = False
    only_attack_safe: bool = False
    side: Side | None = None


class SupineLimit(Struct, frozen=True):
    """Longest time flat on the back, and what shorter exercises say instead."""

    minutes: float
    sources: tuple[str, ...]
    instead: tuple[str, ...]


class Restrictions(Struct, frozen=True, kw_only=True):
    """All that the present flags and headache types forbid, limit and say."""

    exclusions: tuple[Exclusion, ...] = ()
    present: tuple[PresentFlag, ...] = ()
    caps: Caps = Caps()
    cap_sources: dict[str, tuple[str, ...]] = {}
    supine: SupineLimit | None = None
    prefer_types: frozenset[ExerciseType] = frozenset()
    irritability: Irritability
    patient_lines: tuple[str, ...] = ()

    @property
    def only_attack_safe(self) -> bool:
        """Whether a migraine attack leaves only what is safe in one."""
        return any(exclusion.only_attack_safe for exclusion in self.exclusions)


class _Screened(Struct, frozen=True, kw_only=True):
    """What every outcome of the screening holds."""

    flags: tuple[PresentFlag, ...] = ()
    not_screened: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


class Stop(_Screened, frozen=True, kw_only=True):
    """A stop flag is present: no program, send the patient on now."""

    urgency: Urgency


class Refer(_Screened, frozen=True, kw_only=True):
    """A refer flag without an override is present: no program until cleared."""

    urgency: Urgency


class Unscreened(_Screened, frozen=True, kw_only=True):
    """Questions are open and the provider has not confirmed: no program."""


class Clear(_Screened, frozen=True, kw_only=True):
    """No flag is present; `restrictions` still holds those of the headache types."""

    restrictions: Restrictions


class Caution(_Screened, frozen=True, kw_only=True):
    """A program is allowed within these restrictions."""

    restrictions: Restrictions


Allowed = Clear | Caution
Screening = Clear | Caution | Stop | Refer | Unscreened


class PresentFinding(Struct, frozen=True, kw_only=True):
    """A finding that counts: its side, the worse of two sides, and why it is present."""

    id: str
    label: str
    group: str
    side: Side | None
    worse: OneSide = "right"
    severity: Severity
    source: Literal["provider", "measurement"]
    measurement: str | None = None
    value: float | dict[str, float] | None = None
    unit: str = ""
    normal: str = ""


class Target(Struct, frozen=True):
    """The side an exercise treats; of `both`, the one its steps are written for."""

    side: Side | None
    worse: OneSide = "right"

    @property
    def count(self) -> int:
        """How often the time counts."""
        return 2 if self.side == "both" else 1


class Term(Struct, frozen=True, kw_only=True):
    """What one finding adds to a score."""

    finding: str
    strength: int
    points: float


class Score(Struct, frozen=True, kw_only=True):
    """A score with all that went into it."""

    total: float
    terms: tuple[Term, ...]
    type_weight: float
    prefer: float
    evidence_bonus: float
    direction_bonus: float


class Candidate(Struct, frozen=True, kw_only=True):
    """An exercise that may be given, and how."""

    exercise: Exercise
    slot: Slot
    target: Target
    dosage: Dosage
    row: Irritability
    position: Position
    gentle: bool = False
    minutes: float
    score: Score
    notes: tuple[str, ...] = ()
    prop_up: tuple[str, ...] = ()


class Dropped(Struct, frozen=True, kw_only=True):
    """An exercise that is not given, with every rule that says so."""

    id: str
    reasons: tuple[str, ...]
    excluded: bool = False


class Chosen(Struct, frozen=True, kw_only=True):
    """A candidate that was picked, with why."""

    candidate: Candidate
    reasons: tuple[str, ...]
    coverage: bool = False
    by_provider: bool = False


class Choices(Struct, frozen=True, kw_only=True):
    """The outcome of selection in print order: every exercise is in exactly one of the three."""

    chosen: tuple[Chosen, ...]
    extra: tuple[Chosen, ...]
    dropped: tuple[Dropped, ...]
    irritability: Irritability
    phase: Phase
    notices: tuple[Notice, ...] = ()


class EditProblem(Struct, frozen=True, kw_only=True):
    """A change of the provider that cannot be made; `path` is its place in the case file."""

    path: tuple[str | int, ...]
    message: str
    hint: str = ""


class Prescription(Struct, frozen=True, kw_only=True):
    """An exercise with its side, dosage and words as the patient gets them.

    `told_side` is the side that the words name: of `both`, the worse one. `way` is `gentle`, a
    further position, or None for the plain way; `propped` says that a flag added to the start.
    """

    exercise: Exercise
    side: Side | None
    told_side: OneSide | None = None
    way: str | None = None
    propped: bool = False
    slot: Slot
    score: float
    minutes: float
    gentle: bool
    position: Position
    dosage: Dosage
    reasons: tuple[str, ...]
    start: str
    steps: tuple[str, ...]
    breathing: str
    feel: str
    mistakes: tuple[str, ...]
    stop_if: tuple[str, ...]
    easier: str
    notes: tuple[str, ...] = ()


class Program(Struct, frozen=True, kw_only=True):
    """What the patient does: exercises in doing order, the uncounted walk, the sums."""

    exercises: tuple[Prescription, ...]
    extra: tuple[Prescription, ...]
    dropped: tuple[Dropped, ...]
    minutes_per_session: float
    minutes_per_day: float
    irritability: Irritability
    phase: Phase
    patient_lines: tuple[str, ...] = ()
