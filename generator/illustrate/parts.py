"""What a scene is made of: meshes, lines on the face, tinted muscles, arrows.

Lengths are decimetres; x = the person's left, y up, z forward.
"""

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]

Side: TypeAlias = Literal["left", "right"]
SIDES: Final[tuple[Side, Side]] = ("left", "right")
SIGN: Final[dict[Side, int]] = {"left": 1, "right": -1}
SUFFIX: Final[dict[Side, str]] = {"left": ".L", "right": ".R"}


@dataclass(eq=False)
class Part:
    """One mesh of one material, at rest and posed.

    `rest` and `posed` are (n, 3), `triangles` (m, 3). The mesh exists where the interpolated `clip`
    (n,) is >= 0, everywhere if it is None. `zones` recolours: where the interpolated field (n,) of
    a material is > 0, the part is of that material ("iris" on an eye, "mouth" on the body). `fill`
    is the CSS class of a prop's tint.
    """

    name: str
    material: str
    rest: Floats
    posed: Floats
    triangles: Ints
    clip: Floats | None = None
    fill: str | None = None
    zones: dict[str, Floats] = field(default_factory=dict)


@dataclass(eq=False)
class Curve:
    """A line of the face or neck, designed at rest and glued to triangles of the body.

    Point k lies at barycentric `bary[k]` (k, 3) of the body's triangle `tri[k]`. Kind "fill" is a
    closed outline filled with the tint `name` ("brow", "lips"). Level 1 is for close-ups only.
    `width` is in picture units.
    """

    name: str
    kind: Literal["line", "fill"]
    level: int
    width: float
    tri: Ints
    bary: Floats

    def at(self, values: Floats, triangles: Ints) -> Floats:
        """The line's points (k, d) for vertex values (n, d) of the body, posed or at rest."""
        corners: Floats = values[triangles[self.tri]]
        points: Floats = (corners * self.bary[:, :, None]).sum(1)
        return points


@dataclass(eq=False)
class Strand:
    """A line of the combed hair: point k is the mean of three hair vertices, weighted.

    `index` (k, 3) counts the vertices of the part "hair"; `weight` (k, 3) adds up to 1 in a row.
    """

    index: Ints
    weight: Floats

    def at(self, values: Floats) -> Floats:
        """The line's points (k, d) for values (n, d) of the hair's vertices."""
        points: Floats = (values[self.index] * self.weight[:, :, None]).sum(1)
        return points


@dataclass(eq=False)
class Highlight:
    """A tinted muscle: a rest-space polyline (k, 3) with a radius (k,) at each point.

    It covers what lies nearer to the line than the radius, on skin, shirt and trousers.
    """

    points: Floats
    radii: Floats
    name: str


@dataclass(eq=False)
class Arrow:
    """A movement arrow along world points (k, 3), each shifted by `offsets` (k, 2) in the picture.

    Offsets are picture units, x right, y down. The head stands at the last point, or at both ends.
    """

    points: Floats
    offsets: Floats
    both: bool = False
