"""What every model shares: the strict frozen base, the closed vocabularies, one comparison."""

import operator
from collections.abc import Callable
from typing import Annotated, Literal

from msgspec import Meta, Struct

Side = Literal["left", "right", "both"]
OneSide = Literal["left", "right"]
Irritability = Literal["low", "moderate", "high"]
Urgency = Literal["routine", "soon", "same_day", "emergency"]
Visit = Literal["in_person", "virtual"]
Sex = Literal["male", "female", "other"]
Phase = Literal[1, 2, 3]
Severity = Literal[1, 2, 3]
HeadacheType = Literal[
    "migraine",
    "chronic_migraine",
    "cervicogenic",
    "tension_type",
    "tmd_headache",
    "post_traumatic",
    "mixed",
    "none",
]
ExerciseType = Literal[
    "stretch",
    "mobility",
    "self_mobilisation",
    "motor_control",
    "isometric",
    "strength",
    "postural",
    "relaxation",
    "soft_tissue",
    "aerobic",
]
Region = Literal["neck", "jaw", "shoulder", "thoracic", "general"]
Position = Literal["supine", "prone", "side_lying", "quadruped", "sitting", "standing"]
Slot = Literal["calm", "move", "lengthen", "control", "strengthen", "habit", "extra"]
Op = Literal["<", "<=", ">", ">="]
WebPage = Annotated[
    str, Meta(pattern="^(https://[!-~]+)?$", max_length=300, description="a page, as https://…")
]
Id = Annotated[
    str,
    Meta(pattern="^[a-z][a-z0-9_]*$", description="an id: small letters, digits and _"),
]

# A finding that is only ticked, or whose severity list is empty, counts as moderate (reference 1).
DEFAULT_SEVERITY: Severity = 2
IRRITABILITY_ORDER: tuple[Irritability, ...] = ("low", "moderate", "high")
URGENCY_ORDER: tuple[Urgency, ...] = ("routine", "soon", "same_day", "emergency")

_OPS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Model(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A frozen record that is read from YAML; an unknown key is an error.

    Defaults are left out when it is written, so a new field makes no old review stale.
    """


class Comparison(Model, frozen=True, kw_only=True):
    """A value held against a limit, in the unit of what is compared."""

    op: Op
    value: float

    def holds(self, value: float) -> bool:
        """Tell whether `value` meets the limit; values are compared as entered."""
        return compare(self.op, value, self.value)


class Review(Model, frozen=True, kw_only=True):
    """The mark of unreviewed content; `hep review` keeps reviews in the clinic's folder."""

    status: Literal["draft"] = "draft"


def compare(op: Op, value: float, limit: float) -> bool:
    """Apply one of the four comparison signs of the library."""
    return _OPS[op](value, limit)


def sides_of(side: Side) -> tuple[OneSide, ...]:
    """Right before left, so that ties fall to the right as the reference rules (0.3)."""
    if side == "both":
        return ("right", "left")
    return (side,)


def other(side: OneSide) -> OneSide:
    """The opposite side."""
    return "left" if side == "right" else "right"


def join_sides(sides: tuple[OneSide, ...]) -> Side:
    """One side, or both when two are given."""
    return "both" if len(set(sides)) > 1 else sides[0]
