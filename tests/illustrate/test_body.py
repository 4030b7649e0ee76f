"""The figure's body: skeleton, skin, face in millimetres, and muscles."""

from typing import Any

import pytest

pytest.importorskip("scipy")

import numpy as np

from generator.illustrate.expression import Expression, incisor_gap, jaw_of
from generator.illustrate.figure import Figure, Look
from generator.illustrate.model import load_model
from generator.illustrate.muscles import MUSCLES
from generator.illustrate.parts import Floats
from generator.illustrate.rig import Rig
from generator.illustrate.rotations import rot

MIRROR = np.array([-1.0, 1.0, 1.0])
TITLES = "body shirt pants shoe hair bun eye_left eye_right upper_teeth lower_teeth tongue".split()


@pytest.fixture(scope="module")
def figure() -> Figure:
    return Figure()


@pytest.fixture(autouse=True)
def at_rest(figure: Figure) -> None:
    figure.reset()


def twins(points: Floats) -> Any:
    """For each point the index of its mirror image."""
    from scipy.spatial import cKDTree  # noqa: PLC0415

    distance, index = cKDTree(points).query(points * MIRROR)
    assert distance.max() < 1e-3
    return index


# --- Skeleton and skin ----------------------------------------------------------------------------


def test_at_rest_nothing_moves(figure: Figure) -> None:
    rig = Rig(figure.model)
    assert np.allclose(rig.fk(), np.eye(4))
    assert np.allclose(rig.skin(), figure.model.vertices)
    assert np.allclose(rig.pos("wrist.L"), rig.h("wrist.L"))


def test_a_child_goes_with_its_parent() -> None:
    rig = Rig(load_model())
    turn = rot([0, 0, 1], 50)
    rig.mul("upperarm01.L", turn)
    shoulder = rig.h("upperarm01.L")
    there = shoulder + turn @ (rig.h("wrist.L") - shoulder)
    assert np.allclose(rig.pos("wrist.L"), there)
    assert np.allclose(rig.parentGR("upperarm02.L"), turn)
    rig.set_global("wrist.L", np.eye(3))
    assert np.allclose(rig.GR("wrist.L"), np.eye(3))
    assert np.allclose(rig.fk()[rig.model.bone_index["wrist.L"]][:3, :3], np.eye(3))
    assert np.allclose(rig.pos("wrist.R"), rig.h("wrist.R"))


def test_one_bone_at_a_time_gives_what_all_at_once_give() -> None:
    step, whole = Rig(load_model()), Rig(load_model())
    for degrees, bone in ((20, "spine03"), (-35, "clavicle.R"), (60, "lowerarm01.R")):
        for rig in (step, whole):
            rig.mul(bone, rot([0.3, 1, 0.2], degrees))
        step.pos("finger2-3.R")
    assert np.allclose(step.fk(), whole.fk())


def test_the_whole_figure_moves_as_one() -> None:
    rig = Rig(load_model())
    rig.root_R, rig.root_t = rot([1, 0, 0], -90), [0, 2, 0]
    expected = rig.model.vertices @ rot([1, 0, 0], -90).T + [0, 2, 0]
    assert np.allclose(rig.skin(), expected)
    rig.reset()
    assert np.allclose(rig.skin(), rig.model.vertices)


def test_a_mirrored_pose_gives_a_mirrored_body(figure: Figure) -> None:
    index = twins(figure.model.vertices)
    posed = []
    for suffix, sign in ((".L", 1), (".R", -1)):
        rig = Rig(figure.model)
        rig.mul("upperarm01" + suffix, rot([0, 0, sign], 40))
        rig.mul("lowerarm01" + suffix, rot([1, 0, 0], -50))
        rig.mul("head", rot([0, sign, 0], 30))
        posed.append(rig.skin())
    assert np.abs(posed[0][index] * MIRROR - posed[1]).max() < 0.01


# --- The dressed figure ---------------------------------------------------------------------------


def test_the_parts_are_sound(figure: Figure) -> None:
    parts = figure.parts()
    assert [part.name for part in parts] == TITLES
    for part in parts:
        assert part.rest.shape == part.posed.shape
        assert part.triangles.max() < len(part.rest)
        assert np.isfinite(part.posed).all()
        assert part.clip is None or len(part.clip) == len(part.rest)
    assert parts[0].rest is figure.rest


def test_a_reset_figure_is_as_new(figure: Figure) -> None:
    before = [part.posed for part in figure.parts()]
    figure.rig.mul("head", rot([0, 1, 0], 30))
    figure.expression(open_mm=30)
    figure.breathe(0.2)
    figure.knot = False
    assert len(figure.parts()) == len(TITLES) - 1
    figure.reset()
    assert all(
        np.array_equal(one, part.posed) for one, part in zip(before, figure.parts(), strict=True)
    )


def test_a_turn_of_the_head_reaches_the_parts(figure: Figure) -> None:
    figure.parts()
    figure.rig.mul("head", rot([0, 1, 0], 30))
    turned = {part.name: part.posed for part in figure.parts()}
    assert turned["eye_left"].mean(0)[0] > figure.eyes["left"][0]
    assert np.allclose(figure.body_posed, turned["body"])


def test_the_belly_rises_and_the_arms_do_not(figure: Figure) -> None:
    before = figure.body_posed
    figure.breathe(0.3)
    moved = figure.body_posed - before
    assert moved[:, 2].max() == pytest.approx(0.3, abs=0.06)
    assert np.abs(moved[figure.arm_weight > 0.9]).max() < 1e-4


def test_a_hand_never_finds_its_own_arm(figure: Figure) -> None:
    touch = figure.surface(("body",))
    wrist = figure.rig.h("wrist.L")
    assert np.linalg.norm(touch.vertices - wrist, axis=1).min() > 1
    assert np.allclose(np.linalg.norm(touch.normals, axis=1), 1)


def test_looks(figure: Figure) -> None:
    short = Figure(Look(hair="short"))
    assert "bun" not in {part.name for part in short.parts()}
    assert short.rest is figure.rest
    male = Figure(Look("male", "short"))
    assert male.top > figure.top
    assert "lips" not in {curve.name for curve in male.curves}


def test_the_lines_of_the_face_mirror_each_other(figure: Figure) -> None:
    for name in ("lid", "brow", "wing", "helix", "clavicle"):
        one, two = (curve for curve in figure.curves if curve.name == name)
        a, b = (curve.at(figure.rest, figure.triangles) for curve in (one, two))
        assert np.abs(np.sort(a[:, 1]) - np.sort(b[:, 1])).max() < 0.02
        assert a[:, 0].mean() == pytest.approx(-b[:, 0].mean(), abs=0.02)


def test_lines_and_strands_lie_on_their_meshes(figure: Figure) -> None:
    for curve in figure.curves:
        assert len(curve.tri) >= 8
        assert np.allclose(curve.bary.sum(1), 1)
        assert curve.bary.min() > -1e-6
    for strand in figure.strands:
        assert np.allclose(strand.weight.sum(1), 1)
    assert len(figure.strands) == 12


def test_the_face_is_where_a_face_is(figure: Figure) -> None:
    marks = figure.marks
    assert figure.eye_y > marks.tip > marks.below_nose > marks.seam > marks.fold > figure.chin[1]
    assert 0.15 < marks.corner < 0.35
    quiet = figure.quiet(np.array([figure.eyes["left"], [0, marks.seam, 1.4], figure.chin]))
    assert quiet.tolist() == [1, 3, 0]


# --- The face in millimetres ----------------------------------------------------------------------


@pytest.mark.parametrize("open_mm", [4, 10, 25, 40, 50])
def test_the_jaw_opens_by_millimetres(figure: Figure, open_mm: float) -> None:
    figure.expression(open_mm=open_mm)
    assert np.linalg.norm(figure.incisor_gap) == pytest.approx(open_mm, abs=0.1)
    assert abs(figure.incisor_gap[0]) < 0.01
    teeth = {part.name: part.posed for part in figure.parts()}
    jaw = jaw_of(figure.model)
    shown = teeth["upper_teeth"][:, 1].min() - teeth["lower_teeth"][:, 1].max()
    assert jaw.share.max() <= 1
    assert shown < open_mm / 100


@pytest.mark.parametrize(("forward_mm", "shift_mm"), [(5, 0), (0, 8), (0, -8), (3, -4)])
def test_the_jaw_glides_by_millimetres(figure: Figure, forward_mm: float, shift_mm: float) -> None:
    rest = figure.incisor_gap
    figure.expression(forward_mm=forward_mm, shift_mm=shift_mm)
    moved = figure.incisor_gap - rest
    assert moved[[0, 2]] == pytest.approx([shift_mm, forward_mm], abs=0.01)


def test_the_lips_stay_closed_over_a_little_gap(figure: Figure) -> None:
    def parted() -> float:
        """How far the middle of the lips comes apart, in mm."""
        shape, rest = figure._shape, figure.model.vertices
        front = (np.abs(rest[:, 0]) < 0.03) & (rest[:, 2] > 1.3)
        upper = front & (np.abs(rest[:, 1] - figure.marks.seam - 0.05) < 0.03)
        lower = front & (np.abs(rest[:, 1] - figure.marks.seam + 0.06) < 0.03)
        before = rest[upper, 1].mean() - rest[lower, 1].mean()
        return float((shape[upper, 1].mean() - shape[lower, 1].mean() - before) * 100)

    figure.expression(open_mm=3)
    assert "mouth" not in figure.parts()[0].zones
    assert parted() < 1
    figure.expression(open_mm=3, lips="apart")
    assert figure.parts()[0].zones["mouth"].max() > 0
    assert parted() > 3


@pytest.mark.parametrize(
    ("face", "is_open"),
    [
        (Expression(), False),
        (Expression(open_mm=4), False),
        (Expression(open_mm=5), True),
        (Expression(lips="apart"), True),
        (Expression(open_mm=8, lips="closed"), False),
    ],
)
def test_lips_part_when_nobody_closes_them(figure: Figure, face: Expression, is_open: bool) -> None:
    figure.expression(face)
    assert figure.mouth_open is is_open


def test_the_tongue_rises_to_the_palate_and_comes_out(figure: Figure) -> None:
    def tip() -> Floats:
        tongue = next(part for part in figure.parts() if part.name == "tongue").posed
        front: Floats = tongue[np.argmax(tongue[:, 2])]
        return front

    figure.expression(open_mm=20)
    lying = tip()
    figure.expression(open_mm=20, tongue="up")
    upper = figure._shape[jaw_of(figure.model).upper]
    assert tip()[1] > lying[1] + 0.1
    assert abs(tip()[1] - upper[1]) < 0.12
    figure.expression(open_mm=20, tongue="out")
    assert tip()[2] > lying[2] + 0.2


def test_closed_eyes_hide_the_eyeballs(figure: Figure) -> None:
    def opening() -> float:
        lids = [c.at(figure.body_posed, figure.triangles) for c in figure.curves if "lid" in c.name]
        return float(lids[0][:, 1].mean() - lids[1][:, 1].mean())

    wide = opening()
    figure.expression(eyes_closed=1)
    assert opening() < 0.3 * wide


def test_an_expression_is_a_value(figure: Figure) -> None:
    figure.expression(Expression(open_mm=12, smile=0.1))
    assert figure.face == Expression(open_mm=12, smile=0.1)
    assert np.array_equal(incisor_gap(figure.model, figure._shape), figure.incisor_gap)
    with pytest.raises(TypeError):
        figure.expression(frown=1)


# --- Muscles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(MUSCLES))
def test_muscles_lie_on_the_skin_of_their_side(figure: Figure, name: str) -> None:
    left, right = (MUSCLES[name](figure, side) for side in ("left", "right"))
    assert left.name == name
    assert len(left.points) == len(left.radii)
    assert (left.radii > 0.05).all()
    for highlight, sign in ((left, 1), (right, -1)):
        assert (highlight.points[:, 0] * sign > 0).all()
        rows = [figure.nearest(point) for point in highlight.points]
        assert np.allclose(figure.rest[rows], highlight.points)
        assert (figure._still.mouth[rows] <= 0).all()
    assert np.abs(left.points * MIRROR - right.points).max() < 0.12


@pytest.mark.parametrize("name", sorted(MUSCLES))
def test_a_muscle_shows_on_skin_or_shirt(figure: Figure, name: str) -> None:
    highlight = MUSCLES[name](figure, "left")
    covered = 0
    for part in figure.parts():
        if part.name not in {"body", "shirt"} or part.clip is None:
            continue
        shown = part.rest[part.clip >= 0]
        away = np.linalg.norm(shown[:, None] - highlight.points[None], axis=2)
        covered += int((away < highlight.radii).any(1).sum())
    assert covered > 20
