"""Arrows from words: along a movement, a push, a turn, a circle; none covers hand or face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.directions import direction
from generator.illustrate.landmarks import LIMBS, mark, posed_normal, posed_point
from generator.illustrate.parts import SUFFIX, Arrow, Floats, Side
from generator.illustrate.places import PLACES
from generator.illustrate.props import resampled
from generator.illustrate.rotations import unit

if TYPE_CHECKING:
    from generator.illustrate.camera import Camera
    from generator.illustrate.covering import Map
    from generator.illustrate.props import Site
    from generator.model.figure import ArrowSpec

# Picture units from an arrow's middle line to the rim of its head's halo; the shaft is narrower.
HALF_WIDTH: Final = 10.4
SHAFT: Final = 0.5
PIVOTS: Final = {
    "head": "neck01", "neck03": "neck01", "spine01": "spine04", "spine03": "root", "root": "root",
}  # fmt: skip
SHORTEST: Final = 40.0
Where = dict[str, tuple[Floats, Floats]]


def record(site: Site, names: set[str]) -> Where:
    """Where points are in the present pose (3,), with their bones' transforms (4, 4)."""
    return {name: (point_of(site, name), bone_of(site, name)) for name in sorted(names)}


def bone_of(site: Site, name: str) -> Floats:
    """The transform (4, 4) of the bone that carries a point."""
    base, side = site.sides.split(name)
    if base == "head_far_top":
        base, side = "crown", None
    found = mark(site.figure, base, side)
    return site.figure.rig.transform(found.bone).copy()


def point_of(site: Site, name: str) -> Floats:
    """A body point named with its side, in the present pose."""
    base, side = site.sides.split(name)
    if base == "head_far_top":
        base, side = "crown", None
    return posed_point(site.figure, base, side)


@dataclass
class Pointer:
    """Makes the arrows of one drawing."""

    site: Site
    camera: Camera
    map: Map
    grain: float  # dm of a picture unit

    @property
    def half(self) -> float:
        """Dm from an arrow's middle line to the rim of its head."""
        return HALF_WIDTH * self.grain

    @property
    def shortest(self) -> float:
        """The length in dm that an arrow has at least."""
        return SHORTEST * self.grain

    def arrows(self, spec: ArrowSpec, before: Where) -> list[Arrow]:
        """The arrow or arrows of one item; `before` holds where moving points came from."""
        kinds = [k for k in ("moves", "push", "circle", "turn", "from_point") if getattr(spec, k)]
        if len(kinds) != 1:
            raise ValueError("an arrow needs exactly one of moves, push, circle, turn, from_point")
        made = getattr(self, f"_{kinds[0]}")(spec, before)
        return [self._arrow(line, spec) for line in made]

    # --- Kinds -----------------------------------------------------------------------------------

    def _moves(self, spec: ArrowSpec, before: Where) -> list[Floats]:
        name = str(spec.moves)
        if name not in before:
            raise ValueError(f"moves: {name}: there is no start to move from")
        ends = np.stack([before[name][0], point_of(self.site, name)])
        start, end = self.camera.plane(ends)
        if np.linalg.norm(end - start) < 0.03:  # noqa: PLR2004 - 3 mm
            raise ValueError(f"moves: {name}: it does not move in this view")
        pivot = self._centre(name, before[name][1])
        if spec.toward is not None:  # the way is said: the movement only tells where it ends
            base, side = self.site.sides.split(name)
            way = unit(self.camera.plane(self._way(spec, base, side)[None])[0])
            start = end - way * max(float(np.linalg.norm(end - start)), self.shortest)
            line = start + (end - start) * np.linspace(0, 1, 17)[:, None]
            return [self._best(self._shifts(line, way), spec)]
        if spec.length_cm:
            end = start + unit(end - start) * spec.length_cm / 10
        return [self._best(self._arcs(start, end, pivot), spec)]

    def _push(self, spec: ArrowSpec, before: Where) -> list[Floats]:
        del before
        name, side = self.site.sides.split(str(spec.push))
        way3 = self._way(spec, name, side)
        way = self.camera.plane(way3[None])[0]
        if np.linalg.norm(way) < 0.2:  # noqa: PLR2004
            raise ValueError(f"push: {spec.push}: the push goes into the picture; turn the camera")
        way = unit(way)
        tip = self.camera.plane(self._target_point(name, side)[None])[0] - way * 0.15
        long = (spec.length_cm or self.shortest * 10) / 10
        line = np.stack([tip - way * long, tip - way * long / 2, tip])
        moved = self._best(self._shifts(line, way), spec)
        if not spec.resisted:
            return [moved]
        return [moved, self._against(moved, way, spec)]

    def _against(self, line: Floats, way: Floats, spec: ArrowSpec) -> Floats:
        """The other arrow of a resisted effort: beside the first, the other way round."""
        across = np.array([-way[1], way[0]])
        gap = 4.2 * self.half
        plain = spec.place_cm is None
        options = [line[::-1] + across * gap * k for k in (1.0, -1.0, 1.6, -1.6)]
        return min(options, key=self._cost) if plain else options[0]

    def _circle(self, spec: ArrowSpec, before: Where) -> list[Floats]:
        del before
        centre = self.camera.plane(point_of(self.site, str(spec.circle))[None])[0]
        radius = (spec.radius_cm or self.shortest * 4.2) / 10
        turn = np.radians(np.linspace(215, 215 - 290, 25))
        if spec.reverse:
            turn = turn[::-1]
        ring = centre + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        return [self._best(self._shifts(ring, np.array([0.0, 1.0])), spec)]

    def _turn(self, spec: ArrowSpec, before: Where) -> list[Floats]:
        del before
        f, posture = self.site.figure, self.site.posture
        bend = posture.neck if spec.turn == "head" else posture.trunk
        if not bend.turn:
            raise ValueError(f"turn: {spec.turn}: it does not turn in this pose")
        bone = "head" if spec.turn == "head" else "spine01"
        left = self.camera.plane(f.rig.GR(bone)[:, 0][None])[0][0]
        sign = np.sign(bend.turn) * (1.0 if left > 0 else -1.0) * (-1.0 if spec.reverse else 1.0)
        wide = (spec.length_cm or (15 if bone == "head" else 24)) / 20
        share = np.linspace(-1, 1, 15)
        if bone == "head":
            top = self.camera.plane(f.rig.pos("head", [0, f.top, f.skull_center[2]])[None])[0]
            high = float(self.map.look(np.array([top]), self.map.figure)[0])
            base = top + np.array([0.0, 0.22 - min(high, 0.0)])
            line = np.stack([sign * share * wide, 0.32 * (1 - share**2)], axis=1) + base
        else:
            base = self.camera.plane(f.rig.pos("spine03", [0, 2.9, 0.4])[None])[0]
            line = np.stack([sign * share * wide, -0.3 * (1 - share**2)], axis=1) + base
        return [self._best(self._shifts(line, np.array([0.0, 1.0])), spec)]

    def _from_point(self, spec: ArrowSpec, before: Where) -> list[Floats]:
        del before
        start = self.camera.plane(point_of(self.site, str(spec.from_point))[None])[0]
        if not spec.path_cm or len(spec.path_cm) < 2:  # noqa: PLR2004
            raise ValueError("from_point: give path_cm, two or more [right, up] from the point")
        return [start + np.array(spec.path_cm) / 10]

    # --- Where things are ------------------------------------------------------------------------

    def _centre(self, name: str, old: Floats) -> Floats:
        """The point (2,) of the picture that a bone turned about; else the joint it hangs from."""
        move = bone_of(self.site, name) @ np.linalg.inv(old)
        turn = self.camera.R @ move[:3, :3] @ self.camera.R.T
        angle = float(np.degrees(np.arctan2(turn[1, 0] - turn[0, 1], turn[0, 0] + turn[1, 1])))
        if abs(angle) > 4 and turn[2, 2] > 0.97:  # noqa: PLR2004 - it turns in the picture's plane
            shift = (self.camera.R @ move[:3, 3])[:2]
            solved = np.linalg.solve(np.eye(2) - turn[:2, :2], shift)
            return np.asarray(solved, dtype=np.float64)
        joint: Floats = self.camera.plane(self._pivot(name)[None])[0]
        return joint

    def _pivot(self, name: str) -> Floats:
        base, side = self.site.sides.split(name)
        rig = self.site.figure.rig
        if base in LIMBS and side:
            arm = base not in {"hip", "foot", "toes", "ankle"}
            return rig.pos(("upperarm01" if arm else "upperleg01") + SUFFIX[side])
        bone = (
            "root"
            if base in {"hips", "knee"}
            else mark(self.site.figure, base, side or "left").bone
        )
        return rig.pos(PIVOTS.get(bone, "spine03"))

    def _target_point(self, name: str, side: Side | None) -> Floats:
        if name in PLACES:
            raise ValueError(f"push: {name}: name a body point")
        return point_of(self.site, name if side is None else f"{name}_{side}")

    def _way(self, spec: ArrowSpec, name: str, side: Side | None) -> Floats:
        trunk = self.site.figure.rig.GR("spine01")
        if self.site.standing.rests_on == "feet":
            trunk = self.site.standing.root_r
        if spec.toward is not None:
            return direction(spec.toward, trunk, self.site.sides, side)
        return -posed_normal(self.site.figure, name, side)

    # --- Placement -------------------------------------------------------------------------------

    def _arcs(self, start: Floats, end: Floats, pivot: Floats) -> list[Floats]:
        """Arcs about the pivot from start to end, ever farther out; then the first, shifted."""
        share = np.linspace(0, 1, 17)
        a, b = start - pivot, end - pivot
        ra, rb = float(np.linalg.norm(a)), float(np.linalg.norm(b))
        angle = float(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b))
        turning = min(ra, rb) > 0.4 and abs(angle) > 0.12  # noqa: PLR2004
        if not turning:
            return self._straight(start, end, share)
        first = np.arctan2(a[1], a[0])
        lines = []
        for out in np.arange(0.0, 2.6, 0.1):
            radius = ra + (rb - ra) * share + out
            need = self.shortest / max(float(radius.mean()), 0.3)
            sweep = np.sign(angle) * max(abs(angle), need)
            turn = first + angle / 2 + sweep * (share - 0.5)
            lines.append(pivot + radius[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1))
        return [*lines, *self._shifts(lines[0], unit(lines[0][-1] - lines[0][0]))]

    def _straight(self, start: Floats, end: Floats, share: Floats) -> list[Floats]:
        """A straight line that ends where the movement does, and the same shifted."""
        way = unit(end - start)
        long = max(float(np.linalg.norm(end - start)), self.shortest)
        return self._shifts(end - way * long * (1 - share[:, None]), way)

    def _shifts(self, line: Floats, way: Floats) -> list[Floats]:
        """The line moved aside and along in growing steps."""
        across = np.array([-way[1], way[0]])
        steps = np.arange(-2.4, 2.41, 0.15)
        grid = sorted(
            ((u, w) for u in steps for w in steps), key=lambda p: (p[0] ** 2 + p[1] ** 2, p)
        )
        return [line + way * u + across * w for u, w in grid]

    def _cost(self, line: Floats, body_weight: float = 2.5) -> float:
        """How bad it is to cover what the line covers."""
        dense = resampled(np.column_stack([line, np.zeros(len(line))]), 41)[:, :2]
        left = np.linalg.norm(dense - dense[-1], axis=1)
        head = left < 1.6 * self.half
        wide = self.half * np.where(head, 1.0, SHAFT)
        kept = self.map.look(dense, self.map.kept) - wide
        body = self.map.look(dense, self.map.figure) - wide
        return float(
            60.0 * np.maximum(0.05 - kept, 0).mean()
            + (20.0 if kept.min() < 0 else 0.0)
            + body_weight * np.clip(0.05 - body, 0, 0.6).mean()
        )

    def _best(self, lines: list[Floats], spec: ArrowSpec) -> Floats:
        """The first line that costs least, moving away costing a little too."""
        if spec.place_cm is not None:
            return lines[0] + np.array(spec.place_cm) / 10
        home = lines[0].mean(axis=0)
        far = [0.5 * float(np.linalg.norm(line.mean(axis=0) - home)) for line in lines]
        weight = 0.25 if spec.circle else 2.5
        costs = [self._cost(line, weight) + away for line, away in zip(lines, far, strict=True)]
        return lines[int(np.argmin(costs))]

    def _arrow(self, flat: Floats, spec: ArrowSpec) -> Arrow:
        world = np.column_stack([flat, np.zeros(len(flat))]) @ self.camera.R
        return Arrow(points=world, offsets=np.zeros_like(flat), both=spec.two_way)
