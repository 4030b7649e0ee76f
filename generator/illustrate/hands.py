"""Hands on targets: a palm laid on a surface, fingertips on a point, a fist round a bar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.fingers import (
    TOUCHING,
    Distance,
    PlaneDistance,
    bend_finger,
    lay_thumb,
    lay_thumb_beside,
    shape_hand,
    wrap_fingers,
)
from generator.illustrate.parts import SIGN, SUFFIX, Floats, Side
from generator.illustrate.posing import hand_rest, hand_rotation
from generator.illustrate.reach import arm_to
from generator.illustrate.rotations import cross, rot, unit

if TYPE_CHECKING:
    from generator.illustrate.posing import Reach
    from generator.illustrate.rig import Rig

PALM_ALONG: Final = 0.70  # dm from the wrist to the middle of the palm
PALM_THICK: Final = 0.15  # half the palm's thickness
TIP_GAP: Final = 0.06  # from the last bone's end to the skin of the fingertip
GRIP_DEEP: Final = 0.22  # from the middle knuckle into the closed fist
WRAPPED: Final = ("relaxed", "cupped", "mitten")


@dataclass
class Contact:
    """A place to touch: point, outward normal, the frame that direction words count in."""

    point: Floats
    normal: Floats
    words: Floats = field(default_factory=lambda: np.eye(3))
    touched: Distance | None = None


@dataclass
class Touch:
    """What a hand does: on which target, how, and how well it got there."""

    target: str
    kind: str  # on, touch, grip, near
    contact: Contact
    reach: Reach
    shape: str


@dataclass
class HandPlan:
    """How a hand comes to its contact. Directions (3,) are in the world."""

    fingers: Floats
    elbow: Floats
    shape: str = "relaxed"
    lift: float = 0.0  # dm off the surface
    along: float = PALM_ALONG  # which part of the hand meets the contact, dm from the wrist
    tilt: float = 0.0  # degrees that the fingertips lift off
    palm: Floats | None = None  # for fingertips and grips


def lay_palm(rig: Rig, side: Side, contact: Contact, plan: HandPlan) -> Reach:
    """Put the palm flat on the contact, fingers along the surface, then close them on it."""
    normal = unit(contact.normal)
    along = unit(plan.fingers - normal * np.dot(plan.fingers, normal))
    if plan.tilt:
        along = rot(cross(along, normal), plan.tilt) @ along
    palm = -unit(normal - along * np.dot(normal, along))
    hand_r = hand_rotation(rig, side, along, palm)
    wrist = contact.point - along * plan.along - palm * (PALM_THICK + plan.lift)
    reach = arm_to(rig, side, wrist, hand_r, plan.elbow)
    if plan.shape in WRAPPED and contact.touched is not None and not plan.lift:
        wrap_fingers(rig, side, contact.touched)
        if plan.shape == "mitten":
            lay_thumb_beside(rig, side)
    else:
        shape_hand(rig, side, plan.shape)
        if contact.touched is not None and not plan.lift:
            lay_thumb(rig, side, contact.touched)
    return reach


def fingertips_to(rig: Rig, side: Side, contact: Contact, plan: HandPlan) -> Reach:
    """Put the tips of the shape's fingers on the contact; the hand points along `fingers`."""
    shape_hand(rig, side, plan.shape)
    normal = unit(contact.normal)
    palm = plan.palm if plan.palm is not None else -normal
    hand_r = hand_rotation(rig, side, plan.fingers, palm)
    tips = [_pad(rig, side, digit) for digit in TOUCHING.get(plan.shape, (2,))]
    offset = hand_r @ np.mean(tips, axis=0)
    wrist = contact.point + normal * (TIP_GAP + plan.lift) - offset
    reach = arm_to(rig, side, wrist, hand_r, plan.elbow)
    if contact.touched is not None and not plan.lift:
        _settle_tips(rig, side, contact.touched, plan.shape)
    return reach


def _pad(rig: Rig, side: Side, digit: int) -> Floats:
    """A fingertip relative to the wrist, in the hand's rest frame (3,)."""
    end = SUFFIX[side]
    bone = f"finger{digit}-3{end}"
    inside: Floats = rig.GR("wrist" + end).T @ (rig.pos(bone, rig.t(bone)) - rig.pos("wrist" + end))
    return inside


def _settle_tips(rig: Rig, side: Side, touched: Distance, shape: str) -> None:
    """Bend each touching finger at its root until its tip lies on the surface."""
    digits = TOUCHING.get(shape, (2,))
    for digit in digits if len(digits) > 1 else ():
        bone = f"finger{digit}-3{SUFFIX[side]}"
        root = f"finger{digit}-1{SUFFIX[side]}"
        start = rig.local(root)
        axis = unit(cross(rig.t(bone) - rig.h(root), hand_rest(rig, side)[2]))
        best, least = 0.0, np.inf
        for angle in range(-12, 22, 3):
            rig.set(root, start @ rot(axis, angle))
            off = abs(float(touched.distance(rig.pos(bone, rig.t(bone))[None])[0]) - TIP_GAP)
            if off < least:
                best, least = float(angle), off
        rig.set(root, start @ rot(axis, best))


def grip_offset(rig: Rig, side: Side) -> Floats:
    """The middle of the closed fist relative to the wrist, in the hand's rest frame (3,)."""
    wrist, along, palm = hand_rest(rig, side)
    inside: Floats = rig.h("finger3-1" + SUFFIX[side]) - wrist + palm * GRIP_DEEP - along * 0.02
    return inside


def close_fist_at(rig: Rig, side: Side, contact: Contact, plan: HandPlan) -> Reach:
    """Close the hand round the contact point."""
    palm = plan.palm if plan.palm is not None else -contact.normal
    hand_r = hand_rotation(rig, side, plan.fingers, palm)
    shape_hand(rig, side, "fist" if plan.shape == "relaxed" else plan.shape)
    wrist = contact.point - hand_r @ grip_offset(rig, side)
    return arm_to(rig, side, wrist, hand_r, plan.elbow)


def fist_centre(rig: Rig, side: Side) -> tuple[Floats, Floats]:
    """The posed middle of a fist and its grip's axis towards the thumb, each (3,)."""
    wrist = "wrist" + SUFFIX[side]
    turn = rig.GR(wrist)
    _, along, palm = hand_rest(rig, side)
    axis = cross(turn @ along, turn @ palm) * SIGN[side]
    return rig.pos(wrist) + turn @ grip_offset(rig, side), unit(axis)


def hold_edge(rig: Rig, side: Side, contact: Contact, plan: HandPlan) -> Reach:
    """Palm on the edge of a seat or table, fingers curled under it."""
    reach = lay_palm(rig, side, contact, plan)
    for digit in (2, 3, 4, 5):
        bend_finger(rig, side, digit, (58.0, 60.0, 28.0))
    bend_finger(rig, side, 1, (4, 6, 6))
    return reach


def palm_plane(rig: Rig, side: Side) -> PlaneDistance:
    """The plane of the posed palm's skin, its normal out of the palm."""
    wrist = "wrist" + SUFFIX[side]
    _, along, palm = hand_rest(rig, side)
    turn = rig.GR(wrist)
    point = rig.pos(wrist) + turn @ (along * PALM_ALONG + palm * PALM_THICK)
    return PlaneDistance(point, turn @ palm)


def knuckles_to(rig: Rig, side: Side, contact: Contact, plan: HandPlan) -> Reach:
    """A fist whose knuckles come to the contact, the hand pointing at it."""
    shape_hand(rig, side, plan.shape)
    palm = plan.palm if plan.palm is not None else np.array([0.0, 0.0, -1.0])
    hand_r = hand_rotation(rig, side, plan.fingers, palm)
    wrist, along, normal = hand_rest(rig, side)
    knuckle = rig.h("finger3-1" + SUFFIX[side]) - wrist + along * 0.16 + normal * 0.12
    place = contact.point + unit(contact.normal) * plan.lift - hand_r @ knuckle
    return arm_to(rig, side, place, hand_r, plan.elbow)
