"""The lines that no edge gives: lids, brows, nose, mouth, ears, collarbones, strands of hair."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage
from skimage import measure

from generator.illustrate.cracks import Cracks, Line
from generator.illustrate.eyes_ink import ProfileEye, far_eye, profile_eye
from generator.illustrate.line_ends import (
    bridges,
    chin_pieces,
    ear_piece,
    pieces_of,
)
from generator.illustrate.mouth_ink import tape_paths, tape_zone, teeth_lines
from generator.illustrate.parts import SIDES
from generator.illustrate.vectors import curves, resample, smooth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.illustrate.anatomy import Ears
    from generator.illustrate.buffers import Buffers, View
    from generator.illustrate.fills import Quality
    from generator.illustrate.parts import Bools, Curve, Floats
    from generator.illustrate.scene import Scene
    from generator.illustrate.strokes import Strokes
    from generator.illustrate.svg import Document
    from generator.illustrate.weights import Weights

NEAR_DEPTH: Final = 0.06  # dm a line may lie behind what is seen at its place
FAR_DEPTH: Final = 0.35  # dm it may lie before it
FACING_LEAST: Final = 0.02
CHIN_FACING: Final = 0.88  # the chin's line is for faces turned at the viewer
HAND: Final = 0.05  # dm; hands begin so much before the wrist
CUFF: Final = 0.55  # dm; and the way to them so much

CLEAR: Final = {
    **dict.fromkeys(("sternomastoid", "clavicle", "helix", "concha", "wing"), 0.045),
    **dict.fromkeys(("lid", "lower_lid", "crease", "brow", "nostril"), 0.035),
}
"""Dm that a line keeps clear of the edges of what lies before it, so that they do not clot."""

EAR: Final = ("helix", "concha")
CLEAR_UNITS: Final = 1.9  # picture units the ear's lines keep clear: small ears clot first
LONG_LEAST: Final = 0.3  # dm; shorter pieces of a long line look like scratches
LEASTS: Final = {"sternomastoid": LONG_LEAST, "helix": 0.16, "concha": 0.16, "seam": 0.05}
SMALL_FACE: Final = 38.0  # picture units a dm; in a smaller face lower lids make eyes look tired
CLOSED: Final = 0.6  # share of a blink; the lid's edge alone is then a closed eye
CORNER: Final = (0.05, 0.02)  # dm inside and outside of the mouth's corner: a fold when it smiles
OWN: Final = 0.2  # dm at rest between a line's point and the skin that shows it
SEAM_FACING: Final = 0.5  # in a profile there is no fold
SEAM_SMOOTH: Final = 4.0  # points of the drawn line
SEAM_GAP: Final = 0.18  # dm; the lips cover each other so far near their corners
INSIDE: Final = 0.1  # dm that a point of the lips may lie behind their outline at rest
BELOW: Final = 0.9  # dm below the lips
BESIDE: Final = 0.8  # dm from the midline: the head, not a hand
LEAST: Final = 0.035  # dm; of all others
STRAND_CLEAR: Final = 0.06
STRAND_DEPTH: Final = 0.07
STRAND_LEAST: Final = 0.25
TINT_STEP: Final = 1.5  # pixels between the points of a brow's outline


def quiet_zone(scene: Scene, buffers: Buffers) -> Bools:
    """The pixels of the face (h, w) whose lines are designed: no crack is drawn there."""
    if scene.figure is None:
        return np.zeros(buffers.part.shape, bool)
    zone: Bools = buffers.part == 0
    zone[zone] = scene.figure.quiet(buffers.rest[zone]) > 0
    if _looks_at_viewer(scene):
        zone |= (buffers.part == 0) & _in_ear(buffers.rest, scene.figure.ears)
    zone |= buffers.of("mouth", "teeth_inside") | tape_zone(scene, buffers)
    names = [part.name for part in scene.parts]
    eyes = [number for number, name in enumerate(names) if name.startswith("eye_")]
    return zone | buffers.parts(eyes)


def _in_ear(rest: Floats, ears: Ears) -> Bools:
    """Which of the body's rest points (h, w, 3) lie on an ear's outer half."""
    x, y, z = np.abs(rest[..., 0]), rest[..., 1], rest[..., 2]
    high = (y > ears.low) & (y < ears.high)
    found: Bools = (x > ears.out) & high & (z > ears.back) & (z < ears.front)
    return found


def _looks_at_viewer(scene: Scene, least: float = CHIN_FACING) -> bool:
    if scene.figure is None:
        return False
    return bool((scene.camera.R @ scene.figure.rig.GR("head"))[2, 2] > least)


def hand_zone(scene: Scene, buffers: Buffers, before: float = HAND) -> Bools:
    """The pixels of the hands (h, w), from so many dm before the wrist."""
    if scene.figure is None:
        return np.zeros(buffers.part.shape, bool)
    wrist = float(scene.figure.rig.h("wrist.L")[0])
    hand: Bools = (buffers.part == 0) & (np.abs(buffers.rest[..., 0]) > wrist - before)
    return hand


@dataclass(eq=False)
class FeatureInk:
    """Draws a scene's curves and strands where nothing hides them."""

    scene: Scene
    view: View
    buffers: Buffers
    cracks: Cracks
    quality: Quality
    weights: Weights

    def __post_init__(self) -> None:
        """Measure how far every pixel is from an edge of something nearer."""
        edges = self.cracks.touching(Line.FINE_INNER)
        self._clear: Floats = ndimage.distance_transform_edt(~edges) / self.quality.ppd
        self.eye = self._eye()
        self.undrawn = SIDES if self.eye else far_eye(self.scene)

    def _eye(self) -> ProfileEye | None:
        """The designed eye of a profile, if nothing but the face itself hides it."""
        eye = profile_eye(self.scene, self.view)
        if eye is None:
            return None
        where = self.view.lookup(eye.white)
        own = (self.buffers.part[where] == 0) | self.buffers.of("eye", "iris")[where]
        return eye if own.mean() > 0.9 else None  # noqa: PLR2004 (all but the lashes)

    def tint(self, page: Document) -> None:
        """Fill the eye of a profile, brows and lips."""
        if self.eye is not None:
            for name, path in zip(("eye", "iris"), self.eye.tints(self.quality), strict=True):
                page.tint(name, path)
        for curve in self._curves("fill"):
            points, visible = self._seen(curve)
            if curve.name == "lips" and (self.scene.mouth_open or not visible.all()):
                page.tint("lips", self.quality.outline(self._lip(curve), sigma=0.45))
            elif visible.mean() > 0.5:  # noqa: PLR2004 (half a brow is none)
                ring = points[visible]
                ring = resample(np.vstack([ring, ring[:1]]), TINT_STEP)[:-1]
                even = smooth(ring, 1.2, closed=True)
                line = curves(even, 0.5 * self.quality.error, closed=True)
                page.tint(curve.name, self.quality.pen.path(line, closed=True))

    def _lip(self, curve: Curve) -> Bools:
        """The pixels (h, w) of a lip, by their places at rest: nothing that lies over it counts."""
        body = self.scene.parts[0]
        outline = curve.at(body.rest, body.triangles)
        low, high = outline.min(0), outline.max(0)
        rest, skin = self.buffers.rest, (self.buffers.part == 0) & self.buffers.of("skin")
        rows, columns = np.nonzero(skin & (rest[..., 2] > low[2] - INSIDE))
        places = rest[rows, columns, :2]
        near = ((places > low[:2]) & (places < high[:2])).all(1)
        rows, columns, places = rows[near], columns[near], places[near]
        found: Bools = np.zeros(skin.shape, bool)
        if len(rows):
            inside = measure.points_in_poly(places, outline[:, :2])  # type: ignore[no-untyped-call]
            found[rows, columns] = inside
        return found

    def draw(self, page: Document, strokes: Strokes) -> None:
        """Add the lines of the face, then the strands."""
        lines: dict[float, list[str]] = {}
        if self.eye is not None:
            for line, width in ((self.eye.upper, 1.9), (self.eye.lower, 0.9)):
                path = self.quality.pen.path(curves(line, 0.5 * self.quality.error))
                lines.setdefault(round(self.weights.detail(width), 1), []).append(path)
        for curve in self._curves("line"):
            points, visible = self._seen(curve)
            width = round(self.weights.detail(curve.width), 1)
            if curve.name == "chin":
                pieces = chin_pieces(points, visible, strokes, self.quality.ppd)
                width = round(self.weights.line(Line.INNER), 1)
            else:
                pieces = pieces_of(points, visible, self._least(curve))
                if curve.name == "helix":
                    pieces = (ear_piece(piece, strokes, self.quality.ppd) for piece in pieces)
            for piece in pieces:
                sigma = SEAM_SMOOTH if curve.name == "seam" else 1.5
                even = smooth(resample(piece, 2.0), sigma, closed=False)
                path = self.quality.pen.path(curves(even, 0.75 * self.quality.error))
                lines.setdefault(width, []).append(path)
        lines.setdefault(round(self.weights.detail(0.0), 1), []).extend(
            teeth_lines(self.scene, self.buffers, self.quality)
        )
        width = round(self.weights.line(Line.INNER), 1)
        for bridge in bridges(strokes, self._on_head(strokes.ends), self.quality.ppd):
            lines.setdefault(width, []).append(self.quality.pen.path([bridge]))
        page.lines("ink", dict(sorted(lines.items())))
        page.lines("strand", {round(self.weights.strand, 2): list(self._strands())})
        for path in tape_paths(self.scene, self.view, self.quality):
            page.tint("band", path)

    def _curves(self, kind: str) -> list[Curve]:
        figure = self.scene.figure
        known = [] if figure is None else figure.curves
        return [curve for curve in known if curve.kind == kind and self._wanted(curve)]

    def _wanted(self, curve: Curve) -> bool:
        figure = self.scene.figure
        if figure is None or curve.level > self.scene.level:
            return False
        if curve.name in ("seam", "upper_lip") and self.scene.mouth_open:
            return False
        if curve.name in ("lid", "lower_lid", "crease"):
            middle = curve.at(figure.rest, figure.triangles)[:, 0].mean()
            if ("left" if middle > 0 else "right") in self.undrawn:
                return False
        if curve.name in ("lower_lid", "crease"):
            small = curve.name == "lower_lid" and self.weights.density < SMALL_FACE
            return not small and figure.face.eyes_closed <= CLOSED
        if curve.name == "chin":
            return _looks_at_viewer(self.scene)
        return True

    def _on_head(self, points: Floats) -> Bools:
        """Which pixel places (k, 2) lie on the skin of the head or the upper neck."""
        figure = self.scene.figure
        if figure is None or not len(points):
            return np.zeros(len(points), bool)
        where = self.view.lookup(points)
        rest = self.buffers.rest[where]
        near = (rest[:, 1] > figure.marks.seam - BELOW) & (np.abs(rest[:, 0]) < BESIDE)
        found: Bools = near & (self.buffers.part[where] == 0)
        return found

    def _least(self, curve: Curve) -> float:
        return LEASTS.get(curve.name, LEAST) * self.quality.ppd

    def _seen(self, curve: Curve) -> tuple[Floats, Bools]:
        """The curve's pixels (k, 3) and which of its points (k,) are in sight."""
        body = self.scene.parts[0]
        points = self.view.project(curve.at(body.posed, body.triangles))
        corners = self.view.project(body.posed[body.triangles[curve.tri]].reshape(-1, 3))
        a, b, c = np.moveaxis(corners.reshape(-1, 3, 3), 1, 0)
        normal = np.cross(b - a, c - a)
        facing = -normal[:, 2] / np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
        where = self.view.lookup(points)
        behind = points[:, 2] / self.quality.ppd - self.buffers.depth[where]
        visible = (behind < NEAR_DEPTH) & (behind > -FAR_DEPTH) & (facing > FACING_LEAST)
        visible &= self.buffers.of("skin", "eye", "iris", "lips")[where]
        clear = CLEAR.get(curve.name, 0.0)
        if curve.name in EAR:
            clear = max(clear, CLEAR_UNITS / self.weights.density)
        visible &= self._clear[where] > clear
        if curve.name == "seam" and _looks_at_viewer(self.scene, SEAM_FACING):
            rest = np.abs(curve.at(body.rest, body.triangles)[:, 0])
            corner = 0.0 if self.scene.figure is None else self.scene.figure.marks.corner
            fold = (rest > corner - CORNER[0]) & (rest < corner + CORNER[1])
            # Beyond the fold the line is seen where the cheek's place at rest is its own.
            place = self.buffers.rest[where] - curve.at(body.rest, body.triangles)
            own = (rest > corner) & (self.buffers.part[where] == 0)
            own &= np.nan_to_num(np.linalg.norm(place, axis=1), nan=np.inf) < OWN
            return self._unbroken(points[:, :2], (visible | own) & ~fold)
        return points[:, :2], visible

    def _unbroken(self, points: Floats, visible: Bools) -> tuple[Floats, Bools]:
        """The mouth's line led straight over the short gaps where one lip covers the other."""
        points, visible = points.copy(), visible.copy()
        on_face = self.buffers.part[self.view.lookup(points)] == 0
        for one, two in pairwise(np.flatnonzero(visible)):
            gap = float(np.linalg.norm(points[two] - points[one]))
            if two > one + 1 and gap < SEAM_GAP * self.quality.ppd and on_face[one:two].all():
                share = np.linspace(0.0, 1.0, two - one + 1)[:, None]
                points[one : two + 1] = points[one] + share * (points[two] - points[one])
                visible[one:two] = True
        return points, visible

    def _strands(self) -> Iterator[str]:
        figure = self.scene.figure
        hair = next((part for part in self.scene.parts if part.name == "hair"), None)
        if figure is None or hair is None:
            return
        is_hair = self.buffers.of("hair")
        ppd = self.quality.ppd
        for strand in figure.strands:
            points = self.view.project(strand.at(hair.posed))
            where = self.view.lookup(points)
            off = np.abs(points[:, 2] / ppd - self.buffers.depth[where])
            visible = (off < STRAND_DEPTH) & is_hair[where] & (self._clear[where] > STRAND_CLEAR)
            for piece in pieces_of(points[:, :2], visible, STRAND_LEAST * ppd):
                even = smooth(resample(piece, 3.0), 4.0, closed=False)
                yield self.quality.pen.path(curves(even, 1.2 * self.quality.error))
