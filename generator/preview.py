"""A look at an exercise's drawings while its pose is being written: drawn anew after each save.

The illustrator is an extra and runs as a program of its own. What it draws stands in one local HTML
file, beside the words that it must show; the file reloads itself.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Final

from msgspec import Struct

from generator.compiled import library_of
from generator.errors import BadInput, ExitCode, HepError, did_you_mean
from generator.figures.choosing import with_sides
from generator.figures.inline import element, markup, view_box
from generator.figures.svg import read_drawing
from generator.figures.texts import words_shown
from generator.files import write_whole
from generator.library.folders import yaml_files
from generator.model.base import OneSide
from generator.model.library import Library
from generator.resources import data_dir

NEEDED: Final = ("numpy", "scipy", "skimage")
PAUSE_S: Final = 0.3
LONGEST_S: Final = 300
SHOWN_SIDE: Final[OneSide] = "right"

PAGE: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/><title>{title}</title>
<meta http-equiv="refresh" content="1"/>
<style>body {{ font: 1rem/1.5 sans-serif; margin: 1.5rem; }} pre {{ white-space: pre-wrap; }}
div {{ display: flex; flex-wrap: wrap; gap: 1rem; }} figure {{ margin: 0; }}
svg {{ display: block; height: 60vh; max-width: 45vw; }}
.small svg {{ height: 5.5cm; }}</style></head>
<body><h1>{title}</h1>{body}</body></html>
"""


class NoIllustratorError(HepError):
    """The extra that draws is not installed."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class Drawn(Struct, frozen=True):
    """What one run of the illustrator gave: what it said, and whether it was content."""

    said: str
    good: bool


def require_illustrator(needed: tuple[str, ...] = NEEDED) -> None:
    """Make sure that drawings can be made here.

    Raises: NoIllustratorError.
    """
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise NoIllustratorError(
            f"drawing needs {', '.join(missing)}, which the handouts do not: "
            "pip install .[illustrate]"
        )


def file_of(key: str, clinic: Path | None) -> Path:
    """The YAML file of an exercise, the clinic's before ours.

    Raises: BadInput when there is none.
    """
    ours, _ = yaml_files(data_dir("exercises"), clinic=False)
    theirs = yaml_files(clinic, clinic=True)[0] if clinic else []
    files = {path.stem: path for path in (*ours, *theirs)}
    if key not in files:
        hint = did_you_mean(key, files) or "`hep library list` shows them"
        raise BadInput.one("hep library preview", f'no exercise is called "{key}"', hint)
    return files[key]


def previews(
    file: Path, clinic: Path | None, output: Path, *, wait: Callable[[float], None] = time.sleep
) -> Iterator[Drawn]:
    """Draw an exercise and write the page, again and again after each change of its file.

    Raises: OutputError when the page cannot be written.
    """
    while True:
        seen = _changed(file)
        with tempfile.TemporaryDirectory() as folder:
            drawn = draw(file, Path(folder))
            page = page_of(file.stem, drawn, Path(folder), clinic)
        write_whole(output, page.encode(), force=True)
        yield drawn
        while _changed(file) == seen:
            wait(PAUSE_S)


def draw(file: Path, folder: Path) -> Drawn:
    """Let the illustrator draw all figures of a file into a folder."""
    command = [sys.executable, "-m", "generator.illustrate", "draw", str(file), "-o", str(folder)]
    try:
        run = subprocess.run(  # noqa: S603  (our own module, and a path)
            command, capture_output=True, text=True, check=False, timeout=LONGEST_S
        )
    except subprocess.TimeoutExpired:
        return Drawn(f"the illustrator did not end within {LONGEST_S} seconds", good=False)
    said = (run.stdout + run.stderr).replace(str(folder) + "/", "").strip()
    return Drawn(said, good=run.returncode == 0)


def page_of(key: str, drawn: Drawn, folder: Path, clinic: Path | None) -> str:
    """The page: drawings as large as the window and at the size of print, words, messages."""
    try:
        words = _words(key, library_of(clinic))
    except BadInput as error:
        words = f"<pre>{escape(str(error))}</pre>"
    figures = "".join(_figure(path) for path in sorted(folder.glob("*.svg"), reverse=True))
    body = (
        f"<div>{figures}</div>{words}<pre>{escape(drawn.said)}</pre>"
        f'<h2>At the size of print</h2><div class="small">{figures}</div>'
    )
    return PAGE.format(title=escape(key), body=body)


def _words(key: str, library: Library) -> str:
    """Each way to do the exercise in its words, for the side that is drawn."""
    exercise = library.exercises.get(key)
    if exercise is None:
        return ""
    side = SHOWN_SIDE if exercise.sided else None
    ways = [None, *(["gentle"] if exercise.gentle_variant else []), *exercise.position_texts]
    out = []
    for way in ways:
        texts = [
            escape(with_sides(text, side, library.phrases.sides))
            for text in words_shown(exercise, way)
        ]
        steps = "".join(f"<li>{text}</li>" for text in texts[1:])
        out.append(f"<h2>{escape(way or exercise.name)}</h2><p>{texts[0]}</p><ol>{steps}</ol>")
    return "".join(out)


def _figure(path: Path) -> str:
    try:
        drawing = read_drawing(path)
    except BadInput as error:
        return f"<pre>{escape(str(error))}</pre>"
    svg = element(markup(drawing), view_box(drawing), path.stem)
    return f"<figure>{svg}<figcaption>{path.stem}</figcaption></figure>"


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # an editor may replace the file
        return 0.0
