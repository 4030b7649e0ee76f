"""Commands of the illustrator: draw one file, or bring the library's figures up to date."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.decode import decode
from generator.errors import BadInput
from generator.illustrate.checks import problems_of
from generator.illustrate.drawing import draw as ink
from generator.illustrate.language import PoseError, figure_for, scenes
from generator.illustrate.manifest import read_manifest, write_manifest
from generator.illustrate.tasks import Done, Task, draw_task, tasks_of
from generator.model.figure import FigureSpec
from generator.resources import data_dir
from generator.yamlread import read_yaml_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.illustrate.manifest import Entry
    from generator.illustrate.scene import Scene


@click.group()
def main() -> None:
    """Draw the figures of the exercises."""


# --- One file, for its author -------------------------------------------------------------------


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path())
@click.option("--only", default="", help="Only drawings whose name begins so: start, gentle …")
@click.option("--facts", is_flag=True, help="Print what the skeleton says.")
def draw(file: Path, out: Path, only: str, *, facts: bool) -> None:
    """Draw all figures of FILE (its key `figure`) into a folder, and say what the checks find."""
    try:
        spec = decode(read_yaml_file(file), FigureSpec, ("figure",))
    except BadInput as bad:
        _fail([str(bad)])
    out.mkdir(parents=True, exist_ok=True)
    failed = False
    try:
        for scene in scenes(spec, figure_for(spec.look), only=only):
            drawing = ink(scene)
            path = out / f"{file.stem}-{scene.name}.svg"
            path.write_text(drawing.svg, encoding="utf-8")
            click.echo(f"{path}  {drawing.size / 1000:.1f} kB")
            _tell_hands(scene)
            for problem in problems_of(scene, drawing):
                failed = True
                click.echo(f"    PROBLEM {problem}")
            if facts:
                click.echo(f"    {scene.facts}")
    except PoseError as wrong:
        _fail([f"{file.stem}-{wrong}"])
    sys.exit(1 if failed else 0)


def _tell_hands(scene: Scene) -> None:
    for side, touch in sorted((scene.posture.touches if scene.posture else {}).items()):
        reach = touch.reach
        click.echo(
            f"    {side} hand {touch.kind} {touch.target}: misses {reach.residual * 10:.1f} cm,"
            f" wrist {reach.bend:.0f}°, forearm {reach.twist:.0f}°"
        )


def _fail(reasons: list[str]) -> None:
    for reason in reasons:
        click.echo(reason, err=True)
    sys.exit(1)


# --- The library --------------------------------------------------------------------------------


@main.command()
@click.option("--figure", default="", help="Only the figures of this exercise.")
@click.option("--poses", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Default: exercises/figures")
@click.option("--jobs", type=int, default=0, help="Processes; default: one a core.")
@click.option("--force", is_flag=True, help="Draw again what did not change.")
def build(figure: str, poses: Path | None, out: Path | None, jobs: int, *, force: bool) -> None:
    """Draw what changed since the last time, check it, and write the list."""
    folder = out or data_dir("exercises") / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        tasks = list(tasks_of(poses, figure))
    except (BadInput, ValueError) as bad:
        _fail([str(bad)])
    if figure and not tasks:
        _fail([f"{figure}: no exercise with figures has this id"])
    known = read_manifest(folder)
    due = [task for task in tasks if force or not task.fresh(known, folder)]
    if not figure:
        known = _cleared(known, folder, {name for task in tasks for name in task.names})
    problems = []
    for done in _drawn(due, jobs or os.cpu_count() or 1):
        problems += done.problems
        _keep(done, known, folder)
    write_manifest(folder, known)
    click.echo(f"{len(due)} of {len(tasks)} drawn anew, {len(known)} drawings", err=True)
    if problems:
        _fail(sorted(problems))


def _drawn(due: list[Task], jobs: int) -> Iterator[Done]:
    """The tasks' results as they come."""
    if not due:
        return
    with click.progressbar(length=len(due), label="Figures", file=sys.stderr) as bar:
        if jobs == 1 or len(due) == 1:
            for task in due:
                yield draw_task(task)
                bar.update(1)
            return
        with ProcessPoolExecutor(min(jobs, len(due))) as pool:
            for future in as_completed([pool.submit(draw_task, task) for task in due]):
                yield future.result()
                bar.update(1)


def _keep(done: Done, known: dict[str, Entry], folder: Path) -> None:
    """Write the drawings; one that fails a check is written to be looked at, but not listed."""
    for name, (svg, entry) in done.drawings.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        known[name] = entry
    failing = {problem.partition(":")[0] for problem in done.problems}
    for name in done.task.names:
        if name in failing or name not in done.drawings:
            known.pop(name, None)


def _cleared(known: dict[str, Entry], folder: Path, names: set[str]) -> dict[str, Entry]:
    """The list without drawings that nothing asks for any more; their files go too."""
    for name in known.keys() - names:
        (folder / f"{name}.svg").unlink(missing_ok=True)
    return {name: entry for name, entry in known.items() if name in names}
