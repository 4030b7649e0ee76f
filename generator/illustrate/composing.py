"""A shot becomes a posed figure among its props: base, trunk, legs, arms and things."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.illustrate.arms import kind_of, pose_angles, pose_hand
from generator.illustrate.bases import (
    lowest,
    set_legs,
    settle,
    soles_down,
    stance,
    step_out,
)
from generator.illustrate.fingers import SkinDistance, shape_hand
from generator.illustrate.furnishing import things
from generator.illustrate.landmarks import LIMBS
from generator.illustrate.parts import SIDES, Part, Side
from generator.illustrate.places import LATE
from generator.illustrate.posing import (
    ArmAngles,
    Bend,
    LegBend,
    NeckBend,
    Posture,
    arm_rest,
    bend_neck,
    bend_trunk,
    hand_rotation,
    set_arm,
)
from generator.illustrate.props import Site
from generator.illustrate.rotations import rot
from generator.model.figure import ArmSpec, HandSpec

if TYPE_CHECKING:
    from generator.illustrate.directions import Sides
    from generator.illustrate.figure import Figure
    from generator.illustrate.shots import Shot
    from generator.model.figure import LegSpec

TOUCHABLE: Final = ("body", "hair", "shirt", "bun", "pants")


def compose(f: Figure, shot: Shot, sides: Sides) -> tuple[Site, list[Part]]:
    """Pose the figure for a shot. Returns where things are, and the props."""
    standing = stance(shot.base, shot.lying_on)
    f.reset()
    f.knot = f.knot and shot.base != "supine"  # a bun would push the head off the bed
    posture = Posture(base=shot.base)
    site = Site(f, posture, sides, standing)
    _face(site, shot)
    _body(site, shot)
    for side in SIDES:
        _angle_arm(site, shot, side)
    props = things(site, shot, "early")
    site.skin = SkinDistance(f.surface(TOUCHABLE))
    hands = {side: found for side in SIDES if (found := _hand(shot, side))}
    for stage in ("body", "things", "places", "limbs"):
        if stage == "things":
            props += things(site, shot, "middle")
            continue
        for side, (spec, hand) in hands.items():
            if _stage(site, hand) == stage:
                pose_hand(site, side, spec, hand, shot)
    props += things(site, shot, "late")
    return site, props


# --- Face, trunk, legs --------------------------------------------------------------------------


def _face(site: Site, shot: Shot) -> None:
    jaw, face = shot.pose.jaw, shot.pose.face
    changes: dict[str, Any] = {}
    if jaw is not None:
        shift = site.sides.signed(jaw.shift_mm, jaw.toward)
        changes |= {"open_mm": jaw.open_mm, "forward_mm": jaw.forward_mm, "shift_mm": shift}
        site.posture.jaw = {"open": jaw.open_mm, "forward": jaw.forward_mm, "left": shift}
    if face is not None:
        changes["eyes_closed"] = {"open": 0.0, "half": 0.5, "closed": 1.0}[face.eyes]
        changes |= {"lips": face.lips, "tongue": face.tongue}
        if face.smile is not None:
            changes["smile"] = face.smile
    site.figure.expression(**changes)
    if shot.pose.belly_cm:
        site.figure.breathe(shot.pose.belly_cm / 10)


def _body(site: Site, shot: Shot) -> None:
    """Root, legs, trunk, neck; then down on the ground."""
    f, standing, said = site.figure, site.standing, shot.pose
    trunk, neck = said.trunk, said.neck
    lean = trunk.lean if trunk else 0.0
    f.rig.root_R = standing.root_r @ rot((1, 0, 0), lean)
    legs = _legs(site, shot)
    set_legs(f, standing, legs)
    if trunk:
        site.posture.trunk = Bend(
            trunk.flex,
            site.sides.signed(trunk.tilt, trunk.toward),
            site.sides.signed(trunk.turn, trunk.turn_toward),
        )
        bend_trunk(f.rig, site.posture.trunk)
    if neck:
        site.posture.neck = NeckBend(
            neck.flex,
            site.sides.signed(neck.tilt, neck.toward),
            site.sides.signed(neck.turn, neck.turn_toward),
            neck.retract_cm,
            neck.nod,
            neck.lower_flex,
        )
        bend_neck(f.rig, site.posture.neck)
    if shot.base == "prone_on_elbows":
        upper = np.linalg.norm(f.rig.h("lowerarm01.L") - f.rig.h("upperarm01.L"))
        _raise_shoulders(site, legs, float(upper) + 0.45, "hips")
    elif shot.base == "hands_and_knees" and not (trunk and trunk.lean):
        shoulder, elbow, wrist, *_ = arm_rest(f.rig, "left")
        arm = np.linalg.norm(elbow - shoulder) + np.linalg.norm(wrist - elbow)
        _raise_shoulders(site, legs, float(arm) * 0.985 + 0.18, "shins")
    settle(f, standing)
    steps = _steps(site, shot)
    if any(steps.values()):
        step_out(f, standing, steps, legs)
        settle(f, standing)
    if shot.base == "supine" and legs["left"].foot == "flat":
        soles_down(f, standing, legs)


def _legs(site: Site, shot: Shot) -> dict[Side, LegBend]:
    plain = site.standing.legs
    if isinstance(shot.legs, str):
        if shot.legs == "straight":
            plain = LegBend(foot="free", apart=4)
        return {side: replace(plain) for side in SIDES}
    return {side: _leg(plain, shot.legs.get(side)) for side in SIDES}


def _leg(plain: LegBend, said: LegSpec | None) -> LegBend:
    if said is None:
        return replace(plain)
    return LegBend(
        plain.hip if said.hip is None else said.hip,
        plain.knee if said.knee is None else said.knee,
        plain.apart if said.apart is None else said.apart,
        plain.turn if said.turn_out is None else said.turn_out,
        said.foot or plain.foot,
        said.ankle,
    )


def _steps(site: Site, shot: Shot) -> dict[Side, float]:
    if isinstance(shot.legs, str) or site.standing.lying:
        return {}
    found = {side: shot.legs.get(side) for side in SIDES}
    return {side: (leg.step_cm or 0.0) / 10 if leg else 0.0 for side, leg in found.items()}


def _raise_shoulders(site: Site, legs: dict[Side, LegBend], height: float, ground: str) -> None:
    """Tip the trunk about the hips until the shoulders are as high as the arms below them reach."""
    f, standing = site.figure, site.standing
    low, high = -45.0, 60.0
    for _ in range(11):
        lean = 0.5 * (low + high)
        f.rig.root_R = standing.root_r @ rot((1, 0, 0), -lean)
        set_legs(f, standing, legs)
        shoulder = f.rig.pos("upperarm01.L")[1] - lowest(f, ground)
        low, high = (lean, high) if shoulder < height else (low, lean)


# --- Arms ---------------------------------------------------------------------------------------

PLAIN: Final = {
    "standing": ArmAngles(8, 25, 0, 12),
    "sitting": ArmAngles(14, 60, -10, 60),
    "supine": ArmAngles(14, 0, 0, 12),
    "side_lying": ArmAngles(62, 90, 0, 40),
    "prone": ArmAngles(12, 0, 0, 8),
    "prone_on_elbows": ArmAngles(90, 90, 0, 90),
    "hands_and_knees": ArmAngles(90, 90, 0, 0),
}
RESTING: Final = {
    "sitting": HandSpec(on="thigh"),
    "supine": HandSpec(on="bed"),
    "hands_and_knees": HandSpec(on="floor"),
}


def _spoken(shot: Shot, side: Side) -> ArmSpec:
    return shot.arms.get(side, ArmSpec())


def _hand(shot: Shot, side: Side) -> tuple[ArmSpec, HandSpec] | None:
    """The arm's hand target: the author's, or that of the base if nothing is said of the arm."""
    spec = _spoken(shot, side)
    if isinstance(spec.hand, HandSpec):
        return spec, spec.hand
    silent = side not in shot.arms
    resting = RESTING.get(shot.base)
    if not silent or resting is None:
        return None
    if resting.on == "thigh":
        resting = HandSpec(on=f"thigh_{side}")
    return spec, resting


def _stage(site: Site, hand: HandSpec) -> str:
    name, _ = site.sides.split(kind_of(hand)[1])
    if name in LATE:
        return "places"
    return "limbs" if name in LIMBS else "body"


def _angle_arm(site: Site, shot: Shot, side: Side) -> None:
    spec = _spoken(shot, side)
    if isinstance(spec.hand, HandSpec):
        spec = ArmSpec()
    pose_angles(site, side, spec, shot, PLAIN[shot.base])
    if side in shot.arms:
        return
    if shot.base == "prone_on_elbows":
        _forearm_down(site, side)


def _forearm_down(site: Site, side: Side) -> None:
    """Upper arm upright, forearm flat on the ground, pointing to the head's end."""
    forward = site.standing.root_r @ np.array([0.0, 1.0, 0.0])
    down = np.array([0.0, -1.0, 0.0])
    hand_r = hand_rotation(site.figure.rig, side, forward, down)
    set_arm(site.figure.rig, side, down, forward, hand_r=hand_r)
    shape_hand(site.figure.rig, side, "relaxed")
