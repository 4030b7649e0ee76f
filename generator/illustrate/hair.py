"""Combed-back hair with a knot on the crown, or short hair: a cap over the scalp, strands."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.spatial import cKDTree

from generator.illustrate.clothes import smoothstep
from generator.illustrate.mesh import ellipsoid
from generator.illustrate.parts import Floats, Ints, Strand
from generator.illustrate.rotations import unit

Hair: TypeAlias = Literal["bun", "short"]
HAIRLINE_TURN: Final = (0, 18, 38, 52, 62, 72, 84, 98, 108, 118, 140, 180)
HAIRLINE_HEIGHT: Final = (
    0.70,
    0.685,
    0.60,
    0.46,
    0.33,
    0.21,
    0.16,
    0.13,
    -0.05,
    -0.32,
    -0.50,
    -0.55,
)
"""The hairline: degrees away from straight ahead, and head heights (eye to top) above the eyes."""
THIN: Final = 0.012
THICK: Final = 0.14
GROWTH: Final = 0.55
"""Decimetres: the hair is THIN at the hairline and THICK more at this height above it."""
OVERLAP: Final = 0.12
SPREAD: Final = 0.5
EAR_STEPS: Final = 5
EAR_EDGE: Final = 0.30
BUN_RADII: Final = (0.42, 0.36, 0.38)
BUN_PLACE: Final = (0.99, 0.38)
"""The knot's height in head heights above the eyes, and decimetres in front of the skull's back.

High on the crown it is seen from the front, and it clears a pillow and a hand behind the head.
"""
# Azimuth of each strand at the hairline, and the part of the way to the knot that is drawn.
STRANDS: Final = (
    *((12, 0.06, 0.62), (-12, 0.04, 0.60), (38, 0.08, 0.66), (-38, 0.08, 0.66)),
    *((66, 0.12, 0.72), (-66, 0.12, 0.72), (100, 0.10, 0.75), (-100, 0.10, 0.75)),
    *((135, 0.10, 0.70), (-135, 0.10, 0.70), (165, 0.12, 0.70), (-165, 0.12, 0.70)),
)
STRAND_POINTS: Final = 26


@dataclass(frozen=True, eq=False)
class Skull:
    """What of the head others build on, at rest, in decimetres.

    `eye_y` and `top` are heights, `back` and `front` the skull's depth (z); `centre` (3,) lies
    between them a little above the eyes.
    """

    eye_y: float
    top: float
    back: float
    front: float
    centre: Floats

    @property
    def height(self) -> float:
        """From the eyes to the top: the measure of this head."""
        return self.top - self.eye_y


def skull_of(vertices: Floats, eye_y: float) -> Skull:
    """The skull of a body's vertices (n, 3)."""
    top = float(vertices[:, 1].max())
    above = vertices[vertices[:, 1] > eye_y + 0.2 * (top - eye_y)]
    back, front = float(above[:, 2].min()), float(above[:, 2].max())
    centre = np.array([0.0, eye_y + 0.25 * (top - eye_y), 0.5 * (back + front)])
    return Skull(eye_y, top, back, front, centre)


def hair_field(skull: Skull, points: Floats, ears: Floats) -> Floats:
    """How far (n,) rest points lie inside the hairline; `ears` (n,), blurred, stay free."""
    away = points - skull.centre
    azimuth = np.degrees(np.abs(np.arctan2(away[:, 0], away[:, 2])))
    line = PchipInterpolator(HAIRLINE_TURN, HAIRLINE_HEIGHT)(azimuth)
    above = points[:, 1] - (skull.eye_y + skull.height * line)
    field: Floats = np.minimum(above, EAR_EDGE - ears)
    return field


def cap_triangles(skull: Skull, points: Floats, triangles: Ints, field: Floats) -> Ints:
    """The triangles of the scalp, with a rim around the hairline."""
    keep = (field > -SPREAD) & (points[:, 1] > skull.eye_y - 1.3 * skull.height)
    scalp: Ints = triangles[keep[triangles].all(1)]
    return scalp


def bald_field(field: Floats) -> Floats:
    """The field (n,) of the head's skin that shows beside the hair."""
    return OVERLAP - field


def combed(body: Floats, normals: Floats, field: Floats) -> Floats:
    """The posed hair's vertices (n, 3): the scalp lifted off."""
    lifted: Floats = body + normals * (THIN + THICK * smoothstep(field / GROWTH))[:, None]
    return lifted


def bun_centre(skull: Skull) -> Floats:
    """Where the knot sits (3,)."""
    up, forward = BUN_PLACE
    return np.array([0.0, skull.eye_y + up * skull.height, skull.back + forward])


def bun(skull: Skull) -> tuple[Floats, Ints]:
    """Vertices and triangles of the knot at rest."""
    return ellipsoid(bun_centre(skull), BUN_RADII)


def strands(skull: Skull, points: Floats, field: Floats, scalp: Ints) -> list[Strand]:
    """Thin lines from the hairline towards the knot."""
    used = np.unique(scalp)
    used = used[field[used] > -0.02]  # noqa: PLR2004 - a whisker below the hairline
    middle = skull.centre + np.array([0.0, 0.1, 0.0])
    ways = points[used] - middle
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    tree = cKDTree(ways)
    goal = unit(bun_centre(skull) - middle)
    azimuth = np.degrees(np.arctan2(ways[:, 0], ways[:, 2]))
    found = []
    for turn, first, last in STRANDS:
        near = (np.abs((azimuth - turn + 180.0) % 360.0 - 180.0) < 6.0) & (  # noqa: PLR2004
            np.abs(field[used]) < OVERLAP
        )
        if not near.any():
            continue
        start = unit(ways[near].mean(0))
        angle = np.arccos(np.clip(start @ goal, -1.0, 1.0))
        share = np.linspace(first, last, STRAND_POINTS)[:, None]
        arc = (np.sin((1.0 - share) * angle) * start + np.sin(share * angle) * goal) / np.sin(angle)
        distance, index = tree.query(arc, k=3)
        weight = 1.0 / (distance + 1e-4)
        found.append(Strand(used[index], weight / weight.sum(1, keepdims=True)))
    return found
