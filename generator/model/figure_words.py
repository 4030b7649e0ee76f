"""The words of a drawing: base positions, views, body points, hand targets, directions."""

from typing import Annotated, Literal

from msgspec import Meta

Base = Literal[
    "sitting", "standing", "supine", "side_lying", "prone", "prone_on_elbows", "hands_and_knees"
]
Frame = Literal["face", "head", "upper_body", "body"]
Who = Literal["side", "other_side", "left", "right"]
View = Literal[
    "front",
    "back",
    "side",
    "other_side",
    "left",
    "right",
    "three_quarter_side",
    "three_quarter_other_side",
    "three_quarter_left",
    "three_quarter_right",
    "back_side",
    "back_other_side",
    "back_left",
    "back_right",
    "top",
    "top_three_quarter",
]
Shape = Literal[
    "relaxed",
    "flat",
    "mitten",
    "cupped",
    "hook",
    "fist",
    "loose_fist",
    "point",
    "two_fingers",
    "three_fingers",
    "four_fingers",
    "thumb_out",
    "scissors",
    "spread",
    "pinch",
]

_POINTS = """crown nose forehead chin chin_side under_chin throat mouth upper_teeth lower_teeth
    temple cheek masseter tmj ear above_ear eye head_far_top head_top head_back_top back_of_head
    under_skull behind_neck neck_back neck_side c1 neck_mid head neck
    collarbone inner_collarbone below_collarbone sternum chest belly upper_back mid_back back
    shoulder shoulder_front shoulder_blade armpit ribs
    upper_arm elbow forearm wrist hand fist fingertips
    waist hip hips lap thigh knee shin foot toes"""
_PLACES = "seat_edge table table_edge wall floor bed door_frame strap_end"
_SIDES = "(_side|_other_side|_left|_right)?"
Point = Annotated[
    str,
    Meta(
        pattern=f"^({'|'.join(_POINTS.split())}){_SIDES}$",
        description="a body point, as chin, hand_side or temple_right",
    ),
]
Target = Annotated[
    str,
    Meta(
        pattern=f"^({'|'.join((_POINTS + ' ' + _PLACES).split())}){_SIDES}$",
        description="a body point or a place, as chin, temple_right, seat_edge_side or wall",
    ),
]
_WORD = "(up|down|in|out|forward|back|left|right|side|other_side|ceiling|ground)"
Words = Annotated[
    str,
    Meta(
        pattern=rf"^(mostly |a little )?{_WORD}( and (mostly |a little )?{_WORD})*$",
        description="a direction, as up, in and down, or forward and a little up",
    ),
]
Vector = tuple[float, float, float]
Direction = Words | Vector
MuscleName = Annotated[
    str, Meta(pattern="^[a-z][a-z0-9_]*$", description="a muscle, as upper_trapezius_side")
]
