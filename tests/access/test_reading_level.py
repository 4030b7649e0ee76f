"""What patients really read is easy to read: 6th grade at most, and the half of it far below."""

import pytest

from tests.access.forms import CASES, Handouts
from tests.access.reading import HIGHEST, Figures, figures, of_random_programs, sentences_of


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
    assert set(found.hard) == set()


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
