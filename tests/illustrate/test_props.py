"""Things that are fitted to the posed body: wall, door frame, chair, pillow."""

import pytest

pytest.importorskip("skimage")

from typing import Any

import msgspec
import numpy as np

from generator.illustrate.bases import region
from generator.illustrate.figure import Figure
from generator.illustrate.language import scenes
from generator.illustrate.parts import SIGN, Part, Side
from generator.illustrate.scene import Scene
from generator.model.figure import FigureSpec


@pytest.fixture(scope="module")
def figure() -> Figure:
    return Figure()


def posed(figure: Figure, side: Side = "right", **keys: Any) -> Scene:
    spec = msgspec.convert({"base": "sitting", "still": True, **keys}, FigureSpec)
    return next(scenes(spec, figure, side=side))


def named(scene: Scene, name: str) -> list[Part]:
    return [part for part in scene.props if part.name.startswith(name)]


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_wall_behind_one_shoulder_touches_that_shoulder_blade_only(
    figure: Figure, side: Side
) -> None:
    wall: dict[str, Any] = {"where": "behind_side", "touching": "shoulder_blade_side"}
    scene = posed(figure, side, base="standing", props=[{"wall": wall}])
    assert scene.posture is not None
    point, normal = scene.posture.planes["wall"]
    off = (figure.body_posed - point) @ normal
    high = region(figure, "all") & (figure.rest[:, 1] > 3.2) & (figure.rest[:, 1] < 5.4)
    own = high & (figure.rest[:, 0] * SIGN[side] > 0)
    assert 0.0 < off[own].min() < 0.1
    assert off[high & ~own].min() > 0.5
    assert normal[2] > 0.5
    assert normal[0] * SIGN[side] < -0.5


def test_a_see_through_post_leaves_the_arm_to_be_seen(figure: Figure) -> None:
    arm = {"raise": 80, "rotate": 88, "elbow": 90, "palm": "forward", "hand": "flat"}
    scene = posed(
        figure,
        base="standing",
        props=[{"doorway": {"see_through": True}}],
        start={"arms": {"both": arm}},
    )
    elbow = figure.rig.pos("lowerarm01.R")[1]
    beside = [p.posed for p in named(scene, "post_right") if p.posed[:, 1].max() > elbow]
    assert beside
    for corners in beside:
        assert np.ptp(corners, axis=0)[:2].min() < 0.05


def test_who_sits_at_the_edge_has_less_seat_before_and_more_behind(figure: Figure) -> None:
    fronts = []
    for edge in (False, True):
        scene = posed(figure, props=[{"chair": {"edge": edge}}])
        fronts.append(named(scene, "seat")[0].posed[:, 2].max() - figure.rig.pos("spine05")[2])
    assert 0.5 < fronts[1] < fronts[0] - 1.0


def test_a_chair_back_stands_behind_back_and_buttocks_and_on_the_seat(figure: Figure) -> None:
    scene = posed(
        figure,
        props=[{"chair": {"back_height_cm": 45}}],
        start={"trunk": {"flex": -20, "lean": -10}},
    )
    back, seat = named(scene, "chair_back")[0].posed, named(scene, "seat")[0].posed
    rows = figure.body_posed[region(figure, "back") | region(figure, "hips")]
    low = (rows[:, 1] < back[:, 1].max()) & (rows[:, 1] > seat[:, 1].max() + 0.3)
    assert rows[low, 2].min() > back[:, 2].max()
    assert seat[:, 2].min() <= back[:, 2].min() + 1e-9


def test_a_narrow_pillow_is_as_wide_as_it_says(figure: Figure) -> None:
    scene = posed(figure, base="supine", props=[{"pillow": {"under": "head", "wide_cm": 26}}])
    assert np.ptp(named(scene, "pillow")[0].posed[:, 0]) == pytest.approx(2.6)
