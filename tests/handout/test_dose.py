"""The dose at a glance: a grid in which each part can be found."""

import pytest

from generator.handout.boxes import Beside, Box, Words
from generator.handout.dose import dose
from generator.handout.setting import setting_for
from generator.handout.theme import Theme
from generator.handout.xhtml import parse

SENTENCE = (
    '<p class="dose"><span class="reps">10 times</span>, <span class="hold">hold 3 seconds</span>, '
    '<span class="per-day">twice a day</span>, <span class="days">every day</span></p>'
)


PARTS = ["10 times, ", "hold 3 seconds, ", "twice a day, ", "every day"]


def grid(width: float) -> list[list[tuple[float, str]]]:
    """The words of each row with their places."""
    head = '<!DOCTYPE html><html lang="en"><head><title>T</title></head>'
    page = parse(f"{head}<body>{SENTENCE}</body></html>")
    element = next(one for one in page.walk() if one.tag == "p")
    box = dose(setting_for(Theme()), element, width)
    return [_row(row) for row in box.parts]


def _row(row: Box) -> list[tuple[float, str]]:
    assert isinstance(row, Beside)
    return [(x, said(cell)) for x, cell in row.cells if isinstance(cell, Words)]


def said(words: Words) -> str:
    return "".join(piece.text for line in words.lines for piece in line.pieces)


def test_all_in_one_row_where_there_is_room() -> None:
    (row,) = grid(500)
    assert [words for _, words in row] == PARTS


def test_two_and_two_stand_in_line() -> None:
    first, second = grid(230)
    assert [words for _, words in (*first, *second)] == PARTS
    assert [x for x, _ in first] == [x for x, _ in second]


def test_no_row_of_three_leaves_one_alone() -> None:
    assert {len(grid(width)) for width in range(110, 520, 10)} == {1, 2, 4}


@pytest.mark.parametrize("width", [110, 150, 200, 260, 330])
def test_nothing_is_wider_than_the_room(width: float) -> None:
    for row in grid(width):
        x, words = row[-1]
        assert x + setting_for(Theme()).styles["p.dose"].size * 0.4 * len(words) < width + 12
