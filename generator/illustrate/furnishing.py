"""Which things a shot needs, and when: before the arms, between them, or after the hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.illustrate import props_furniture as furniture
from generator.illustrate import props_soft as soft
from generator.illustrate import straps
from generator.illustrate.props_mouth import mouth_inside, sticks
from generator.model.figure_things import (
    BandSpec,
    ChairSpec,
    DoorwaySpec,
    FarSpec,
    PadSpec,
    PropSpec,
    TableSpec,
    TeethSpec,
    WallSpec,
)

if TYPE_CHECKING:
    from generator.illustrate.parts import Part
    from generator.illustrate.props import Site
    from generator.illustrate.shots import Shot

PADS: Final = ("pillow", "towel", "towel_roll", "foam_roller", "balls")
ARM_POINTS: Final = ("forearm", "hand", "elbow", "fingertips", "wrist")


def things(site: Site, shot: Shot, stage: str) -> list[Part]:
    """The parts of all things that are due at a stage: early, middle or late."""
    found: list[Part] = []
    for said in shot.props:
        kind, spec = named(said)
        if when(site, kind, spec) == stage:
            found += _thing(site, kind, spec)
    return found


def named(said: object) -> tuple[str, object]:
    """A prop's name, and its details or None."""
    if isinstance(said, str):
        return said, None
    assert isinstance(said, PropSpec)  # noqa: S101 - the model allows nothing else
    found = [(k, v) for k in said.__struct_fields__ if (v := getattr(said, k)) is not None]
    if len(found) != 1:
        raise ValueError("a prop is one key with its details")
    return found[0]


def when(site: Site, kind: str, spec: object) -> str:
    """Before the arms, between body and place targets, or after all hands."""
    if kind in {"band", "sticks"} or (isinstance(spec, PadSpec) and spec.under == "hand"):
        return "late"
    if kind == "doorway" or (isinstance(spec, TableSpec) and spec.under):
        return "middle"
    if isinstance(spec, WallSpec) and spec.touching:
        return "middle" if site.sides.split(spec.touching)[0] in ARM_POINTS else "early"
    return "middle" if kind == "screen" else "early"


def _thing(site: Site, kind: str, spec: object) -> list[Part]:  # noqa: C901, PLR0911
    if kind in {"chair", "stool"}:
        chair = spec if isinstance(spec, ChairSpec) else ChairSpec(back=kind == "chair")
        return furniture.chair(site, chair)
    if kind == "table":
        return furniture.table(site, spec if isinstance(spec, TableSpec) else TableSpec())
    if kind in {"bed", "mat"}:
        return furniture.bed(site, kind)
    if kind == "floor":
        return furniture.floor(site)
    if kind in PADS:
        under = {"towel_roll": "neck", "foam_roller": "upper_back", "balls": "skull"}.get(kind)
        plain = PadSpec(under=under) if under else PadSpec()  # type: ignore[arg-type]
        return soft.pad(site, kind, spec if isinstance(spec, PadSpec) else plain)
    if kind == "strap":
        return straps.strap(site, spec)  # type: ignore[arg-type]
    if kind == "band":
        return straps.band(site, spec if isinstance(spec, BandSpec) else BandSpec())
    if kind == "wall":
        return furniture.wall(site, spec if isinstance(spec, WallSpec) else WallSpec())
    if kind == "doorway":
        return furniture.doorway(site, spec if isinstance(spec, DoorwaySpec) else DoorwaySpec())
    if kind == "mouth_inside":
        return mouth_inside(site)
    if kind == "sticks":
        return sticks(site, spec if isinstance(spec, TeethSpec) else TeethSpec())
    far = spec if isinstance(spec, FarSpec) else FarSpec()
    made = {
        "mirror": furniture.mirror,
        "screen": furniture.screen,
        "mark": furniture.mark_on_wall,
    }
    return made[kind](site, far)
