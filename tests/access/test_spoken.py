"""A screen reader says of the PDF, word for word and in order, what the page of HTML says."""

import pytest

from tests.access.forms import ROWS, Handouts
from tests.access.heard import Said, heard
from tests.access.judges import difference, ours

pytestmark = pytest.mark.xdist_group("access-pdf")


def label(row: dict[str, object]) -> str:
    """The values of a row."""
    return "-".join(map(str, row.values()))


@pytest.mark.parametrize("row", ROWS, ids=label)
def test_what_is_heard_is_what_is_written(row: dict[str, object], handouts: Handouts) -> None:
    page, with_guide_first = handouts.pages(**row)  # type: ignore[arg-type]
    assert len(heard(page)) > 100
    assert sorted(heard(page)) == sorted(heard(with_guide_first))
    said = handouts.pdf(**row)  # type: ignore[arg-type]
    assert [] in (ours(said, page), ours(said, with_guide_first))


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
