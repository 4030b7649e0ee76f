"""From the `figure:` key to single drawings: `both` and variants are filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, structs

from generator.model.figure import FigureSpec, PoseSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.illustrate.directions import Sides
    from generator.illustrate.parts import Side
    from generator.model.figure import ArmSpec, CameraSpec, LegSpec, ShoulderSpec, VariantSpec
    from generator.model.figure_things import PropName, PropSpec
    from generator.model.figure_words import Base, Frame, View


@dataclass(frozen=True)
class Shot:
    """One drawing: everything about it, sides resolved."""

    name: str  # start, end, gentle-start …
    base: Base
    lying_on: Side | None
    frame: Frame
    camera: View | CameraSpec
    highlight: tuple[str, ...]
    props: tuple[PropName | PropSpec, ...]
    look: str
    pose: PoseSpec
    arms: Mapping[Side, ArmSpec]
    legs: Mapping[Side, LegSpec] | str
    shoulders: Mapping[Side, ShoulderSpec]


def shot_groups(figure: FigureSpec, sides: Sides) -> Iterator[list[Shot]]:
    """The drawings that share a camera's frame: start and end, then those of each variant."""
    for name in (None, *figure.variants):
        yield shots(figure, name, sides)


def shots(figure: FigureSpec, variant: str | None, sides: Sides) -> list[Shot]:
    """The drawings of one way to do it, named start and end, or gentle-start and so on."""
    return _group(of_variant(figure, variant), f"{variant}-" if variant else "", sides)


def of_variant(figure: FigureSpec, variant: str | None) -> FigureSpec:
    """The figure of one way to do it, without variants of its own."""
    if variant is None:
        return structs.replace(figure, variants={})
    return _varied(figure, figure.variants[variant])


def _varied(figure: FigureSpec, variant: VariantSpec) -> FigureSpec:
    """The figure with what a variant says in place of its own."""
    said = {
        name: value
        for name in variant.__struct_fields__
        if (value := getattr(variant, name)) is not None
    }
    return structs.replace(figure, variants={}, **said)


def _group(figure: FigureSpec, prefix: str, sides: Sides) -> list[Shot]:
    poses = {"start": figure.start}
    if not figure.still:
        poses["end"] = figure.end or PoseSpec()
    return [
        _shot(figure, f"{prefix}{name}", merged(figure.both, pose), (figure.both, pose), sides)
        for name, pose in poses.items()
    ]


def merged(both: PoseSpec, own: PoseSpec) -> PoseSpec:
    """A pose with what `both` says where it says nothing itself."""
    fields: dict[str, Any] = {}
    plain = PoseSpec()
    for name in own.__struct_fields__:
        said, shared = getattr(own, name), getattr(both, name)
        fields[name] = shared if said == getattr(plain, name) and shared is not UNSET else said
    return PoseSpec(**fields)


def _limbs(name: str, poses: tuple[PoseSpec, PoseSpec], sides: Sides) -> dict[Side, Any]:
    """What is said of each left and right limb: the later pose, then the more exact word, wins."""
    found: dict[Side, Any] = {}
    for pose in poses:
        said = getattr(pose, name)
        for who in sorted(said, key=lambda word: word != "both"):
            for side in sides.each(who):
                found[side] = said[who]
    return found


def _shot(
    figure: FigureSpec,
    name: str,
    pose: PoseSpec,
    poses: tuple[PoseSpec, PoseSpec],
    sides: Sides,
) -> Shot:
    lying_on = pose.lying_on or figure.lying_on
    named = [p.legs for p in poses[::-1] if isinstance(p.legs, str)]
    legs: Mapping[Side, LegSpec] | str = named[0] if named else _limbs("legs", poses, sides)
    return Shot(
        name=name,
        base=pose.base or figure.base,
        lying_on=sides.of(lying_on) if lying_on else None,
        frame=figure.frame,
        camera=figure.camera,
        highlight=figure.highlight if pose.highlight is None else pose.highlight,
        props=figure.props if pose.props is None else pose.props,
        look=figure.look,
        pose=pose,
        arms=_limbs("arms", poses, sides),
        legs=legs,
        shoulders=_limbs("shoulders", poses, sides),
    )
