"""Hand shapes, and fingers that close round things. Digits count from the thumb, 1 to 5."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from scipy.spatial import cKDTree

from generator.illustrate.parts import SUFFIX, Floats, Side
from generator.illustrate.posing import hand_rest
from generator.illustrate.rig import Rig
from generator.illustrate.rotations import cross, minimal_rotation, rot, unit

if TYPE_CHECKING:
    from generator.illustrate.figure import Surface
    from generator.illustrate.model import Model

Curl = tuple[float, float, float]
LONG: Final = (2, 3, 4, 5)
# Curl of the three joints of each long finger, and of the thumb.
SHAPES: Final[dict[str, tuple[dict[int, Curl], Curl]]] = {
    "relaxed": ({k: (16.0 + 4 * (k - 2), 20.0 + 4 * (k - 2), 12.0) for k in LONG}, (8, 8, 8)),
    "flat": (dict.fromkeys(LONG, (2.0, 3.0, 2.0)), (0, 3, 3)),
    "mitten": (dict.fromkeys(LONG, (2.0, 3.0, 2.0)), (0, 0, 0)),
    "cupped": ({k: (30.0 + 2 * (k - 2), 28.0, 14.0) for k in LONG}, (14, 12, 10)),
    "hook": ({k: (38.0, 42.0 + 2 * (k - 2), 22.0) for k in LONG}, (12, 12, 12)),
    "fist": (dict.fromkeys(LONG, (70.0, 85.0, 55.0)), (25, 30, 35)),
    "loose_fist": (dict.fromkeys(LONG, (52.0, 62.0, 38.0)), (20, 22, 24)),
    "point": ({2: (10, 15, 10), 3: (72, 88, 55), 4: (74, 88, 55), 5: (76, 88, 55)}, (20, 25, 25)),
    "two_fingers": ({2: (10, 14, 8), 3: (8, 14, 8), 4: (74, 88, 55), 5: (76, 88, 55)}, (26, 30, 30)),  # noqa: E501
    "three_fingers": ({2: (12, 16, 8), 3: (10, 16, 8), 4: (12, 18, 10), 5: (60, 70, 40)}, (20, 22, 20)),  # noqa: E501
    "four_fingers": (dict.fromkeys(LONG, (14.0, 18.0, 10.0)), (10, 10, 10)),
    "thumb_out": (dict.fromkeys(LONG, (70.0, 85.0, 55.0)), (-22, -6, -4)),
    "scissors": ({2: (55, 25, 5), 3: (74, 88, 55), 4: (74, 88, 55), 5: (76, 88, 55)}, (14, 10, 6)),
    "spread": (dict.fromkeys(LONG, (-4.0, 2.0, 2.0)), (-8, -2, 0)),
    "pinch": ({2: (38, 42, 22), 3: (44, 50, 28), 4: (58, 62, 40), 5: (64, 68, 44)}, (22, 24, 16)),
}  # fmt: skip
TOUCHING: Final = {
    "point": (2,),
    "two_fingers": (2, 3),
    "three_fingers": (2, 3, 4),
    "four_fingers": (2, 3, 4, 5),
    "thumb_out": (1,),
    "scissors": (1,),
}
FAN: Final = 2.5  # degrees each finger stands apart from the middle one
FINGER_RADIUS: Final = (0.10, 0.085, 0.075)  # dm from a bone's axis to the skin of the pad
THUMB_RADIUS: Final = 0.07
# Where the thumb's bones point in a mitten: along the hand, to the index finger's side, palmward.
BESIDE: Final = ((0.72, 0.66, 0.16), (0.98, 0.10, 0.04), (1.0, -0.02, 0.02))
FINEST: Final = 4  # degrees a step when a finger closes
REST_CURL: Final = (18.0, 22.0, 12.0)  # of a finger that finds nothing to touch


class Distance(Protocol):
    """Something to touch: the signed distance (n,) of points (n, 3) from its surface, dm."""

    def distance(self, points: Floats) -> Floats:
        """Outside is positive."""


class SkinDistance:
    """Distance from posed vertices with normals: the mean over the four nearest tangent planes."""

    def __init__(self, surface: Surface) -> None:
        """Keep the surface and a tree over it."""
        self.surface = surface
        self.tree = cKDTree(surface.vertices)

    def distance(self, points: Floats) -> Floats:
        """Signed distance (n,); negative inside."""
        _, near = self.tree.query(points, k=4)
        away = points[:, None, :] - self.surface.vertices[near]
        found: Floats = np.einsum("nkd,nkd->nk", away, self.surface.normals[near]).mean(axis=1)
        return found


class PlaneDistance:
    """Distance from a plane."""

    def __init__(self, point: Floats, normal: Floats) -> None:
        """A point (3,) of it, and the normal on the side where the hand is."""
        self.point, self.normal = point, unit(normal)

    def distance(self, points: Floats) -> Floats:
        """Signed distance (n,)."""
        found: Floats = (points - self.point) @ self.normal
        return found


def finger_axis(rig: Rig, side: Side, digit: int) -> Floats:
    """The axis (3,) at rest about which a digit curls towards the palm."""
    end = SUFFIX[side]
    base, tip = rig.h(f"finger{digit}-1{end}"), rig.t(f"finger{digit}-3{end}")
    if digit == 1:
        middle = rig.h("finger1-2" + end)
        return unit(cross(unit(middle - base), unit(tip - middle)))
    return unit(cross(unit(tip - base), hand_rest(rig, side)[2]))


def closing_angle(rig: Rig, side: Side, digit: int, fan: float = FAN) -> float:
    """Degrees about the palm's normal that bring a splayed finger beside the middle one."""
    normal = hand_rest(rig, side)[2]

    def direction(k: int) -> Floats:
        way = rig.t(f"finger{k}-3{SUFFIX[side]}") - rig.h(f"finger{k}-1{SUFFIX[side]}")
        return unit(way - normal * (way @ normal))

    own, middle = direction(digit), direction(3)
    angle = float(np.degrees(np.arctan2(cross(own, middle) @ normal, own @ middle)))
    return angle - float(np.sign(angle)) * fan * abs(digit - 3)


def bend_finger(rig: Rig, side: Side, digit: int, curl: Curl, spread: float | None = None) -> None:
    """Curl a digit's three joints; `spread` replaces the closing towards the middle finger."""
    for joint, turn in enumerate(_turns(rig.model, side, digit, curl, spread), 1):
        rig.set(f"finger{digit}-{joint}{SUFFIX[side]}", turn)


# The shapes of a hand are few, and each is taken again wherever the hand looks for its place.
@lru_cache(maxsize=256)
def _turns(
    model: Model, side: Side, digit: int, curl: Curl, spread: float | None
) -> tuple[Floats, ...]:
    """The own rotation of each joint of a curled digit."""
    rig = Rig(model)
    axis, normal = finger_axis(rig, side, digit), hand_rest(rig, side)[2]
    first, *others = (rot(axis, angle) for angle in curl)
    if digit != 1:
        close = closing_angle(rig, side, digit) if spread is None else spread
        first = rot(normal, close) @ first
    return first, *others


def shape_hand(rig: Rig, side: Side, shape: str) -> None:
    """Give all digits the curl of a named shape."""
    curls, thumb = SHAPES[shape]
    for digit, curl in curls.items():
        spread = 0.0 if shape == "spread" else None
        bend_finger(rig, side, digit, curl, spread)
    bend_finger(rig, side, 1, thumb)
    if shape == "thumb_out":
        _stand_thumb_off(rig, side)
    elif shape == "mitten":
        lay_thumb_beside(rig, side)


def lay_thumb_beside(rig: Rig, side: Side) -> None:
    """Lay the thumb along the index finger, flat with the palm: it reaches into nothing."""
    end = SUFFIX[side]
    _, along, palm = hand_rest(rig, side)
    across = unit(cross(palm, along))
    index = rig.h("finger2-1" + end) - rig.h("finger5-1" + end)
    across = across if across @ index > 0 else -across
    above = np.eye(3)
    for joint, (far, aside, deep) in enumerate(BESIDE, 1):
        bone = f"finger1-{joint}{end}"
        wanted = unit(far * along + aside * across + deep * palm)
        turn = minimal_rotation(above @ unit(rig.t(bone) - rig.h(bone)), wanted) @ above
        rig.set(bone, above.T @ turn)
        above = turn


def _stand_thumb_off(rig: Rig, side: Side) -> None:
    """Point the thumb away from the fist, square to the hand on the side of the index finger."""
    end = SUFFIX[side]
    _, along, palm = hand_rest(rig, side)
    across = unit(cross(palm, along))
    index = rig.h("finger2-1" + end) - rig.h("finger5-1" + end)
    across = across if across @ index > 0 else -across
    thumb = rig.t("finger1-3" + end) - rig.h("finger1-2" + end)
    rig.set("finger1-1" + end, minimal_rotation(thumb, across + 0.25 * along))


def wrap_fingers(
    rig: Rig, side: Side, touched: Distance, *, lowest: int = -25, highest: int = 75
) -> None:
    """Close each long finger, joint by joint, until it meets what the hand lies on."""
    for digit in LONG:
        axis, normal = finger_axis(rig, side, digit), hand_rest(rig, side)[2]
        close = rot(normal, closing_angle(rig, side, digit, 3.5))
        for joint in (1, 2, 3):
            bone = f"finger{digit}-{joint}{SUFFIX[side]}"
            start = lowest if joint == 1 else -5
            lead = close if joint == 1 else np.eye(3)
            angle = _until_touch(rig, bone, (lead, axis), touched, (start, highest, joint))
            rig.set(bone, lead @ rot(axis, angle))
    lay_thumb(rig, side, touched)


def lay_thumb(rig: Rig, side: Side, touched: Distance) -> None:
    """Swing the thumb out of the palm's way until it lies on the surface instead of in it."""
    end = SUFFIX[side]
    _, along, palm = hand_rest(rig, side)
    root, tip = rig.h("finger1-1" + end), rig.t("finger1-3" + end)
    # The turn about the hand's length that lifts the thumb away from the palm's side.
    lift = -1.0 if cross(along, tip - root) @ palm > 0 else 1.0
    for turn in range(0, 75, 6):
        bend_finger(rig, side, 1, (0, 3, 3))
        bone = "finger1-1" + end
        rig.set(bone, rot(along, lift * turn) @ rig.local(bone))
        pads = [rig.pos(f"finger1-{k}{end}", rig.t(f"finger1-{k}{end}")) for k in (1, 2, 3)]
        if touched.distance(np.stack(pads)).min() > THUMB_RADIUS:
            return


def _until_touch(
    rig: Rig,
    bone: str,
    turn: tuple[Floats, Floats],
    touched: Distance,
    limits: tuple[int, int, int],
) -> float:
    lead, axis = turn
    lowest, highest, joint = limits
    tip = rig.t(bone)
    last: float = lowest
    for angle in range(lowest, highest + 1, FINEST):
        rig.set(bone, lead @ rot(axis, angle))
        end, head = rig.pos(bone, tip), rig.pos(bone)
        far = touched.distance(np.stack([end, 0.5 * (end + head)])) + np.array([0.0, 0.01])
        if far.min() < FINGER_RADIUS[joint - 1]:
            return last
        last = float(angle)
    return REST_CURL[joint - 1]
