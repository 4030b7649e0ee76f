"""A T-shirt, long trousers and shoes, cut from the tights that MakeHuman lays around the body.

A garment is a field over rest space: cloth where it is >= 0. Its edge is cut analytically, so hems
are smooth at any size. The body is hidden a little inside every edge.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from generator.illustrate.mesh import Sparse, halfway, vertex_normals
from generator.illustrate.parts import SIDES, SIGN, SUFFIX, Floats, Ints
from generator.illustrate.rig import Rig

SLEEVE: Final = 0.52
"""How far down the upper arm the sleeve reaches, as a share of it."""
NECKLINE_RADII: Final = np.array([0.92, 0.78, 0.98])
TUCK: Final = 0.10
"""Decimetres of body that stay under a garment's edge, so that no gap shows."""
SHIRT_OFFSET: Final = 0.095
NECK_OFFSET: Final = 0.05
"""The shirt lies closer to the skin towards the neckline than elsewhere."""
NECK_TAPER: Final = 0.5
PANTS_RISE: Final = 0.35
"""Decimetres that the trousers reach up under the shirt."""
PANTS_OFFSET: Final = 0.03
SHOE_OFFSET: Final = 0.05
BELLY_SIZE: Final = np.array([0.85, 0.85])
CLOTH_STEPS: Final = 14
FAR: Final = 9.0
ARM: Final = (
    "upperarm01",
    "upperarm02",
    "lowerarm01",
    "lowerarm02",
    "wrist",
    "finger",
    "metacarpal",
)


def smoothstep(share: Floats) -> Floats:
    """0 to 1, flat at both ends (the input is cut to that range)."""
    x = np.clip(share, 0.0, 1.0)
    eased: Floats = x**2 * (3.0 - 2.0 * x)
    return eased


def arm_bones(rig: Rig) -> list[str]:
    """The bones of both arms from the shoulder joint to the fingertips."""
    return [bone for bone in rig.model.bones if bone.startswith(ARM)]


@dataclass(eq=False)
class Wardrobe:
    """The edges of the garments on one body, and fields over rest points (n, 3)."""

    rig: Rig
    hem: float
    ankle: float
    neck: Floats

    @classmethod
    def for_rig(cls, rig: Rig) -> "Wardrobe":
        """Hem at the hip, trousers to the ankle, a round neckline."""
        neck = rig.h("neck01")
        return cls(
            rig=rig,
            hem=float(rig.h("upperleg01.L")[1]) + 0.15,
            ankle=float(rig.h("foot.L")[1]) + 0.35,
            neck=np.array([0.0, neck[1] - 0.05, neck[2] + 0.20]),
        )

    def neckline(self, points: Floats) -> Floats:
        """How far (n,) points lie outside the neckline, in decimetres."""
        away = np.linalg.norm((points - self.neck) / NECKLINE_RADII, axis=1) - 1.0
        distance: Floats = away * NECKLINE_RADII.mean()
        return distance

    def shirt(self, points: Floats, arm: Floats, head: Floats) -> Floats:
        """The shirt's field (n,), with the weights (n,) of the arm and head bones."""
        sleeve = np.full(len(points), FAR)
        for side in SIDES:
            shoulder = self.rig.h("upperarm01" + SUFFIX[side])
            along = self.rig.h("lowerarm01" + SUFFIX[side]) - shoulder
            length = np.linalg.norm(along)
            share = (points - shoulder) @ along / length**2
            edge = np.maximum((SLEEVE - share) * length, (0.5 - arm) * 4.0)
            sleeve = np.where(points[:, 0] * SIGN[side] > 0, edge, sleeve)
        # The neckline never cuts the chin: it counts low on the neck only, and not on the head.
        neck = np.minimum(self.neckline(points), self.neck[1] + 0.45 - points[:, 1])
        neck = np.minimum(neck, (0.15 - head) * 3.0)
        field: Floats = np.minimum(np.minimum(points[:, 1] - self.hem, sleeve), neck)
        return field

    def pants(self, points: Floats, arm: Floats, rise: float) -> Floats:
        """The trousers' field (n,), up to `rise` above the shirt's hem, without hanging arms."""
        edge = np.minimum(self.hem + rise - points[:, 1], points[:, 1] - self.ankle)
        return np.where(arm > 0.3, -1.0, edge)  # noqa: PLR2004 - the hand beside the thigh

    def shoes(self, points: Floats) -> Floats:
        """The shoes' field (n,)."""
        field: Floats = self.ankle - 0.3 - points[:, 1]
        return field

    def bare(self, points: Floats, arm: Floats, head: Floats) -> Floats:
        """The field (n,) of the skin that shows, with a tuck under each garment."""
        return np.minimum(
            TUCK - self.shirt(points, arm, head), TUCK - self.pants(points, arm, PANTS_RISE - 0.05)
        )


def draped(tights: Floats, mean: Sparse, triangles: Ints, near_neck: Floats) -> dict[str, Floats]:
    """The posed garments (n, 3) from posed tights; `near_neck` is the neckline's distance (n,)."""
    smooth = halfway(mean, tights, CLOTH_STEPS)
    outward = vertex_normals(smooth, triangles)
    taper = smoothstep(near_neck / NECK_TAPER)[:, None]
    return {
        "shirt": smooth + outward * (NECK_OFFSET + (SHIRT_OFFSET - NECK_OFFSET) * taper),
        "pants": smooth + outward * PANTS_OFFSET,
        "shoe": tights + outward * SHOE_OFFSET,
    }


def belly_shift(rig: Rig, rise: float) -> Floats:
    """The shift (n, 3) of the model's vertices when the belly rises by so many decimetres."""
    points = rig.model.vertices
    navel = 0.5 * (rig.h("spine02") + rig.h("spine03"))
    away = (points[:, :2] - navel[:2]) / BELLY_SIZE
    near = np.exp(-(away**2).sum(1)) * smoothstep((points[:, 2] - navel[2]) / 0.9)
    near *= 1.0 - np.clip(rig.model.bone_weight(*arm_bones(rig)), 0.0, 1.0)
    return np.column_stack([np.zeros((len(points), 2)), rise * near])
