"""Every form of every example conforms to PDF/UA-1, by two judges."""

import pytest

from tests.access.forms import AXES, CASES, ROWS, pairs
from tests.access.trial import Tried

pytestmark = pytest.mark.xdist_group("access-pdf")


def test_every_two_values_meet() -> None:
    met = {pair for row in ROWS for pair in pairs(row)}
    for case in CASES:
        for axis, values in AXES.items():
            assert all((("case", case), (axis, value)) in met for value in values)
    assert (("size", "large"), ("ink", "bw")) in met
    assert len(ROWS) < 2 * len(CASES) * max(len(values) for values in AXES.values())


def test_veraPDF_finds_no_broken_rule(tried: Tried) -> None:  # noqa: N802  (its name)
    assert len(tried.vera) == len(ROWS)
    assert {file.name: rules for file, rules in tried.vera.items() if rules} == {}


def test_outloud_finds_no_error(tried: Tried) -> None:
    assert len(tried.outloud) == len(ROWS)
    errors = {
        file.name: [rule for severity, rule in found if severity == "error"]
        for file, found in tried.outloud.items()
    }
    assert {name: rules for name, rules in errors.items() if rules} == {}
