"""Every case file that cannot be used gives exactly the message that stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.assess import assess
from generator.case import load_case
from generator.errors import BadInput
from tests.reasoning import TODAY, library

BROKEN = sorted((Path(__file__).parent / "broken" / "cases").glob("*.yaml"))


def read_and_assess(path: Path) -> None:
    """Say what is wrong with a case, in its order: the file, or else the provider's changes.

    Raises: BadInput with every problem.
    """
    case_file = load_case(path, library(), TODAY)
    found = assess(case_file.case, library(), TODAY).problems
    problems = [case_file.document.problem(at.path, at.message, at.hint) for at in found]
    raise BadInput(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def test_there_are_broken_cases() -> None:
    assert len(BROKEN) >= 25


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_case_gives_exactly_this_message(path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_and_assess(path)
    expected = path.with_suffix(".expected").read_text(encoding="utf-8")
    assert str(caught.value) + "\n" == expected.replace("{file}", str(path))
