"""Where hands go by name, and how a hand usually comes there: fingers and elbow, if nobody says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from generator.illustrate.figure import Surface
from generator.illustrate.fingers import SkinDistance
from generator.illustrate.hands import Contact
from generator.illustrate.landmarks import ALIASES, LIMBS, Mark, mark
from generator.illustrate.parts import SIGN, SUFFIX, Floats, Side
from generator.illustrate.rotations import unit

if TYPE_CHECKING:
    from generator.illustrate.figure import Figure

V3 = tuple[float, float, float]


class Way(NamedTuple):
    """How the LEFT hand comes to a target of its own side or the middle; x is the person's left."""

    fingers: V3
    elbow: V3
    palm: V3 | None = None
    along: float = 0.70  # which part of the hand lies on the point, dm from the wrist


UP_CHEEK: Final = Way((-0.12, 0.86, -0.25), (0.8, -1.0, 0.25), (-1.0, 0.0, -0.15))
ON_CHEST: Final = Way((-0.95, 0.28, 0.0), (1.0, -0.75, 0.2))
# The word frame of a head target is the head, of all others the trunk (legs: the pelvis).
WAYS: Final[dict[str, Way]] = {
    "head_far_top": Way((-0.9, -0.6, 0.0), (1.0, 0.35, 0.15)),
    "head_top": Way((-0.5, 0.2, -0.6), (1.0, 0.3, 0.3)),
    "crown": Way((-0.9, 0.0, -0.2), (1.0, 0.3, 0.3)),
    "head_back_top": Way((-0.6, -0.75, -0.2), (0.9, 0.1, 0.6)),
    "back_of_head": Way((-0.95, 0.25, -0.1), (1.0, 0.2, 0.35)),
    "forehead": Way((-0.2, 1.0, 0.0), (0.6, -1.0, 0.5), None, 0.9),
    "above_ear": Way((0.0, 1.0, -0.25), (1.0, -0.45, 0.3)),
    "temple": Way((-0.1, 0.8, -0.55), (0.85, -1.0, 0.35), (-1.0, 0.1, -0.1)),
    "cheek": UP_CHEEK,
    "masseter": Way((-0.15, 0.85, -0.3), (0.8, -1.0, 0.3), (-1.0, 0.1, -0.2)),
    "tmj": UP_CHEEK,
    "ear": UP_CHEEK,
    "eye": UP_CHEEK,
    "mouth": Way((-0.62, 0.55, -0.42), (0.8, -1.0, 0.1), (-0.25, -0.35, -1.0)),
    "upper_teeth": Way((-0.70, 0.50, -0.40), (0.8, -1.0, 0.2), (-0.25, -0.30, -1.0)),
    "lower_teeth": Way((-0.70, 0.30, -0.40), (0.8, -1.0, 0.2), (-0.25, -0.30, -1.0)),
    "chin": Way((-0.62, 0.55, -0.42), (0.8, -1.0, 0.1), (-0.25, -0.35, -1.0)),
    "chin_side": Way((-0.72, 0.55, -0.25), (0.9, -1.0, 0.15), (-0.75, -0.1, -0.65)),
    "under_chin": Way((0.0, 1.0, 0.1), (0.55, -1.0, 0.25), (-0.35, 0.0, -1.0)),
    "under_skull": Way((-0.72, 0.30, -0.62), (0.8, -0.35, 0.8), (-0.45, 0.2, 0.85), 1.25),
    "neck_back": Way((-0.85, 0.12, -0.5), (0.8, -0.15, 0.7), None, 1.0),
    "neck_mid": Way((-0.95, 0.12, -0.1), (0.7, -0.1, 1.0), None, 1.0),
    "neck_side": Way((-0.2, 0.3, -1.0), (0.6, -0.6, 0.9)),
    "throat": Way((-0.8, 0.5, 0.0), (0.9, -0.8, 0.2)),
    "collarbone": Way((-1.0, 0.25, 0.0), (1.0, -0.6, 0.2)),
    "inner_collarbone": Way((-1.0, 0.3, 0.0), (1.0, -0.7, 0.25)),
    "below_collarbone": Way((-1.0, 0.25, 0.0), (1.0, -0.65, 0.2)),
    "sternum": ON_CHEST,
    "chest": ON_CHEST,
    "belly": Way((-0.85, 0.3, 0.0), (1.0, -0.55, 0.2)),
    "ribs": Way((-0.6, 0.3, 0.7), (1.0, -0.4, -0.4)),
    "waist": Way((-0.5, -0.5, 0.7), (1.0, 0.0, -0.5)),
    "hip": Way((-0.3, -0.6, 0.6), (1.0, 0.0, -0.6)),
    "shoulder": Way((-0.4, 0.2, -0.9), (0.1, -0.7, 1.0)),
    "shoulder_front": Way((-0.7, 0.3, -0.4), (0.4, -0.8, 0.9)),
    "shoulder_blade": Way((-0.4, -0.6, -0.6), (0.5, 0.8, 0.6)),
    "armpit": Way((-0.6, 0.3, -0.4), (0.6, -0.8, 0.7)),
    "lap": Way((-0.55, 0.0, 0.8), (0.75, -0.5, -0.6)),
    "thigh": Way((-0.65, 0.0, 0.75), (0.85, -0.4, -0.6)),
    "knee": Way((-0.05, 0.0, 1.0), (0.8, -0.3, -0.6)),
    "shin": Way((0.0, -0.5, 1.0), (0.8, 0.0, -0.6)),
    "elbow": Way((-0.2, 0.9, 0.2), (0.6, -1.0, 0.4), (-0.15, 0.0, -1.0), 0.75),
    "forearm": Way((-0.3, 0.2, 0.9), (0.6, -0.8, 0.4), (0.0, -1.0, 0.0), 0.75),
    "wrist": Way((-0.3, 0.2, 0.9), (0.6, -0.8, 0.4), (0.0, -1.0, 0.0), 0.75),
    "upper_arm": Way((-0.8, 0.4, 0.3), (0.6, -1.0, 0.4), (-0.15, 0.0, -1.0), 0.75),
    "hand": Way((-0.8, 0.1, 0.5), (0.9, -0.6, 0.0), (0.0, -1.0, 0.0), 0.75),
    # places
    "seat_edge": Way((0.05, -1.0, 0.12), (0.7, 0.1, -0.8), (-1.0, -0.1, 0.0)),
    "table": Way((-0.15, 0.0, 1.0), (1.0, -0.3, -0.2)),
    "table_edge": Way((-0.1, 0.0, 1.0), (1.0, -0.3, -0.3)),
    "wall": Way((0.0, 1.0, 0.0), (0.8, -0.8, -0.3)),
    "floor": Way((0.0, 0.0, 1.0), (0.5, 0.0, -1.0)),
    "bed": Way((0.0, 0.0, 1.0), (1.0, 0.0, -0.3)),
    "door_frame": Way((0.0, 1.0, 0.0), (0.8, -0.8, -0.3)),
    "strap_end": Way((-0.8, 0.3, 0.25), (1.0, -0.8, 0.0), (-0.15, 0.1, -1.0)),
}
# A hand that crosses to the other side comes so (left hand to a target on the right).
CROSSING: Final[dict[str, Way]] = {
    "collarbone": Way((-1.0, 0.35, 0.0), (1.0, -0.8, 0.3)),
    "inner_collarbone": Way((-1.0, 0.38, 0.0), (1.0, -0.8, 0.3)),
    "below_collarbone": Way((-1.0, 0.32, 0.0), (1.0, -0.8, 0.3)),
    "chest": Way((-1.0, 0.3, 0.0), (1.0, -0.8, 0.3)),
    "head_top": WAYS["head_far_top"],
    "above_ear": Way((-0.6, 0.8, -0.1), (0.7, 0.4, 1.0)),
}
LIMB_RADIUS: Final = {
    "elbow": 0.40, "forearm": 0.36, "wrist": 0.28, "upper_arm": 0.48, "hand": 0.2,
}  # fmt: skip
DEFAULT_SHAPE: Final = {
    "tmj": "point", "chin": "point", "chin_side": "two_fingers", "masseter": "three_fingers",
    "temple": "four_fingers", "under_skull": "four_fingers", "seat_edge": "hook",
    "upper_teeth": "thumb_out", "lower_teeth": "point", "under_chin": "fist",
    "elbow": "cupped", "wrist": "cupped", "forearm": "cupped",
}  # fmt: skip


def way_to(name: str, hand: Side, target: Side | None) -> Way:
    """How a hand usually comes to a target, as vectors of the person (x left)."""
    name = ALIASES.get(name, name)
    name = "chin_side" if name == "chin" and target else name
    crosses = target is not None and target != hand
    way = CROSSING.get(name) if crosses else None
    way = way or WAYS.get(name)
    if way is None:
        raise ValueError(f"a hand cannot be told to go to “{name}”")
    if hand == "left":
        return way
    mirror = [(-v[0], v[1], v[2]) if v else None for v in (way.fingers, way.elbow, way.palm)]
    fingers, elbow, palm = mirror
    assert fingers is not None  # noqa: S101 - for the type checker
    assert elbow is not None  # noqa: S101
    return Way(fingers, elbow, palm, way.along)


def target_mark(f: Figure, name: str, hand: Side, target: Side | None) -> Mark:
    """The body point that a target means for this hand."""
    if name == "head_far_top":
        return mark(f, "head_top", "left" if hand == "right" else "right")
    if name == "back_of_head" and target is None:
        # Two hands laid there lie side by side: each a little to its own side.
        found = mark(f, name, None)
        return found._replace(rest=found.rest + np.array([0.40 * SIGN[hand], 0.0, 0.1]))
    return mark(
        f, name, target or (hand if name in {"under_skull", "neck_back", "temple"} else None)
    )


def word_frame(f: Figure, bone: str) -> Floats:
    """The frame (3, 3) that direction words count in at a bone."""
    if bone in {"head", "neck03"}:
        return f.rig.GR(bone)
    if bone.startswith(("upperleg", "lowerleg", "root")):
        return f.rig.root_R
    return f.rig.GR("spine01")


def skin_contact(f: Figure, skin: SkinDistance, found: Mark, shift: Floats) -> Contact:
    """The contact with what is nearest to a mark; `shift` (3,) moves the mark at rest."""
    surface = skin.surface
    point = surface.vertices[((surface.rest - (found.rest + shift)) ** 2).sum(1).argmin()]
    near = skin.tree.query_ball_point(point, 0.45)
    normal = unit(surface.normals[near].mean(axis=0))
    return Contact(point, normal, word_frame(f, found.bone), skin)


def limb_contact(f: Figure, name: str, target: Side, palm: Floats) -> Contact:
    """The contact with a posed arm: on the side that the palm presses (world direction)."""
    bone, along = LIMBS[name]
    bone += SUFFIX[target]
    rest = f.rig.h(bone) * (1 - along) + f.rig.t(bone) * along
    axis = unit(f.rig.GR(bone) @ (f.rig.t(bone) - f.rig.h(bone)))
    press = unit(palm - axis * np.dot(palm, axis))
    middle = f.rig.pos(bone, rest)
    rows = (f.arm_weight > 0.5) & (f.rest[:, 0] * SIGN[target] > 0)  # noqa: PLR2004
    skin = Surface(f.body_posed[rows], f.body_normals[rows], f.rest[rows])
    away = skin.vertices - middle
    ring = (np.abs(away @ axis) < 0.12) & (np.linalg.norm(away, axis=1) < 0.7)  # noqa: PLR2004
    deep = float((away[ring] @ -press).max()) if ring.any() else LIMB_RADIUS.get(name, 0.3)
    return Contact(middle - press * deep, -press, f.rig.GR("spine01"), SkinDistance(skin))
