"""The baked figure: mesh, bones, skin weights and face units, read from `model.npz`.

The numbers come from the CC0 files of MakeHuman (see `bake.py`); nothing else is needed to draw.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from generator.illustrate.mesh import Sparse
from generator.illustrate.parts import Floats, Ints

MODEL_FILE: Final = Path(__file__).with_name("model.npz")
STEP: Final = 0.0005
"""Decimetres per unit of the stored whole numbers: a twentieth of a millimetre."""

Body: TypeAlias = Literal["female", "male"]


@dataclass(frozen=True, eq=False)
class Model:
    """One adult body at rest: n vertices, b bones; every parent bone stands before its children.

    `vertices` (n, 3), `heads` and `tails` (b, 3), `parents` (b,) with -1 for the root, `weights`
    sparse (n, b) with rows that add up to 1. `groups` names the quads (m, 4) of "body", "tights"
    (what clothes are cut from), "eye_left", "eye_right", "upper_teeth", "lower_teeth" and
    "tongue". A face unit: the vertices (k,) it moves and how far (k, 3). `ears` (k,) are vertices.
    """

    body: Body
    vertices: Floats
    bones: tuple[str, ...]
    bone_index: dict[str, int]
    parents: Ints
    heads: Floats
    tails: Floats
    weights: Sparse
    groups: dict[str, Ints]
    units: dict[str, tuple[Ints, Floats]]
    ears: Ints

    def bone_weight(self, *bones: str) -> Floats:
        """How much (n,) of each vertex follows the given bones, 0 to 1."""
        columns = [self.bone_index[bone] for bone in bones]
        total: Floats = np.asarray(self.weights[:, columns].sum(1)).ravel()
        return total


@cache
def load_model(body: Body = "female") -> Model:
    """The baked model of a body; read once."""
    with np.load(MODEL_FILE, allow_pickle=False) as stored:
        data = {name: stored[name] for name in stored.files}
    bones = tuple(str(bone) for bone in data["bones"])
    shape = _decoded(data[f"vertices_{body}"])
    return Model(
        body=body,
        vertices=shape,
        bones=bones,
        bone_index={bone: index for index, bone in enumerate(bones)},
        parents=data["parents"].astype(np.int64),
        heads=data[f"heads_{body}"].astype(np.float64),
        tails=data[f"tails_{body}"].astype(np.float64),
        weights=_weights(data, len(shape), len(bones)),
        groups=_groups(data),
        units={
            name.removeprefix("unit_"): (data[name].astype(np.int64), _decoded(data["by_" + name]))
            for name in sorted(data)
            if name.startswith("unit_")
        },
        ears=data["ears"].astype(np.int64),
    )


def _decoded(whole: npt.NDArray[np.int16]) -> Floats:
    """Decimetres (n, 3) from stored differences down the columns."""
    values = np.cumsum(whole.astype(np.int64), axis=0) * STEP
    return values.astype(np.float64)


def _groups(data: dict[str, Any]) -> dict[str, Ints]:
    """The quads by name; stored one after the other as differences."""
    quads = np.cumsum(data["quads"].astype(np.int64), axis=0)
    ends = np.cumsum(data["group_sizes"].astype(np.int64))
    pieces = np.split(quads, ends[:-1])
    return {str(name): piece for name, piece in zip(data["group_names"], pieces, strict=True)}


def _weights(data: dict[str, Any], vertices: int, bones: int) -> Sparse:
    """The skin weights, rows adding up to 1 (stored in 255ths)."""
    counts = data["weight_counts"].astype(np.int64)
    rows = np.repeat(np.arange(vertices), counts)
    share = data["weight_share"].astype(np.float64)
    share /= np.repeat(np.add.reduceat(share, np.cumsum(counts) - counts), counts)
    columns = data["weight_bone"].astype(np.int64)
    return sparse.csr_matrix((share, (rows, columns)), shape=(vertices, bones))
