"""Mouths and eyes in close-ups: teeth, sticks, closed lids, and what hangs before a face."""

from typing import Any

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("scipy")
pytest.importorskip("skimage")

import msgspec  # noqa: E402

from generator.illustrate.buffers import View, render  # noqa: E402
from generator.illustrate.drawing import Drawing, draw  # noqa: E402
from generator.illustrate.figure import Figure  # noqa: E402
from generator.illustrate.fills import Quality  # noqa: E402
from generator.illustrate.language import scenes  # noqa: E402
from generator.illustrate.mouth_ink import teeth_lines  # noqa: E402
from generator.illustrate.scene import Scene  # noqa: E402
from generator.illustrate.vectors import Pen  # noqa: E402
from generator.model.figure import FigureSpec  # noqa: E402

FINE = 150.0  # pixels a dm


@pytest.fixture(scope="module")
def figure() -> Figure:
    return Figure()


def made(figure: Figure, **keys: Any) -> Scene:
    asked = {"base": "sitting", "frame": "face", "camera": "front", "still": True, **keys}
    scene = next(scenes(msgspec.convert(asked, FigureSpec), figure))
    scene.unit *= FINE / scene.camera.ppd
    scene.camera = scene.camera.with_box(scene.camera.box, FINE)
    return scene


def gaps(scene: Scene) -> int:
    view = View.of(scene.camera)
    quality = Quality(FINE, scene.unit, Pen(3 / scene.unit, view.margin))
    return len(list(teeth_lines(scene, render(scene.parts, view), quality)))


def tints(drawing: Drawing, name: str) -> int:
    return drawing.svg.count(f'<path class="{name}"')


def test_lines_between_bared_front_teeth_say_where_the_jaw_is(figure: Figure) -> None:
    bared = {"jaw": {"open_mm": 4, "shift_mm": 8, "toward": "right"}, "face": {"lips": "apart"}}
    assert gaps(made(figure, start=bared)) >= 3
    assert gaps(made(figure, start={})) == 0


def test_the_inside_of_the_teeth_is_dark(figure: Figure) -> None:
    drawing = draw(made(figure, camera={"yaw": 38, "pitch": -7}, start={"jaw": {"open_mm": 25}}))
    assert drawing.buffers.of("teeth_inside").sum() > 0.01 * FINE**2
    after_the_mouth = drawing.svg.split('class="mouth"')[1]
    assert 'class="shade"' not in after_the_mouth  # the neck's shadow comes before it


def test_a_closed_eye_is_one_line(figure: Figure) -> None:
    lines = {
        eyes: draw(made(figure, start={"face": {"eyes": eyes}})).svg.count("M")
        for eyes in ("open", "closed")
    }
    assert lines["closed"] <= lines["open"] - 6


def test_a_stick_has_a_round_front_end(figure: Figure) -> None:
    scene = made(figure, props=[{"sticks": {"thick_mm": 2}}], start={"jaw": {"open_mm": 4}})
    (stick,) = (part for part in scene.parts if part.name == "stick")
    across, forward = stick.posed[:, 0], stick.posed[:, 2]
    tip = forward > forward.max() - 0.02
    assert np.ptp(across[tip]) < 0.7 * np.ptp(across)


def test_the_mark_on_a_wall_stays_when_the_head_turns(figure: Figure) -> None:
    places = []
    for neck in ({}, {"turn": 40, "turn_toward": "right"}):
        scene = made(figure, props=[{"mark": {"distance_cm": 20}}], start={"neck": neck})
        (wall,) = (part for part in scene.parts if part.name == "wall")
        places.append(wall.posed[:, 2].min())
    assert places[0] == pytest.approx(places[1], abs=0.02)


def test_a_tape_on_a_mirror_lies_over_the_face_and_breaks_no_line_of_it(figure: Figure) -> None:
    with_tape, without = (
        draw(made(figure, props=[{"mirror": {"tape": tape}}], start={})) for tape in (True, False)
    )
    assert tints(with_tape, "band") == 2
    nose = with_tape.svg.index('class="ink"')
    assert with_tape.svg.rindex('class="band"') > nose
    assert with_tape.svg.count("M") <= without.svg.count("M") + 4
