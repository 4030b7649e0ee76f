"""A `figure:` key in, scenes out: one for each drawing, ready for the ink."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from generator.illustrate.composing import compose
from generator.illustrate.covering import covered
from generator.illustrate.directions import Sides
from generator.illustrate.facts import facts_of
from generator.illustrate.figure import Figure, Look
from generator.illustrate.framing import SCALES, camera_for, framed_points
from generator.illustrate.muscles import MUSCLES
from generator.illustrate.pointing import Pointer, Where, record
from generator.illustrate.scene import Scene
from generator.illustrate.shots import Shot, shot_groups, shots
from generator.illustrate.weights import automatic_ppd, automatic_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.illustrate.camera import Camera
    from generator.illustrate.expression import Expression
    from generator.illustrate.parts import Arrow, Floats, Highlight, Part, Side
    from generator.illustrate.props import Site
    from generator.model.figure import FigureSpec


class PoseError(Exception):
    """A drawing's words do not make a pose: which drawing, and why."""

    def __init__(self, drawing: str, reason: str) -> None:
        """Keep both for the list of problems."""
        super().__init__(f"{drawing}: {reason}")
        self.drawing, self.reason = drawing, reason


def figure_for(look: str) -> Figure:
    """The person who is drawn."""
    if look == "male":
        return Figure(Look(body="male", hair="short"))
    return Figure()


def scenes(
    spec: FigureSpec,
    figure: Figure | None = None,
    *,
    side: Side = "right",
    only: str = "",
) -> Iterator[Scene]:
    """Every drawing of a figure, or those whose name begins with `only`.

    The figure is posed anew for every scene: draw a scene before the next one is asked for.
    """
    f = figure or figure_for(spec.look)
    sides = Sides(side)
    for group in shot_groups(spec, sides):
        if any(shot.name.startswith(only) for shot in group):
            yield from _group(f, group, sides, only)


def scenes_of(spec: FigureSpec, variant: str | None, figure: Figure) -> Iterator[Scene]:
    """The drawings of one way to do it: start and end, or the single one."""
    sides = Sides("right")
    yield from _group(figure, shots(spec, variant, sides), sides, "")


def _group(f: Figure, group: list[Shot], sides: Sides, only: str) -> Iterator[Scene]:
    """Start and end share one frame: first all are posed to find it, then each is made."""
    posed = []
    for shot in group:
        with _Named(shot.name):
            posed.append(Posed(shot, *compose(f, shot, sides), Frozen.of(f, shot)))
    whole = group[0].frame == "body"
    camera, arrows = _framed(f, posed, camera_for(group[0], sides))
    for one, drawn in zip(posed, arrows, strict=True):
        shot = one.shot
        if only and not shot.name.startswith(only):
            continue
        with _Named(shot.name):
            one.frozen.restore(f)
            parts = f.parts()
            yield Scene(
                figure=f,
                parts=[*parts, *one.props],
                n_figure=len(parts),
                camera=camera,
                highlights=_highlights(f, shot, sides),
                arrows=drawn,
                mouth_open=f.mouth_open,
                level=SCALES[shot.frame][0],
                unit=automatic_unit(camera, body=whole),
                posture=one.site.posture,
                name=shot.name,
                alt=shot.pose.alt,
                caption=shot.pose.caption,
                whole=whole,
                facts=facts_of(one.site, shot),
            )


def _framed(f: Figure, posed: list[Posed], camera: Camera) -> tuple[Camera, list[list[Arrow]]]:
    """The camera with the one frame of a group, and the arrows of each of its drawings.

    How large an arrow is follows from the frame round the bodies; then the frame takes it in.
    """
    first = posed[0].shot
    wanted = {arrow.moves for one in posed for arrow in one.shot.pose.arrows if arrow.moves}
    corners: list[Floats] = []
    before: Where = {}
    for one in posed:
        with _Named(one.shot.name):
            one.frozen.restore(f)
            before = before or record(one.site, wanted)
            corners += _corners(camera, [framed_points(one.site, one.shot, one.props)])
    whole, margin = first.frame == "body", SCALES[first.frame][1]
    fitted = _fitted(camera, np.array(corners), margin, whole=whole)
    grain = automatic_unit(fitted, body=whole) / fitted.ppd
    arrows = []
    for one in posed:
        with _Named(one.shot.name):
            one.frozen.restore(f)
            arrows.append(_arrows(one.site, one.shot, camera, before, grain))
        corners += _corners(camera, [arrow.points for arrow in arrows[-1]])
    return _fitted(camera, np.array(corners), margin, whole=whole), arrows


def _fitted(camera: Camera, corners: Floats, margin: float, *, whole: bool) -> Camera:
    """The camera with a frame round the corners (n, 2) in its plane, as fine as print needs."""
    world = np.column_stack([corners, np.zeros(len(corners))]) @ camera.R
    box = camera.fit(world, margin=margin).box
    return camera.with_box(box, automatic_ppd(box, body=whole))


@dataclass(frozen=True)
class Posed:
    """A drawing's person and things, as they stand in it."""

    shot: Shot
    site: Site
    props: list[Part]
    frozen: Frozen


@dataclass
class Frozen:
    """A figure's pose, to come back to; `version` is the rig's while it stands so."""

    root: tuple[Floats, Floats]
    turns: dict[str, Floats]
    face: Expression
    belly: float
    knot: bool
    version: int

    @classmethod
    def of(cls, f: Figure, shot: Shot) -> Frozen:
        """The present pose."""
        rig = f.rig
        turns = {bone: rig.local(bone) for bone in f.model.bones}
        return cls(
            (rig.root_R, rig.root_t), turns, f.face, shot.pose.belly_cm / 10, f.knot, rig.version
        )

    def restore(self, f: Figure) -> None:
        """Pose the figure so again, unless it stands so still: then its meshes are known."""
        if f.rig.version == self.version:
            return
        f.reset()
        f.expression(self.face)
        f.breathe(self.belly)
        f.knot = self.knot
        f.rig.root_R, f.rig.root_t = self.root
        for bone, turn in self.turns.items():
            f.rig.set(bone, turn)
        self.version = f.rig.version


def _corners(camera: Camera, points: list[Floats]) -> list[Floats]:
    """The lowest and highest coordinates (2,) of world points in the picture plane."""
    if not points:
        return []
    flat = camera.plane(np.vstack(points))
    return [flat.min(axis=0), flat.max(axis=0)]


def _arrows(site: Site, shot: Shot, camera: Camera, before: Where, grain: float) -> list[Arrow]:
    if not shot.pose.arrows:
        return []
    parts: list[Part] = site.figure.parts()
    pointer = Pointer(site, camera, covered(site, camera, parts), grain)
    return [made for spec in shot.pose.arrows for made in pointer.arrows(spec, before)]


def _highlights(f: Figure, shot: Shot, sides: Sides) -> list[Highlight]:
    found = []
    for name in shot.highlight:
        muscle, side = sides.split(name)
        if muscle not in MUSCLES:
            raise ValueError(f"highlight: {muscle} is not one of {', '.join(sorted(MUSCLES))}")
        make: Any = MUSCLES[muscle]
        found += [make(f, one) for one in ((side,) if side else ("left", "right"))]
    return found


class _Named:
    """Says in which drawing something went wrong."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError):
            raise PoseError(self.name, str(error)) from error
