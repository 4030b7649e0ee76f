"""Cameras by name, and what a frame takes in: face, head, upper body, whole body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.bases import region
from generator.illustrate.camera import Camera, shown_points
from generator.illustrate.parts import SIDES, SIGN, SUFFIX, Bools, Floats, Part, Side
from generator.illustrate.posing import arm_rest
from generator.illustrate.props import BACKDROPS
from generator.model.figure import CameraSpec

if TYPE_CHECKING:
    from generator.illustrate.directions import Sides
    from generator.illustrate.figure import Figure
    from generator.illustrate.props import Site
    from generator.illustrate.shots import Shot

# Yaw and pitch; a body that lies is looked at a little more from above.
VIEWS: Final = {
    "front": (0, 6),
    "back": (180, 6),
    "right": (90, 3),
    "left": (-90, 3),
    "three_quarter_right": (38, 6),
    "three_quarter_left": (-38, 6),
    "back_right": (135, 8),
    "back_left": (-135, 8),
    "top": (0, 88),
    "top_three_quarter": (25, 48),
}
LYING_PITCH: Final = {"right": 7, "left": 7, "front": 20, "back": 20}
# Fineness of face lines, margin in dm.
SCALES: Final = {"face": (1, 0.22), "head": (0, 0.25), "upper_body": (0, 0.3), "body": (0, 0.35)}
FACE_HALF: Final = 0.46  # dm from the midline to the outer end of a brow
KEPT: Final = {
    "face": 5.35,
    "head": 4.45,
    "upper_body": 1.05,
}  # rest heights that a frame begins at


def camera_for(shot: Shot, sides: Sides) -> Camera:
    """The view of a shot, its frame not yet fitted."""
    if isinstance(shot.camera, CameraSpec):
        return Camera(shot.camera.yaw, shot.camera.pitch, shot.camera.roll)
    base, side = sides.split("x_" + shot.camera)
    name = shot.camera if side is None else "_".join([*base.split("_")[1:], side])
    yaw, pitch = VIEWS[name]
    if shot.base in {"supine", "prone", "side_lying", "prone_on_elbows", "hands_and_knees"}:
        pitch = LYING_PITCH.get(name, pitch)
    return Camera(yaw, pitch)


def hand_rows(f: Figure, side: Side) -> Bools:
    """Which of the body's vertices (n,) belong to a hand, from the wrist on."""
    _, _, wrist, _, fore, _ = arm_rest(f.rig, side)
    beyond = (f.rest - wrist) @ fore > -0.05  # noqa: PLR2004
    rows: Bools = beyond & (f.rest[:, 0] * SIGN[side] > 0) & (f.arm_weight > 0.6)  # noqa: PLR2004
    return rows


def face_rows(f: Figure) -> Bools:
    """Which of the body's vertices (n,) are the features of the face: brows to lips."""
    x, y, z = f.rest.T
    rows: Bools = (
        (np.abs(x) < FACE_HALF)
        & (y > f.marks.seam - 0.16)
        & (y < f.eye_y + 0.28)
        & (z > f.skull_center[2] + 0.56)
    )
    return rows


def framed_points(site: Site, shot: Shot, props: list[Part]) -> Floats:
    """World points (n, 3) that the frame must hold."""
    f = site.figure
    body = f.body_posed
    if shot.frame == "body":
        parts = [*f.parts(), *(p for p in props if not p.name.startswith(BACKDROPS))]
        return shown_points(parts)
    bottom = KEPT[shot.frame]
    rows = region(f, "all") & (f.rest[:, 1] > bottom)
    if shot.frame == "face":
        rows &= np.abs(f.rest[:, 0]) < 0.95  # noqa: PLR2004
    found = [body[rows]]
    found.append(shown_points([part for part in f.parts() if part.name in {"hair", "bun"}]))
    for side in SIDES:
        found += _arm_points(site, shot, side, bottom)
    small = ("strap", "stick", "band", "mirror_frame", "mark", "ball")
    found += [p.posed for p in props if p.name.startswith(small)]
    return np.vstack(found)


def finger_rows(f: Figure, side: Side) -> Bools:
    """Which of the body's vertices (n,) belong to the fingers."""
    knuckle = f.rig.h("finger3-1" + SUFFIX[side])
    fore = arm_rest(f.rig, side)[4]
    rows: Bools = hand_rows(f, side) & ((f.rest - knuckle) @ fore > -0.1)  # noqa: PLR2004
    return rows


def _arm_points(site: Site, shot: Shot, side: Side, bottom: float) -> list[Floats]:
    """A hand that acts, or is held above the frame's lower edge, belongs into the picture."""
    f = site.figure
    asked = site.posture.touches.get(side) is not None and side in shot.arms
    hand = f.rig.root_R.T @ (f.rig.pos("finger3-1" + SUFFIX[side]) - f.rig.pos("root"))
    high = hand[1] - (bottom - f.rig.h("root")[1])  # dm above the frame's lower edge
    if shot.frame == "face":
        rows = finger_rows(f, side) if high < 0.4 else hand_rows(f, side)  # noqa: PLR2004
        return [f.body_posed[rows]] if asked and high > -0.8 else []  # noqa: PLR2004
    arm = (f.arm_weight > 0.3) & (f.rest[:, 0] * SIGN[side] > 0)  # noqa: PLR2004
    if shot.frame == "upper_body" and (asked or high > 0.6):  # noqa: PLR2004
        return [f.body_posed[arm]]
    return [f.body_posed[arm]] if high > 0 else []
