"""In the mouth: a look into it from the right, drawn on the cheek, and flat wooden sticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.curves import spline
from generator.illustrate.mesh import grid_triangles
from generator.illustrate.props import APART, prop, resampled

if TYPE_CHECKING:
    from generator.illustrate.parts import Floats, Part
    from generator.illustrate.props import Site
    from generator.model.figure_things import TeethSpec

# Each point: forward and up (dm) from the upper incisors' edge, and how far it follows the jaw.
# A shape lies between two lines that run from the front to the back.
Line = tuple[tuple[float, float, float], ...]
PALATE: Final[Line] = (
    *((0.0, 0.06, 0), (-0.05, 0.11, 0), (-0.11, 0.16, 0), (-0.19, 0.25, 0), (-0.32, 0.30, 0)),
    *((-0.47, 0.29, 0), (-0.60, 0.22, 0), (-0.68, 0.08, 0), (-0.72, -0.15, 0), (-0.73, -0.48, 0)),
)
FLOOR: Final[Line] = (
    *(
        (0.0, -0.07, 1),
        (-0.05, -0.10, 1),
        (-0.10, -0.14, 1),
        (-0.17, -0.18, 1),
        (-0.26, -0.22, 0.8),
    ),
    *(
        (-0.36, -0.26, 0.5),
        (-0.45, -0.31, 0.25),
        (-0.52, -0.37, 0.1),
        (-0.57, -0.43, 0),
        (-0.60, -0.48, 0),
    ),
)
TONGUE_TOP: Final[Line] = (
    *(
        (-0.085, 0.075, 0),
        (-0.13, 0.135, 0),
        (-0.20, 0.215, 0),
        (-0.32, 0.262, 0),
        (-0.46, 0.25, 0),
    ),
    *((-0.57, 0.18, 0), (-0.63, 0.04, 0), (-0.655, -0.15, 0), (-0.66, -0.30, 0), (-0.66, -0.48, 0)),
)
TONGUE_BELOW: Final[Line] = (
    *(
        (-0.085, 0.055, 0),
        (-0.12, 0.02, 0.2),
        (-0.16, -0.05, 0.6),
        (-0.20, -0.13, 1),
        (-0.27, -0.20, 0.8),
    ),
    *(
        (-0.36, -0.25, 0.5),
        (-0.45, -0.30, 0.25),
        (-0.52, -0.36, 0.1),
        (-0.57, -0.42, 0),
        (-0.60, -0.48, 0),
    ),
)
UPPER_TOOTH: Final[tuple[Line, Line]] = (
    ((0.055, 0.19, 0), (0.05, 0.09, 0), (0.03, 0.0, 0)),
    ((-0.055, 0.19, 0), (-0.04, 0.09, 0), (-0.015, 0.0, 0)),
)
LOWER_TOOTH: Final[tuple[Line, Line]] = (
    ((0.01, -0.18, 1), (0.03, -0.09, 1), (0.02, 0.0, 1)),
    ((-0.09, -0.18, 1), (-0.055, -0.09, 1), (-0.02, 0.0, 1)),
)
OUTWARD: Final = 1.3  # dm to the right of the middle: before the cheek
COUNT: Final = 60

STICK: Final = 0.036  # dm thick at least; finer lines would run together
STICK_HALF: Final = 0.09  # dm: half its width
STICK_ENDS: Final = (-0.12, 0.62)  # dm before the teeth
SPACER_MORE: Final = 0.25  # dm that a single stick reaches farther: it is thin


def mouth_inside(site: Site) -> list[Part]:
    """Palate, raised tongue and front teeth, cut in the middle, as seen from the right."""
    f = site.figure
    head = f.rig.GR("head")
    parts = {part.name: part for part in f.parts()}
    upper = teeth_edge(parts["upper_teeth"].posed, -1, head)
    jaw = (teeth_edge(parts["lower_teeth"].posed, 1, head) - upper) @ head

    def shape(name: str, lines: tuple[Line, Line], fill: str, layer: int) -> Part:
        ring = [_along(line, jaw, -OUTWARD - 0.02 * layer) for line in lines]
        points = np.stack(ring, axis=1).reshape(-1, 3) @ head.T + upper
        return prop(name, points, grid_triangles(COUNT, 2), fill)

    return [
        shape("mouth_hollow", (PALATE, FLOOR), "mouth", 0),
        shape("mouth_tongue", (TONGUE_TOP, TONGUE_BELOW), "tongue", 1),
        shape("mouth_upper_tooth", UPPER_TOOTH, "teeth", 2),
        shape("mouth_lower_tooth", LOWER_TOOTH, "teeth", 2),
    ]


def _along(line: Line, jaw: Floats, x: float) -> Floats:
    """A smooth line (COUNT, 3) in the head's directions; the jaw's points go along with it."""
    table = np.array(line)
    flat = table[:, :2] + table[:, 2:] * jaw[[2, 1]]
    smooth = spline(flat, 4 * COUNT)
    return resampled(np.column_stack([np.full(len(smooth), x), smooth[:, 1], smooth[:, 0]]), COUNT)


def sticks(site: Site, spec: TeethSpec) -> list[Part]:
    """Flat wooden sticks that fill the gap between the incisors, reaching forward."""
    f = site.figure
    parts = {part.name: part for part in f.parts()}
    head = f.rig.GR("head")
    upper, lower = (
        teeth_edge(parts[name].posed, sign, head)
        for name, sign in (("upper_teeth", -1), ("lower_teeth", 1))
    )
    gap = float((upper - lower) @ head[:, 1])
    thick = spec.thick_mm / 100 if spec.thick_mm else gap
    count = max(1, round(thick / STICK))
    made = []
    for index in range(count):
        low = lower + head[:, 1] * (gap - thick) / 2 + head[:, 1] * thick * index / count
        part = _stick(thick / count, SPACER_MORE if count == 1 else 0.0)
        part.posed = part.posed @ head.T + low
        made.append(part)
    return made


def _stick(thick: float, more: float) -> Part:
    """One stick along z on the ground, its front end round: a square one looks like a tooth."""
    back, front = STICK_ENDS[0], STICK_ENDS[1] + more
    turn = np.linspace(0.0, np.pi, COUNT // 3)
    bow = np.column_stack([np.cos(turn), np.sin(turn)]) * STICK_HALF + [0.0, front - STICK_HALF]
    ring = np.vstack([bow, [[-STICK_HALF, back], [STICK_HALF, back]]])
    count = len(ring)
    low, high = (np.insert(ring, 1, y, axis=1) for y in (0.0, thick))
    rim = np.stack([low, high], axis=1).reshape(-1, 3)
    fan = np.array([[0, k, k + 1] for k in range(1, count - 1)])
    # As in a box, each face stands apart in rest space, so that its edges are drawn.
    faces = [(low, fan), (high, fan[:, ::-1]), (rim, grid_triangles(count, 2))]
    first = np.cumsum([0, *(len(face) for face, _ in faces)])
    made = prop(
        "stick",
        np.vstack([face for face, _ in faces]),
        np.vstack([rows + start for (_, rows), start in zip(faces, first, strict=False)]),
        "wood",
    )
    made.rest = np.vstack(
        [face + np.array([APART * n, 0.0, 0.0]) for n, (face, _) in enumerate(faces)]
    )
    return made


def teeth_edge(points: Floats, sign: int, head: Floats) -> Floats:
    """The middle of the front teeth's biting edge (3,)."""
    local = points @ head
    front = local[:, 2] > local[:, 2].max() - 0.12
    middle = np.abs(local[:, 0] - local[:, 0].mean()) < 0.06  # noqa: PLR2004
    near = local[front & middle]
    edge = near[(near[:, 1] * sign).argmax()].copy()
    edge[0] = local[:, 0].mean()
    world: Floats = head @ edge
    return world
