"""What lies over or in a mouth: finer lines, lines between the front teeth, a mirror's tape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage
from skimage import measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.illustrate.buffers import Buffers, View
    from generator.illustrate.fills import Quality
    from generator.illustrate.parts import Bools
    from generator.illustrate.scene import Scene

RIM: Final = 0.05  # dm round what shows of the mouth's inside
GAPS: Final = (-0.085, 0.0, 0.085)  # dm from the midline: between the front teeth
GAP_LEAST: Final = 0.02  # dm; what shows of the teeth is else too low for lines


def mouth_zone(buffers: Buffers, ppd: float) -> Bools:
    """The pixels of an open mouth and the lips round it (h, w): its lines lie close together."""
    inside = buffers.of("mouth", "teeth", "teeth_inside", "tongue")
    if not inside.any():
        return inside
    near: Bools = ndimage.distance_transform_edt(~inside) < RIM * ppd
    return near


def teeth_lines(scene: Scene, buffers: Buffers, quality: Quality) -> Iterator[str]:
    """Lines between the front teeth in close-ups: they say how far a jaw has moved aside."""
    if not scene.level:
        return
    for number, part in enumerate(scene.parts):
        if not part.name.endswith("_teeth"):
            continue
        teeth = buffers.parts([number]) & buffers.of("teeth")
        across = np.where(teeth, buffers.rest[..., 0], np.nan)
        for gap in GAPS:
            for line in measure.find_contours(across, gap):  # type: ignore[no-untyped-call]
                ends = line[[0, -1], ::-1] + 0.5
                if np.linalg.norm(ends[1] - ends[0]) > GAP_LEAST * quality.ppd:
                    yield quality.pen.path([np.linspace(ends[0], ends[1], 4)])


def tape_zone(scene: Scene, buffers: Buffers) -> Bools:
    """The pixels (h, w) of a mirror's tape and beside it: it is a tint without edges."""
    tape = [number for number, part in enumerate(scene.parts) if part.name == "tape"]
    found: Bools = buffers.parts(tape) if tape else np.zeros(buffers.part.shape, bool)
    return ndimage.binary_dilation(found) if tape else found


def tape_paths(scene: Scene, view: View, quality: Quality) -> Iterator[str]:
    """The tape over the face: the glass is before it, but no line of the face may break there."""
    for part in scene.parts:
        if part.name == "tape":
            points = view.project(part.posed)[:, :2]
            (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
            corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
            sides = [
                np.linspace(one, two, 4)
                for one, two in zip(corners, np.roll(corners, -1, axis=0), strict=True)
            ]
            yield quality.pen.path(sides, closed=True)
