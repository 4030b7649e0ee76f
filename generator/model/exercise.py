"""An exercise of the library: words, doses, what it helps, what forbids it, how it is drawn."""

import math
from typing import Any, Literal

from msgspec import UNSET, UnsetType, field
from msgspec.structs import replace

from generator.model.base import (
    ExerciseType,
    Id,
    Irritability,
    Model,
    Phase,
    Position,
    Region,
    Review,
    WebPage,
)

SideMap = Literal["same", "opposite"]
Direction = Literal["positive", "mixed", "negative"]

# The name of the softer way beside the names of positions.
GENTLE = "gentle"


class Dosage(Model, frozen=True, kw_only=True):
    """Sets x reps, each held `hold_s` seconds, `per_day` sessions on `days` days a week."""

    sets: int
    reps: int
    hold_s: float
    per_day: int
    days: int
    effort_percent: float | None = None
    note: str | None = None


class Doses(Model, frozen=True, kw_only=True):
    """A dosage for each irritability; `skip` means: do not offer."""

    high: Dosage | Literal["skip"]
    moderate: Dosage | Literal["skip"]
    low: Dosage | Literal["skip"]

    def row(self, irritability: Irritability) -> Dosage | None:
        """The dosage at this irritability, or None where the exercise is not offered."""
        row: Dosage | Literal["skip"] = getattr(self, irritability)
        return None if isinstance(row, str) else row


class Evidence(Model, frozen=True, kw_only=True):
    """How good the evidence is (A best), and which way it points."""

    level: Literal["A", "B", "C", "D"]
    direction: Direction
    cert: str
    note: str = ""
    refs: tuple[str, ...] = ()


class Pose(Model, frozen=True, kw_only=True):
    """The brief of the drawing, in the convention of attributes.yaml."""

    template: str | None = None
    start: str | None = None
    end: str | None = None
    camera: str | None = None
    arrow: str | None = None
    note: str | None = None


class TextChange(Model, frozen=True, kw_only=True):
    """A new start, and steps replaced by number (counted from 1; null leaves one out)."""

    start: str | None = None
    replace_steps: dict[int, str | None] = {}


class GentleVariant(TextChange, frozen=True, kw_only=True):
    """A softer way that drops the attributes in `removes`; `text` is printed below the steps."""

    text: str
    removes: tuple[str, ...]
    pose: Pose | None = None


class DoseFormula(Model, frozen=True, kw_only=True):
    """How seconds follow from a dosage (reference 0.4)."""

    setup_s: float
    cycle_s: float
    directions: int
    between_sets_s: float
    round_up_min: float
    stated_minutes_factor: float


class Exercise(Model, frozen=True, kw_only=True):
    """One exercise; patient-facing keys hold plain words, all others are for the provider."""

    id: Id
    name: str
    aka: tuple[str, ...] = ()
    region: Region
    type: ExerciseType
    family: str
    lateral: Literal["{side}", "both", "none"]
    side_means: str = ""
    side_map: dict[str, SideMap] = {}
    loads_arms: Literal["side", "other_side", "both"] | UnsetType = UNSET
    target: str
    positions: tuple[Position, ...]
    equipment: tuple[str, ...]
    start: str
    steps: tuple[str, ...]
    position_texts: dict[Position, TextChange] = {}
    breathing: str
    feel: str
    mistakes: tuple[str, ...]
    stop_if: tuple[str, ...]
    dose: Doses
    setup_s: float | None = None
    cycle_s: float | None = None
    directions: int | None = None
    minutes: float
    phase: Phase
    easier: str
    harder: str
    progression_note: str = ""
    requires: tuple[str, ...] = ()
    requires_finding: tuple[str, ...] = ()
    indications: dict[str, Literal[1, 2, 3]]
    contra: tuple[str, ...] = ()
    flag_text: dict[str, str] = {}
    attributes: tuple[str, ...]
    attack_safe: bool = False
    counts_in_daily_minutes: bool = True
    gentle_variant: GentleVariant | None = None
    video: WebPage = ""
    evidence: Evidence
    pose: Pose
    figure: dict[str, Any] | None = None  # how it is drawn; `FigureSpec` is what may stand there
    review: Review = field(default_factory=Review)

    @property
    def sided(self) -> bool:
        """Whether the exercise treats one side at a time."""
        return self.lateral == "{side}"

    @property
    def arms(self) -> Literal["side", "other_side", "both"]:
        """Which arm the shoulder attributes act on (reference 3)."""
        if not isinstance(self.loads_arms, UnsetType):
            return self.loads_arms
        return "side" if self.sided else "both"

    def change(self, variant: str | None) -> TextChange | None:
        """What a way to do it changes in the words; None where it changes nothing.

        A way is `gentle`, a position, or None for the plain one.

        Raises: KeyError for a way that the exercise does not have.
        """
        if variant == GENTLE and self.gentle_variant is not None:
            return self.gentle_variant
        for position in self.positions:
            if variant == position:
                return self.position_texts.get(position)
        if variant is None:
            return None
        raise KeyError(variant)

    def written(self, change: TextChange | None = None) -> tuple[str, tuple[str, ...]]:
        """The start and the steps of one way to do it, with their placeholders."""
        if change is None:
            return self.start, self.steps
        steps = (
            change.replace_steps.get(number, step) for number, step in enumerate(self.steps, 1)
        )
        return change.start or self.start, tuple(step for step in steps if step is not None)


def seconds(exercise: Exercise, dosage: Dosage, formula: DoseFormula) -> float:
    """One session, one side, in seconds (reference 0.4)."""
    setup = formula.setup_s if exercise.setup_s is None else exercise.setup_s
    cycle = formula.cycle_s if exercise.cycle_s is None else exercise.cycle_s
    directions = exercise.directions or formula.directions
    moves = dosage.sets * dosage.reps * directions * (dosage.hold_s + cycle)
    return setup + moves + (dosage.sets - 1) * formula.between_sets_s


def minutes(exercise: Exercise, dosage: Dosage, formula: DoseFormula, *, sides: int) -> float:
    """One session in minutes, each side rounded up to the printed step (a quarter)."""
    per_side = seconds(exercise, dosage, formula) / 60 / formula.round_up_min
    return sides * math.ceil(per_side) * formula.round_up_min


def with_changes(dosage: Dosage, **changes: float) -> Dosage:
    """The same dosage with some fields changed."""
    return replace(dosage, **changes)
