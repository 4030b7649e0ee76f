"""A clinic's folder made of texts, laid over our library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import BadInput, Problem
from generator.library import Loaded, load_library
from generator.resources import data_dir

if TYPE_CHECKING:
    from pathlib import Path

OURS = data_dir("exercises")
NEW = """\
id: towel_nod
name: "Towel nod"
region: neck
type: motor_control
family: towel
lateral: none
target: "Deep neck flexors"
positions: [sitting]
equipment: ["a small towel"]
start: "Sit tall."
steps: ["Sit tall.", "Nod your chin a little.", "Hold for a breath.", "Come back up."]
breathing: "Breathe out as you nod."
feel: "Light work at the front of your neck."
mistakes: ["Nodding too far"]
stop_if: [std_neck]
dose:
  high: skip
  moderate: {sets: 1, reps: 5, hold_s: 5, per_day: 2, days: 7}
  low: {sets: 1, reps: 8, hold_s: 5, per_day: 2, days: 7}
minutes: 1.25
phase: 1
easier: "Nod less."
harder: "Hold for two breaths."
indications: {ccft_impaired: 2}
attributes: [sitting]
evidence: {level: D, direction: positive, cert: C}
pose: {template: SIT, camera: side_right}
"""


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def over(folder: Path, files: dict[str, str]) -> Loaded:
    return load_library(write(folder, files))


def refused(folder: Path, files: dict[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        over(folder, files)
    assert caught.value.problems
    return caught.value.problems


def said(problems: tuple[Problem, ...], folder: Path) -> list[str]:
    """The first line of each problem."""
    return [str(problem).split("\n")[0].replace(str(folder), "{dir}") for problem in problems]
