"""Limbs that go through the body or a thing, by signed distance from skin and boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from generator.illustrate.framing import hand_rows
from generator.illustrate.parts import SIDES, SIGN, Bools, Floats, Side
from generator.illustrate.posing import arm_rest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.illustrate.figure import Figure
    from generator.illustrate.parts import Part
    from generator.illustrate.posing import Posture

DEEP: Final = 0.30  # dm of the forearm or hand inside the body that a drawing forgives
TOUCHING_DEEP: Final = 0.36  # a hand that presses on what it touches
ELBOW_FOLD: Final = 0.35
OF_ARM: Final = 0.6  # skin weight
IN_ARM: Final = 0.18  # the other arm is thin
IN_THING: Final = 0.25
IN_BOARD: Final = 0.4  # of a thin thing's thickness
IN_GROUND: Final = 0.32  # a bed gives way
ENOUGH: Final = 12  # vertices: fewer are a fold of skin
NEAR: Final = 0.8  # dm within which a normal says inside or outside
TOUCHABLE: Final = ("body", "hair", "shirt", "pants")
BOXES: Final = ("seat", "chair", "table", "wall", "post", "screen", "mark", "mirror")
HELD: Final = {"seat_edge": ("seat",), "table_edge": ("table",)}


def forearm_rows(f: Figure, side: Side) -> Bools:
    """Which of the body's vertices (n,) belong to the forearm, below the elbow's fold."""
    _, elbow, wrist, _, fore, _ = arm_rest(f.rig, side)
    along = (f.rest - elbow) @ fore
    rows: Bools = (
        (along > ELBOW_FOLD)
        & (along < np.linalg.norm(wrist - elbow))
        & (f.arm_weight > OF_ARM)
        & (f.rest[:, 0] * SIGN[side] > 0)
    )
    return rows


def depth_inside(points: Floats, surface: Floats, normals: Floats) -> float:
    """How deep (dm) points (n, 3) lie inside a surface with normals: the depth of the ENOUGH-th."""
    tree = cKDTree(surface)
    far, near = tree.query(points, k=5, distance_upper_bound=NEAR)
    close = np.isfinite(far).all(axis=1)
    if close.sum() <= ENOUGH:
        return 0.0
    away = points[close][:, None, :] - surface[near[close]]
    height = np.einsum("nkd,nkd->nk", away, normals[near[close]])
    # Inside only if all the nearest tangent planes say so: near a rim they differ.
    depth = np.minimum(-height.max(axis=1), far[close][:, 0])
    return float(np.sort(depth)[-ENOUGH])


def arm_in_body(f: Figure, posture: Posture) -> Iterator[str]:
    """Forearms and hands stay outside trunk, head, legs and the other arm."""
    surface = f.surface(TOUCHABLE)
    for side in SIDES:
        for what, rows in (("forearm", forearm_rows(f, side)), ("hand", hand_rows(f, side))):
            points = f.body_posed[rows]
            limit = TOUCHING_DEEP if side in posture.touches and what == "hand" else DEEP
            deep = depth_inside(points, surface.vertices, surface.normals)
            if deep > limit:
                yield f"the {side} {what} is {deep * 10:.1f} cm inside the body"
    other = _arm(f, "left"), _arm(f, "right")
    for side, foreign in zip(SIDES, other[::-1], strict=True):
        points = f.body_posed[hand_rows(f, side)]
        deep = depth_inside(points, f.body_posed[foreign], f.body_normals[foreign])
        if deep > IN_ARM:
            yield f"the {side} hand is {deep * 10:.1f} cm inside the other arm"


def _arm(f: Figure, side: Side) -> Bools:
    rows: Bools = forearm_rows(f, side) | hand_rows(f, side)
    return rows


def arm_in_things(f: Figure, posture: Posture, props: list[Part]) -> Iterator[str]:
    """Forearms and hands stay outside boxes; a hand may hold what it grips."""
    for side in SIDES:
        touch = posture.touches.get(side)
        held = next((v for k, v in HELD.items() if touch and touch.target.startswith(k)), ())
        points = f.body_posed[_arm(f, side)]
        for part in props:
            if not part.name.startswith(BOXES) or (held and part.name.startswith(held)):
                continue
            low, high = part.posed.min(axis=0), part.posed.max(axis=0)
            depth = np.minimum(points - low, high - points).min(axis=1)
            deep = float(np.sort(depth)[-ENOUGH])
            # A board is thinner than an arm: no point of the arm is deep inside it.
            if deep > min(IN_THING, IN_BOARD * float((high - low).min())):
                yield f"the {side} arm is {deep * 10:.1f} cm inside the {part.name}"


def body_in_ground(f: Figure) -> Iterator[str]:
    """Nothing sinks into floor or bed."""
    deep = -float(np.sort(f.body_posed[:, 1])[ENOUGH])
    if deep > IN_GROUND:
        yield f"the body sinks {deep * 10:.1f} cm into the ground"
