"""Posing by joint angles: trunk, neck, shoulder blades, legs, arms. Degrees, unless a name says cm.

`left` and `turn` count towards the person's left; callers turn words about sides into signs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.parts import SIGN, SUFFIX, Floats, Side
from generator.illustrate.rig import Rig
from generator.illustrate.rotations import cross, frame, minimal_rotation, rot, twist_of, unit

if TYPE_CHECKING:
    import numpy.typing as npt

    from generator.illustrate.hands import Touch
    from generator.illustrate.model import Model

FORWARD: Final = np.array([0.0, 0.0, 1.0])
DOWN: Final = np.array([0.0, -1.0, 0.0])
SPINE: Final = {"spine05": 0.15, "spine04": 0.2, "spine03": 0.25, "spine02": 0.2, "spine01": 0.2}
# How much of a neck movement each joint takes: flexion, side-bend, turn.
NECK: Final = {
    "neck01": (0.28, 0.25, 0.14),
    "neck02": (0.24, 0.25, 0.14),
    "neck03": (0.24, 0.25, 0.17),
    "head": (0.24, 0.25, 0.55),
}
# Sliding the head back bends the lower neck back, the upper forward; the face stays upright.
RETRACTION: Final = {"neck01": -0.75, "neck02": -0.25, "neck03": 0.35, "head": 0.65}
RETRACTION_DEGREES_PER_CM: Final = 6.7
NOD: Final = {"neck03": 0.25, "head": 0.75}
LOWER_FLEXION: Final = {"neck01": 0.6, "neck02": 0.4}
GIRDLE: Final = {"clavicle": 0.6, "shoulder01": 0.4}
POINTED: Final = 78.0  # degrees that the foot is stretched when its back lies on the ground
CLEAR_HINGE: Final = (
    0.15  # sine of the elbow angle below which the bent plane is taken from the pose
)


@dataclass
class Bend:
    """Flexion (forward +), side-bend and turn (towards the person's left +)."""

    flex: float = 0.0
    left: float = 0.0
    turn: float = 0.0

    def share(self, flex: float, left: float, turn: float) -> Floats:
        """The rotation (3, 3) of a joint that takes a share of each movement."""
        return turned(self.flex * flex, self.left * left, self.turn * turn)


@dataclass
class NeckBend(Bend):
    """A neck's movement; `retract_cm` slides the head back (+), `nod` moves the upper neck only."""

    retract_cm: float = 0.0
    nod: float = 0.0
    lower_flex: float = 0.0


@dataclass
class LegBend:
    """Angles of one leg from upright standing; `foot` as FEET in bases."""

    hip: float = 0.0
    knee: float = 0.0
    apart: float = 4.0
    turn: float = 0.0  # the whole leg turned out
    foot: str = "flat"
    ankle: float = 0.0  # toes up +, on top of the foot's setting


@dataclass
class Reach:
    """What came of asking a hand to be somewhere."""

    residual: float  # dm that the wrist misses its place by
    wrist: Floats
    bend: float  # degrees between forearm and hand
    twist: float  # degrees of forearm rotation


@dataclass
class Posture:
    """What posing did, for props, arrows, checks and facts."""

    base: str = "standing"
    neck: NeckBend = field(default_factory=NeckBend)
    trunk: Bend = field(default_factory=Bend)
    touches: dict[Side, Touch] = field(default_factory=dict)
    reaches: dict[Side, Reach] = field(default_factory=dict)
    elbows: dict[Side, float] = field(default_factory=dict)
    planes: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)  # contact: point, normal
    fists: set[Side] = field(default_factory=set)
    jaw: dict[str, float] = field(default_factory=dict)


def turned(flex: float, left: float, turn: float) -> Floats:
    """A joint rotation (3, 3): flexion, then side-bend to the left, then turn to the left."""
    return rot((0, 1, 0), turn) @ rot((0, 0, 1), -left) @ rot((1, 0, 0), flex)


def bend_trunk(rig: Rig, bend: Bend) -> None:
    """Spread a movement over the five spine bones."""
    for bone, share in SPINE.items():
        rig.mul(bone, bend.share(share, share, share))


def bend_neck(rig: Rig, bend: NeckBend) -> None:
    """Spread a movement over the neck and head."""
    for bone, shares in NECK.items():
        rig.mul(bone, bend.share(*shares))
    slide = bend.retract_cm * RETRACTION_DEGREES_PER_CM
    for shares_of, amount in (
        (RETRACTION, slide),
        (NOD, bend.nod),
        (LOWER_FLEXION, bend.lower_flex),
    ):
        if amount:
            for bone, share in shares_of.items():
                rig.mul(bone, rot((1, 0, 0), share * amount))


def move_shoulder_blade(rig: Rig, side: Side, lift: float = 0.0, forward: float = 0.0) -> None:
    """Shrug (+ up) and slide round the chest (+ forward, - back)."""
    sign, end = SIGN[side], SUFFIX[side]
    for bone, share in GIRDLE.items():
        up = rot((0, 0, 1), sign * lift * share)
        rig.mul(bone + end, up @ rot((0, 1, 0), -sign * forward * share))


# --- Legs ---------------------------------------------------------------------------------------


def bend_leg(rig: Rig, side: Side, base_r: Floats, bend: LegBend) -> None:
    """Pose a leg by angles from the base's upright: a leaning pelvis moves no foot."""
    sign, end = SIGN[side], SUFFIX[side]
    out = rot((0, 1, 0), sign * bend.turn)
    thigh = base_r @ out @ rot((1, 0, 0), -bend.hip) @ rot((0, 0, 1), sign * bend.apart)
    rig.set_global("upperleg01" + end, thigh)
    rig.set("upperleg02" + end, np.eye(3))
    rig.set("lowerleg01" + end, rot((1, 0, 0), bend.knee))
    set_foot(rig, side, base_r, bend)


def set_foot(rig: Rig, side: Side, base_r: Floats, bend: LegBend) -> None:
    """Lay the foot flat under the base, let it hang on, or point the toes."""
    sign, bone = SIGN[side], "foot" + SUFFIX[side]
    up = rot((1, 0, 0), -bend.ankle)
    if bend.foot == "flat":
        # A body on its back has its soles on the bed, which stands square to its own upright.
        floor_r = base_r if base_r[1, 1] > 0.5 else base_r @ rot((1, 0, 0), 90)  # noqa: PLR2004
        rig.set_global(bone, floor_r @ rot((0, 1, 0), sign * bend.turn) @ up)
    elif bend.foot == "pointed":
        rig.set(bone, rot((1, 0, 0), POINTED) @ up)
    else:
        rig.set(bone, up)


def leg_reach(rig: Rig, side: Side, ankle: Floats, knee_toward: Floats) -> float:
    """Two-bone inverse kinematics of a leg: the ankle to a place (3,). Returns the miss in dm."""
    end = SUFFIX[side]
    hip0, knee0, ankle0 = (rig.h(b + end) for b in ("upperleg01", "lowerleg01", "foot"))
    hip = rig.pos("upperleg01" + end)
    knee, reached, miss = two_bone(
        hip, ankle, float(np.linalg.norm(knee0 - hip0)), float(np.linalg.norm(ankle0 - knee0)),
        knee_toward,
    )  # fmt: skip
    bent = unit(knee_toward)
    for bone, rest, now in (
        ("upperleg01", knee0 - hip0, knee - hip),
        ("lowerleg01", ankle0 - knee0, reached - knee),
    ):
        rig.set_global(bone + end, frame(now, bent) @ frame(rest, FORWARD).T)
    return miss


def two_bone(
    root: Floats, target: Floats, upper: float, lower: float, pole: Floats
) -> tuple[Floats, Floats, float]:
    """Middle joint, reached end and miss (dm) of a chain of two bones bent towards `pole`."""
    way = target - root
    far = float(np.linalg.norm(way))
    longest = (upper + lower) * 0.995
    miss = max(0.0, far - longest, abs(upper - lower) * 1.05 - far)
    near = min(max(far, abs(upper - lower) * 1.05), longest)
    n = way / far
    along = (upper**2 - lower**2 + near**2) / (2 * near)
    aside = float(np.sqrt(max(upper**2 - along**2, 0.0)))
    bent = pole - n * np.dot(pole, n)
    middle: Floats = root + n * along + unit(bent) * aside
    return middle, root + n * near, miss


# --- Arms ---------------------------------------------------------------------------------------


def arm_rest(rig: Rig, side: Side) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """At rest: shoulder, elbow, wrist, upper arm and forearm directions, the elbow's hinge."""
    return _arm_rest(rig.model, side)


def hand_rest(rig: Rig, side: Side) -> tuple[Floats, Floats, Floats]:
    """At rest: the wrist's place, the hand's direction, the palm's normal (out of the palm)."""
    return _hand_rest(rig.model, side)


# A hand that looks for its place asks thousands of times; there are two models, and two sides.
@cache
def _arm_rest(model: Model, side: Side) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    rig, end = Rig(model), SUFFIX[side]
    shoulder, elbow, wrist = (rig.h(b + end) for b in ("upperarm01", "lowerarm01", "wrist"))
    upper, fore = unit(elbow - shoulder), unit(wrist - elbow)
    return shoulder, elbow, wrist, upper, fore, unit(cross(upper, fore))


@cache
def _hand_rest(model: Model, side: Side) -> tuple[Floats, Floats, Floats]:
    rig, end = Rig(model), SUFFIX[side]
    wrist, index = rig.h("wrist" + end), rig.h("finger2-1" + end)
    middle = unit(0.5 * (index + rig.h("finger4-1" + end)) - wrist)
    palm = cross(middle, unit(index - rig.h("finger5-1" + end)))
    tip = rig.t("finger3-3" + end) - rig.h("finger3-1" + end)
    return wrist, middle, unit(palm if np.dot(palm, tip) > 0 else -palm)


def hand_rotation(rig: Rig, side: Side, fingers: npt.ArrayLike, palm: npt.ArrayLike) -> Floats:
    """The world rotation (3, 3) of a hand that points its fingers and faces its palm so."""
    _, direction, normal = hand_rest(rig, side)
    return frame(fingers, palm) @ frame(direction, normal).T


def set_arm(
    rig: Rig,
    side: Side,
    upper: Floats,
    fore: Floats,
    *,
    hinge: Floats | None = None,
    hand_r: Floats | None = None,
) -> tuple[float, float]:
    """Point upper arm and forearm (world directions); twist is spread so that skin does not wring.

    Returns the wrist's bend and the forearm's twist in degrees.
    """
    end = SUFFIX[side]
    *_, upper0, fore0, hinge0 = arm_rest(rig, side)
    u, f = unit(upper), unit(fore)
    bent = cross(u, f)
    if hinge is not None and np.linalg.norm(bent) < CLEAR_HINGE:
        bent = hinge
    upper_r = frame(u, bent) @ frame(upper0, hinge0).T
    fore_r = frame(f, bent) @ frame(fore0, hinge0).T
    above = rig.parentGR("upperarm01" + end)
    swing = minimal_rotation(above @ upper0, u) @ above
    rig.set_global("upperarm01" + end, rot(u, twist_of(upper_r @ swing.T, u) * 0.5) @ swing)
    rig.set_global("upperarm02" + end, upper_r)
    if hand_r is None:
        rig.set_global("lowerarm01" + end, fore_r)
        rig.set_global("lowerarm02" + end, fore_r)
        rig.set("wrist" + end, np.eye(3))
        return 0.0, 0.0
    twist = (twist_of(hand_r @ fore_r.T, f) + 180) % 360 - 180
    rig.set_global("lowerarm01" + end, rot(f, 0.25 * twist) @ fore_r)
    rig.set_global("lowerarm02" + end, rot(f, 0.8 * twist) @ fore_r)
    rig.set_global("wrist" + end, hand_r)
    along = hand_r @ hand_rest(rig, side)[1]
    bend = float(np.degrees(np.arccos(np.clip(np.dot(along, f), -1, 1))))
    return bend, twist


@dataclass
class ArmAngles:
    """`raise_` from hanging, in the `plane` (0 out to the side, 90 forward, 130 across)."""

    raise_: float = 8.0
    plane: float = 0.0
    rotate: float = 0.0  # external +
    elbow: float = 12.0


def arm_directions(side: Side, angles: ArmAngles) -> tuple[Floats, Floats, Floats]:
    """Upper arm, forearm and hinge in the trunk's frame, each (3,)."""
    sign = SIGN[side]
    lift, plane, bent = np.radians([angles.raise_, angles.plane, angles.elbow])
    out = np.array([sign * np.cos(plane), 0.0, np.sin(plane)])
    upper = DOWN * np.cos(lift) + out * np.sin(lift)
    forward = minimal_rotation(DOWN, upper) @ FORWARD  # where a hanging elbow's forearm swings to
    forward = rot(upper, -sign * angles.rotate) @ forward
    return upper, np.cos(bent) * upper + np.sin(bent) * forward, cross(upper, forward)
