"""What no pose changes about a body: meshes, the clothes' edges, hair, and the face's lines."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from generator.illustrate import clothes, face, hair
from generator.illustrate.curves import Caster
from generator.illustrate.mesh import (
    Sparse,
    catmull_clark,
    halfway,
    neighbour_mean,
    triangles_of,
    vertex_normals,
)
from generator.illustrate.model import Body, Model, load_model
from generator.illustrate.parts import SIDES, Curve, Floats, Ints, Side
from generator.illustrate.rig import Rig
from generator.illustrate.rotations import unit

GAZE: Final = unit([0.0, -0.03, 1.0])
IRIS: Final = 27.0
"""Degrees from the gaze to the iris's rim, seen from the middle of the eyeball."""
TOOTH: Final = 0.12
"""Decimetres of the teeth's band that are teeth; MakeHuman's has the roots too."""
ARCH: Final = 0.1
"""Decimetres before the last tooth: the middle that all teeth of a row stand round."""
INWARD: Final = 0.25
"""Minus the cosine between outward and the normal of what is the inside of a tooth."""
BITE: Final = {"upper_teeth": -1, "lower_teeth": 1}
"""Which way (y) the teeth's edge looks."""
EAR_SHELL: Final = 0.6
FACE_REACH: Final = 3.3
HEAD_REACH: Final = 1.0
"""Decimetres below the eyes: as deep as lines are designed from the front, and from the side."""


@dataclass(frozen=True, eq=False)
class Ears:
    """Where the left ear is (the right mirrors it): heights, depths (z), middle of its shell (x).

    `weight` (n,) of the subdivided body's vertices is 1 on an ear.
    """

    low: float
    high: float
    back: float
    front: float
    out: float
    weight: Floats


class Mesh(NamedTuple):
    """A subdivided group: sparse (n, vertices of the model), triangles (m, 3), rest (n, 3)."""

    matrix: Sparse
    triangles: Ints
    rest: Floats


class Anatomy:
    """A body at rest, dressed and combed. Every array is shared by all figures of that body."""

    def __init__(self, model: Model) -> None:
        """Build it all: about a second."""
        self.model = model
        self.rig = Rig(model)  # stays at rest
        self.meshes = {name: _subdivided(model, name) for name in model.groups}
        self.rest, self.triangles = self.meshes["body"].rest, self.meshes["body"].triangles
        self.tree = cKDTree(self.rest)
        self.eyes: dict[Side, Floats] = {
            side: model.vertices[np.unique(model.groups[f"eye_{side}"])].mean(0) for side in SIDES
        }
        self.skull = hair.skull_of(self.rest, float(self.eyes["left"][1]))
        self.ears = self._find_ears()
        self._dress()
        self._find_face()
        self._grow_hair()
        self.iris = {side: self._iris(side) for side in SIDES}
        self.tooth = {name: self._tooth(name) for name in BITE}
        self.tooth_inside = {name: self._tooth_inside(name) for name in BITE}

    def _find_ears(self) -> Ears:
        shell = np.zeros(len(self.model.vertices))
        shell[self.model.ears] = 1.0
        weight = self.meshes["body"].matrix @ shell
        left = self.rest[(weight > EAR_SHELL) & (self.rest[:, 0] > 0)]
        low, high = left.min(0), left.max(0)
        out = float(0.5 * (low[0] + high[0]))
        return Ears(float(low[1]), float(high[1]), float(low[2]), float(high[2]), out, weight)

    def _dress(self) -> None:
        """Cut the garments and the skin that shows beside them."""
        body, tights = self.meshes["body"], self.meshes["tights"]
        arm = self.model.bone_weight(*clothes.arm_bones(self.rig))
        head = self.model.bone_weight("head")
        self.arm_weight: Floats = body.matrix @ arm
        self.tights_arm: Floats = tights.matrix @ arm
        wardrobe = clothes.Wardrobe.for_rig(self.rig)
        self.near_neck = wardrobe.neckline(tights.rest)
        self.tights_mean = neighbour_mean(tights.triangles, len(tights.rest))
        self.bare = wardrobe.bare(self.rest, self.arm_weight, body.matrix @ head)
        self.garments = {
            "shirt": wardrobe.shirt(tights.rest, self.tights_arm, tights.matrix @ head),
            "pants": wardrobe.pants(tights.rest, self.tights_arm, clothes.PANTS_RISE),
            "shoe": wardrobe.shoes(tights.rest),
        }

    def _find_face(self) -> None:
        """Find the face's marks and design its lines; see what lies inside the mouth."""
        height = self.rest[self.triangles][:, :, 1] - self.skull.eye_y
        near = np.flatnonzero((height > -FACE_REACH).any(1))
        head = np.flatnonzero((height > -HEAD_REACH).all(1))
        front = Caster(self.rest, self.triangles[near])
        self.marks = face.face_marks(front, self.skull.eye_y)
        self.chin = face.chin_point(self.rest, self.marks)
        self.mouth = face.inside_mouth(front, self.marks, self.rest)
        lids = {side: self._lids(side) for side in SIDES}
        collarbone = float(self.rig.h("clavicle.L")[1])
        lines = [
            *face.eye_curves(front, lids, self.skull.eye_y),
            *face.nose_curves(front, self.marks),
            *face.mouth_curves(front, self.marks),
            *face.chin_curves(front, self.marks),
            *face.neck_curves(front, collarbone),
        ]
        sides = {side: Caster(self.rest, self.triangles[head], side) for side in SIDES}
        corners = np.array([[self.ears.low, self.ears.back], [self.ears.high, self.ears.front]])
        ears = face.ear_curves(sides, *corners)
        self.curves: list[Curve] = [
            *(replace(line, tri=near[line.tri]) for line in lines),
            *(replace(line, tri=head[line.tri]) for line in ears),
        ]

    def _lids(self, side: Side) -> tuple[Floats, Floats]:
        """The edges of the lids of one eye."""
        ball = self.meshes[f"eye_{side}"]
        place = self.rest[self.triangles].mean(1) - self.eyes[side]
        near = self.triangles[(np.abs(place) < [0.45, 0.35, 0.5]).all(1)]
        both = Caster(
            np.vstack([self.rest, ball.rest]),
            np.vstack([near, ball.triangles + len(self.rest)]),
        )
        return face.lid_edges(both, len(near), self.eyes[side])

    def _grow_hair(self) -> None:
        mean = neighbour_mean(self.triangles, len(self.rest))
        ears = halfway(mean, self.ears.weight, hair.EAR_STEPS)
        self.hair = hair.hair_field(self.skull, self.rest, ears)
        self.scalp = hair.cap_triangles(self.skull, self.rest, self.triangles, self.hair)
        self.bare = np.minimum(self.bare, hair.bald_field(self.hair))
        self.bun = hair.bun(self.skull)
        self.strands = hair.strands(self.skull, self.rest, self.hair, self.scalp)

    def _iris(self, side: Side) -> Floats:
        """The field (n,) of an eyeball's iris."""
        away = self.meshes[f"eye_{side}"].rest - self.eyes[side]
        away /= np.linalg.norm(away, axis=1, keepdims=True)
        angle = np.degrees(np.arccos(np.clip(away @ GAZE, -1.0, 1.0)))
        return np.asarray(IRIS - angle, dtype=np.float64)

    def _tooth(self, name: str) -> Floats:
        """The field (n,) of the crowns of a row of teeth."""
        height = BITE[name] * self.meshes[name].rest[:, 1]
        return np.asarray(TOOTH - (height.max() - height), dtype=np.float64)

    def _tooth_inside(self, name: str) -> Floats:
        """The field (n,) of what of a row of teeth looks to the tongue: from the front, its inside.

        Its biting edge looks up or down and stays as white as the outside.
        """
        mesh = self.meshes[name]
        away = mesh.rest - [0.0, 0.0, mesh.rest[:, 2].min() + ARCH]
        away[:, 1] = 0.0
        away /= np.linalg.norm(away, axis=1, keepdims=True)
        normals = vertex_normals(mesh.rest, mesh.triangles)
        return np.asarray(-(normals * away).sum(axis=1) - INWARD, dtype=np.float64)


@cache
def anatomy_of(body: Body) -> Anatomy:
    """The anatomy of a body; built once."""
    return Anatomy(load_model(body))


def _subdivided(model: Model, name: str) -> Mesh:
    matrix, quads = catmull_clark(model.groups[name], len(model.vertices))
    return Mesh(matrix, triangles_of(quads), matrix @ model.vertices)
