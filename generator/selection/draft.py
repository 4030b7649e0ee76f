"""An exercise on its way through the rules of the pool."""

from msgspec import Struct, field

from generator.model.base import Irritability, Phase, Position, Side, join_sides
from generator.model.exercise import Dosage, Exercise
from generator.model.results import Score, Target
from generator.selection.sides import free_sides


class Draft(Struct):
    """Mutable only while `pool.py` walks its rules over it."""

    exercise: Exercise
    phase: Phase
    row: Irritability
    dosage: Dosage | None
    target: Target
    position: Position
    score: Score
    gentle: bool = False
    minutes: float = 0.0
    objections: list[str] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    prop_up: tuple[str, ...] = ()

    def narrow(self, blocked: Side, because: str) -> bool:
        """Keep only the sides that leave the blocked arm alone; False when none is left."""
        free = free_sides(self.exercise, self.target, blocked)
        if not free:
            return False
        side = join_sides(free)
        if side != self.target.side:
            self.notes.append(f"{side} side only: {because}")
            self.target = Target(side, free[0])
        return True
