"""Every fault is caught by a judge, and the faults that no validator sees by our comparison."""

import pytest

from tests.access.mutants import MUTANTS
from tests.access.trial import GOOD, Tried, Verdict, table
from tests.docs.pages import ROOT

pytestmark = pytest.mark.xdist_group("access-pdf")
PAGE = ROOT / "docs" / "accessibility.md"
# What a validator cannot know: which words, in which order.
ONLY_OURS = (
    "two parts swapped in reading order",
    "two steps swapped",
    "a part that no element reaches",
    "the words of two drawings swapped",
    "no space at the end of a line",
)


@pytest.fixture
def found(tried: Tried) -> dict[str, Verdict]:
    """The verdict on each mutant."""
    return tried.mutants


def test_the_good_one_is_acquitted(found: dict[str, Verdict]) -> None:
    assert not any(found[GOOD])


def test_every_mutant_is_caught(found: dict[str, Verdict]) -> None:
    assert len(MUTANTS) >= 10
    assert list(found) == [GOOD, *MUTANTS]
    assert [name for name, verdict in found.items() if not any(verdict)] == [GOOD]


def test_ours_catches_what_no_validator_sees(found: dict[str, Verdict]) -> None:
    for name in ONLY_OURS:
        assert found[name].ours, name
        assert not found[name].vera, name
        assert not found[name].outloud, name
    for name in ("a paragraph's text made an artifact", "the same, and its element taken out"):
        assert "skipped" in found[name].ours, name
        assert not found[name].vera, name


def test_the_table_of_the_documentation_is_fresh(found: dict[str, Verdict]) -> None:
    page = PAGE.read_text("utf-8")
    assert "\n".join(table(found)) in page, "run: .venv/bin/python docs/make_accessibility.py"
