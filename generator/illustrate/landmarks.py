"""Named body points: where they are at rest, which bone carries them, where they are when posed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from generator.illustrate.parts import SIGN, SUFFIX, Floats, Side
from generator.illustrate.rotations import unit

if TYPE_CHECKING:
    from generator.illustrate.figure import Figure

HEAD: Final = "head"
CHEST: Final = "spine01"
RIBS: Final = "spine03"
HIPS: Final = "root"


class Mark(NamedTuple):
    """A point at rest (3,), its bone, and whether it lies on the skin (else inside or beyond)."""

    rest: Floats
    bone: str
    on_skin: bool = True


# Points of an arm or leg: the bone that carries it, and how far along it (0 head, 1 tail).
LIMBS: Final = {
    "upper_arm": ("upperarm02", 0.3),
    "elbow": ("lowerarm01", 0.0),
    "forearm": ("lowerarm02", 0.0),
    "wrist": ("wrist", 0.0),
    "hand": ("finger3-1", 0.0),
    "fist": ("finger3-1", 0.0),
    "fingertips": ("finger3-3", 1.0),
    "hip": ("upperleg01", 0.0),
    "ankle": ("foot", 0.0),
    "foot": ("foot", 0.6),
    "toes": ("toe1-2", 1.0),
}


def head_points(f: Figure, sign: int) -> dict[str, tuple[float, float, float]]:
    """Points of the head at rest; those of one side for the side's sign."""
    ey, tall, mid = f.eye_y, f.head_height, f.skull_center[2]
    front, back, marks = f.skull_front, f.skull_back, f.marks
    ear_y, ear_z = f.ears.high, f.ears.front
    return {
        "crown": (0.0, f.top, mid),
        "head_top": (0.50 * sign, ey + 0.88 * tall, mid + 0.15),
        "head_back_top": (0.12 * sign, ey + 0.50 * tall, back + 0.06),
        "back_of_head": (0.0 * sign, ey + 0.12 * tall, back - 0.05),
        "forehead": (0.0, ey + 0.40 * tall, front),
        "temple": (0.78 * sign, ey + 0.22, mid + 0.52),
        "above_ear": (0.85 * sign, ear_y + 0.28, 0.5 * (f.ears.back + ear_z)),
        "ear": (0.80 * sign, 0.5 * (ear_y + f.ears.low), 0.5 * (f.ears.back + ear_z)),
        "tmj": (0.66 * sign, ear_y - 0.30, ear_z + 0.14),
        "masseter": (0.62 * sign, marks.seam + 0.12, mid + 0.34),
        "cheek": (0.50 * sign, ey - 0.42, front - 0.26),
        "eye": (0.29 * sign, ey, front),
        "nose": (0.0, marks.tip, front + 0.2),
        "mouth": (0.0, marks.seam, front),
        "upper_teeth": (0.0, marks.seam + 0.02, front),
        "lower_teeth": (0.0, marks.seam - 0.06, front),
        "chin": (0.0, ey - 0.93, front - 0.05),
        "chin_side": (0.20 * sign, ey - 0.92, front - 0.10),
        "under_chin": (0.0, ey - 1.12, front - 0.30),
        "under_skull": (0.32 * sign, f.rig.h("head")[1] - 0.18, back + 0.12),
    }


def trunk_points(f: Figure, sign: int) -> dict[str, tuple[float, float, float]]:
    """Points of neck and trunk at rest."""
    h = f.rig.h
    neck, collar, shoulder = h("neck02"), h("clavicle.L"), h("upperarm01.L")
    c1 = h("head")[1] - 0.30
    return {
        "c1": (0.0, c1, f.skull_back + 0.3),
        "neck_mid": (0.0, neck[1] + 0.10, neck[2] - 0.6),
        "neck_back": (0.36 * sign, neck[1] + 0.15, neck[2] - 0.5),
        "neck_side": (0.65 * sign, neck[1] + 0.10, neck[2]),
        "throat": (0.0, neck[1], neck[2] + 0.7),
        "collarbone": (0.80 * sign, collar[1] - 0.10, collar[2] + 0.40),
        "inner_collarbone": (0.34 * sign, collar[1] - 0.16, collar[2] + 0.55),
        "below_collarbone": (0.78 * sign, collar[1] - 0.55, collar[2] + 0.65),
        "sternum": (0.0, collar[1] - 1.05, 1.2),
        "chest": (0.75 * sign, collar[1] - 1.15, 1.2),
        "belly": (0.0, 1.55, 1.5),
        "ribs": (1.25 * sign, 2.6, 0.3),
        "shoulder": (shoulder[0] * sign, shoulder[1] + 0.45, shoulder[2]),
        "shoulder_front": (1.60 * sign, shoulder[1], shoulder[2] + 0.6),
        "shoulder_blade": (0.95 * sign, shoulder[1] - 0.70, -0.9),
        "armpit": (1.35 * sign, shoulder[1] - 0.75, shoulder[2] + 0.1),
        "upper_back": (0.0, shoulder[1] - 0.5, -0.9),
        "mid_back": (0.0, 2.7, -0.9),
        "waist": (1.05 * sign, 1.6, 0.2),
        "lap": (0.95 * sign, -0.9, 1.2),
        "thigh": (1.10 * sign, -1.75, 1.2),
        "knee": (1.36 * sign, -3.25, 1.0),
        "shin": (1.5 * sign, -5.2, 0.9),
    }


ALIASES: Final = {
    "head": "crown",
    "neck": "neck_mid",
    "behind_neck": "neck_back",
    "back": "mid_back",
    "hips": "root",
}
OR_MIDDLE: Final = ("neck_back", "head_back_top", "under_skull")  # without a side: the midline
BONES: Final = {
    **dict.fromkeys(("c1", "neck_mid", "neck_back", "neck_side", "throat"), "neck03"),
    **dict.fromkeys(("sternum", "chest", "upper_back", "shoulder_blade", "armpit"), CHEST),
    **dict.fromkeys(("collarbone", "inner_collarbone", "below_collarbone"), CHEST),
    **dict.fromkeys(("shoulder", "shoulder_front"), CHEST),
    **dict.fromkeys(("belly", "mid_back", "ribs", "waist"), RIBS),
    **dict.fromkeys(("lap", "thigh"), "upperleg01"),
    "knee": "upperleg02",
    "shin": "lowerleg01",
}


def mark(f: Figure, name: str, side: Side | None) -> Mark:
    """A body point at rest. `side` says which one of two; a middle point leaves it out."""
    name = ALIASES.get(name, name)
    own: Side = side or "left"
    if name == "root":
        return Mark(f.rig.h("spine05"), HIPS, on_skin=False)
    if name in LIMBS:
        bone, along = LIMBS[name]
        bone += SUFFIX[_needed(name, side)]
        return Mark(f.rig.h(bone) * (1 - along) + f.rig.t(bone) * along, bone, on_skin=False)
    name = "chin_side" if name == "chin" and side else name
    heads = head_points(f, SIGN[own])
    if name in heads:
        point, bone = heads[name], HEAD
    else:
        point, bone = trunk_points(f, SIGN[own])[name], BONES[name]
    if abs(point[0]) > 1e-9 and name not in OR_MIDDLE:  # noqa: PLR2004
        _needed(name, side)
    elif side is None:
        point = (0.0, point[1], point[2])
    if bone.endswith(("leg01", "leg02")):
        bone += SUFFIX[own]
    return Mark(np.array(point, dtype=np.float64), bone)


def _needed(name: str, side: Side | None) -> Side:
    if side is None:
        raise ValueError(f"“{name}” is there twice: say {name}_side, {name}_left …")
    return side


def posed_point(f: Figure, name: str, side: Side | None) -> Floats:
    """Where a body point (3,) is in the present pose: on the skin if it is a point of the skin."""
    found = mark(f, name, side)
    if not found.on_skin:
        return f.rig.pos(found.bone, found.rest)
    point: Floats = f.body_posed[f.nearest(found.rest)]
    return point


def posed_normal(f: Figure, name: str, side: Side | None) -> Floats:
    """The skin's outward normal (3,) at a body point, over a thumb's breadth."""
    found = mark(f, name, side)
    if not found.on_skin:
        forward: Floats = f.rig.GR(found.bone)[:, 2]
        return forward
    near = ((f.rest - f.rest[f.nearest(found.rest)]) ** 2).sum(1) < 0.15**2
    return unit(f.body_normals[near].mean(axis=0))
