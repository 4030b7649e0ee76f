"""Bands between hands, and straps drawn taut round the neck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from generator.illustrate.hands import fist_centre
from generator.illustrate.landmarks import mark, posed_point
from generator.illustrate.parts import SIDES, SIGN, Floats, Part, Side
from generator.illustrate.props import Site, resampled, tube
from generator.illustrate.rotations import unit

if TYPE_CHECKING:
    from generator.illustrate.figure import Surface
    from generator.model.figure_things import BandSpec, Offset, StrapEnd, StrapSpec

OUTSIDE: Final = 0.10  # dm that a strap lies off the skin
PULLS: Final = 700
POINTS: Final = 140
TAIL: Final = 0.45  # dm of strap that hang out of a fist
RINGS: Final = 170
GATHERED: Final = 0.065  # half the width that a fist leaves of a strap, or fingers come through it
FIST: Final = 0.42  # dm to either side of a fist's middle that the strap is gathered


def taut(start: Floats, surface: Surface) -> Floats:
    """A polyline (k, 3) shortened like a pulled string while it stays outside the surface."""
    path = resampled(start, POINTS)
    tree = cKDTree(surface.vertices)
    for step in range(PULLS):
        pulled = path.copy()
        pulled[1:-1] = 0.5 * path[1:-1] + 0.25 * (path[:-2] + path[2:])
        far, near = tree.query(pulled, k=3)
        normal = surface.normals[near].mean(axis=1)
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        off = np.einsum("nkd,nd->nk", pulled[:, None] - surface.vertices[near], normal).mean(axis=1)
        inside = np.where((off < OUTSIDE) & (far[:, 0] < 1.2), OUTSIDE - off, 0.0)  # noqa: PLR2004
        pulled[1:-1] += (normal * np.minimum(inside, 0.08)[:, None])[1:-1]
        path = pulled
        if step % 40 == 39:  # noqa: PLR2004 - points drift along the string
            path = resampled(path, POINTS)
    return path


def shifted(site: Site, point: Floats, move: Offset, side: Side | None) -> Floats:
    """A point moved by cm in the person's directions."""
    sign = SIGN[side] if side else 0
    local = np.array([move.out * sign, move.up, move.forward]) / 10
    moved: Floats = point + site.figure.rig.GR("spine01") @ local
    return moved


def strap(site: Site, spec: StrapSpec) -> list[Part]:
    """A strap behind the neck; sets where its ends are, for the hands to hold."""
    hands = [(site.sides.of(who), end) for who, end in spec.ends.items()]
    if len(hands) != len(SIDES):
        raise ValueError("a strap has two ends: say ends for both hands")
    passes = _passes(site, hands)
    (first, first_end), (second, second_end) = hands
    path = [
        *_arm_of(site, first_end, passes[first], spec)[::-1],
        _behind(site, spec),
        *_arm_of(site, second_end, passes[second], spec),
    ]
    line = taut(np.array(path), site.figure.surface(("body", "shirt")))
    site.ends = {
        first: (line[0], unit(line[0] - line[6])),
        second: (line[-1], unit(line[-1] - line[-7])),
    }
    for side, point in ((first, line[0]), (second, line[-1])):
        site.posture.planes[f"strap_end_{side}"] = (point, site.ends[side][1])
    whole = np.vstack(
        [line[0] + site.ends[first][1] * TAIL, line, line[-1] + site.ends[second][1] * TAIL]
    )
    broad = 0.20 if spec.wide else 0.15
    fill = "cloth" if spec.wide else "band"
    flat = 0.2 if spec.wide else 0.3
    widths = _gathered(whole, broad)
    return [tube("strap", whole, widths, fill, flat=flat, count=RINGS, smooth=3)]


def _gathered(path: Floats, broad: float) -> Floats:
    """Half a strap's width at each ring (RINGS,): a closed hand squeezes it."""
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    along = np.linspace(0.0, length, RINGS)
    off = np.abs(np.minimum(along, length - along) - TAIL)  # from the nearer fist's middle
    share = np.clip((off - 0.6 * FIST) / FIST, 0.0, 1.0)
    found: Floats = GATHERED + (broad - GATHERED) * share * share * (3 - 2 * share)
    return found


def _passes(site: Site, hands: list[tuple[Side, StrapEnd]]) -> dict[Side, Side]:
    """On which side of the neck each hand's end runs: its point's, or what the other leaves."""
    found: dict[Side, Side | None] = {}
    for side, end in hands:
        found[side] = site.sides.split(end.along or end.at)[1]
    (a, first), (b, second) = found.items()
    one: Side = first or (("left" if second == "right" else "right") if second else a)
    return {a: one, b: "left" if one == "right" else "right"}


def _behind(site: Site, spec: StrapSpec) -> Floats:
    f = site.figure
    point = mark(f, "c1" if spec.level == "c1" else "neck_mid", None)
    lower = 0.0 if spec.level == "c1" else -0.20
    return f.rig.pos(point.bone, point.rest + np.array([0.0, lower, -0.25]))


def _arm_of(site: Site, end: StrapEnd, passes: Side, spec: StrapSpec) -> list[Floats]:
    """The way of a strap from the side of the neck to its end."""
    f = site.figure
    sign = SIGN[passes]
    height = f.rig.h("head")[1] - (0.25 if spec.level == "c1" else 0.80)
    way = [f.rig.pos("head" if spec.level == "c1" else "neck02",
                     np.array([0.75 * sign, height, f.skull_center[2] - 0.1]))]  # fmt: skip
    if end.along is not None:
        name, side = site.sides.split(end.along)
        point = posed_point(f, name, side)
        outward = f.rig.GR("head") @ np.array([sign * 0.12, 0.0, 0.05])
        way.append(point + outward)
    name, side = site.sides.split(end.at)
    if name in {"sternum", "chest", "belly", "collarbone", "below_collarbone", "inner_collarbone"}:
        way.append(f.rig.pos("spine01", np.array([0.75 * sign, 5.2, 0.9])))
    way.append(shifted(site, posed_point(f, name, side), end.move_cm, side or passes))
    return way


def band(site: Site, spec: BandSpec) -> list[Part]:
    """An elastic band between two fists, from under the feet, or from a fixed point in front."""
    f = site.figure
    fists = {side: fist_centre(f.rig, side) for side in SIDES}
    down = np.array([0.0, -0.05, 0.0])
    if spec.fixed == "hands":
        left, right = fists["left"][0], fists["right"][0]
        out = unit(left - right) * 0.35
        path = [left + out + down, left + down, right + down, right - out + down]
        return [tube("band", path, 0.13, "band", flat=0.3, smooth=1)]
    if spec.fixed == "feet":
        parts = []
        for hand in SIDES:
            foot = f.rig.pos("foot.L" if hand == "left" else "foot.R")
            ground = np.array([foot[0] * 0.8, 0.05, foot[2] + 0.5])
            centre, axis = fists[hand]
            parts.append(
                tube("band", [ground, centre, centre + axis * 0.3], 0.09, "band", smooth=1)
            )
        inner = [f.rig.pos("foot.L"), f.rig.pos("foot.R")]
        ends = [np.array([p[0] * 0.8, 0.05, p[2] + 0.5]) for p in inner]
        return [*parts, tube("band", ends, 0.09, "band", smooth=0)]
    name, side = site.sides.split(spec.height)
    height = posed_point(f, name, side)[1]
    anchor = np.array([0.0, height, f.rig.pos("spine05")[2] + spec.front_cm / 10])
    return [
        tube("band", [anchor, centre, centre + unit(centre - anchor) * 0.3], 0.10, "band", smooth=1)
        for centre, _ in fists.values()
    ]
