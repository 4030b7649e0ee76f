"""The drawings that are listed were made from the poses that the exercises have now."""

import json

import msgspec
import pytest

pytest.importorskip("scipy")

from generator.figures.manifest import key_of
from generator.illustrate.manifest import pose_digest
from generator.library import load_library
from generator.model.figure import FigureSpec
from generator.resources import data_dir

FOLDER = data_dir("exercises") / "figures"


def test_every_drawing_is_of_its_pose() -> None:
    known = json.loads((FOLDER / "manifest.json").read_text())["drawings"]
    stale = []
    for exercise in load_library().library.exercises.values():
        spec = msgspec.convert(exercise.figure, FigureSpec)
        for way in (None, *spec.variants):
            one = known.get(key_of(exercise.id, way, "start"))
            if one is None or one["pose_hash"] != pose_digest(spec, way):
                stale.append(f"{exercise.id} {way or ''}: make figures FIGURE={exercise.id}")
    assert stale == []
