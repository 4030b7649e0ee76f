"""A face's expression: the jaw moved by millimetres, smile, eyes, lips and tongue.

MakeHuman's `jawOpen` turns the lower teeth rigidly about an axis below the joint; the skin follows
by a share of that turn. Turning further by shares instead of adding straight shifts keeps the
chin's shape when the mouth opens wide. Shapes are in decimetres, the parameters in millimetres.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

import numpy as np

from generator.illustrate.clothes import smoothstep
from generator.illustrate.model import Model
from generator.illustrate.parts import Floats

Lips: TypeAlias = Literal["closed", "apart"]
Tongue: TypeAlias = Literal["rest", "up", "out"]
MM: Final = 0.01
LIPS_MEET: Final = 4.0
"""Millimetres: up to this opening of the jaw the lips stay closed if nobody says otherwise."""
WIDEST: Final = 60.0
KIND_SMILE: Final = 0.45
KIND_BROWS: Final = 0.12
EYES_WIDE: Final = 0.25
TONGUE_WIDTH: Final = 0.9
TONGUE_BACK: Final = (0.16, 0.05)
"""Decimetres the tip lies back in a mouth that is hardly open, else it stands between the teeth;
and in one that is wide open, else nobody sees it."""
TONGUE_SUNK: Final = 0.15
UNDERSIDE: Final = 0.15
TONGUE_OUT: Final = 1.6
MIDLINE: Final = 0.005
STILL: Final = 1e-6


@dataclass(frozen=True)
class Expression:
    """What a face does. `shift_mm` is positive to the person's left; smile and eyes 0 to 1."""

    open_mm: float = 0.0
    forward_mm: float = 0.0
    shift_mm: float = 0.0
    smile: float = KIND_SMILE
    eyes_closed: float = 0.0
    lips: Lips | None = None
    tongue: Tongue = "rest"

    @property
    def lips_closed(self) -> bool:
        """Whether the lips meet."""
        return self.open_mm <= LIPS_MEET if self.lips is None else self.lips == "closed"


@dataclass(frozen=True, eq=False)
class Jaw:
    """How the jaw turns: `full` degrees for a whole `jawOpen` about an axis at `pivot` (y, z).

    `share` (n,) says how much of the turn each vertex follows, `rest` (n, 3) what the turn leaves
    unexplained of a whole `jawOpen`. `lower` and `upper` are the incisors' edges at the midline.
    """

    full: float
    pivot: Floats
    share: Floats
    rest: Floats
    lower: int
    upper: int


def unit_shift(model: Model, name: str) -> Floats:
    """A face unit as a shift (n, 3) of every vertex."""
    shift = np.zeros_like(model.vertices)
    rows, by = model.units[name]
    shift[rows] = by
    return shift


@cache
def jaw_of(model: Model) -> Jaw:
    """The turn in `jawOpen`, fitted to the lower teeth."""
    shift = unit_shift(model, "jawOpen")
    teeth = np.unique(model.groups["lower_teeth"])
    before = model.vertices[teeth][:, 1:]
    after = before + shift[teeth][:, 1:]
    left, _, right = np.linalg.svd((before - before.mean(0)).T @ (after - after.mean(0)))
    turn = (left @ right).T
    full = float(np.degrees(np.arctan2(turn[1, 0], turn[0, 0])))
    pivot = np.linalg.solve(np.eye(2) - turn, after.mean(0) - turn @ before.mean(0))
    rigid = _turned(model.vertices, pivot, np.full(len(shift), full))
    square = (rigid**2).sum(1)
    share = np.clip((shift * rigid).sum(1) / np.maximum(square, STILL), 0.0, 1.0)
    share[teeth] = 1.0
    rest = shift - _turned(model.vertices, pivot, full * share)
    return Jaw(full, pivot, share, rest, _edge(model, "lower_teeth"), _edge(model, "upper_teeth"))


def _turned(points: Floats, pivot: Floats, degrees: Floats) -> Floats:
    """The shifts (n, 3) of points turned about the left-right axis at `pivot` (y, z)."""
    y, z = (points[:, 1:] - pivot).T
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    shift: Floats = np.column_stack(
        [np.zeros(len(points)), y * cos - z * sin - y, y * sin + z * cos - z],
    )
    return shift


def _edge(model: Model, group: str) -> int:
    """The vertex of the front teeth's biting edge at the midline."""
    rows = np.unique(model.groups[group])
    place = model.vertices[rows]
    up = 1.0 if group == "lower_teeth" else -1.0
    front = (np.abs(place[:, 0]) < MIDLINE) & (place[:, 2] > place[:, 2].max() - 0.06)
    return int(rows[front][np.argmax(up * place[front, 1])])


def jaw_opened(model: Model, open_mm: float) -> Floats:
    """The shift (n, 3) of every vertex when the incisors part by so many millimetres."""
    jaw = jaw_of(model)
    gap = min(open_mm, WIDEST) * MM
    lower, upper = model.vertices[jaw.lower], model.vertices[jaw.upper]
    start, end = 0.0, 2.5 * jaw.full
    for _ in range(40):  # halving: the distance grows with the turn
        middle = 0.5 * (start + end)
        turned = _turned(lower[None], jaw.pivot, np.array([middle]))[0]
        apart = lower + turned + jaw.rest[jaw.lower] * (middle / jaw.full) - upper
        start, end = (middle, end) if np.linalg.norm(apart) < gap else (start, middle)
    turn = 0.0 if open_mm <= 0.0 else 0.5 * (start + end)
    return _turned(model.vertices, jaw.pivot, turn * jaw.share) + jaw.rest * (turn / jaw.full)


def jaw_glided(model: Model, forward_mm: float, shift_mm: float) -> Floats:
    """The shift (n, 3) of every vertex when the lower teeth glide forward and to the left."""
    jaw = jaw_of(model)
    forward = unit_shift(model, "jawForward")
    aside = unit_shift(model, "jawLeft" if shift_mm > 0 else "jawRight")
    # MakeHuman's shift aside also goes forward: take that part out again.
    amounts = np.linalg.solve(
        np.array([forward[jaw.lower][[0, 2]], aside[jaw.lower][[0, 2]]]).T,
        np.array([shift_mm, forward_mm]) * MM,
    )
    glide: Floats = amounts[0] * forward + amounts[1] * aside
    return glide


def incisor_gap(model: Model, vertices: Floats) -> Floats:
    """From the upper incisors' edge to the lower one's (3,) on posed or unposed vertices, in mm."""
    jaw = jaw_of(model)
    apart: Floats = (vertices[jaw.lower] - vertices[jaw.upper]) / MM
    return apart


# Few faces, and a drawing comes back to its own again and again.
@lru_cache(maxsize=8)
def expressed(model: Model, face: Expression) -> Floats:
    """The model's vertices (n, 3) at rest with an expression; not to be written to."""
    shape = model.vertices + jaw_opened(model, face.open_mm)
    if face.forward_mm or face.shift_mm:
        shape += jaw_glided(model, face.forward_mm, face.shift_mm)
    for name, amount in _amounts(model, face).items():
        rows, by = model.units[name]
        shape[rows] += amount * by
    _lay_tongue(model, shape, face)
    shape.flags.writeable = False
    return shape


def _amounts(model: Model, face: Expression) -> dict[str, float]:
    """How much of each plain face unit."""
    opening = jaw_turn_share(model, face.open_mm)
    amounts = dict.fromkeys(("mouthSmileLeft", "mouthSmileRight"), face.smile)
    amounts |= dict.fromkeys(("eyeBlinkLeft", "eyeBlinkRight"), face.eyes_closed)
    awake = EYES_WIDE * (1.0 - face.eyes_closed)
    amounts |= {"browInnerUp": KIND_BROWS, "eyeWideLeft": awake, "eyeWideRight": awake}
    if face.lips_closed:
        amounts["mouthClose"] = opening
    else:
        # Lips drawn off the teeth, all the more where the teeth are what one looks at.
        bared = 1.5 if face.forward_mm or face.shift_mm or face.open_mm <= LIPS_MEET else 0.6
        amounts |= dict.fromkeys(("mouthUpperUpLeft", "mouthUpperUpRight"), bared)
        amounts |= dict.fromkeys(("mouthLowerDownLeft", "mouthLowerDownRight"), bared - 0.1)
    if face.tongue == "out":
        amounts["tongueOut"] = TONGUE_OUT
    return amounts


def jaw_turn_share(model: Model, open_mm: float) -> float:
    """An opening as a share of MakeHuman's whole `jawOpen`."""
    jaw = jaw_of(model)
    whole = float(np.linalg.norm(unit_shift(model, "jawOpen")[jaw.lower])) / MM
    return max(open_mm, 0.0) / whole


def _lay_tongue(model: Model, shape: Floats, face: Expression) -> None:
    """Put the tongue inside the teeth, low in an open mouth, or its tip up to the palate.

    MakeHuman's tongue fills the whole mouth and stands through the teeth.
    """
    rows = np.unique(model.groups["tongue"])
    place = model.vertices[rows]
    deep, tip = place[:, 2].min(), place[:, 2].max()
    toward_tip = smoothstep((place[:, 2] - deep) / (tip - deep))[:, None]
    shape[rows] *= [TONGUE_WIDTH, 1.0, 1.0]
    if face.tongue == "rest":
        sunk = (0.9 + 0.25 * min(face.open_mm / 40.0, 1.0)) * TONGUE_SUNK
        back = np.interp(face.open_mm, (4.0, 20.0), TONGUE_BACK)
        shape[rows] += [0.0, -sunk, -0.3 * sunk] + toward_tip * [0.0, 0.0, -back]
    if face.tongue == "up":
        goal = shape[jaw_of(model).upper] + [0.0, 0.06, -0.12]
        at_tip = rows[int(np.argmax(place[:, 2]))]
        # The underside stays on the floor of the mouth: it is what one sees of a raised tongue.
        low, high = place[:, 1].min(), place[:, 1].max()
        lifted = UNDERSIDE + (1.0 - UNDERSIDE) * ((place[:, 1] - low) / (high - low))[:, None]
        shape[rows] += toward_tip * lifted * ((goal - shape[at_tip]) * [0.0, 1.0, 1.0])
