"""Base positions: how the body stands, sits or lies before anything moves, and how it settles.

The ground (floor, bed) is the plane y = 0. Who sits or stands faces z; who lies on the back has the
head towards -z, prone and on hands and knees towards +z; who lies on the right side, towards -x.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.parts import SIDES, SUFFIX, Bools, Floats, Side
from generator.illustrate.posing import LegBend, bend_leg, leg_reach
from generator.illustrate.rotations import rot

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.illustrate.figure import Figure

CLOTH: Final = 0.05  # clothes between skin and ground
SOLE: Final = 0.06


@dataclass(frozen=True)
class Stance:
    """A base position: how the root is turned, and the legs."""

    root_r: Floats
    legs: LegBend
    lying: bool = False
    rests_on: str = "feet"  # the region whose lowest point touches the ground


def stance(base: str, lying_on: Side | None) -> Stance:
    """The stance of a base."""
    sit = LegBend(hip=88, knee=86, apart=6)
    on_back = LegBend(hip=48, knee=98, apart=3)
    straight = LegBend(foot="free", apart=4)
    if base == "side_lying":
        if lying_on is None:
            raise ValueError("side_lying: say lying_on: side, other_side, left or right")
        sign = 1 if lying_on == "right" else -1
        legs = LegBend(hip=52, knee=78, apart=-4, foot="free")
        return Stance(rot((0, 0, 1), 90 * sign), legs, lying=True, rests_on="all")
    table = {
        "standing": Stance(np.eye(3), LegBend()),
        "sitting": Stance(np.eye(3), sit),
        "supine": Stance(rot((1, 0, 0), -90), on_back, lying=True, rests_on="trunk"),
        "prone": Stance(
            rot((1, 0, 0), 90), replace(straight, foot="pointed"), lying=True, rests_on="trunk"
        ),
        "prone_on_elbows": Stance(
            rot((1, 0, 0), 90), replace(straight, foot="pointed"), lying=True, rests_on="hips"
        ),
        "hands_and_knees": Stance(
            rot((1, 0, 0), 90),
            LegBend(hip=90, knee=90, apart=2, foot="pointed"),
            lying=True,
            rests_on="shins",
        ),
    }
    return table[base]


def region(f: Figure, name: str) -> Bools:
    """Which of the body's vertices (n,) belong to a region of the resting body; never the arms."""
    y, x = f.rest[:, 1], f.rest[:, 0]
    body: Bools = f.arm_weight < 0.02  # noqa: PLR2004 - as Figure.surface
    shapes: dict[str, Callable[[], Bools]] = {
        "all": lambda: np.ones(len(y), dtype=bool),
        "feet": lambda: y < -7.0,  # noqa: PLR2004
        "shins": lambda: (y < -2.9) & (y > -7.2),  # noqa: PLR2004
        "legs": lambda: y < 0.2,  # noqa: PLR2004
        "thighs": lambda: (y < 0.5) & (y > -1.6),  # noqa: PLR2004
        "hips": lambda: (y < 1.2) & (y > -1.2),  # noqa: PLR2004
        "trunk": lambda: (y < 5.0) & (y > -0.6),  # noqa: PLR2004
        "upper_back": lambda: (y < 4.6) & (y > 3.0) & (np.abs(x) < 1.2),  # noqa: PLR2004
        "back": lambda: (y < 4.6) & (y > 0.4),  # noqa: PLR2004
        "neck": lambda: (y < 6.25) & (y > 5.85) & (np.abs(x) < 0.4),  # noqa: PLR2004
        "skull": lambda: (y < 6.9) & (y > 6.45) & (np.abs(x) < 0.55),  # noqa: PLR2004
        "head": lambda: y > 6.6,  # noqa: PLR2004
        "face": lambda: y > 5.9,  # noqa: PLR2004
        "left_side": lambda: x > 0,
        "right_side": lambda: x < 0,
    }
    return body & shapes[name]()


def lowest(f: Figure, name: str) -> float:
    """The height of a region's lowest posed point."""
    return float(f.body_posed[region(f, name), 1].min())


def set_legs(f: Figure, standing: Stance, legs: dict[Side, LegBend]) -> None:
    """Pose both legs by angles."""
    for side in SIDES:
        bend_leg(f.rig, side, standing.root_r, legs[side])


def step_out(
    f: Figure, standing: Stance, steps: dict[Side, float], legs: dict[Side, LegBend]
) -> None:
    """Standing with one foot in front: ankles go by so many dm, the pelvis sinks as it must."""
    rig = f.rig
    height = rig.h("upperleg01.L")[1] - rig.h("foot.L")[1]
    widest = max(abs(step) for step in steps.values())
    sink = height - float(np.sqrt(max(height**2 - widest**2, 1.0))) + 0.06
    for side in SIDES:
        rest = rig.h("foot" + SUFFIX[side])
        ankle = standing.root_r @ (rest + np.array([0.0, sink, steps[side]])) + rig.root_t
        leg_reach(rig, side, ankle, standing.root_r @ np.array([0.0, 0.0, 1.0]))
        bend_leg_foot(f, side, standing, legs[side], steps[side])


def bend_leg_foot(f: Figure, side: Side, standing: Stance, bend: LegBend, step: float) -> None:
    """The front foot stands flat; the back heel lifts a little."""
    heel = min(25.0, max(0.0, -step * 5.0))
    f.rig.set_global("foot" + SUFFIX[side], standing.root_r @ rot((1, 0, 0), heel - bend.ankle))


def settle(f: Figure, standing: Stance) -> None:
    """Bring the body down on the ground, and its resting part over the origin."""
    rig = f.rig
    sole = SOLE if standing.rests_on == "feet" else CLOTH
    drop = lowest(f, standing.rests_on) - sole
    if standing.rests_on == "feet" and not standing.lying:
        middle = (
            0.5 * (rig.pos("foot.L") + rig.pos("foot.R"))
            if rig.pos("lowerleg01.L")[2] < rig.pos("upperleg01.L")[2] + 2.5
            else rig.pos("root")
        )
    else:
        middle = rig.pos("root")
    rig.root_t = rig.root_t - np.array([middle[0], drop, middle[2]])


def soles_down(f: Figure, standing: Stance, legs: dict[Side, LegBend]) -> dict[Side, LegBend]:
    """Lying with bent legs: the hip flexion that brings the soles to the ground, legs so posed."""
    low, high = 20.0, 80.0
    for _ in range(9):
        hip = 0.5 * (low + high)
        legs = {side: replace(legs[side], hip=hip) for side in SIDES}
        set_legs(f, standing, legs)
        if lowest(f, "feet") < SOLE:
            low = hip
        else:
            high = hip
    return legs
