"""Inverse kinematics of the arm: a wrist brought to a place, the elbow on a given side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from generator.illustrate.parts import SUFFIX, Floats, Side
from generator.illustrate.posing import (
    ArmAngles,
    Reach,
    arm_directions,
    arm_rest,
    hand_rest,
    set_arm,
    two_bone,
)
from generator.illustrate.rotations import cross, frame, rot

if TYPE_CHECKING:
    from generator.illustrate.rig import Rig


def arm_to(rig: Rig, side: Side, wrist: Floats, hand_r: Floats, elbow_toward: Floats) -> Reach:
    """Bring the wrist to a place (3,) with the hand turned as `hand_r` (3, 3) says."""
    shoulder0, elbow0, wrist0, *_ = arm_rest(rig, side)
    shoulder = rig.pos("upperarm01" + SUFFIX[side])
    elbow, reached, miss = two_bone(
        shoulder,
        wrist,
        float(np.linalg.norm(elbow0 - shoulder0)),
        float(np.linalg.norm(wrist0 - elbow0)),
        elbow_toward,
    )
    bend, twist = set_arm(rig, side, elbow - shoulder, reached - elbow, hand_r=hand_r)
    return Reach(residual=miss, wrist=wrist, bend=bend, twist=twist)


def arm_by_angles(
    rig: Rig,
    side: Side,
    angles: ArmAngles,
    palm: Floats | None = None,
    bend_back: float = 0.0,
) -> Reach:
    """Pose an arm by its angles in the trunk's frame; `palm` (3,) is a world direction.

    `bend_back` extends the wrist by so many degrees.
    """
    upper, fore, hinge = arm_directions(side, angles)
    trunk = rig.GR("spine01")
    hand_r = None
    along = trunk @ fore
    if palm is not None:
        normal = palm - along * np.dot(palm, along)
        turned = frame(along, normal)
        if bend_back:
            turned = rot(cross(turned[:, 1], turned[:, 0]), bend_back) @ turned
        _, direction, out = hand_rest(rig, side)
        hand_r = turned @ frame(direction, out).T
    bend, twist = set_arm(rig, side, trunk @ upper, along, hinge=trunk @ hinge, hand_r=hand_r)
    return Reach(residual=0.0, wrist=rig.pos("wrist" + SUFFIX[side]), bend=bend, twist=twist)
