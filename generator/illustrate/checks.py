"""What a drawing must meet before it ships; each check returns the reasons why it fails.

The first group looks at the posed skeleton and skin, the second at the drawing's pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.collisions import arm_in_body, arm_in_things, body_in_ground
from generator.illustrate.facts import arm_facts, bend_of
from generator.illustrate.framing import face_rows, finger_rows, hand_rows
from generator.illustrate.parts import SIDES, SUFFIX, Bools, Floats
from generator.illustrate.props import BACKDROPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.illustrate.drawing import Drawing
    from generator.illustrate.figure import Figure
    from generator.illustrate.scene import Scene

MISS: Final = 0.06  # dm between a wrist and where it should be
WRIST: Final = 60.0
PROPPED_WRIST: Final = 95.0  # a hand that carries weight on the floor lies flat under the arm
TWIST: Final = 125.0  # forearm, from thumb forward; beyond it the skin wrings
# Joint limits in degrees: lowest flexion, highest flexion, tilt, turn.
NECK_LIMITS: Final = (-65.0, 65.0, 50.0, 85.0)
TRUNK_LIMITS: Final = (-35.0, 75.0, 45.0, 65.0)
ELBOW: Final = (-4.0, 150.0)
KNEE: Final = 150.0
HIP: Final = 135.0
JAW: Final = {"open_mm": 52.0, "forward_mm": 11.0, "shift_mm": 13.0}
COVERED: Final = 0.02  # share of an arrow that may lie over a hand or the face's features
VISIBLE: Final = 0.10  # share of a muscle's surface that must be seen
LEAST_TINT: Final = 0.02  # square dm of tint that an eye still finds
AT_REST: Final = (
    "lap",
    "thigh",
    "knee",
    "table",
    "bed",
)  # a hand there may lie below a close frame
BYTES: Final = 15_000
BYTES_BODY: Final = 20_000


def problems_of(scene: Scene, drawing: Drawing | None = None) -> list[str]:
    """All reasons why a drawing must not ship; the figure must still be in the scene's pose."""
    found = [*hands(scene), *joints(scene), *collisions(scene)]
    if drawing is not None:
        found += [*arrows_clear(scene, drawing), *highlights_seen(scene, drawing)]
        found += [*not_cut(scene), *small(scene, drawing)]
    return found


# --- The skeleton -------------------------------------------------------------------------------


def hands(scene: Scene) -> Iterator[str]:
    """Hands reach their targets, with wrists that a person has."""
    posture = scene.posture
    if posture is None:
        return
    for side, reach in sorted(posture.reaches.items()):
        touch = posture.touches.get(side)
        where = f" ({touch.target})" if touch else ""
        if reach.residual > MISS:
            yield f"the {side} hand misses its target{where} by {reach.residual * 10:.1f} cm"
        propped = touch is not None and touch.target == "floor"
        if reach.bend > (PROPPED_WRIST if propped else WRIST):
            yield f"the {side} wrist bends {reach.bend:.0f}°{where}"
        if abs(reach.twist) > TWIST:
            yield f"the {side} forearm is twisted {abs(reach.twist):.0f}°{where}"


def joints(scene: Scene) -> Iterator[str]:
    """No joint goes beyond what a person can do."""
    f = scene.figure
    if f is None:
        return
    trunk = f.rig.GR("spine01")
    yield from _bent("neck", bend_of(trunk.T @ f.rig.GR("head")), NECK_LIMITS)
    yield from _bent("trunk", bend_of(f.rig.root_R.T @ trunk), TRUNK_LIMITS)
    for side in SIDES:
        elbow = arm_facts(f, side)["elbow"]
        if elbow > ELBOW[1]:
            yield f"the {side} elbow bends {elbow:.0f}°"
        thigh, shin = (_along(f, bone + SUFFIX[side]) for bone in ("upperleg01", "lowerleg01"))
        knee = _angle(thigh, shin)
        hip = _angle(thigh, -f.rig.root_R[:, 1])
        if knee > KNEE:
            yield f"the {side} knee bends {knee:.0f}°"
        if hip > HIP:
            yield f"the {side} hip bends {hip:.0f}°"
    for name, most in JAW.items():
        amount = abs(float(getattr(f.face, name)))
        if amount > most:
            yield f"the jaw: {name} is {amount:g}, more than {most:g}"


def _bent(
    what: str, bend: dict[str, float], limits: tuple[float, float, float, float]
) -> Iterator[str]:
    low, high, tilt, turn = limits
    if not low <= bend["flex"] <= high:
        yield f"the {what} bends {bend['flex']:.0f}°"
    if bend["tilt"] > tilt:
        yield f"the {what} tilts {bend['tilt']:.0f}°"
    if bend["turn"] > turn:
        yield f"the {what} turns {bend['turn']:.0f}°"


def _along(f: Figure, bone: str) -> Floats:
    end = {"upperleg01": "lowerleg01", "lowerleg01": "foot"}[bone[:-2]] + bone[-2:]
    return f.rig.pos(end) - f.rig.pos(bone)


def _angle(a: Floats, b: Floats) -> float:
    cosine = np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def collisions(scene: Scene) -> Iterator[str]:
    """No arm goes through the body or a thing, no body through the ground."""
    if scene.figure is None or scene.posture is None:
        return
    yield from arm_in_body(scene.figure, scene.posture)
    yield from arm_in_things(scene.figure, scene.posture, scene.props)
    yield from body_in_ground(scene.figure)


# --- The picture --------------------------------------------------------------------------------


def _pixels(scene: Scene, drawing: Drawing, rows: Bools, grow: float = 0.07) -> Bools:
    """The visible pixels (h, w) of some of the body's vertices (n,): by their places at rest."""
    from scipy.spatial import cKDTree  # noqa: PLC0415

    assert scene.figure is not None  # noqa: S101 - the callers have one
    buffers = drawing.buffers
    skin = (buffers.part == 0) & np.isfinite(buffers.rest[..., 0])
    mask: Bools = np.zeros(skin.shape, dtype=bool)
    if rows.any() and skin.any():
        far, _ = cKDTree(scene.figure.rest[rows]).query(
            buffers.rest[skin], distance_upper_bound=grow
        )
        mask[skin] = np.isfinite(far)
    return mask


def arrows_clear(scene: Scene, drawing: Drawing) -> Iterator[str]:
    """No arrow covers a hand or the features of the face."""
    f = scene.figure
    if f is None or not drawing.arrows:
        return
    kept = {f"the {side} hand": _pixels(scene, drawing, hand_rows(f, side)) for side in SIDES}
    kept["the face"] = _pixels(scene, drawing, face_rows(f))
    for number, arrow in enumerate(drawing.arrows, 1):
        mask = _fitted(arrow.mask, drawing.buffers.part.shape)
        for what, pixels in kept.items():
            share = float((mask & pixels).sum()) / max(int(mask.sum()), 1)
            if share > COVERED:
                yield f"arrow {number} covers {what}"


def _fitted(mask: Bools, shape: tuple[int, ...]) -> Bools:
    """A mask with the bleed cut off, if it has one."""
    if mask.shape == shape:
        return mask
    down, right = ((a - b) // 2 for a, b in zip(mask.shape, shape, strict=True))
    return mask[down : down + shape[0], right : right + shape[1]]


def highlights_seen(scene: Scene, drawing: Drawing) -> Iterator[str]:
    """Each highlighted muscle can be seen, on at least one side where both were asked for."""
    best: dict[str, tuple[float, int]] = {}
    for seen in drawing.highlights:
        best[seen.name] = max(best.get(seen.name, (0.0, 0)), (seen.share, seen.visible))
    for name, (share, pixels) in best.items():
        if share < VISIBLE or pixels < LEAST_TINT * scene.camera.ppd**2:
            yield f"the muscle {name} cannot be seen ({share:.0%} of it): turn the camera"


def not_cut(scene: Scene) -> Iterator[str]:
    """The frame cuts neither the head nor a hand that acts, nor a thing if all is shown."""
    f = scene.figure
    if f is None:
        return
    head = f.body_posed[(f.rest[:, 1] > f.eye_y - 1.0) & (f.arm_weight < 0.1)]  # noqa: PLR2004
    if _outside(scene, head):
        yield "the frame cuts the head"
    asked = scene.facts.get("hands", {})
    for side in SIDES:
        rows = finger_rows(f, side) if scene.level else hand_rows(f, side)
        doing = asked.get(side, {})
        resting = str(doing.get("target", "")).startswith(AT_REST) and not scene.whole
        if doing.get("asked") and not resting and _outside(scene, f.body_posed[rows]):
            yield f"the frame cuts the {side} hand"
    for number, arrow in enumerate(scene.arrows, 1):
        if _outside(scene, arrow.points):
            yield f"the frame cuts arrow {number}"
    if not scene.whole:
        return
    for part in scene.props:
        if not part.name.startswith(BACKDROPS) and _outside(scene, part.posed):
            yield f"the frame cuts the {part.name}"


def _outside(scene: Scene, points: Floats) -> bool:
    flat = scene.camera.plane(points)
    x0, y0, x1, y1 = scene.camera.box
    low, high = flat.min(axis=0), flat.max(axis=0)
    return bool(low[0] < x0 or low[1] < y0 or high[0] > x1 or high[1] > y1)


def small(scene: Scene, drawing: Drawing) -> Iterator[str]:
    """The file is small enough to travel in every handout."""
    most = BYTES_BODY if scene.whole else BYTES
    if drawing.size > most:
        yield f"the file has {drawing.size:,} bytes, more than {most:,}"
