"""Turning a hand on its spot for an easy wrist, and laying it there."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.hands import (
    Contact,
    HandPlan,
    close_fist_at,
    fingertips_to,
    hold_edge,
    knuckles_to,
    lay_palm,
)
from generator.illustrate.landmarks import LIMBS
from generator.illustrate.parts import SIGN, SUFFIX, Floats, Side
from generator.illustrate.rotations import rot, unit

if TYPE_CHECKING:
    from generator.illustrate.fingers import SkinDistance
    from generator.illustrate.posing import Reach
    from generator.illustrate.rig import Rig

EASY: Final = 38.0  # degrees that a wrist bends without a thought
# Degrees that fingers may turn on the spot.
TURNS: Final = (0, 12, -12, 24, -24, 36, -36, 50, -50, 68, -68, 86, -86)
SWINGS: Final = (0, 18, -18, 36, -36)  # degrees that the elbow may swing


def aimed(  # noqa: PLR0913 (all that decides how a hand comes)
    rig: Rig,
    side: Side,
    what: tuple[str, str],
    contact: Contact,
    plan: HandPlan,
    *,
    free: tuple[bool, bool],
    skin: SkinDistance | None = None,
) -> HandPlan:
    """The plan with fingers and elbow turned a little for an easy wrist, where `free` allows."""
    best, least = plan, np.inf
    shoulder = rig.pos("upperarm01" + SUFFIX[side])
    axis = unit(contact.point - shoulder)
    for price, turn, swing in _ways(*free):
        if price >= least:  # nor can any that is left be better
            break
        spin = rot(contact.normal, turn)
        tried = replace(
            plan,
            fingers=spin @ plan.fingers,
            palm=None if plan.palm is None else spin @ plan.palm,
            elbow=rot(axis, swing) @ plan.elbow,
        )
        reach = laid(rig, side, what, replace(contact, touched=None), tried)
        cost = price + strain(reach)
        if cost < least:
            cost += buried(rig, side, skin)
        if cost < least:
            best, least = tried, cost
    return best


@cache
def _ways(turning: bool, swinging: bool) -> tuple[tuple[float, int, int], ...]:  # noqa: FBT001
    """What each turn of the fingers and swing of the elbow costs, the cheapest first."""
    turns, swings = TURNS if turning else (0,), SWINGS if swinging else (0,)
    ways = [(0.25 * abs(t) + 0.2 * abs(s), t, s) for t in turns for s in swings]
    return tuple(sorted(ways, key=itemgetter(0)))


def strain(reach: Reach) -> float:
    """How unnatural a wrist and forearm are; what a check would refuse costs most."""
    return (
        max(0.0, reach.bend - EASY)
        + 4.0 * max(0.0, reach.bend - 54.0)
        + 0.8 * max(0.0, abs(reach.twist) - 80.0)
        + 3.0 * max(0.0, abs(reach.twist) - 112.0)
        + 400.0 * reach.residual
    )


def buried(rig: Rig, side: Side, skin: SkinDistance | None) -> float:
    """What it costs that the forearm or the back of the hand comes into the body."""
    if skin is None:
        return 0.0
    elbow, wrist, knuckle = (
        rig.pos(bone + SUFFIX[side]) for bone in ("lowerarm01", "wrist", "finger3-1")
    )
    axis = np.stack([0.6 * elbow + 0.4 * wrist, 0.25 * elbow + 0.75 * wrist, wrist, knuckle])
    lacking = np.maximum(np.array([0.32, 0.26, 0.16, 0.08]) - skin.distance(axis), 0.0)
    return 120.0 * float(lacking.sum())


def held_strap(
    rig: Rig,
    side: Side,
    contact: Contact,
    plan: HandPlan,
    pull: Floats,
    skin: SkinDistance | None = None,
) -> HandPlan:
    """The fist turned about the strap that runs through it, for the easiest wrist."""
    best, least = plan, np.inf
    for thumb in (pull, -pull):
        start = unit(np.cross(thumb, (0.3, 1.0, 0.2)))
        for turn in range(0, 360, 15):
            fingers = rot(thumb, turn) @ start
            palm = np.cross(thumb, fingers) * SIGN[side]  # the thumb's end of the grip is `thumb`
            tried = replace(plan, fingers=fingers, palm=palm)
            reach = close_fist_at(rig, side, contact, tried)
            cost = strain(reach) + 0.2 * reach.bend
            if cost < least:
                cost += buried(rig, side, skin)
            if cost < least:
                best, least = tried, cost
    return best


def laid(rig: Rig, side: Side, what: tuple[str, str], contact: Contact, plan: HandPlan) -> Reach:
    """Bring the hand to its contact as its kind (on, touch, grip, near) and target want."""
    kind, name = what
    if name == "table_edge":
        return hold_edge(rig, side, contact, plan)
    if kind == "grip" and name not in LIMBS:
        return close_fist_at(rig, side, contact, plan)
    if plan.shape in {"fist", "loose_fist"} and kind in {"on", "touch"}:
        return knuckles_to(rig, side, contact, plan)
    if kind in {"near", "touch"}:
        return fingertips_to(rig, side, contact, plan)
    return lay_palm(rig, side, contact, plan)
