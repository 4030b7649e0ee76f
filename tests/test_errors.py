"""What a person reads when something is wrong."""

from __future__ import annotations

import pickle
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import (
    BadInput,
    ExitCode,
    HepError,
    OutputError,
    Problem,
    did_you_mean,
    gravest,
    quote,
)

TYPO = Problem(
    "case.yaml",
    12,
    3,
    'unknown finding "frt_restrictd"',
    'did you mean "frt_restricted"?',
    "  frt_restrictd: right",
)


def test_a_problem_shows_place_message_hint_line_and_caret() -> None:
    assert str(TYPO).split("\n") == [
        'case.yaml:12:3: unknown finding "frt_restrictd"; did you mean "frt_restricted"?',
        "      frt_restrictd: right",
        "      ^",
    ]


@pytest.mark.parametrize(
    ("problem", "shown"),
    [
        (Problem("case.yaml", None, None, "it is empty"), "case.yaml: it is empty"),
        (Problem("a", None, None, "x", source_line="y"), "a: x"),
        (Problem("a", 3, 1, "x"), "a:3:1: x"),
        (Problem("a", 3, 1, "x", source_line="  "), "a:3:1: x"),
        (Problem("a", 3, None, "x", source_line="y"), "a:3: x\n    y"),
        (Problem("a", 3, 1, "x", severity="warning"), "a:3:1: warning: x"),
        # An accent that combines takes no column of its own, a wide letter takes two.
        (Problem("a", 1, 3, "x", source_line="e\u0301b"), "a:1:3: x\n    e\u0301b\n     ^"),
        (Problem("a", 1, 3, "x", source_line="山田b"), "a:1:3: x\n    山田b\n        ^"),
        (Problem("a", 1, 99, "x", source_line="ab"), "a:1:99: x\n    ab\n      ^"),
        (Problem("a\udcff", None, None, "x\x1b[31m\ny"), "a\\udcff: x\\x1b[31m\\ny"),
        (Problem("a", 1, 2, "x", source_line="\ta\x07"), "a:1:2: x\n    \\ta\\x07\n      ^"),
    ],
)
def test_how_a_problem_is_shown(problem: Problem, shown: str) -> None:
    assert str(problem) == shown


@pytest.mark.parametrize("column", [1, 2, 80, 81, 160, 161, 900, 999, 1000, 1001])
def test_a_long_line_is_clipped_round_the_column(column: int) -> None:
    line = "".join(chr(ord("a") + i % 26) for i in range(1000))
    head, source, caret = str(Problem("f", 1, column, "m", source_line=line)).split("\n")
    assert head == f"f:1:{column}: m"
    assert len(source) <= 4 + 160 + 2
    at = caret.index("^")
    assert source[at : at + 1] == line[column - 1 : column]


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.integers(1, 10_000), st.integers(1, 10_000))
def test_any_problem_is_printed_on_three_clean_lines(
    file: str, message: str, source: str, line: int, column: int
) -> None:
    lines = str(Problem(file, line, column, message, source_line=source)).split("\n")
    assert len(lines) in {1, 3}
    assert all(text.isprintable() for text in lines)


def test_every_order_of_codes_gives_the_gravest() -> None:
    order = [1, 4, 5, 7, 6, 3, 2, 0]
    assert sorted(order) == sorted(int(code) for code in ExitCode)
    for first, second in permutations(range(len(order)), 2):
        codes = [ExitCode(order[first]), ExitCode(order[second])]
        assert gravest(codes) == order[min(first, second)]
    assert gravest([]) is ExitCode.OK


def test_an_error_shows_all_its_problems_and_travels_between_processes() -> None:
    error = BadInput((TYPO, Problem("b", None, None, "other")))
    assert str(error) == f"{TYPO}\nb: other"
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, BadInput)
    assert again.problems == error.problems


def test_exit_codes_of_the_errors() -> None:
    assert HepError.exit_code == ExitCode.BUG
    assert BadInput.one("f", "m", "h").exit_code == ExitCode.BAD_INPUT
    assert OutputError.one("f", "m").exit_code == ExitCode.BAD_INPUT
    assert str(BadInput.one("f", "m", "h")) == "f: m; h"


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("frt_restrictd", 'did you mean "frt_restricted"?'),
        ("Jaw_Tender", 'did you mean "jaw_tender"?'),
        ("zzz", ""),
        ("", ""),
        ("frt_restricted" * 100_000, ""),
    ],
)
def test_the_nearest_known_word_is_offered(word: str, hint: str) -> None:
    assert did_you_mean(word, ["frt_restricted", "jaw_tender"]) == hint


def test_a_quoted_word_is_cut_short() -> None:
    assert quote("a" * 60) == '"' + "a" * 60 + '"'
    assert quote("a" * 61) == '"' + "a" * 59 + '…"'
