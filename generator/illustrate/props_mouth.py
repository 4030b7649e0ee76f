"""A look into the mouth from the right: palate, tongue and front teeth, drawn on the cheek."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from generator.illustrate.curves import spline
from generator.illustrate.mesh import grid_triangles
from generator.illustrate.props import prop, resampled
from generator.illustrate.props_soft import teeth_edge

if TYPE_CHECKING:
    from generator.illustrate.parts import Floats, Part
    from generator.illustrate.props import Site

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
