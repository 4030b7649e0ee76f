"""The things of a drawing: furniture, pads, straps, bands, walls; lengths in cm."""

from typing import Literal

from generator.model.base import Model
from generator.model.figure_words import Point, Who


class Offset(Model, frozen=True, kw_only=True):
    """A shift in cm, in the person's directions; `out` is away from the middle."""

    up: float = 0
    out: float = 0
    forward: float = 0


class ChairSpec(Model, frozen=True, kw_only=True):
    """A chair under the person; `edge` lets them sit at its front edge."""

    back: bool = True
    back_height_cm: float = 36
    edge: bool = False


class TableSpec(Model, frozen=True, kw_only=True):
    """A table before the person; its top lies under a body point, or at a height."""

    under: Point | None = None
    height_cm: float | None = None
    gap_cm: float = 6


class PadSpec(Model, frozen=True, kw_only=True):
    """Something under a body part: pillow, towel, towel roll, roller, balls."""

    under: Literal["head", "neck", "skull", "forehead", "upper_back", "knees", "temple", "hand"] = (
        "head"
    )
    cm: float | None = None
    wide_cm: float | None = None
    who: Who | None = None


class StrapSpec(Model, frozen=True, kw_only=True):
    """A strap or towel round the neck; `ends` says which hand holds it where."""

    level: Literal["c1", "mid_neck"] = "c1"
    ends: dict[Who, "StrapEnd"]
    wide: bool = False


class StrapEnd(Model, frozen=True, kw_only=True):
    """One end of a strap: beside a body point, moved by so many cm; `along` what it lies on."""

    at: Point
    move_cm: Offset = Offset()
    along: Point | None = None


class BandSpec(Model, frozen=True, kw_only=True):
    """An elastic band between the hands, from the feet, or from a fixed point before the person."""

    fixed: Literal["hands", "feet", "front"] = "hands"
    front_cm: float = 80
    height: Point = "elbow_right"


class WallSpec(Model, frozen=True, kw_only=True):
    """A wall that a body part touches, or at a distance from the feet."""

    where: Literal[
        "behind", "front", "side", "other_side", "left", "right", "behind_side", "behind_other_side"
    ] = "behind"
    touching: Point | None = None
    distance_cm: float | None = None
    tape: bool = False


class DoorwaySpec(Model, frozen=True, kw_only=True):
    """A door frame before the forearms; `posts` says which, `see_through` draws their rims only."""

    posts: Literal["both", "side", "other_side", "left", "right"] = "both"
    forearms: Literal["both", "side", "other_side", "left", "right"] = "both"
    see_through: bool = False


class FarSpec(Model, frozen=True, kw_only=True):
    """A thing before the person: a mirror, a screen, a mark."""

    distance_cm: float = 45
    height: Point = "nose"
    tape: bool = False


class TeethSpec(Model, frozen=True, kw_only=True):
    """Wooden sticks between the front teeth; they lie flat and fill the opening."""

    thick_mm: float | None = None


PropName = Literal[
    "chair",
    "stool",
    "table",
    "bed",
    "mat",
    "floor",
    "pillow",
    "towel",
    "towel_roll",
    "foam_roller",
    "balls",
    "band",
    "wall",
    "doorway",
    "mirror",
    "screen",
    "mark",
    "sticks",
    "mouth_inside",
]


class PropSpec(Model, frozen=True, kw_only=True):
    """One thing with its details: exactly one key."""

    chair: ChairSpec | None = None
    table: TableSpec | None = None
    pillow: PadSpec | None = None
    towel: PadSpec | None = None
    towel_roll: PadSpec | None = None
    foam_roller: PadSpec | None = None
    balls: PadSpec | None = None
    strap: StrapSpec | None = None
    band: BandSpec | None = None
    wall: WallSpec | None = None
    doorway: DoorwaySpec | None = None
    mirror: FarSpec | None = None
    screen: FarSpec | None = None
    mark: FarSpec | None = None
    sticks: TeethSpec | None = None
