"""The face in lines: lids, brows, nose, lips, ears and chin, found on the neutral face at rest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter1d

from generator.illustrate.curves import Caster, drawn, mirrored, spline
from generator.illustrate.parts import SIDES, SIGN, Curve, Floats, Side

SEAM_STEP: Final = 0.01
SEAM_REACH: Final = 0.34
SEAM_DEPTH: Final = 0.5
UPPER_LIP: Final = ((0.0, 0.09), (0.035, 0.105), (0.09, 0.085), (0.2, 0.01))
LOWER_LIP: Final = ((0.0, -0.10), (0.07, -0.095), (0.14, -0.06), (0.2, 0.0))
LID_STEP: Final = 0.008
LID_SMOOTH: Final = 1.7


@dataclass(frozen=True, eq=False)
class FaceMarks:
    """Heights (y) on the midline: nose tip, below the nose, lips' seam, fold under the lower lip.

    `seam_line` (k, 3) follows the seam to the left corner: x, y, and how deep the groove is.
    """

    tip: float
    below_nose: float
    seam: float
    fold: float
    seam_line: Floats

    @property
    def corner(self) -> float:
        """How far (x) the mouth's corner is from the midline."""
        return float(self.seam_line[-1, 0])


def face_marks(front: Caster, eye_y: float) -> FaceMarks:
    """Read the midline's profile: the nose is its peak, the hollows below are the rest."""
    heights = np.arange(eye_y + 0.3, eye_y - 1.3, -0.01)
    profile = front.near(np.column_stack([np.zeros(len(heights)), heights]))
    nose = (heights < eye_y - 0.1) & (heights > eye_y - 0.6)
    peak = int(np.nanargmax(np.where(nose, profile, -9.0)))
    smooth = gaussian_filter1d(profile, 1.5)
    hollows = [
        float(heights[i])
        for i in range(peak + 3, len(heights) - 3)
        if smooth[i] < smooth[i - 1] and smooth[i] <= smooth[i + 1]
    ]
    below, seam, fold = hollows[:3]
    return FaceMarks(float(heights[peak]), below, seam, fold, _seam_line(front, seam))


def _seam_line(front: Caster, seam: float) -> Floats:
    """Follow the groove between the lips outward until it is shallow: the corner."""
    rows, y = [], seam
    for x in np.arange(0.0, SEAM_REACH, SEAM_STEP):
        heights = np.arange(y + 0.05, y - 0.05, -0.002)
        depth = front.near(np.column_stack([np.full(len(heights), x), heights]))
        lowest = int(np.nanargmin(gaussian_filter1d(depth, 2)))
        y = float(heights[lowest])
        rows.append((x, y, 0.5 * (depth[0] + depth[-1]) - depth[lowest]))
    line = np.array(rows)
    return line[line[:, 2] > SEAM_DEPTH]


def lid_edges(both: Caster, body_triangles: int, eye: Floats) -> tuple[Floats, Floats]:
    """The upper and lower lid's edge (k, 2) in the front view, by where the eyeball shows.

    `both` casts onto the body's triangles, `body_triangles` many, and then the eyeballs'.
    """
    xs = np.arange(eye[0] - 0.3, eye[0] + 0.3, LID_STEP)
    ys = np.arange(eye[1] + 0.2, eye[1] - 0.2, -LID_STEP / 2)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1)
    ball = (both.hit(grid.reshape(-1, 2)).tri >= body_triangles).reshape(len(ys), len(xs))
    columns = np.flatnonzero(ball.any(0))
    upper = ys[ball[:, columns].argmax(0)]
    lower = ys[len(ys) - 1 - ball[::-1, columns].argmax(0)]
    smooth = [gaussian_filter1d(edge, LID_SMOOTH, mode="nearest") for edge in (upper, lower)]
    return np.column_stack([xs[columns], smooth[0]]), np.column_stack([xs[columns], smooth[1]])


def eye_curves(
    front: Caster, lids: dict[Side, tuple[Floats, Floats]], eye_y: float
) -> Iterator[Curve]:
    """Lids, the crease above them, and brows."""
    for side in SIDES:
        sign = SIGN[side]
        upper, lower = (edge[::sign] for edge in lids[side])  # from the nose outward
        line = upper + np.array([0.0, 0.010])
        tail = line[-1] + np.array([sign * 0.025, -0.004])
        yield drawn(front, np.vstack([line, tail]), "lid", 2.0)
        yield drawn(front, (lower - [0.0, 0.006])[len(lower) // 3 :], "lower_lid", 0.9)
        yield drawn(front, upper[3::2] + np.array([0.0, 0.055]), "crease", 0.8, 1)
        top = [(0.135, 0.240), (0.23, 0.263), (0.35, 0.256), (0.475, 0.190)]
        bottom = [(0.475, 0.183), (0.35, 0.222), (0.23, 0.220), (0.132, 0.200)]
        outline = [spline(mirrored(edge, sign, eye_y), 20) for edge in (top, bottom)]
        yield drawn(front, np.vstack(outline), "brow", 0.0, kind="fill")


def nose_curves(front: Caster, marks: FaceMarks) -> Iterator[Curve]:
    """The wings of the nose and the nostrils."""
    tip, below = marks.tip, marks.below_nose
    for side in SIDES:
        sign = SIGN[side]
        wing = [
            (0.150, tip + 0.055),
            (0.180, tip - 0.005),
            (0.172, tip - 0.065),
            (0.135, tip - 0.085),
        ]
        yield drawn(front, spline(mirrored(wing, sign)), "wing", 1.3)
        nostril = [(0.120, below + 0.052), (0.085, below + 0.066), (0.045, below + 0.045)]
        yield drawn(front, spline(mirrored(nostril, sign), 12), "nostril", 1.3)


def mouth_curves(front: Caster, marks: FaceMarks) -> Iterator[Curve]:
    """The seam, the shadow under the lower lip, and in close-ups the upper lip's bow."""
    line = marks.seam_line
    x = np.concatenate([-line[::-1, 0], line[1:, 0]])
    y = np.concatenate([line[::-1, 1], line[1:, 1]])
    middle = np.column_stack([x, y])[np.abs(x) < marks.corner - 0.03][::4]
    ends = [[side * (marks.corner + 0.040), y[-1] + 0.022] for side in (-1, 1)]

    def along(off: float) -> Floats:
        return spline(np.vstack([ends[0], middle + np.array([0.0, off]), ends[1]]), 40)

    yield from _lips(front, marks, along)
    # Glued to the lower lip just below the gap, so that it survives a small opening.
    yield drawn(front, along(-0.012), "seam", 1.7)
    fold, seam = marks.fold, marks.seam
    under = [(-0.075, fold + 0.045), (0.0, fold + 0.03), (0.075, fold + 0.045)]
    yield drawn(front, spline(under, 12), "lower_lip", 0.9)
    yield drawn(front, _outline(UPPER_LIP, seam), "upper_lip", 0.8, 1)


def _outline(half: tuple[tuple[float, float], ...], seam: float) -> Floats:
    """A line across the mouth from right to left, given its left half above the seam."""
    points = [(-x, y) for x, y in half[:0:-1]] + list(half)
    return spline(np.array(points) + np.array([0.0, seam]), 30)


def _lips(front: Caster, marks: FaceMarks, along: Callable[[float], Floats]) -> Iterator[Curve]:
    """Tinted lips; each is glued to its own side of the seam, so that an open mouth parts them."""
    for half, off in ((UPPER_LIP, 0.004), (LOWER_LIP, -0.012)):
        outline = np.vstack([_outline(half, marks.seam), along(off)[::-1]])
        yield drawn(front, outline, "lips", 0.0, kind="fill")


def ear_curves(views: dict[Side, Caster], low: Floats, high: Floats) -> Iterator[Curve]:
    """The rim and the bowl of each ear, drawn in the side view between its corners (y, z)."""
    helix = [(0.66, 0.66), (0.60, 0.84), (0.40, 0.90), (0.20, 0.78), (0.17, 0.55), (0.27, 0.32)]
    concha = [(0.40, 0.66), (0.30, 0.50), (0.36, 0.30), (0.52, 0.24), (0.62, 0.36)]
    size = high - low
    for side, caster in views.items():
        for name, shape, count in (("helix", helix, 26), ("concha", concha, 20)):
            forward, up = np.array(shape).T
            across = -SIGN[side] * (low[1] + forward * size[1])
            points = np.column_stack([across, low[0] + up * size[0]])
            yield drawn(caster, spline(points, count), name, 1.1)


def chin_curves(front: Caster, marks: FaceMarks) -> Iterator[Curve]:
    """Where the chin turns under, for views from the front."""
    points = []
    for x in np.linspace(-0.36, 0.36, 25):
        heights = np.arange(marks.seam - 0.12, marks.seam - 0.95, -0.004)
        depth = gaussian_filter1d(
            front.near(np.column_stack([np.full(len(heights), x), heights])), 2
        )
        falling = np.flatnonzero(np.gradient(depth, -heights) < -2.2)  # noqa: PLR2004 - steeply
        if len(falling):
            points.append((x, heights[falling[0]]))
    if len(points) > 8:  # noqa: PLR2004 - too few make no line
        line = np.array(points)
        line[:, 1] = gaussian_filter1d(line[:, 1], 2)
        yield drawn(front, spline(line[::2], 40), "chin", 1.7)


def neck_curves(front: Caster, collarbone: float) -> Iterator[Curve]:
    """The collarbones and the two cords of the neck; `collarbone` is the height of their joint."""
    bone = [(0.09, 0.12), (0.30, 0.10), (0.55, 0.14), (0.8, 0.26)]
    cord = [(0.10, 0.20), (0.15, 0.42), (0.22, 0.66), (0.30, 0.88)]
    for side in SIDES:
        for name, shape in (("clavicle", bone), ("sternomastoid", cord)):
            points = mirrored(shape, SIGN[side], collarbone)
            yield drawn(front, spline(points, 20), name, 1.0)


def inside_mouth(front: Caster, marks: FaceMarks, points: Floats) -> Floats:
    """A field (n,) over the body's rest points: > 0 on what the closed lips hide.

    A point is inside if it lies behind what is seen at its place from the front. The seam itself
    looks into the mouth, so points beside it are measured by the lips above and below.
    """
    near = (
        (np.abs(points[:, 0]) < 0.34)  # noqa: PLR2004
        & (np.abs(points[:, 1] - marks.seam) < 0.45)  # noqa: PLR2004
        & (points[:, 2] > float(front.near([[0.0, marks.seam + 0.05]])[0]) - 1.15)
    )
    rows = np.flatnonzero(near)
    field = np.full(len(points), -1.0)
    field[rows] = front.near(points[rows, :2]) - points[rows, 2] - 0.055
    beside = rows[np.abs(points[rows, 1] - marks.seam) < 0.03]  # noqa: PLR2004
    for_lips = [
        front.near(np.column_stack([points[beside, 0], np.full(len(beside), marks.seam + off)]))
        for off in (0.05, -0.06)
    ]
    field[beside] = np.max(for_lips, axis=0) - points[beside, 2] - 0.10
    known: Floats = np.nan_to_num(field, nan=-1.0)
    return known


def chin_point(points: Floats, marks: FaceMarks) -> Floats:
    """The chin's tip (3,) at rest: what lies farthest down and forward below the lip's fold."""
    below = (points[:, 1] < marks.fold) & (points[:, 1] > marks.fold - 0.5)
    middle = points[below & (np.abs(points[:, 0]) < 0.02)]  # noqa: PLR2004
    tip: Floats = middle[np.argmax(0.7 * middle[:, 2] - middle[:, 1])]
    return tip
