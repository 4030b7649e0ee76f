"""The drawing of an exercise in words: base position, joint angles, hand targets, props, arrows.

Angles are degrees, lengths cm, the jaw mm. `side` and `other_side` mean the exercise's side.
`docs/figure-language.md` explains every word.
"""

from typing import Literal

from msgspec import field

from generator.model.base import Model
from generator.model.figure_things import Offset, PropName, PropSpec
from generator.model.figure_words import (
    Base,
    Direction,
    Frame,
    MuscleName,
    Point,
    Shape,
    Target,
    View,
    Who,
)


class NeckSpec(Model, frozen=True, kw_only=True):
    """The head on the trunk; `flex` is forward, negative back; `nod` bends only the upper neck."""

    flex: float = 0
    tilt: float = 0
    toward: Who | None = None
    turn: float = 0
    turn_toward: Who | None = None
    retract_cm: float = 0
    nod: float = 0
    lower_flex: float = 0


class TrunkSpec(Model, frozen=True, kw_only=True):
    """The back: `flex` rounds it, negative arches; `lean` tips the whole trunk at the hips."""

    flex: float = 0
    tilt: float = 0
    toward: Who | None = None
    turn: float = 0
    turn_toward: Who | None = None
    lean: float = 0


class ShoulderSpec(Model, frozen=True, kw_only=True):
    """A shoulder blade in degrees, on top of what the arm's height brings: up +, forward +."""

    lift: float = 0
    forward: float = 0


class HandSpec(Model, frozen=True, kw_only=True):
    """Where a hand goes: palm `on`, fingertips `touch`, fist round `grip`, or in the air `near`."""

    on: Target | None = None
    touch: Target | None = None
    grip: Target | None = None
    near: Target | None = None
    shape: Shape | None = None
    fingers: Direction | None = None
    palm: Direction | None = None
    move_cm: Offset | None = None
    lift_cm: float = 0
    tilt: float = 0
    with_part: Literal["palm", "fingers", "heel", "forearm"] | None = None


class ArmSpec(Model, frozen=True, kw_only=True):
    """An arm by angles, or by where its hand is (`hand`) and where the elbow points."""

    raise_: float | None = field(default=None, name="raise")
    plane: float | None = None
    rotate: float | None = None
    elbow: float | None = None
    palm: Direction | None = None
    wrist_back: float = 0
    hand: HandSpec | Shape | None = None
    elbow_toward: Direction | None = None


class LegSpec(Model, frozen=True, kw_only=True):
    """A leg's angles from upright standing; what is not said stays as in the base."""

    hip: float | None = None
    knee: float | None = None
    ankle: float = 0
    apart: float | None = None
    turn_out: float | None = None
    foot: Literal["flat", "free", "pointed"] | None = None
    step_cm: float | None = None


class JawSpec(Model, frozen=True, kw_only=True):
    """The lower front teeth against the upper ones, in mm."""

    open_mm: float = 0
    forward_mm: float = 0
    shift_mm: float = 0
    toward: Who | None = None


class FaceSpec(Model, frozen=True, kw_only=True):
    """The rest of the face."""

    eyes: Literal["open", "half", "closed"] = "open"
    smile: float | None = None
    lips: Literal["closed", "apart"] | None = None
    tongue: Literal["rest", "up", "out"] = "rest"


class ArrowSpec(Model, frozen=True, kw_only=True):
    """One arrow; exactly one of moves, push, circle, turn, from_point says what kind."""

    moves: Point | None = None
    push: Target | None = None
    circle: Point | None = None
    turn: Literal["head", "trunk"] | None = None
    from_point: Point | None = None
    toward: Direction | None = None
    path_cm: tuple[tuple[float, float], ...] | None = None
    length_cm: float | None = None
    radius_cm: float | None = None
    resisted: bool = False
    two_way: bool = False
    reverse: bool = False
    place_cm: tuple[float, float] | None = None


class PoseSpec(Model, frozen=True, kw_only=True):
    """One drawing, or what two of them share."""

    base: Base | None = None
    lying_on: Who | None = None
    trunk: TrunkSpec | None = None
    neck: NeckSpec | None = None
    shoulders: dict[Who | Literal["both"], ShoulderSpec] = {}
    arms: dict[Who | Literal["both"], ArmSpec] = {}
    legs: dict[Who | Literal["both"], LegSpec] | Literal["straight", "bent"] = {}
    jaw: JawSpec | None = None
    face: FaceSpec | None = None
    belly_cm: float = 0
    props: tuple[PropName | PropSpec, ...] | None = None
    highlight: tuple[MuscleName, ...] | None = None
    arrows: tuple[ArrowSpec, ...] = ()
    caption: str = ""
    alt: str = ""


class CameraSpec(Model, frozen=True, kw_only=True):
    """A view by angles: yaw 0 front, 90 the person's right, -90 their left, 180 back."""

    yaw: float = 0
    pitch: float = 6
    roll: float = 0


class VariantSpec(Model, frozen=True, kw_only=True):
    """What a gentle variant or another position changes; each key replaces the figure's own."""

    base: Base | None = None
    lying_on: Who | None = None
    frame: Frame | None = None
    camera: View | CameraSpec | None = None
    highlight: tuple[MuscleName, ...] | None = None
    props: tuple[PropName | PropSpec, ...] | None = None
    both: PoseSpec | None = None
    start: PoseSpec | None = None
    end: PoseSpec | None = None
    still: bool | None = None


class FigureSpec(Model, frozen=True, kw_only=True):
    """The drawings of an exercise: `start` and `end` with what they share under `both`."""

    base: Base
    lying_on: Who | None = None
    look: Literal["female", "male"] = "female"
    frame: Frame = "upper_body"
    camera: View | CameraSpec = "front"
    highlight: tuple[MuscleName, ...] = ()
    props: tuple[PropName | PropSpec, ...] = ()
    both: PoseSpec = PoseSpec()
    start: PoseSpec = PoseSpec()
    end: PoseSpec | None = None
    still: bool = False
    variants: dict[str, VariantSpec] = {}
