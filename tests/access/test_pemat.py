"""The scores on the page about PEMAT-P are those of its items."""

import re
from itertools import chain

import pytest

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "pemat.md").read_text("utf-8")
ITEM = re.compile(
    r"^\| (\d+) \| [^|]+ \| (agree|disagree|not applicable) \| [^|]{20,} \|$", re.MULTILINE
)
SCALES = {"Understanding": [*range(1, 13), *range(15, 20)], "Acting": list(range(20, 27))}


@pytest.mark.parametrize("scale", SCALES)
def test_the_score_is_that_of_the_items(scale: str) -> None:
    scores = {int(number): score for number, score in ITEM.findall(PAGE)}
    mine = [scores[number] for number in SCALES[scale]]
    assert sorted(scores) == list(chain.from_iterable(SCALES.values()))
    kinds = [mine.count(kind) for kind in ("agree", "disagree", "not applicable")]
    percent = round(100 * kinds[0] / (kinds[0] + kinds[1]))
    row = rf"^\| {scale} .*\| (\d+) \| (\d+) \| (\d+) \| (\d+) % \|$"
    told = re.search(row, PAGE, re.MULTILINE)
    assert told is not None
    assert [int(number) for number in told.groups()] == [*kinds, percent]
    assert percent >= 90
