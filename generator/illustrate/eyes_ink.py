"""An eye seen from the side: lids that open forward, and the iris as a wedge between them.

What a projection gives there is a sliver of the eyeball behind a stub of a lid; a drawn eye is
larger and clearer. It is built on the places of the lids' own lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.bezier import evaluate
from generator.illustrate.parts import SIGN
from generator.illustrate.vectors import curves

if TYPE_CHECKING:
    from generator.illustrate.buffers import View
    from generator.illustrate.fills import Quality
    from generator.illustrate.parts import Curve, Floats, Ints, Side
    from generator.illustrate.scene import Scene

SIDEWAYS: Final = 0.34  # gaze towards the viewer, as a cosine; what is less is a profile
TURNED: Final = 0.62  # the same; with less, the nose hides most of the far eye
OPEN_LEAST: Final = 0.05  # dm between the lids; less is a closed eye
LARGER: Final = 1.25  # than the eyeball's sliver
LONGER: Final = 1.15  # from the corner to the front: the lids are longer than they are apart
STEPS: Final = 16


@dataclass(frozen=True, eq=False)
class ProfileEye:
    """Lines (k, 2) in pixels of the buffers; `white` and `iris` are closed."""

    upper: Floats
    lower: Floats
    white: Floats
    iris: Floats

    def tints(self, quality: Quality) -> tuple[str, str]:
        """The paths of the white and the iris."""
        white, iris = (
            quality.pen.path(curves(ring, 0.5 * quality.error, closed=True), closed=True)
            for ring in (self.white, self.iris)
        )
        return white, iris


def far_eye(scene: Scene) -> tuple[Side, ...]:
    """The eye behind the bridge of the nose, if the face is turned so far: a blot at most."""
    figure = scene.figure
    if figure is None:
        return ()
    head = scene.camera.R @ figure.rig.GR("head")
    if abs(float(head[2, 2])) > TURNED:
        return ()
    return ("right" if head[2, 0] > 0 else "left",)


def profile_eye(scene: Scene, view: View) -> ProfileEye | None:
    """The near eye of a face in profile, unless it is closed."""
    figure = scene.figure
    if figure is None:
        return None
    turn = (scene.camera.R @ figure.rig.GR("head"))[2]
    if abs(float(turn[2])) > SIDEWAYS:
        return None
    side: Side = "left" if turn[0] > 0 else "right"
    body = scene.parts[0]
    head = scene.camera.R @ figure.rig.GR("head")
    # Axes in the picture: y points down there.
    forward = np.array([head[0, 2], -head[1, 2]])
    forward /= np.linalg.norm(forward)
    up = np.array([head[0, 1], -head[1, 1]])
    up /= np.linalg.norm(up)
    lids = {
        curve.name: view.project(curve.at(body.posed, body.triangles))[:, :2]
        for curve in figure.curves
        if curve.name in ("lid", "lower_lid") and _of(curve, figure.rest, figure.triangles, side)
    }
    top, bottom = (line[np.argmax(line @ forward)] for line in (lids["lid"], lids["lower_lid"]))
    corner = lids["lid"][-2]
    high, deep = float((top - bottom) @ up), float((top - corner) @ forward)
    if high < OPEN_LEAST * scene.camera.ppd:
        return None
    high, deep = LARGER * high, max(LARGER * deep, LONGER * LARGER * high)
    return _drawn(0.5 * (top + bottom), forward, up, high, deep)


def _of(curve: Curve, rest: Floats, triangles: Ints, side: Side) -> bool:
    return bool(SIGN[side] * curve.at(rest, triangles)[:, 0].mean() > 0)


def _drawn(middle: Floats, forward: Floats, up: Floats, high: float, deep: float) -> ProfileEye:
    """The eye whose lids stand `high` pixels apart in front, `deep` pixels before its corner."""

    def place(points: list[tuple[float, float]]) -> Floats:
        along, above = np.array(points).T
        return middle + np.outer(along * deep, forward) + np.outer(above * high, up)

    upper = _bent(place([(-1.0, -0.12), (-0.55, 0.52), (-0.25, 0.62), (0.02, 0.5)]))
    lash = _bent(place([(0.02, 0.5), (0.1, 0.46), (0.16, 0.48), (0.24, 0.58)]))
    lower = _bent(place([(-0.86, -0.22), (-0.6, -0.42), (-0.3, -0.5), (-0.06, -0.48)]))
    cornea = _bent(place([(0.02, 0.5), (0.1, 0.2), (0.08, -0.2), (-0.06, -0.48)]))
    back = _bent(place([(-0.14, -0.45), (-0.42, -0.3), (-0.42, 0.3), (-0.22, 0.54)]))
    white = np.vstack([upper, cornea[1:], lower[::-1][1:]])
    return ProfileEye(np.vstack([upper, lash[1:]]), lower, white, np.vstack([cornea, back]))


def _bent(handles: Floats) -> Floats:
    """Points (k, 2) along a Bezier curve."""
    return evaluate(handles, np.linspace(0.0, 1.0, STEPS))
