"""What there is to draw, and drawing one piece of it; a piece is one way to do one exercise."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from generator.decode import decode
from generator.figures.manifest import PARTS, key_of
from generator.figures.texts import text_hash
from generator.illustrate.checks import problems_of
from generator.illustrate.drawing import draw
from generator.illustrate.language import PoseError, figure_for, scenes_of
from generator.illustrate.manifest import Entry, illustrator_digest, pose_digest
from generator.illustrate.shots import of_variant
from generator.library.load import load_library
from generator.model.figure import FigureSpec
from generator.yamlread import read_yaml_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from generator.illustrate.drawing import Drawing
    from generator.illustrate.figure import Figure
    from generator.illustrate.scene import Scene
    from generator.model.exercise import Exercise

KINDS: Final = {"face": "close", "head": "close", "upper_body": "upper", "body": "body"}


@dataclass(frozen=True)
class Task:
    """One way to do one exercise: its drawings share a frame, so they are drawn together."""

    id: str
    variant: str | None
    spec: FigureSpec
    pose: str  # a digest of the pose's words and of the illustrator
    texts: str  # a digest of the words that stand beside the drawings
    sided: bool = False  # drawn for the right side, and mirrored where it is printed

    @property
    def names(self) -> list[str]:
        """The names of its drawings."""
        still = self.spec.still
        if self.variant is not None:
            own = self.spec.variants[self.variant].still
            still = still if own is None else own
        parts = PARTS[:1] if still else PARTS
        return [key_of(self.id, self.variant, part) for part in parts]

    def fresh(self, known: dict[str, Entry], folder: Path) -> bool:
        """Whether all its drawings are there, made from these words by this illustrator."""
        return all(
            (entry := known.get(name)) is not None
            and entry["pose_hash"] == self.pose
            and entry["text_hash"] == self.texts
            and entry["illustrator"] == illustrator_digest()
            and (folder / f"{name}.svg").is_file()
            for name in self.names
        )


@dataclass
class Done:
    """What came of a task: SVG and list entry by name, and the reasons why a drawing fails."""

    task: Task
    drawings: dict[str, tuple[str, Entry]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def tasks_of(poses: Path | None, name: str = "") -> Iterator[Task]:
    """All tasks, or those of one exercise; `poses` is a folder of files with a `figure` key."""
    library = load_library().library
    for id_, spec in _specs(library.exercises.values(), poses):
        if name and id_ != name:
            continue
        exercise = library.exercises.get(id_)
        for variant in (None, *spec.variants):
            try:
                texts = text_hash(exercise, variant) if exercise else ""
            except KeyError:
                raise ValueError(f"{id_}: it has no {variant} way to be drawn") from None
            sided = exercise is not None and exercise.sided
            yield Task(id_, variant, spec, pose_digest(spec, variant), texts, sided)


def _specs(exercises: Iterable[Exercise], poses: Path | None) -> Iterator[tuple[str, FigureSpec]]:
    if poses is not None:
        for file in sorted(poses.glob("*.yaml")):
            yield file.stem, decode(read_yaml_file(file), FigureSpec, ("figure",))
        return
    for exercise in exercises:
        if exercise.figure is not None:
            yield exercise.id, msgspec.convert(exercise.figure, FigureSpec, strict=True)


@lru_cache(maxsize=2)
def _figure(look: str) -> Figure:
    """Building the figure takes longer than posing it: each process keeps its own."""
    return figure_for(look)


def draw_task(task: Task) -> Done:
    """Pose, draw and check all drawings of a task."""
    done = Done(task)
    try:
        for scene in scenes_of(task.spec, task.variant, _figure(task.spec.look)):
            drawing = draw(scene)
            name = f"{task.id}-{scene.name}"
            done.problems += [f"{name}: {reason}" for reason in problems_of(scene, drawing)]
            done.drawings[name] = drawing.svg, _entry_of(task, scene, drawing)
    except PoseError as wrong:
        done.problems.append(f"{task.id}-{wrong}")
    return done


def _entry_of(task: Task, scene: Scene, drawing: Drawing) -> Entry:
    """What the list says about a drawing; lengths are picture units."""
    frame = of_variant(task.spec, task.variant).frame
    return {
        "exercise": task.id,
        "variant": task.variant,
        "part": scene.name.rpartition("-")[2],
        "authored_side": "right" if task.sided else None,
        "pose_hash": task.pose,
        "text_hash": task.texts,
        "illustrator": illustrator_digest(),
        "alt": scene.alt,
        "caption": scene.caption,
        "kind": KINDS[frame],
        "facts": scene.facts,
        "width": round(scene.camera.width / scene.unit),
        "height": round(scene.camera.height / scene.unit),
        "bytes": drawing.size,
    }
