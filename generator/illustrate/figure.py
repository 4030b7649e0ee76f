"""The dressed figure: one body with clothes, hair, eyes and mouth, posed by its rig.

    figure = Figure()
    figure.rig.mul("head", rot([0, 1, 0], 20))
    figure.parts()

What no pose changes is built once for each body (`anatomy.py`); `reset()` readies a figure for the
next drawing.
"""

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from generator.illustrate import clothes, hair
from generator.illustrate.anatomy import anatomy_of
from generator.illustrate.expression import Expression, expressed, incisor_gap
from generator.illustrate.hair import Hair
from generator.illustrate.mesh import vertex_normals
from generator.illustrate.model import Body
from generator.illustrate.parts import SIDES, Floats, Highlight, Ints, Part
from generator.illustrate.rig import Rig

TOUCHABLE: Final = ("body", "hair", "shirt", "bun")
EYE_ZONE: Final = (0.20, 0.14)
NOSE_ZONE: Final = (0.21, 0.03, 0.01)
LIPS_ZONE: Final = (0.26, 0.07)
OWN_ARM: Final = 0.02
OWN_SLEEVE: Final = 0.3


@dataclass(frozen=True)
class Look:
    """Who is drawn."""

    body: Body = "female"
    hair: Hair = "bun"


class Surface(NamedTuple):
    """Posed points (k, 3) of the figure, their normals (k, 3) and rest positions (k, 3)."""

    vertices: Floats
    normals: Floats
    rest: Floats


class Figure:
    """One person: `model`, `rig`, rest data of the subdivided body, and the posed parts.

    `rest` (n, 3), `triangles` (m, 3) and `arm_weight` (n,) belong to the subdivided body, the part
    "body". `eye_y`, `top`, `skull_back`, `skull_front`, `skull_center` and `head_height` (eyes to
    top) measure the head; `eyes` holds the middles of the eyeballs, `chin` its tip; `ears` and
    `marks` more. `curves` and `strands` are glued lines. `knot` says whether the hair's knot shows.
    """

    def __init__(self, look: Look | None = None) -> None:
        """A figure at rest with a kind face."""
        self.look = look or Look()
        self._still = still = anatomy_of(self.look.body)
        self.model = still.model
        self.rig = Rig(self.model)
        self.rest, self.triangles, self.arm_weight = still.rest, still.triangles, still.arm_weight
        self.skull = skull = still.skull
        self.eye_y, self.top, self.head_height = skull.eye_y, skull.top, skull.height
        self.skull_back, self.skull_front = skull.back, skull.front
        self.skull_center = skull.centre
        self.eyes, self.chin, self.ears, self.marks = (
            still.eyes,
            still.chin,
            still.ears,
            still.marks,
        )
        self.strands = still.strands
        tinted = self.look.body == "female"
        self.curves = [curve for curve in still.curves if tinted or curve.name != "lips"]
        self.reset()

    # --- The pose ---------------------------------------------------------------------------------

    def reset(self) -> None:
        """Back to rest: joints, expression, breath, and the knot of hair if the look has one."""
        self.rig.reset()
        self._belly = 0.0
        self.knot = self.look.hair == "bun"
        self.expression()

    def expression(self, face: Expression | None = None, **changes: object) -> None:
        """Give the face an expression: `expression(open_mm=40)`, fields as in `Expression`."""
        self.face = replace(face or Expression(), **changes)  # type: ignore[arg-type]
        self._reshape()

    def breathe(self, rise: float) -> None:
        """Round the belly forward by so many decimetres."""
        self._belly = rise
        self._reshape()

    def _reshape(self) -> None:
        self._shaped: Floats | None = None
        self._posed_for: int | None = None

    @property
    def _shape(self) -> Floats:
        """The model's vertices (n, 3) with the face and the belly, before any joint turns."""
        if self._shaped is None:
            self._shaped = expressed(self.model, self.face)
            if self._belly:
                self._shaped = self._shaped + clothes.belly_shift(self.rig, self._belly)
        return self._shaped

    @property
    def mouth_open(self) -> bool:
        """Whether the lips stand apart, so that the seam between them is not drawn."""
        return not self.face.lips_closed

    @property
    def incisor_gap(self) -> Floats:
        """How far (3,) the lower incisors stand from the upper ones, in mm, head at rest."""
        return incisor_gap(self.model, self._shape)

    def _pose(self) -> None:
        """Pose the meshes, unless nothing changed since the last time."""
        if self._posed_for == self.rig.version:
            return
        skin = self.rig.skin(self._shape)
        self._posed: dict[str, Floats] = {
            name: mesh.matrix @ skin for name, mesh in self._still.meshes.items()
        }
        self._normals: Floats | None = None
        self._posed_for = self.rig.version

    @property
    def body_posed(self) -> Floats:
        """The posed subdivided body (n, 3)."""
        self._pose()
        return self._posed["body"]

    @property
    def body_normals(self) -> Floats:
        """The posed body's unit normals (n, 3)."""
        self._pose()
        if self._normals is None:
            self._normals = vertex_normals(self._posed["body"], self.triangles)
        return self._normals

    # --- The parts --------------------------------------------------------------------------------

    def parts(self) -> list[Part]:
        """The posed parts, the body first."""
        zones = {"mouth": self._still.mouth} if self.mouth_open else {}
        body = Part(
            name="body",
            material="skin",
            rest=self.rest,
            posed=self.body_posed,
            triangles=self.triangles,
            clip=self._still.bare,
            zones=zones,
        )
        return [body, *self._clothes(), *self._hair(), *self._eyes(), *self._mouth()]

    def _clothes(self) -> list[Part]:
        still = self._still
        tights = still.meshes["tights"]
        draped = clothes.draped(
            self._posed["tights"], still.tights_mean, tights.triangles, still.near_neck
        )
        return [
            Part(name, name, tights.rest, draped[name], tights.triangles, clip)
            for name, clip in still.garments.items()
        ]

    def _hair(self) -> list[Part]:
        still = self._still
        cap = hair.combed(self.body_posed, self.body_normals, still.hair)
        parts = [Part("hair", "hair", self.rest, cap, still.scalp, still.hair)]
        if self.knot:
            rest, triangles = still.bun
            head = self.rig.transform("head")
            posed = rest @ head[:3, :3].T + head[:3, 3]
            parts.append(Part("bun", "hair", rest, posed, triangles))
        return parts

    def _eyes(self) -> list[Part]:
        return [
            self._plain(f"eye_{side}", "eye", zones={"iris": self._still.iris[side]})
            for side in SIDES
        ]

    def _mouth(self) -> list[Part]:
        return [
            self._teeth("upper_teeth"),
            self._teeth("lower_teeth"),
            self._plain("tongue", "tongue"),
        ]

    def _teeth(self, name: str) -> Part:
        inside = {"teeth_inside": self._still.tooth_inside[name]}
        return self._plain(name, "teeth", self._still.tooth[name], inside)

    def _plain(
        self,
        name: str,
        material: str,
        clip: Floats | None = None,
        zones: dict[str, Floats] | None = None,
    ) -> Part:
        mesh = self._still.meshes[name]
        posed = self._posed[name]
        return Part(name, material, mesh.rest, posed, mesh.triangles, clip, zones=zones or {})

    # --- What others ask --------------------------------------------------------------------------

    def surface(self, names: tuple[str, ...] = TOUCHABLE) -> Surface:
        """Samples of what a hand may touch: visible points of the named parts, without the arms."""
        found = []
        for part in self.parts():
            if part.name not in names:
                continue
            keep = np.zeros(len(part.posed), dtype=bool)
            keep[part.triangles.ravel()] = True
            if part.clip is not None:
                keep &= part.clip > 0
            if part.name == "body":
                keep &= self.arm_weight < OWN_ARM
            if part.name == "shirt":
                keep &= self._still.tights_arm < OWN_SLEEVE
            known = part.name == "body"
            normals = self.body_normals if known else vertex_normals(part.posed, part.triangles)
            found.append((part.posed[keep], normals[keep], part.rest[keep]))
        return Surface(*(np.vstack(arrays) for arrays in zip(*found, strict=True)))

    def quiet(self, rest: Floats) -> Ints:
        """Which of the body's rest points (..., 3) lie where curves draw what cracks would.

        1 around an eye, 2 at the nose, 3 at closed lips, else 0.
        """
        x, y, z = np.abs(rest[..., 0]), rest[..., 1], rest[..., 2]
        front = z > self.skull_center[2] + 0.3
        aside = np.abs(x - abs(self.eyes["left"][0]))
        eye = (aside < EYE_ZONE[0]) & (np.abs(y - self.eye_y) < EYE_ZONE[1])
        wide, above, below = NOSE_ZONE
        nose = (x < wide) & (y < self.marks.tip + above) & (y > self.marks.below_nose - below)
        lips = (x < LIPS_ZONE[0]) & (np.abs(y - self.marks.seam) < LIPS_ZONE[1])
        lips &= (z > self.skull_center[2] - 0.3) & (not self.mouth_open)
        zone = np.where(lips, 3, np.where(nose & front, 2, np.where(eye & front, 1, 0)))
        return zone.astype(np.int64)

    def nearest(self, point: Floats) -> int:
        """The body's vertex nearest to a rest point (3,)."""
        return int(self._still.tree.query(point)[1])

    def on_skin(self, points: Floats, radii: Floats, name: str) -> Highlight:
        """A highlight whose points (k, 3) are drawn to the skin's nearest vertices."""
        rows = self._still.tree.query(points)[1]
        return Highlight(self.rest[rows], radii, name)
