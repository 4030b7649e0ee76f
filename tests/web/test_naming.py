"""Reasons as the page shows them: no id of the library is left in any."""

import re
from pathlib import Path

import pytest

from generator.errors import BadInput
from generator.job import Job
from generator.made import Settings
from generator.web.naming import called, in_words
from tests.reasoning import TODAY

CASES = sorted((Path(__file__).parents[2] / "tests/cases").glob("*.yaml"))
JOB = Job(Settings(run="test", clinic=None, today=TODAY, form="pdf"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_reason_shows_words(case: Path) -> None:
    library = JOB.workshop.library
    try:
        assessment, _ = JOB.workshop.read(case)
    except BadInput:
        return
    if assessment.program is None:
        return
    made = assessment.program
    given = [reason for one in (*made.exercises, *made.extra) for reason in one.reasons]
    left_out = [reason for one in made.dropped for reason in one.reasons]
    for text in (*given, *left_out, *(one.text for one in assessment.notices)):
        assert not re.search("[a-z]_[a-z]", in_words(text, library)), text


def test_what_has_no_name_is_called_by_its_words() -> None:
    library = JOB.workshop.library
    assert called("ccf_nod", library) == library.exercises["ccf_nod"].name
    assert called("frt_deg", library) == "Flexion-rotation test"
    assert called("pr_osteoporosis", library).startswith("Osteoporosis, past")
    assert called("of_last_year", library) == "of last year"
    assert in_words("pr_osteoporosis excludes spinal_flexion", library) == (
        "“Osteoporosis, past fragility fracture, or long-term steroids?” excludes spinal flexion"
    )
