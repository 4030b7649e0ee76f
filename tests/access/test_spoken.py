"""A screen reader says of the PDF, word for word and in order, what the page of HTML says."""

import pytest

from tests.access.forms import ROWS, Handouts
from tests.access.heard import Said, as_laid_out, heard
from tests.access.judges import difference, ours
from tests.access.spoken import Spoken

pytestmark = pytest.mark.xdist_group("access-pdf")


def label(row: dict[str, object]) -> str:
    """The values of a row."""
    return "-".join(map(str, row.values()))


@pytest.mark.parametrize("row", ROWS, ids=label)
def test_what_is_heard_is_what_is_written(row: dict[str, object], handouts: Handouts) -> None:
    page = handouts.page(**row)  # type: ignore[arg-type]
    assert len(heard(page)) > 100
    file = handouts.pdf(**row)  # type: ignore[arg-type]
    assert ours(file, as_laid_out(page, Spoken(file).bookmarks)) == []


def headings(page: str) -> list[str]:
    """The larger headings, in order."""
    return [said.words for said in heard(page) if said.role == "H2"]


@pytest.mark.parametrize("before", ["1 ", "3 ", "5 "])
@pytest.mark.parametrize(
    "moved",
    [
        ["Good habits: Jaw care every day"],
        ["On a bad headache day", "Your pain guide"],
        ["Call us or your doctor today if"],
    ],
)
def test_what_may_stand_early_stands_in_front_of_an_exercise(
    handouts: Handouts, before: str, moved: list[str]
) -> None:
    page = handouts.page("ana")
    wanted = with_moved(headings(page), moved, before)
    other = as_laid_out(page, wanted)
    assert headings(other) == wanted
    assert sorted(heard(other)) == sorted(heard(page))


def with_moved(usual: list[str], moved: list[str], before: str) -> list[str]:
    """The headings with some of them in front of another."""
    others = [heading for heading in usual if heading not in moved]
    at = next(number for number, name in enumerate(others) if name.startswith(before))
    return [*others[:at], *moved, *others[at:]]


@pytest.mark.parametrize(
    ("moved", "before"),
    [
        ("3 Small nod lying down", "2 "),
        ("My four weeks", "1 "),
        ("Your pain guide", "My questions"),
        ("Why these exercises", "At a glance"),
    ],
)
def test_nothing_else_may_move(handouts: Handouts, moved: str, before: str) -> None:
    page = handouts.page("ana")
    wrong = with_moved(headings(page), [moved], before)
    assert headings(as_laid_out(page, wrong)) != wrong


def test_a_difference_is_named() -> None:
    good = [Said("H1", "One"), Said("P", "Two three"), Said("P", "Four")]
    assert difference(good, good) == []
    for kind, said in {
        "order": [good[0], good[2], good[1]],
        "tags": [good[0], Said("LI", "Two three"), good[2]],
        "words": [good[0], Said("P", "Twothree"), good[2]],
        "words: [] instead of": good[:2],
    }.items():
        (told,) = difference(said, good)
        assert told.startswith(kind)
