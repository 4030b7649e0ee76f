"""Every form of every example conforms to PDF/UA-1, by two judges."""

from pathlib import Path

import pytest

from tests.access.forms import AXES, CASES, Handouts, cover, pairs
from tests.access.judges import outloud, vera

pytestmark = pytest.mark.xdist_group("access-pdf")
ROWS = cover({"case": CASES, **AXES})


@pytest.fixture(scope="module")
def files(handouts: Handouts) -> list[Path]:
    """A handout for each row."""
    return [handouts.pdf(**row) for row in ROWS]


def test_every_two_values_meet() -> None:
    met = {pair for row in ROWS for pair in pairs(row)}
    for case in CASES:
        for axis, values in AXES.items():
            assert all((("case", case), (axis, value)) in met for value in values)
    assert (("size", "large"), ("ink", "bw")) in met
    assert len(ROWS) < 2 * len(CASES) * max(len(values) for values in AXES.values())


def test_veraPDF_finds_no_broken_rule(files: list[Path]) -> None:  # noqa: N802  (its name)
    assert len(set(files)) == len(ROWS)
    assert {file.name: rules for file, rules in vera(files).items() if rules} == {}


def test_outloud_finds_no_error(files: list[Path]) -> None:
    errors = {
        file.name: [rule for severity, rule in found if severity == "error"]
        for file, found in outloud(files).items()
    }
    assert {name: rules for name, rules in errors.items() if rules} == {}
