"""Where muscles lie under the skin at rest: lines with a thickness, for the tint in a drawing.

Each muscle is a table of points of the left side; the right side mirrors it. A point is a joint
(or a mark of the head), how far out to the person's left, up and forward of it, and the muscle's
half width there, all in decimetres. The line is drawn to the nearest skin.
"""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

import numpy as np

from generator.illustrate.figure import Figure
from generator.illustrate.parts import SIGN, Floats, Highlight, Side

Waypoint: TypeAlias = tuple[str, float, float, float, float]
Muscle: TypeAlias = Callable[[Figure, Side], Highlight]

SAMPLES: Final = 25

NECK: Final[dict[str, tuple[Waypoint, ...]]] = {
    "upper_trapezius": (
        ("head", 0.40, -0.30, -0.55, 0.14),
        ("neck01", 0.46, 0.50, 0.02, 0.24),
        ("neck01", 0.58, 0.05, 0.05, 0.34),
        ("shoulder", -0.78, 0.50, -0.05, 0.34),
        ("shoulder", -0.43, 0.40, 0.00, 0.28),
        ("shoulder", -0.13, 0.35, 0.02, 0.12),
    ),
    "levator_scapulae": (
        ("head", 0.42, -0.35, -0.50, 0.10),
        ("neck01", 0.44, 0.45, -0.25, 0.15),
        ("neck01", 0.52, 0.05, -0.42, 0.17),
        ("neck01", 0.72, -0.61, -0.62, 0.17),
    ),
    "scalenes": (
        ("neck03", 0.46, -0.10, 0.05, 0.10),
        ("neck02", 0.46, -0.20, 0.18, 0.15),
        ("neck01", 0.48, 0.00, 0.38, 0.17),
        ("neck01", 0.58, -0.28, 0.48, 0.14),
    ),
    "sternocleidomastoid": (
        ("ear_back", -0.05, -0.08, 0.02, 0.10),
        ("neck03", 0.50, -0.25, 0.15, 0.14),
        ("neck01", 0.34, 0.10, 0.55, 0.14),
        ("neck01", 0.12, -0.42, 0.66, 0.10),
    ),
    "suboccipitals": (
        ("head", 0.10, -0.34, -0.52, 0.16),
        ("head", 0.42, -0.32, -0.40, 0.13),
    ),
    "deep_neck_flexors": (
        ("neck02", 0.13, -0.08, 0.50, 0.13),
        ("neck01", 0.14, 0.00, 0.60, 0.14),
        ("neck01", 0.13, -0.40, 0.66, 0.11),
    ),
    "neck_extensors": (
        ("head", 0.20, -0.42, -0.50, 0.14),
        ("neck01", 0.22, 0.20, -0.24, 0.18),
        ("neck01", 0.24, -0.35, -0.45, 0.18),
    ),
}
JAW: Final[dict[str, tuple[Waypoint, ...]]] = {
    "masseter": (
        ("eye", 0.31, -0.38, -0.36, 0.15),
        ("eye", 0.27, -0.82, -0.46, 0.17),
    ),
    "temporalis": (
        ("eye", 0.38, 0.30, -0.32, 0.20),
        ("eye", 0.37, 0.06, -0.30, 0.14),
    ),
    "tmj": (
        ("ear_front", 0.02, -0.32, -0.02, 0.15),
        ("ear_front", 0.02, -0.38, 0.00, 0.15),
    ),
    "jaw_openers": (
        ("chin", 0.13, -0.02, -0.12, 0.13),
        ("chin", 0.20, -0.05, -0.42, 0.14),
    ),
}
CHEST: Final[dict[str, tuple[Waypoint, ...]]] = {
    "pectoralis_major": (
        ("clavicle", 0.11, -0.68, 0.80, 0.48),
        ("clavicle", 0.66, -0.52, 0.75, 0.46),
        ("shoulder", -0.28, -0.45, 0.45, 0.36),
        ("shoulder", 0.07, -0.45, 0.30, 0.14),
    ),
    "pectoralis_minor": (
        ("shoulder", -0.42, 0.02, 0.55, 0.15),
        ("clavicle", 0.85, -0.62, 0.85, 0.24),
        ("clavicle", 0.62, -1.05, 1.20, 0.26),
    ),
    "serratus_anterior": (
        ("spine01", 1.42, 0.05, 0.45, 0.16),
        ("spine01", 1.40, -0.35, 0.65, 0.24),
        ("spine01", 1.28, -0.80, 0.85, 0.20),
    ),
    "diaphragm": (
        ("spine02", 0.05, 0.55, 1.40, 0.22),
        ("spine02", 0.60, 0.32, 1.30, 0.24),
        ("spine02", 1.15, 0.00, 0.80, 0.20),
    ),
    "abdomen": (
        ("spine02", 0.28, -0.10, 1.35, 0.34),
        ("spine03", 0.28, -0.30, 1.35, 0.36),
        ("spine04", 0.24, 0.00, 1.35, 0.28),
    ),
}
BACK: Final[dict[str, tuple[Waypoint, ...]]] = {
    "middle_trapezius": (
        ("spine01", 0.12, 0.62, -0.58, 0.36),
        ("spine01", 0.80, 0.74, -0.60, 0.30),
        ("shoulder", -0.40, 0.22, -0.50, 0.13),
    ),
    "lower_trapezius": (
        ("spine02", 0.10, 0.55, -0.40, 0.12),
        ("spine01", 0.40, -0.15, -0.55, 0.24),
        ("spine01", 0.82, 0.58, -0.62, 0.18),
    ),
    "infraspinatus": (
        ("shoulder", -0.98, -0.48, -0.85, 0.26),
        ("shoulder", -0.50, -0.33, -0.75, 0.34),
        ("shoulder", 0.02, 0.02, -0.40, 0.18),
    ),
    "thoracic_extensors": (
        ("spine01", 0.26, 0.70, -0.60, 0.18),
        ("spine01", 0.26, -0.40, -0.55, 0.21),
        ("spine02", 0.26, 0.10, -0.35, 0.19),
    ),
}
ARM: Final[dict[str, tuple[Waypoint, ...]]] = {
    "deltoid": (
        ("shoulder", -0.30, 0.32, 0.22, 0.18),
        ("shoulder", 0.22, 0.02, 0.16, 0.36),
        ("upperarm", 0.32, -0.18, 0.05, 0.15),
    ),
    "posterior_deltoid": (
        ("shoulder", -0.45, 0.22, -0.50, 0.13),
        ("shoulder", 0.08, 0.02, -0.40, 0.22),
        ("upperarm", 0.25, -0.25, -0.20, 0.13),
    ),
    "median_nerve": (
        ("neck01", 0.50, -0.15, 0.45, 0.13),
        ("shoulder", -0.20, -0.15, 0.55, 0.14),
        ("upperarm", 0.00, -0.20, 0.35, 0.13),
        ("elbow", 0.00, 0.05, 0.35, 0.10),
        ("forearm", -0.05, -0.15, 0.15, 0.10),
        ("wrist", -0.10, -0.12, 0.10, 0.10),
        ("palm", -0.10, -0.10, 0.05, 0.12),
    ),
}
JOINTS: Final = {
    "shoulder": "upperarm01.L",
    "clavicle": "clavicle.L",
    "upperarm": "upperarm02.L",
    "elbow": "lowerarm01.L",
    "forearm": "lowerarm02.L",
    "wrist": "wrist.L",
    "palm": "metacarpal2.L",
}


def anchor(figure: Figure, name: str) -> Floats:
    """A joint, or a mark of the head, of the left side at rest (3,)."""
    ears = figure.ears
    match name:
        case "eye":
            return figure.eyes["left"].copy()
        case "ear_front":
            return np.array([ears.out, ears.high, ears.front])
        case "ear_back":
            return np.array([ears.out, ears.low, ears.back])
        case "chin":
            return figure.chin.copy()
        case _:
            return figure.rig.h(JOINTS.get(name, name))


def highlight(name: str, waypoints: tuple[Waypoint, ...], figure: Figure, side: Side) -> Highlight:
    """A muscle's line on the skin of one side."""
    points = np.array([anchor(figure, at) + step for at, *step, _ in waypoints])
    radii = np.array([waypoint[-1] for waypoint in waypoints])
    points[:, 0] *= SIGN[side]
    where, knots = np.linspace(0.0, len(points) - 1.0, SAMPLES), np.arange(len(points))
    line = np.column_stack([np.interp(where, knots, points[:, axis]) for axis in range(3)])
    return figure.on_skin(line, np.interp(where, knots, radii), name)


MUSCLES: Final[dict[str, Muscle]] = {
    name: partial(highlight, name, waypoints)
    for name, waypoints in (NECK | JAW | CHEST | BACK | ARM).items()
}
"""Each muscle by name: called with a figure and a side, it gives the highlight at rest."""
