"""The skeleton: joint rotations in, posed joints and skin out.

At rest every bone's frame is the world's: G(bone) = G(parent) T(head) R(bone) T(-head). Flexion is
+x, a side-bend to the left -z, a turn to the left +y. Nothing knows a roll angle.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from generator.illustrate.model import Model
from generator.illustrate.parts import Bools, Floats
from generator.illustrate.rotations import quaternion, quaternion_product

SHOULDER: Final = ("clavicle", "shoulder01", "upperarm01")
LINEAR: Final = 0.9


class Rig:
    """A model's bones with one rotation each, and the root's place in the world."""

    def __init__(self, model: Model) -> None:
        """All joints at rest."""
        self.model = model
        self._heads, self._tails = model.heads, model.tails
        self.version = 0  # counts every change, so that others know when a posed mesh is stale
        self._below = _descendants(model)
        self._shoulders = [bone for bone in model.bones if bone.startswith(SHOULDER)]
        self.reset()

    def reset(self) -> None:
        """Back to rest, the root at the origin."""
        bones = len(self.model.bones)
        self.version += 1
        self._local: dict[str, Floats] = {}
        self._globals: Floats = np.tile(np.eye(4), (bones, 1, 1))
        self._fresh: Bools = np.zeros(bones, dtype=bool)
        self._root_r: Floats = np.eye(3)
        self._root_t: Floats = np.zeros(3)

    # --- Where joints are at rest -----------------------------------------------------------------

    def h(self, bone: str) -> Floats:
        """The rest position (3,) of a bone's head."""
        point: Floats = self._heads[self.model.bone_index[bone]].copy()
        return point

    def t(self, bone: str) -> Floats:
        """The rest position (3,) of a bone's tail."""
        point: Floats = self._tails[self.model.bone_index[bone]].copy()
        return point

    # --- Turning bones ----------------------------------------------------------------------------

    @property
    def root_R(self) -> Floats:  # noqa: N802
        """The rotation (3, 3) of the whole figure about the origin."""
        return self._root_r

    @root_R.setter
    def root_R(self, rotation: npt.ArrayLike) -> None:  # noqa: N802
        self._root_r = np.asarray(rotation, dtype=np.float64)
        self._fresh[:] = False
        self.version += 1

    @property
    def root_t(self) -> Floats:
        """The shift (3,) of the whole figure, after its rotation."""
        return self._root_t

    @root_t.setter
    def root_t(self, shift: npt.ArrayLike) -> None:
        self._root_t = np.asarray(shift, dtype=np.float64)
        self._fresh[:] = False
        self.version += 1

    def local(self, bone: str) -> Floats:
        """A bone's own rotation (3, 3), relative to its parent."""
        return self._local.get(bone, np.eye(3))

    def set(self, bone: str, rotation: npt.ArrayLike) -> None:
        """Give a bone its rotation, relative to its parent."""
        self._local[bone] = np.asarray(rotation, dtype=np.float64)
        self._fresh[self._below[self.model.bone_index[bone]]] = False
        self.version += 1

    def mul(self, bone: str, rotation: npt.ArrayLike) -> None:
        """Turn a bone further; the new rotation acts after the ones before."""
        self.set(bone, np.asarray(rotation, dtype=np.float64) @ self.local(bone))

    def set_global(self, bone: str, rotation: npt.ArrayLike) -> None:
        """Turn a bone so that its world rotation becomes the given one."""
        self.set(bone, self.parentGR(bone).T @ np.asarray(rotation, dtype=np.float64))

    # --- Forward kinematics -----------------------------------------------------------------------

    def fk(self) -> Floats:
        """The rest-to-world transforms (bones, 4, 4) of all bones."""
        for index in np.flatnonzero(~self._fresh):  # parents stand before their children
            self._refresh(int(index))
        return self._globals

    def transform(self, bone: str) -> Floats:
        """The rest-to-world transform (4, 4) of one bone; cheap between turns of a chain."""
        index = self.model.bone_index[bone]
        chain = []
        while index >= 0 and not self._fresh[index]:
            chain.append(index)
            index = int(self.model.parents[index])
        for stale in reversed(chain):
            self._refresh(stale)
        matrix: Floats = self._globals[self.model.bone_index[bone]]
        return matrix

    def _refresh(self, index: int) -> None:
        parent = int(self.model.parents[index])
        above = self._root if parent < 0 else self._globals[parent]
        turn = self._local.get(self.model.bones[index])
        matrix = self._globals[index]
        matrix[:] = above
        if turn is not None:
            head = self._heads[index]
            matrix[:3, :3] = above[:3, :3] @ turn
            matrix[:3, 3] = above[:3, :3] @ (head - turn @ head) + above[:3, 3]
        self._fresh[index] = True

    @property
    def _root(self) -> Floats:
        matrix = np.eye(4)
        matrix[:3, :3], matrix[:3, 3] = self._root_r, self._root_t
        return matrix

    def GR(self, bone: str) -> Floats:  # noqa: N802
        """The world rotation (3, 3) of a bone."""
        return self.transform(bone)[:3, :3].copy()

    def parentGR(self, bone: str) -> Floats:  # noqa: N802
        """The world rotation (3, 3) of the bone's parent."""
        parent = int(self.model.parents[self.model.bone_index[bone]])
        return self._root_r.copy() if parent < 0 else self.GR(self.model.bones[parent])

    def pos(self, bone: str, point: npt.ArrayLike | None = None) -> Floats:
        """The posed place (3,) of a rest point (default: the bone's head) fixed to the bone."""
        matrix = self.transform(bone)
        rest = self.h(bone) if point is None else np.asarray(point, dtype=np.float64)
        placed: Floats = matrix[:3, :3] @ rest + matrix[:3, 3]
        return placed

    # --- Skin -------------------------------------------------------------------------------------

    def skin(self, vertices: Floats | None = None) -> Floats:
        """The model's vertices (n, 3) posed.

        Dual quaternions keep a joint's volume where it bends or twists, but make a lowered shoulder
        bulge like a football player's; there plain blending of the matrices takes over.
        """
        rest = self.model.vertices if vertices is None else vertices
        share = LINEAR * np.clip(self.model.bone_weight(*self._shoulders), 0.0, 1.0)[:, None]
        blended: Floats = (1.0 - share) * self._turned(rest) + share * self._linear(rest)
        return blended

    def _linear(self, rest: Floats) -> Floats:
        """The rest vertices (n, 3) posed by the mean of their bones' transforms."""
        matrices: Floats = (self.model.weights @ self.fk().reshape(-1, 16)).reshape(-1, 4, 4)
        posed: Floats = np.einsum("nij,nj->ni", matrices[:, :3, :3], rest) + matrices[:, :3, 3]
        return posed

    def _turned(self, rest: Floats) -> Floats:
        """The rest vertices (n, 3) posed by dual quaternions."""
        matrices = self.fk()
        turns = np.array([quaternion(m[:3, :3]) for m in matrices])
        for index, parent in enumerate(self.model.parents):
            if parent >= 0 and np.dot(turns[index], turns[parent]) < 0:
                turns[index] = -turns[
                    index
                ]  # the same half of the sphere, or blends go the long way
        shifts = np.column_stack([np.zeros(len(matrices)), matrices[:, :3, 3]])
        duals = 0.5 * quaternion_product(shifts, turns)
        real: Floats = self.model.weights @ turns
        dual: Floats = self.model.weights @ duals
        length = np.linalg.norm(real, axis=1, keepdims=True)
        real, dual = real / length, dual / length
        w, axis = real[:, :1], real[:, 1:]
        turned = rest + 2.0 * np.cross(axis, np.cross(axis, rest) + w * rest)
        moved = 2.0 * (w * dual[:, 1:] - dual[:, :1] * axis + np.cross(axis, dual[:, 1:]))
        posed: Floats = turned + moved
        return posed


def _descendants(model: Model) -> Bools:
    """Row b marks the bone b and every bone that hangs from it (bones, bones)."""
    below = np.eye(len(model.bones), dtype=bool)
    for index in range(len(model.bones) - 1, -1, -1):
        if model.parents[index] >= 0:
            below[model.parents[index]] |= below[index]
    return below
