"""Each check of a drawing, seen red on a planted fault and quiet on a good drawing."""

import pytest

pytest.importorskip("scipy")

from dataclasses import replace
from typing import Any

import msgspec

from generator.illustrate import checks
from generator.illustrate.drawing import Drawing, draw
from generator.illustrate.figure import Figure
from generator.illustrate.language import scenes
from generator.illustrate.scene import Scene
from generator.model.figure import FigureSpec

COARSE = 60.0  # pixels a dm: enough for a check


@pytest.fixture(scope="module")
def figure() -> Figure:
    return Figure()


def made(figure: Figure, **keys: Any) -> Scene:
    asked = {"base": "sitting", "still": True, **keys}
    return next(scenes(msgspec.convert(asked, FigureSpec), figure))


def coarse(scene: Scene) -> Drawing:
    unit = scene.unit * COARSE / scene.camera.ppd
    scene.camera = scene.camera.with_box(scene.camera.box, COARSE)
    scene.unit = unit
    return draw(scene)


def seated(arm: dict[str, Any]) -> dict[str, Any]:
    return {"start": {"arms": {"left": arm}}}


def test_a_good_drawing_has_no_problem(figure: Figure) -> None:
    scene = made(
        figure,
        highlight=["upper_trapezius_right"],
        start={
            "neck": {"tilt": 30, "toward": "left"},
            "arms": {"left": {"hand": {"on": "head_far_top"}}},
        },
    )
    assert checks.problems_of(scene, coarse(scene)) == []


def test_a_hand_that_misses_its_target(figure: Figure) -> None:
    scene = made(figure, **seated({"hand": {"on": "shin_left"}}))
    assert any("misses its target (shin_left)" in p for p in checks.hands(scene))


def test_a_wrist_bent_too_far(figure: Figure) -> None:
    arm = {"hand": {"on": "sternum", "fingers": "down"}, "elbow_toward": "down"}
    scene = made(figure, **seated(arm))
    assert any("the left wrist bends" in p for p in checks.hands(scene))


def test_a_wrist_on_the_floor_may_bend_to_a_right_angle(figure: Figure) -> None:
    scene = made(figure, base="hands_and_knees")
    assert scene.posture is not None
    assert scene.posture.reaches["left"].bend > checks.WRIST
    assert list(checks.hands(scene)) == []


def test_a_wrung_forearm(figure: Figure) -> None:
    scene = made(figure, base="standing", **seated({"raise": 5, "elbow": 90, "palm": "out"}))
    assert any("forearm is twisted" in p for p in checks.hands(scene))


@pytest.mark.parametrize(
    ("pose", "message"),
    [
        ({"neck": {"flex": 90}}, "the neck bends"),
        ({"neck": {"turn": 100, "turn_toward": "left"}}, "the neck turns"),
        ({"neck": {"tilt": 70, "toward": "left"}}, "the neck tilts"),
        ({"trunk": {"flex": -50}}, "the trunk bends"),
        ({"arms": {"left": {"elbow": 160}}}, "the left elbow bends"),
        ({"legs": {"left": {"knee": 160}}}, "the left knee bends"),
        ({"legs": {"left": {"hip": 150}}}, "the left hip bends"),
        ({"jaw": {"open_mm": 60}}, "the jaw: open_mm"),
    ],
)
def test_a_joint_beyond_its_range(figure: Figure, pose: dict[str, Any], message: str) -> None:
    assert any(message in p for p in checks.joints(made(figure, start=pose)))


def test_a_forearm_through_the_trunk(figure: Figure) -> None:
    arm = {"raise": 5, "plane": 0, "rotate": -85, "elbow": 95}
    scene = made(figure, base="standing", **seated(arm))
    assert any("inside the body" in p for p in checks.collisions(scene))


def test_a_hand_through_the_other_arm(figure: Figure) -> None:
    straight = {"raise": 90, "elbow": 0, "palm": "down"}
    arms = {"left": {**straight, "plane": 130}, "right": {**straight, "plane": 90}}
    scene = made(figure, base="standing", start={"arms": arms})
    assert any("inside the other arm" in p for p in checks.collisions(scene))


def test_an_arm_through_a_table(figure: Figure) -> None:
    arm = {"raise": 50, "plane": 90, "elbow": 0}
    scene = made(figure, props=[{"table": {"height_cm": 74}}], **seated(arm))
    assert any("inside the table" in p for p in checks.collisions(scene))


def test_a_body_in_the_ground(figure: Figure) -> None:
    scene = made(figure, base="supine", **seated({"raise": 90, "plane": -60, "elbow": 0}))
    assert any("into the ground" in p for p in checks.collisions(scene))


@pytest.mark.parametrize(("place", "what"), [([0, 0], "the face"), ([2, -7], "the left hand")])
def test_an_arrow_over_face_or_hand(figure: Figure, place: list[float], what: str) -> None:
    path = [[-2 + place[0], place[1]], [2 + place[0], place[1]]]
    point = "nose" if what == "the face" else "hand_left"
    if what != "the face":
        path = [[-4, 0], [3, 0]]
    scene = made(
        figure,
        frame="head",
        start={
            "arms": {"left": {"hand": {"on": "sternum"}}},
            "arrows": [{"from_point": point, "path_cm": path}],
        },
    )
    found = list(checks.arrows_clear(scene, coarse(scene)))
    assert any(f"arrow 1 covers {what}" in p for p in found)


@pytest.mark.parametrize("arrow", [{"moves": "crown"}, {"turn": "head"}])
def test_arrows_find_a_free_place_by_themselves(figure: Figure, arrow: dict[str, Any]) -> None:
    spec = msgspec.convert(
        {
            "base": "sitting",
            "frame": "head",
            "end": {
                "neck": {"tilt": 30, "toward": "left", "turn": 20, "turn_toward": "left"},
                "arms": {"left": {"hand": {"on": "head_far_top"}}},
                "arrows": [arrow],
            },
        },
        FigureSpec,
    )
    _, end = (scene for scene in scenes(spec, figure))
    assert list(checks.arrows_clear(end, coarse(end))) == []


def test_a_muscle_that_cannot_be_seen(figure: Figure) -> None:
    scene = made(figure, frame="head", highlight=["levator_scapulae_right"], camera="left")
    assert any("levator_scapulae" in p for p in checks.highlights_seen(scene, coarse(scene)))


def test_a_head_and_an_arrow_cut_by_the_frame(figure: Figure) -> None:
    scene = made(
        figure,
        frame="head",
        start={"arrows": [{"from_point": "nose", "path_cm": [[9, 0], [12, 0]]}]},
    )
    x0, y0, x1, y1 = scene.camera.box
    scene.camera = scene.camera.with_box((x0, y0, x1 - 2.5, y1 - 1.0))
    found = list(checks.not_cut(scene))
    assert "the frame cuts the head" in found
    assert "the frame cuts arrow 1" in found


def test_a_hand_cut_by_the_frame(figure: Figure) -> None:
    scene = made(figure, **seated({"hand": {"on": "head_far_top"}}))
    scene.camera = replace(scene.camera, box=(-0.2, 0.0, 0.1, 20.0))
    assert any("the frame cuts the left hand" in p for p in checks.not_cut(scene))


def test_a_thing_cut_where_everything_is_shown(figure: Figure) -> None:
    scene = made(figure, frame="body", props=["chair"])
    assert list(checks.not_cut(scene)) == []
    x0, _, x1, y1 = scene.camera.box
    scene.camera = scene.camera.with_box((x0, 2.0, x1, y1))
    assert any("the frame cuts the chair_leg" in p for p in checks.not_cut(scene))


def test_a_file_that_is_too_large(figure: Figure) -> None:
    scene = made(figure, frame="head")
    drawing = coarse(scene)
    assert list(checks.small(scene, drawing)) == []
    drawing.svg += " " * checks.BYTES
    assert any("bytes, more than" in p for p in checks.small(scene, drawing))
