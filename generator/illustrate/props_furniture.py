"""Furniture and walls, fitted to the posed body: chair, table, bed, wall, door frame, mirror."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.bases import region
from generator.illustrate.landmarks import posed_point
from generator.illustrate.parts import SIDES, SIGN, SUFFIX, Bools, Floats, Part, Side
from generator.illustrate.posing import arm_rest, hand_rest
from generator.illustrate.props import Site, box, turned_part
from generator.illustrate.rotations import rot

if TYPE_CHECKING:
    from generator.illustrate.figure import Figure
    from generator.model.figure_things import ChairSpec, DoorwaySpec, FarSpec, TableSpec, WallSpec

SEAT_HALF: Final = 2.15
BOARD: Final = 0.35
EDGE: Final = 1.5  # dm that a chair stands further back under who sits at its front edge
RIM: Final = 0.015  # dm: the rim of a see-through post, so thin that its two edges make one line
UP: Final = np.array([0.0, 1.0, 0.0])
OBLIQUE: Final = 45.0  # degrees between a wall behind one shoulder and one behind the back
ROOM: Final = (6.5, 23.5)  # at least half as wide, and as high, is a wall in dm


def chair(site: Site, spec: ChairSpec) -> list[Part]:
    """A seat under the thighs, four legs, a back."""
    f = site.figure
    body = f.body_posed
    hip = f.rig.pos("spine05")
    seat = float(body[region(f, "thighs"), 1].min()) - 0.03
    near, far = hip[2] - 1.75, hip[2] + 2.5
    if spec.edge:
        near, far = near - EDGE, far - EDGE
    site.posture.planes["seat"] = (np.array([0.0, seat, hip[2]]), UP)
    half = SEAT_HALF
    top = seat + spec.back_height_cm / 10
    behind = _back_rest(f, seat, top, near)
    near = min(near, behind - 0.32)  # who leans far back needs a deeper seat
    parts = [box("seat", (-half, seat - BOARD, near), (half, seat, far), "wood")]
    parts += [
        box("chair_leg", (x, 0, z), (x + 0.3, seat - BOARD, z + 0.3), "wood")
        for x in (-half, half - 0.3)
        for z in (near, far - 0.3)
    ]
    if spec.back:
        parts += [
            box("chair_post", (x, seat, behind - 0.32), (x + 0.3, top - 1.7, behind), "wood")
            for x in (-half, half - 0.3)
        ]
        parts.append(
            box("chair_back", (-half, top - 1.7, behind - 0.32), (half, top, behind), "wood")
        )
    return parts


def _back_rest(f: Figure, seat: float, top: float, near: float) -> float:
    """Where (z) a chair's back stands: right behind the back and the buttocks that lean on it."""
    rows = f.body_posed[region(f, "back") | region(f, "hips")]
    inside = (rows[:, 1] > seat + 0.3) & (rows[:, 1] < top)
    behind = float(rows[inside, 2].min()) - 0.1 if inside.any() else near + 0.4
    return min(behind, near + 0.9)


def table(site: Site, spec: TableSpec) -> list[Part]:
    """A table before the body; its top lies under a body point, or at a height above the floor."""
    f = site.figure
    if spec.under is not None:
        name, side = site.sides.split(spec.under)
        point = posed_point(f, name, side)
        top = (
            _arm_bottom(f, side, point)
            if side and name in {"elbow", "forearm", "hand"}
            else point[1]
        )
    else:
        top = (72.0 if spec.height_cm is None else spec.height_cm) / 10
    belly = region(f, "trunk")
    edge = float(f.body_posed[belly, 2].max()) + spec.gap_cm / 10
    lean = f.rig.pos("spine05")[2] + 1.6
    edge = min(edge, lean + spec.gap_cm / 10)
    site.posture.planes["table"] = (np.array([0.0, top, edge]), UP)
    parts = [box("table", (-4.2, top - 0.3, edge), (4.2, top, edge + 5.0), "wood")]
    legs = [
        box("table_leg", (x, 0, z), (x + 0.3, top - 0.3, z + 0.3), "wood")
        for x in (-4.0, 3.7)
        for z in (edge + 0.2, edge + 4.5)
    ]
    return parts + legs


def _arm_bottom(f: Figure, side: Side, near: Floats) -> float:
    rows = f.body_posed[arm_rows(f, side)]
    close = rows[np.linalg.norm(rows - near, axis=1) < 0.7]  # noqa: PLR2004 - the elbow itself
    return float(close[:, 1].min()) - 0.01


def arm_rows(f: Figure, side: Side) -> Bools:
    """Which of the body's vertices (n,) belong to an arm below the shoulder."""
    rows: Bools = (f.arm_weight > 0.6) & (f.rest[:, 0] * SIGN[side] > 0)  # noqa: PLR2004
    return rows


def bed(site: Site, name: str) -> list[Part]:
    """A bed or mat under a lying body; its top is the ground."""
    body = site.figure.body_posed
    thick, margin = (0.9, 1.1) if name == "bed" else (0.18, 0.8)
    low, high = body.min(axis=0), body.max(axis=0)
    site.posture.planes["bed"] = (np.zeros(3), UP)
    x = max(abs(low[0]), abs(high[0])) + margin
    if site.standing.rests_on == "all":  # on the side: the body lies along x
        corners = (low[0] - margin, low[2] - margin), (high[0] + margin, high[2] + margin)
    else:
        half = min(x, 3.6)
        corners = (-half, low[2] - margin), (half, high[2] + margin)
    (x0, z0), (x1, z1) = corners
    return [box(name, (x0, -thick, z0), (x1, 0.0, z1), "pad")]


def floor(site: Site) -> list[Part]:
    """A thin slab of floor under the feet."""
    body = site.figure.body_posed
    low, high = body.min(axis=0), body.max(axis=0)
    return [
        box("floor", (low[0] - 1, -0.06, low[2] - 1.2), (high[0] + 1, 0.0, high[2] + 1.2), "wall")
    ]


# --- Walls --------------------------------------------------------------------------------------


def wall(site: Site, spec: WallSpec) -> list[Part]:
    """A wall that touches the body on one side, or stands at a distance from the feet."""
    f = site.figure
    if spec.where.startswith("behind_"):
        return _oblique_wall(site, spec)
    where = spec.where if spec.where in {"behind", "front"} else site.sides.of(spec.where)
    toward = {
        "behind": np.array([0.0, 0.0, -1.0]),
        "front": np.array([0.0, 0.0, 1.0]),
        "left": np.array([1.0, 0.0, 0.0]),
        "right": np.array([-1.0, 0.0, 0.0]),
    }[where]
    rows = f.body_posed
    if spec.distance_cm is not None:
        feet = rows[region(f, "feet")]
        far = float((feet @ toward).mean()) + spec.distance_cm / 10
    elif spec.touching is not None:
        far = float((rows[_touching(site, spec.touching)] @ toward).max()) + 0.06
    else:
        far = float((rows[region(f, "back")] @ toward).max()) + 0.1
    low, high = rows.min(axis=0), rows.max(axis=0)
    site.posture.planes["wall"] = (toward * far, -toward)
    wide, tall, thick = 1.6, 1.2, 0.35
    top = max(float(high[1]) + tall, ROOM[1])  # start and end see one and the same wall
    if toward[2]:
        z = sorted((toward[2] * far, toward[2] * (far + thick)))
        half = max(wide - float(low[0]), wide + float(high[0]), ROOM[0])
        return [box("wall", (-half, 0, z[0]), (half, top, z[1]), "wall")]
    x = sorted((toward[0] * far, toward[0] * (far + thick)))
    return [box("wall", (x[0], 0, low[2] - wide), (x[1], top, high[2] + wide), "wall")]


def _oblique_wall(site: Site, spec: WallSpec) -> list[Part]:
    """A wall behind one shoulder, half turned to it; it ends a hand's breadth before the contact.

    A flat back leans on the middle of both blades; only so does the outer edge of one touch.
    """
    f = site.figure
    sign = SIGN[site.sides.of(spec.where.removeprefix("behind_"))]
    turn = rot((0, 1, 0), -OBLIQUE * sign)
    rows = (f.body_posed @ turn)[_touching(site, spec.touching or "back")]  # the wall's own frame
    contact = rows[rows[:, 2].argmin()]
    far = float(contact[2]) - 0.06
    site.posture.planes["wall"] = (turn @ np.array([0.0, 0.0, far]), turn[:, 2])
    x = sorted((float(contact[0]) + 1.2 * sign, float(contact[0]) - ROOM[0] * sign))
    made = box("corner", (x[0], 0, far - 0.5), (x[1], ROOM[1], far), "wall")
    return [turned_part(made, turn, np.zeros(3))]


def _touching(site: Site, point: str) -> Bools:
    f = site.figure
    name, side = site.sides.split(point)
    arms = {"forearm", "hand", "elbow", "fingertips", "wrist"}
    if name in arms:
        either: Bools = np.any([arm_rows(f, s) for s in ((side,) if side else SIDES)], axis=0)
        return either
    if name in {"shoulder_blade", "shoulder"} and side:
        back = region(f, "all") & (f.rest[:, 1] > 3.2) & (f.rest[:, 1] < 5.4)  # noqa: PLR2004
        blade: Bools = back & (f.rest[:, 0] * SIGN[side] > 0)
        return blade
    known = {"back": "back", "upper_back": "upper_back", "head": "head", "back_of_head": "head"}
    return region(f, known.get(name, "back"))


def doorway(site: Site, spec: DoorwaySpec) -> list[Part]:
    """Posts of a door frame, each fitted right before a forearm, so that nothing pierces."""
    f = site.figure
    parts: list[Part] = []
    for side in site.sides.each(spec.posts):
        if side not in site.sides.each(spec.forearms):
            continue
        rows = f.body_posed[arm_rows(f, side)]
        elbow, wrist = (f.rig.pos(b + SUFFIX[side]) for b in ("lowerarm01", "wrist"))
        _, elbow0, _, _, fore, _ = arm_rest(f.rig, side)
        lower = f.body_posed[arm_rows(f, side) & ((f.rest - elbow0) @ fore > -0.2)]  # noqa: PLR2004
        z = float(lower[:, 2].max()) + 0.01
        _, along, palm = hand_rest(f.rig, side)
        inner = min(abs(elbow[0]), abs(wrist[0])) - 0.38
        x = sorted((SIGN[side] * inner, SIGN[side] * (inner + 1.0)))
        top = max(float(rows[:, 1].max()) + 1.5, f.rig.pos("head")[1] + 3.2)
        if spec.see_through:
            low = float(rows[:, 1].min()) - 0.6
            parts += _cut_post(f"post_{side}", x, (low, top), z)
        else:
            parts.append(box(f"post_{side}", (x[0], 0, z), (x[1], top, z + 1.1), "wood"))
        turn = f.rig.GR("wrist" + SUFFIX[side])
        site.posture.planes[f"door_frame_{side}"] = (np.array([x[0], 0.0, z]), -turn @ palm)
        del along
    return parts


def _cut_post(name: str, x: list[float], heights: tuple[float, float], z: float) -> list[Part]:
    """A post cut off below the arm: from there on only its two rims are drawn."""
    low, top = heights
    foot = box(name, (x[0], 0, z), (x[1], low, z + 1.1), "wood")
    cap = box(name, (x[0], top - RIM, z), (x[1], top, z + RIM), "wood")
    rims = [box(name, (at, low, z), (at + RIM, top, z + RIM), "wood") for at in (x[0], x[1] - RIM)]
    return [foot, cap, *rims]


def mirror(site: Site, spec: FarSpec) -> list[Part]:
    """A mirror as the patient sees it: a frame round the head, tape down the middle."""
    f = site.figure
    head = f.rig.pos("head", f.skull_center)
    half_x, low, high, z = 1.3, head[1] - 2.3, head[1] + 1.6, head[2] - 1.6
    rim = 0.1
    parts = [
        box("mirror_frame", (-half_x - rim, high, z), (half_x + rim, high + rim, z + 0.1), "metal"),
        box("mirror_frame", (-half_x - rim, low, z), (-half_x, high, z + 0.1), "metal"),
        box("mirror_frame", (half_x, low, z), (half_x + rim, high, z + 0.1), "metal"),
    ]
    if spec.tape:  # on the glass; the ink draws it over the face too
        parts.append(box("tape", (-0.02, low, z), (0.02, high, z + 0.01), "band"))
    return parts


def screen(site: Site, spec: FarSpec) -> list[Part]:
    """A desk screen before the person, its upper rim at a body point's height."""
    name, side = site.sides.split(spec.height)
    height = posed_point(site.figure, name, side)
    z = site.figure.rig.pos("spine05")[2] + spec.distance_cm / 10 + 1.0
    top = height[1]
    foot = site.posture.planes.get("table", (np.array([0.0, top - 4.0, 0.0]), UP))[0][1]
    return [
        box("screen", (-2.4, top - 2.7, z), (2.4, top, z + 0.15), "metal"),
        box("screen_post", (-0.25, foot, z + 0.05), (0.25, top - 2.7, z + 0.25), "metal"),
        box("screen_foot", (-0.9, foot, z - 0.5), (0.9, foot + 0.08, z + 0.8), "metal"),
    ]


def mark_on_wall(site: Site, spec: FarSpec) -> list[Part]:
    """A cross on a wall before the person, at eye height."""
    name, side = site.sides.split(spec.height)
    f = site.figure
    point = posed_point(f, name, side)
    # Not from the nose: a wall stays where it is when the head turns.
    face = f.rig.pos("head")[2] + f.skull_front - f.rig.h("head")[2]
    z = face + spec.distance_cm / 10
    y = point[1] + 0.3
    return [
        box("wall", (-2.5, y - 4.5, z), (2.5, y + 2.5, z + 0.2), "wall"),
        box("mark", (-0.5, y - 0.07, z - 0.05), (0.5, y + 0.07, z), "band"),
        box("mark", (-0.07, y - 0.5, z - 0.05), (0.07, y + 0.5, z), "band"),
    ]
