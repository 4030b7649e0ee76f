"""Soft things that fill the gap under the body: pillow, towel, roll, roller, balls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.bases import region
from generator.illustrate.landmarks import posed_point
from generator.illustrate.parts import SIGN, SUFFIX, Floats, Part
from generator.illustrate.props import Site, ball, box, cushion, tube

if TYPE_CHECKING:
    from generator.model.figure_things import PadSpec

BALL: Final = 0.42  # dm: the largest ball's radius
APART: Final = 0.34  # dm from the middle to a ball's centre
SUNK: Final = 0.04  # dm that a soft ball gives way
LEAST: Final = 0.12  # dm: anything thinner is a folded cloth
REGIONS: Final = {
    "head": "head", "neck": "neck", "skull": "skull", "forehead": "head", "temple": "head",
    "upper_back": "upper_back", "knees": "shins",
}  # fmt: skip


def gap_under(site: Site, under: str) -> tuple[Floats, float]:
    """The lowest point (3,) of what lies on something, and how high it hangs over the ground."""
    f = site.figure
    rows = f.body_posed[region(f, REGIONS[under])]
    if under == "head" and site.standing.rests_on != "all":
        rows = rows[np.abs(rows[:, 0] - rows[:, 0].mean()) < 0.5]  # noqa: PLR2004 - the middle
    point = rows[rows[:, 1].argmin()]
    if under == "neck":
        point[0] = 0.0
    return point, float(point[1])


def pad(site: Site, kind: str, spec: PadSpec) -> list[Part]:
    """What a pad is, by its name."""
    if spec.under == "hand":
        return _under_hand(site, spec)
    point, gap = gap_under(site, spec.under)
    thick = max(gap, LEAST)
    on_side = site.standing.rests_on == "all"
    if kind in {"towel_roll", "foam_roller"}:
        radius = spec.cm / 20 if spec.cm else thick / 2
        half = 2.9 if kind == "foam_roller" else 1.5
        middle = np.array([point[0], radius, point[2]])
        across = np.array([0.0, 0.0, 1.0]) if on_side else np.array([1.0, 0.0, 0.0])
        ends = [middle - across * half, middle + across * half]
        fill = "pad" if kind == "foam_roller" else "cloth"
        return [tube(kind, ends, radius, fill, smooth=0, count=24, around=36, up=(0, 1, 0))]
    if kind == "balls":
        return _balls(site, spec, point, thick)
    return _cushion(kind, spec, point, thick, on_side=on_side)


def _balls(site: Site, spec: PadSpec, point: Floats, thick: float) -> list[Part]:
    """Two balls, one on each side of the middle; at the skull just above its edge."""
    radius = spec.cm / 20 if spec.cm else min(thick / 2, BALL)
    if spec.under == "skull":
        edge, back = (posed_point(site.figure, n, None) for n in ("under_skull", "back_of_head"))
        point = edge + 0.35 * (back - edge)  # on the bone, a finger's width above the edge
        radius = spec.cm / 20 if spec.cm else _touching_radius(site, point)
        point = np.array([0.0, 0.0, point[2]])
    return [ball("ball", (point[0] + k * APART, radius, point[2]), radius) for k in (-1, 1)]


def _touching_radius(site: Site, spot: Floats) -> float:
    """The radius of a ball on the ground below a point that just sinks into the skin."""
    skin = site.figure.body_posed
    near = skin[np.abs(skin[:, 2] - spot[2]) < 1.0]  # the head and neck
    for radius in np.arange(0.15, BALL, 0.01):
        middle = np.array([APART, radius, spot[2]])
        if np.linalg.norm(near - middle, axis=1).min() < radius - SUNK:
            return float(radius)
    return BALL


def _cushion(kind: str, spec: PadSpec, point: Floats, thick: float, *, on_side: bool) -> list[Part]:
    """A pillow reaches a little round the head; a folded towel is small and flat."""
    middle = np.array([point[0], 0.5 * thick, point[2]])
    if kind == "towel":
        half = np.array([1.1, 0.5 * thick + 0.03, 0.75])
        return [cushion("towel", middle, half)]
    half = np.array([2.3, 0.5 * thick + 0.16, 1.35])
    if on_side:
        half = np.array([1.9, 0.5 * thick + 0.10, 1.45])
    if spec.wide_cm:  # a hand stands beside it
        half[0] = spec.wide_cm / 20
    if spec.cm:
        half[1] = spec.cm / 20
    middle[1] = half[1]
    return [cushion("pillow", middle, half)]


def _under_hand(site: Site, spec: PadSpec) -> list[Part]:
    """A folded towel between a hand and what it lies on."""
    side = site.sides.of(spec.who or "side")
    knuckle = site.figure.rig.pos("finger3-1" + SUFFIX[side])
    level = site.posture.planes.get("table", (np.zeros(3), None))[0][1]
    low = np.array([knuckle[0] - 0.75, level, knuckle[2] - 0.9])
    return [box("towel", low, low + np.array([1.5, 0.09, 1.8]), "cloth")]


def hand_height(site: Site, name: str) -> Floats:
    """Where a body point named with its side is (3,)."""
    base, side = site.sides.split(name)
    return posed_point(site.figure, base, side)


def side_sign(site: Site, who: str) -> int:
    """+1 for the person's left."""
    return SIGN[site.sides.of(who)]
