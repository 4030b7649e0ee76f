"""Which side an exercise treats (reference 0.3), and which arms that loads (2 and 3)."""

from generator.model.base import OneSide, Side, join_sides, other, sides_of
from generator.model.exercise import Exercise
from generator.model.results import PresentFinding, Target
from generator.selection.setting import Setting


def target_of(exercise: Exercise, setting: Setting) -> Target:
    """Let the findings vote: highest strength, then severity, then the provider's priority."""
    if not exercise.sided:
        return Target(None)
    forced = setting.case.exercises.side.get(exercise.id)
    winners = _winners(exercise, setting)
    worse: OneSide = "right"
    for finding in winners:
        if finding.side == "both":
            worse = _mapped(exercise, finding.id, finding.worse)
            break
    if forced is not None:
        return Target(forced, worse if forced == "both" else sides_of(forced)[0])
    sides = tuple(side for finding in winners for side in _votes(exercise, finding))
    if not sides:
        return Target("both", worse)
    side = join_sides(sides)
    return Target(side, worse if side == "both" else sides_of(side)[0])


def arms_of(exercise: Exercise, side: OneSide) -> frozenset[OneSide]:
    """The arms that doing the exercise on this side loads."""
    if exercise.arms == "both":
        return frozenset(("left", "right"))
    return frozenset((side if exercise.arms == "side" else other(side),))


def free_sides(exercise: Exercise, target: Target, blocked: Side) -> tuple[OneSide, ...]:
    """The sides of the exercise that leave the blocked arm alone."""
    arms = frozenset(sides_of(blocked))
    if target.side is None:
        return ()
    return tuple(side for side in sides_of(target.side) if not arms_of(exercise, side) & arms)


def _winners(exercise: Exercise, setting: Setting) -> list[PresentFinding]:
    voters = [
        (strength, setting.findings[key])
        for key, strength in exercise.indications.items()
        if key in setting.findings and setting.findings[key].side is not None
    ]
    if not voters:
        return []

    def rank(voter: tuple[int, PresentFinding]) -> tuple[int, int, int]:
        strength, finding = voter
        named = setting.priority
        place = len(named) - named.index(finding.id) if finding.id in named else 0
        return strength, finding.severity, place

    best = max(map(rank, voters))
    return [finding for strength, finding in voters if rank((strength, finding)) == best]


def _votes(exercise: Exercise, finding: PresentFinding) -> tuple[OneSide, ...]:
    side = finding.side or "both"  # every voter has a side
    return tuple(_mapped(exercise, finding.id, one) for one in sides_of(side))


def _mapped(exercise: Exercise, finding: str, side: OneSide) -> OneSide:
    return other(side) if exercise.side_map.get(finding) == "opposite" else side
