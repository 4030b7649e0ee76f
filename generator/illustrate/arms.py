"""Arms from words: by angles, or by where the hand goes; the shoulder blade follows the arm."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.aiming import aimed, held_strap, laid
from generator.illustrate.directions import direction
from generator.illustrate.fingers import shape_hand
from generator.illustrate.hands import Contact, HandPlan, Touch
from generator.illustrate.landmarks import LIMBS, posed_normal, posed_point
from generator.illustrate.parts import SIGN, SUFFIX, Floats, Side
from generator.illustrate.places import PLACES, place_contact
from generator.illustrate.posing import ArmAngles, Reach, arm_directions, move_shoulder_blade
from generator.illustrate.reach import arm_by_angles
from generator.illustrate.rotations import unit
from generator.illustrate.targets import (
    DEFAULT_SHAPE,
    Way,
    limb_contact,
    skin_contact,
    target_mark,
    way_to,
    word_frame,
)

if TYPE_CHECKING:
    from generator.illustrate.props import Site
    from generator.illustrate.shots import Shot
    from generator.model.figure import ArmSpec, HandSpec
    from generator.model.figure_things import Offset

FREE: Final = 40.0  # degrees that an arm rises before the shoulder blade goes with it
RHYTHM: Final = 0.27  # degrees of shrug for each degree of arm beyond that
LOW_HAND: Final = -1.5  # dm below the chest: a hand there lies with its fingers to the feet
ALONG: Final = {"palm": 0.70, "fingers": 1.25, "heel": 0.25, "forearm": -0.9}


def rhythm(side: Side, upper: Floats) -> tuple[float, float]:
    """Lift and slide forward (degrees) of the blade under an upper arm (3,) in the trunk."""
    rise = float(np.degrees(np.arccos(np.clip(-upper[1], -1, 1))))
    plane = float(np.degrees(np.arctan2(upper[2], upper[0] * SIGN[side])))
    reach = np.sin(np.radians(rise)) * (plane - 20.0) * 0.16
    return max(0.0, rise - FREE) * RHYTHM, float(np.clip(reach, -8.0, 18.0))


def blade(site: Site, side: Side, shot: Shot, upper: Floats) -> None:
    """Set the shoulder blade: what the arm asks for and what the author adds."""
    lift, forward = rhythm(side, upper)
    said = shot.shoulders.get(side)
    for bone in ("clavicle", "shoulder01"):
        site.figure.rig.set(bone + SUFFIX[side], np.eye(3))
    move_shoulder_blade(
        site.figure.rig,
        side,
        lift + (said.lift if said else 0.0),
        forward + (said.forward if said else 0.0),
    )


def pose_angles(site: Site, side: Side, spec: ArmSpec, shot: Shot, plain: ArmAngles) -> None:
    """An arm by its angles; what is not said is as in the base."""
    angles = ArmAngles(
        plain.raise_ if spec.raise_ is None else spec.raise_,
        plain.plane if spec.plane is None else spec.plane,
        plain.rotate if spec.rotate is None else spec.rotate,
        plain.elbow if spec.elbow is None else spec.elbow,
    )
    blade(site, side, shot, arm_directions(side, angles)[0])
    rig = site.figure.rig
    palm = None
    if spec.palm is not None:
        palm = direction(spec.palm, rig.GR("spine01"), site.sides, side)
    reach = arm_by_angles(rig, side, angles, palm, spec.wrist_back)
    shape = spec.hand if isinstance(spec.hand, str) else "relaxed"
    shape_hand(rig, side, shape)
    note(site, side, reach, shape)


def note(site: Site, side: Side, reach: Reach, shape: str) -> None:
    """Remember how an arm came out."""
    site.posture.reaches[side] = reach
    site.posture.fists.discard(side)
    if "fist" in shape:
        site.posture.fists.add(side)


def kind_of(hand: HandSpec) -> tuple[str, str]:
    """What a hand does, and with which target."""
    said = [(kind, getattr(hand, kind)) for kind in ("on", "touch", "grip", "near")]
    found = [(kind, target) for kind, target in said if target is not None]
    if len(found) != 1:
        raise ValueError("a hand needs exactly one of on, touch, grip, near")
    return found[0]


def pose_hand(site: Site, side: Side, spec: ArmSpec, hand: HandSpec, shot: Shot) -> None:
    """An arm by its hand's target: reached again once the shoulder blade has settled."""
    rig = site.figure.rig
    blade(site, side, shot, np.array([0.0, -1.0, 0.0]))
    _place_hand(site, side, spec, hand, closing=False)
    for closing in (False, True):  # fingers close once, when the hand is where it stays
        upper = rig.GR("spine01").T @ (
            rig.pos("lowerarm01" + SUFFIX[side]) - rig.pos("upperarm01" + SUFFIX[side])
        )
        blade(site, side, shot, unit(upper))
        touch = _place_hand(site, side, spec, hand, closing=closing)
    site.posture.touches[side] = touch
    note(site, side, touch.reach, touch.shape)


def _place_hand(site: Site, side: Side, spec: ArmSpec, hand: HandSpec, *, closing: bool) -> Touch:
    rig = site.figure.rig
    kind, target = kind_of(hand)
    name, target_side = site.sides.split(target)
    way = way_to(name, side, target_side)
    shape = hand.shape or DEFAULT_SHAPE.get(_two(name, target_side), "relaxed")
    contact = _contact(site, side, hand, (kind, name, target_side), way)
    plan = _plan(site, side, (spec, hand, shape), contact, way)
    if name == "strap_end" and hand.fingers is None and hand.palm is None:
        plan = held_strap(rig, side, contact, plan, site.ends[side][1], site.skin)
    elif name not in {"seat_edge", "table_edge"}:
        free = (hand.fingers is None, spec.elbow_toward is None)
        plan = aimed(rig, side, (kind, name), contact, plan, free=free, skin=site.skin)
    met = contact if closing else replace(contact, touched=None)
    reach = laid(rig, side, (kind, name), met, plan)
    return Touch(target, kind, contact, reach, plan.shape)


def _two(name: str, side: Side | None) -> str:
    return "chin_side" if name == "chin" and side else name


def _contact(
    site: Site, side: Side, hand: HandSpec, what: tuple[str, str, Side | None], way: Way
) -> Contact:
    """Where the hand comes: on skin, a limb, a place, or in the air."""
    kind, name, target_side = what
    f = site.figure
    move = offset(hand.move_cm, side)
    if name in PLACES:
        return place_contact(site, side, name, target_side, move)
    if kind == "near":
        frame = word_frame(f, target_mark(f, name, side, target_side).bone)
        point = posed_point(f, name, target_side) + frame @ move
        return Contact(point, posed_normal(f, name, target_side), frame)
    if name in LIMBS and target_side and name not in {"hip", "foot", "toes"}:
        trunk = f.rig.GR("spine01")
        palm = trunk @ np.array(way.palm or (0.0, 0.0, -1.0))
        if hand.palm is not None:
            palm = direction(hand.palm, trunk, site.sides, side)
        found = limb_contact(f, name, target_side, palm)
        found.point = found.point + trunk @ move
        return found
    assert site.skin is not None  # noqa: S101 - set before any hand
    return skin_contact(f, site.skin, target_mark(f, name, side, target_side), move)


def offset(move: Offset | None, side: Side) -> Floats:
    """A shift in cm as dm of the person (3,)."""
    if move is None:
        return np.zeros(3)
    return np.array([move.out * SIGN[side], move.up, move.forward]) / 10


def _plan(
    site: Site,
    side: Side,
    said: tuple[ArmSpec, HandSpec, str],
    contact: Contact,
    way: Way,
) -> HandPlan:
    """Directions in the world: the author's words, else what is usual for the target."""
    spec, hand, shape = said
    trunk = site.figure.rig.GR("spine01")
    fingers = contact.words @ np.array(way.fingers)
    if site.standing.lying and kind_of(hand)[1] in {"bed", "floor"}:
        # Flat on the ground "forward" would point into it: towards the head, or the feet if low.
        high = trunk.T @ (contact.point - site.figure.rig.pos("spine01"))
        fingers = site.standing.root_r @ np.array([0.0, 1.0 if high[1] > LOW_HAND else -1.0, 0.0])
    if hand.fingers is not None:
        fingers = direction(hand.fingers, contact.words, site.sides, side)
    elbow = trunk @ np.array(way.elbow)
    if spec.elbow_toward is not None:
        elbow = direction(spec.elbow_toward, trunk, site.sides, side)
    palm = contact.words @ np.array(way.palm) if way.palm else None
    if hand.palm is not None:
        palm = direction(hand.palm, contact.words, site.sides, side)
    return HandPlan(
        fingers=unit(fingers),
        elbow=elbow,
        shape=shape,
        lift=hand.lift_cm / 10,
        along=ALONG[hand.with_part] if hand.with_part else way.along,
        tilt=hand.tilt,
        palm=palm,
    )
