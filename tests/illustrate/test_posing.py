"""The pose language: words in, a posed skeleton out."""

import pytest

pytest.importorskip("scipy")

from typing import Any

import msgspec
import numpy as np

from generator.illustrate.camera import Camera
from generator.illustrate.directions import Sides, direction
from generator.illustrate.figure import Figure
from generator.illustrate.fingers import shape_hand
from generator.illustrate.hands import fist_centre
from generator.illustrate.language import PoseError, scenes
from generator.illustrate.parts import SIDES, SUFFIX, Side
from generator.illustrate.scene import Scene
from generator.illustrate.shots import shots
from generator.illustrate.straps import RINGS
from generator.illustrate.targets import WAYS
from generator.model.figure import FigureSpec


@pytest.fixture(scope="module")
def figure() -> Figure:
    return Figure()


def spec(**keys: Any) -> FigureSpec:
    return msgspec.convert({"base": "sitting", "still": True, **keys}, FigureSpec)


def first(figure: Figure, side: Side = "right", **keys: Any) -> Scene:
    return next(scenes(spec(**keys), figure, side=side))


@pytest.mark.parametrize(
    "base",
    ["sitting", "standing", "supine", "prone", "prone_on_elbows", "hands_and_knees"],
)
def test_every_base_rests_on_the_ground(figure: Figure, base: str) -> None:
    first(figure, base=base)
    assert abs(figure.body_posed[:, 1].min()) < 0.35


@pytest.mark.parametrize(("side", "lowest"), [("left", "upperarm01.L"), ("right", "upperarm01.R")])
def test_who_lies_on_a_side_has_that_shoulder_below(figure: Figure, side: str, lowest: str) -> None:
    first(figure, base="side_lying", lying_on=side)
    heights = {bone: figure.rig.pos(bone)[1] for bone in ("upperarm01.L", "upperarm01.R")}
    assert min(heights, key=lambda bone: heights[bone]) == lowest


def test_feet_of_a_hook_lying_body_stand_on_the_bed(figure: Figure) -> None:
    first(figure, base="supine")
    soles = figure.body_posed[figure.rest[:, 1] < -8.0, 1]
    assert abs(soles.min() - 0.06) < 0.05


@pytest.mark.parametrize("side", ["left", "right"])
def test_words_about_the_side_mean_that_side(figure: Figure, side: Side) -> None:
    pose = {
        "neck": {"tilt": 30, "toward": "other_side", "turn": 15, "turn_toward": "side"},
        "arms": {"other_side": {"hand": {"on": "head_far_top"}}},
    }
    facts = first(figure, side, start=pose).facts
    other = "left" if side == "right" else "right"
    assert facts["head"]["tilt_toward"] == other
    assert facts["head"]["turn_toward"] == side
    assert facts["hands"][other]["target"] == "head_far_top"
    assert facts["raised"] == [other]


def test_head_facts_give_the_angles_that_were_asked_for(figure: Figure) -> None:
    facts = first(
        figure, start={"neck": {"flex": 20, "tilt": 10, "toward": "left"}, "jaw": {"open_mm": 25}}
    ).facts
    assert facts["head"]["flex"] == pytest.approx(20, abs=3)
    assert facts["head"]["tilt"] == pytest.approx(10, abs=3)
    assert facts["jaw"]["open_mm"] == 25


def test_retraction_slides_the_head_back_by_centimetres(figure: Figure) -> None:
    back = first(figure, start={"neck": {"retract_cm": 3}}).facts["head"]
    forth = first(figure, start={"neck": {"retract_cm": -2}}).facts["head"]
    assert 15 < back["back_mm"] < 40
    assert forth["back_mm"] < -8
    assert abs(back["flex"]) < 4


SKIN = ("head_far_top", "head_back_top", "back_of_head", "forehead", "chin", "under_chin")


@pytest.mark.parametrize("target", [*SKIN, "sternum", "belly", "upper_teeth"])
def test_a_hand_reaches_a_target_of_the_middle(figure: Figure, target: str) -> None:
    scene = first(figure, start={"arms": {"left": {"hand": {"on": target}}}})
    assert scene.posture is not None
    assert scene.posture.touches["left"].reach.residual < 0.06


@pytest.mark.parametrize(
    "name", ["temple", "tmj", "masseter", "under_skull", "collarbone", "thigh"]
)
def test_a_hand_reaches_a_target_of_its_own_side(figure: Figure, name: str) -> None:
    scene = first(figure, start={"arms": {"right": {"hand": {"touch": f"{name}_right"}}}})
    assert scene.posture is not None
    reach = scene.posture.touches["right"].reach
    assert reach.residual < 0.06
    assert reach.bend < 60


def test_the_other_arm_is_a_target_wherever_it_went(figure: Figure) -> None:
    arms = {
        "right": {"raise": 86, "plane": 118, "elbow": 15},
        "left": {"hand": {"on": "elbow_right"}},
    }
    scene = first(figure, base="standing", start={"arms": arms})
    assert scene.posture is not None
    palm = figure.rig.pos("finger3-1.L")
    assert np.linalg.norm(palm - figure.rig.pos("lowerarm01.R")) < 1.2
    assert scene.posture.touches["left"].reach.residual < 0.06


def test_a_strap_runs_outside_the_skin_to_both_hands(figure: Figure) -> None:
    ends = {
        "side": {"at": "cheek_other_side", "along": "cheek_other_side", "move_cm": {"forward": 14}},
        "other_side": {"at": "sternum", "move_cm": {"forward": 4}},
    }
    both = {"hand": {"grip": "strap_end"}}
    scene = first(
        figure,
        props=[{"strap": {"ends": ends}}],
        start={"arms": {"side": both, "other_side": both}},
    )
    strap = next(part for part in scene.props if part.name == "strap")
    for end in ("finger3-1.L", "finger3-1.R"):
        assert np.linalg.norm(strap.posed - figure.rig.pos(end), axis=1).min() < 0.6
    rings = strap.posed[: RINGS * 16].reshape(RINGS, 16, 3)
    widths = np.linalg.norm(rings - rings.mean(axis=1, keepdims=True), axis=2).max(axis=1)
    for side in SIDES:
        off = rings.mean(axis=1) - fist_centre(figure.rig, side)[0]
        held = np.linalg.norm(off, axis=1).argmin()
        assert widths[held] < 0.08, "fingers would come through a broad strap"
    assert widths.max() > 0.14


@pytest.mark.parametrize("side", SIDES)
def test_a_mitten_lays_the_thumb_along_the_index_finger(figure: Figure, side: Side) -> None:
    end = SUFFIX[side]

    def apart(shape: str) -> float:
        shape_hand(figure.rig, side, shape)
        thumb = figure.rig.pos(f"finger1-3{end}", figure.rig.t(f"finger1-3{end}"))
        return float(np.linalg.norm(thumb - figure.rig.pos(f"finger2-2{end}")))

    first(figure)
    assert apart("mitten") < 0.3 < apart("flat")


@pytest.mark.parametrize("posts", ["both", "right"])
def test_a_door_frame_stands_before_the_forearms(figure: Figure, posts: str) -> None:
    arm = {"raise": 80, "rotate": 88, "elbow": 90, "palm": "forward", "hand": "flat"}
    scene = first(
        figure,
        base="standing",
        props=[{"doorway": {"posts": posts}}],
        start={"arms": {"both": arm}},
    )
    found = [part for part in scene.props if part.name.startswith("post")]
    assert len(found) == (2 if posts == "both" else 1)


def test_start_and_end_share_one_frame(figure: Figure) -> None:
    moving = spec(still=False, end={"neck": {"tilt": 30, "toward": "left"}})
    boxes = {scene.camera.box for scene in scenes(moving, figure)}
    assert len(boxes) == 1


def test_an_arm_named_again_is_said_anew() -> None:
    asked = spec(
        still=False,
        both={"arms": {"both": {"raise": 20}}},
        end={"arms": {"left": {"elbow": 90}}},
    )
    start, end = shots(asked, None, Sides())
    assert start.arms["left"].raise_ == 20
    assert end.arms["left"].raise_ is None
    assert end.arms["right"].raise_ == 20


def test_a_variant_replaces_what_it_names_and_inherits_the_rest() -> None:
    asked = spec(
        props=["chair"],
        start={"alt": "Sitting."},
        variants={"standing": {"base": "standing", "props": []}},
    )
    (shot,) = shots(asked, "standing", Sides())
    assert (shot.name, shot.base, shot.props) == ("standing-start", "standing", ())
    assert shot.pose.alt == "Sitting."


@pytest.mark.parametrize(
    ("words", "hand", "expected"),
    [
        ("up", None, (0, 1, 0)),
        ("side", None, (-1, 0, 0)),
        ("out", "left", (1, 0, 0)),
        ("in", "left", (-1, 0, 0)),
        ("up and forward", None, (0, 0.707, 0.707)),
        ("ground", None, (0, -1, 0)),
        ((0, 0, 2), None, (0, 0, 1)),
    ],
)
def test_directions(words: Any, hand: Side | None, expected: tuple[float, ...]) -> None:
    found = direction(words, np.eye(3), Sides("right"), hand)
    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("pose", "message"),
    [
        ({"neck": {"tilt": 20}}, "toward which side"),
        ({"arms": {"left": {"hand": {"on": "collarbone"}}}}, "twice"),
        ({"arms": {"left": {"hand": {"on": "wall"}}}}, "no a wall"),
        ({"arms": {"left": {"hand": {"on": "chin", "touch": "chin"}}}}, "exactly one"),
        ({"arrows": [{"turn": "head"}]}, "does not turn"),
        ({"arrows": [{}]}, "exactly one"),
        ({"highlight": ["elbow_grease"]}, "is not one of"),
    ],
)
def test_words_that_make_no_pose_are_refused(
    figure: Figure, pose: dict[str, Any], message: str
) -> None:
    with pytest.raises(PoseError, match=message):
        first(figure, start=pose)


def test_every_hand_target_is_a_word_of_the_model() -> None:
    for name in WAYS:
        suffix = "" if name == "chin_side" else "_left"
        pose = {"arms": {"left": {"hand": {"on": name + suffix}}}}
        assert spec(start=pose).start.arms


@pytest.mark.parametrize(
    ("yaw", "faces"), [(0, (0, 0, 1)), (90, (1, 0, 0)), (-90, (-1, 0, 0)), (180, (0, 0, -1))]
)
def test_the_camera_looks_from_the_side_it_names(
    yaw: float, faces: tuple[float, float, float]
) -> None:
    assert Camera(yaw=yaw).R @ np.array([0.0, 0.0, 1.0]) == pytest.approx(faces)
