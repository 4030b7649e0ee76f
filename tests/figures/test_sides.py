"""Title, steps, alt words and picture name one side: for left, for right, and for both.

For every sided exercise with drawings: ours, as many as there are, and a few made for the test.
"""

import datetime
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Literal

import pytest

from generator.compiled import library_of
from generator.dosing import _prescribe
from generator.figures.gallery import Gallery
from generator.handout.compose import _exercise
from generator.handout.drawings import Drawings, told
from generator.handout.template import render_xhtml
from generator.handout.view import HandoutView
from generator.model.base import OneSide, Side, other
from generator.model.clinic import Clinic
from generator.model.exercise import GENTLE, Exercise
from generator.model.library import Library
from generator.model.results import (
    Candidate,
    Chosen,
    Prescription,
    Restrictions,
    Score,
    Target,
)
from generator.resources import data_dir
from tests.figures.samples import library, with_drawings

OURS = data_dir("exercises")
TEMPLATES = (data_dir("templates"),)
SAMPLES = ("upper_trap_stretch", "c1c2_self_snag", "masseter_self_massage", "sleeper_stretch")
Asked = tuple[Side, OneSide]
ASKED: tuple[Asked, ...] = (
    ("left", "left"),
    ("right", "right"),
    ("both", "left"),
    ("both", "right"),
)


def given(exercise: Exercise, asked: Asked, way: str | None, from_library: Library) -> Prescription:
    """The exercise as a patient gets it on a side; of both, the words are for the second."""
    row: Literal["moderate", "low"] = "moderate" if exercise.dose.row("moderate") else "low"
    dosage = exercise.dose.row(row)
    assert dosage is not None
    position = next((one for one in exercise.positions if one == way), exercise.positions[0])
    candidate = Candidate(
        exercise=exercise,
        slot="move",
        target=Target(*asked),
        dosage=dosage,
        row=row,
        position=position,
        gentle=way == GENTLE,
        minutes=1,
        score=Score(
            total=1,
            terms=(),
            type_weight=1,
            prefer=1,
            evidence_bonus=0,
            direction_bonus=0,
        ),
    )
    chosen = Chosen(candidate=candidate, reasons=())
    return _prescribe(chosen, Restrictions(irritability="moderate"), frozenset(), from_library)


def ways_drawn(folder: Path, from_library: Library) -> Iterator[tuple[Exercise, str | None]]:
    """Every way of every sided exercise that a folder has drawings of."""
    gallery = Gallery(folder)
    for exercise in from_library.exercises.values():
        if exercise.sided:
            for way in dict.fromkeys(one.entry.variant for one in gallery.of(exercise.id)):
                yield exercise, way


def page_of(item: Prescription, drawings: Drawings) -> str:
    """The exercise's section of the page."""
    view = HandoutView(
        lang="en",
        patient_name="Ana",
        provider_name="Lee",
        date=datetime.date(2026, 11, 20),
        exercises=(_exercise(item, 1, drawings, Clinic()),),
    )
    page = unescape(render_xhtml(view, TEMPLATES))
    return page[page.index('<section class="exercise">') : page.index("</section>")]


def assert_one_side(item: Prescription, asked: Asked, drawings: Drawings) -> None:
    """The heading, the words, the alt words and the picture all name the side that was asked."""
    side, words = asked
    exercise, opposite = item.exercise, other(words)
    section = page_of(item, drawings)
    heading = re.search(r'<p class="side">([^<]*)</p>', section)
    assert heading is not None
    if side == "both":
        assert heading[1] == f"Both sides, one after the other (drawn: {words} side)"
        assert "Then do the other side." in section
    else:
        assert heading[1] == f"{side.capitalize()} side"
    fill: dict[str, str] = {"{side}": words, "{other_side}": opposite}
    start, steps = exercise.written(exercise.change(item.way))
    for text in (start, *steps):
        assert filled(text, fill) in section
    figures = drawings.figures(told(item))
    sources = [one for one in drawings.gallery.of(exercise.id) if one.entry.variant == item.way]
    assert len(figures) == len(sources) > 0
    for figure, source in zip(figures, sources, strict=True):
        assert figure.side == words
        assert figure.alt == filled(source.entry.alt, fill)
        assert f'alt="{figure.alt}"' in section
        assert source.entry.authored_side in ("left", "right")
        turned = figure.address.endswith("-mirrored")
        assert turned == (source.entry.authored_side != words)
        assert figure.address in section


def filled(text: str, words: dict[str, str]) -> str:
    for placeholder, word in words.items():
        text = text.replace(placeholder, word)
    return text


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = with_drawings(tmp_path_factory.mktemp("sided"), *SAMPLES)
    with_drawings(root, "sleeper_stretch", authored_side="left")
    with_drawings(root, "upper_trap_stretch", variant=GENTLE)
    return root


@pytest.mark.parametrize("asked", ASKED, ids="-".join)
def test_a_sample_names_one_side(asked: Asked, sampled: Path) -> None:
    ways = list(ways_drawn(sampled / "figures", library()))
    assert len(ways) == len(SAMPLES) + 1
    drawings = Drawings(library(), sampled, "pdf")
    for exercise, way in ways:
        assert_one_side(given(exercise, asked, way, library()), asked, drawings)


@pytest.mark.parametrize("asked", ASKED, ids="-".join)
def test_every_drawing_of_ours_names_one_side(asked: Asked) -> None:
    ours = library_of(None)
    drawings = Drawings(ours, OURS, "pdf")  # below `exercises`, ours stand as a clinic's would
    for exercise, way in ways_drawn(OURS / "figures", ours):
        assert_one_side(given(exercise, asked, way, ours), asked, drawings)


def test_a_picture_of_the_wrong_side_is_seen(sampled: Path) -> None:
    drawings = Drawings(library(), sampled, "pdf")
    item = given(library().exercises["c1c2_self_snag"], ("left", "left"), None, library())
    assert_one_side(item, ("left", "left"), drawings)
    with pytest.raises(AssertionError):
        assert_one_side(item, ("right", "right"), drawings)
