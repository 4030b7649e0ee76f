"""A screen reader says of the PDF, word for word and in order, what the page of HTML says."""

import pytest

from tests.access.forms import ROWS, Handouts
from tests.access.heard import Said, heard, orders
from tests.access.judges import difference, ours

pytestmark = pytest.mark.xdist_group("access-pdf")


def label(row: dict[str, object]) -> str:
    """The values of a row."""
    return "-".join(map(str, row.values()))


@pytest.mark.parametrize("row", ROWS, ids=label)
def test_what_is_heard_is_what_is_written(row: dict[str, object], handouts: Handouts) -> None:
    page = handouts.page(**row)  # type: ignore[arg-type]
    assert len(heard(page)) > 100
    said = handouts.pdf(**row)  # type: ignore[arg-type]
    assert [] in [ours(said, order) for order in orders(page)]


def test_what_may_stand_early_stands_in_front_of_an_exercise(handouts: Handouts) -> None:
    usual, *early = orders(handouts.page("ana"))
    assert len(early) == 6  # five exercises and good habits
    for number, page in enumerate(early, 1):
        assert sorted(heard(page)) == sorted(heard(usual))
        words = [said.words for said in heard(page) if said.role == "H2"]
        following = words[words.index("On a bad headache day") + 1]
        assert following.startswith(f"{number} ") or (number, following) == (6, "Good habits")


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
