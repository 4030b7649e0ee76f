# ruff: noqa: E501  (a sentence that a patient hears stays whole)
"""What patients really read is easy to read: 6th grade at most, and the half of it far below."""

import re

import pytest

from generator.resources import data_dir
from tests.access.forms import CASES, Handouts
from tests.access.reading import HIGHEST, Figures, figures, of_random_programs, sentences_of

# Wording of the library that is too hard, all but the first of drawings; its author's to change.
KNOWN = {
    "Sinking between the shoulders.",
    "Facing a wall, the little-finger edge of both hands on it, elbows low, hands below the shoulders.",
    "Sitting tall, breastbone lifted.",
    "Standing beside a doorframe, right forearm on the frame, elbow a little above the shoulder.",
    "Standing in a doorway, one foot in front, forearms on the frame, elbows just below shoulder height.",
    "The left hand lies on the upper chest below the right collarbone, the right hand partly on top of it.",
}


def mirrored(text: str) -> str:
    """The words for the other side of the body."""
    return re.sub("left|right", lambda side: {"left": "right"}.get(side[0], "left"), text)


@pytest.fixture(scope="module")
def found(handouts: Handouts) -> Figures:
    """Of the examples and of random programs."""
    examples = [handouts.html(case).read_text("utf-8") for case in CASES]
    programs = of_random_programs()
    assert len(programs) > 25
    return figures([*examples, *programs])


@pytest.mark.xdist_group("access-reading")
def test_no_sentence_is_above_sixth_grade(found: Figures) -> None:
    assert found.number > 500
    assert HIGHEST == 6
    assert {one for one in found.hard if not KNOWN & {one, mirrored(one)}} == set()


def test_what_is_known_to_be_hard_is_still_there() -> None:
    files = data_dir("exercises").rglob("*.yaml")
    library = " ".join(" ".join(file.read_text("utf-8").split()) for file in files)
    library = library.replace("{side}", "right").replace("{other_side}", "left")
    assert {one for one in KNOWN if one.rstrip(".") not in library} == set()


@pytest.mark.xdist_group("access-reading")
def test_the_median_is_fifth_grade_or_below(found: Figures) -> None:
    assert found.median <= 5


def test_a_hard_sentence_is_seen() -> None:
    hard = "Progressively increase cervical mobility using proprioceptive stabilization exercises."
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>T</title></head><body>'
        f"<h1>Proprioceptive stabilization exercise program</h1><p>Go slow. {hard}</p>"
        "<ol><li>Sit down on a chair.</li></ol><dl><dt>Avoid:</dt><dd>Shrugging.</dd></dl>"
        "</body></html>"
    )
    assert sentences_of(page) == {hard, "Sit down on a chair."}
    assert set(figures([page]).hard) == {hard}
