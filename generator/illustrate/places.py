"""Hands on things that are no body: seat edge, table, wall, floor, bed, door frame, strap ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.fingers import PlaneDistance
from generator.illustrate.hands import Contact
from generator.illustrate.parts import SIGN, SUFFIX, Floats, Side
from generator.illustrate.props_furniture import SEAT_HALF

if TYPE_CHECKING:
    from generator.illustrate.props import Site

PLACES: Final = frozenset(
    ("seat_edge", "table", "table_edge", "wall", "floor", "bed", "door_frame", "strap_end")
)
LATE: Final = frozenset(("table", "table_edge", "wall", "floor", "bed", "door_frame"))


def place_contact(site: Site, side: Side, name: str, target: Side | None, move: Floats) -> Contact:
    """Where a hand comes on a thing; `move` (3,) shifts it along, in the person's directions."""
    rig = site.figure.rig
    facing = site.standing.root_r
    if name == "strap_end":
        point, _ = _plane(site, f"strap_end_{side}", "a strap with this hand's end")
        return Contact(point + facing @ move, rig.GR("spine01")[:, 2], rig.GR("spine01"))
    if name == "seat_edge":
        point, normal = _plane(site, "seat", "a chair")
        which = target or side
        hip = rig.pos("upperleg01" + SUFFIX[which])
        edge = np.array([SIGN[which] * (SEAT_HALF + 0.02), point[1] - 0.10, hip[2] + 0.1])
        return Contact(edge + facing @ move, normal, facing)
    if name == "door_frame":
        point, normal = _plane(site, f"door_frame_{side}", "a doorway")
    elif name in {"table", "table_edge"}:
        point, normal = _plane(site, "table", "a table")
    elif name == "wall":
        point, normal = _plane(site, "wall", "a wall")
    else:
        point, normal = np.zeros(3), np.array([0.0, 1.0, 0.0])
    spot = _spot(site, side, name, point, normal) + facing @ move
    spot = spot - normal * np.dot(spot - point, normal)
    return Contact(spot, normal, facing, PlaneDistance(spot, normal))


def _plane(site: Site, name: str, what: str) -> tuple[Floats, Floats]:
    if name not in site.posture.planes:
        raise ValueError(f"a hand goes there, but props has no {what}")
    return site.posture.planes[name]


def _spot(site: Site, side: Side, name: str, point: Floats, normal: Floats) -> Floats:
    """The natural place for this hand: below the shoulder, before the body, or at its height."""
    shoulder = site.figure.rig.pos("upperarm01" + SUFFIX[side])
    facing = site.standing.root_r
    if name == "table":
        return np.array([shoulder[0] * 0.9, point[1], point[2] + 1.2])
    if name == "table_edge":
        return np.array([shoulder[0], point[1], point[2] + 0.3])
    if name == "floor":
        under: Floats = (
            shoulder
            - normal * np.dot(shoulder - point, normal)
            + facing @ np.array([0.0, 0.5, 0.0])
        )
        return under
    if name == "bed":
        out = facing @ np.array([SIGN[side] * 0.75, -4.8, 0.0])
        beside: Floats = shoulder + out
        return beside
    return shoulder
