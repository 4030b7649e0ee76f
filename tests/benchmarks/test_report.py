"""What the page of the benchmark says about what was measured."""

from pathlib import Path

import pytest

from benchmarks import growth, standing, starts
from benchmarks.cases import write_cases
from benchmarks.content import Tags
from benchmarks.contest import Entry
from benchmarks.growth import Run
from benchmarks.measure import spread, table


def entry(name: str, layout: float, *, kilobytes: int = 100, cold: float = 500) -> Entry:
    numbers = range(10)
    return Entry(
        name,
        prepare=dict.fromkeys(numbers, 5.0),
        layout=dict.fromkeys(numbers, layout),
        processor=[layout] * 10,
        sizes=[kilobytes * 1000] * 10,
        peaks=[50.0] * 10,
        cold=[cold] * 3,
        tags=Tags(300, claims_ua=True),
        pages=[4],
    )


def test_a_slower_peer_has_a_ratio_above_one() -> None:
    ours, peer = entry("ours", 10.0), entry("peer", 30.0)
    assert peer.ratios(ours, whole=False) == [3.0] * 10
    assert peer.ratios(ours, whole=True) == [2.0] * 10
    assert standing.verdict([ours, peer]) == "**Where a peer is better:** nowhere in this run."


def test_a_faster_and_smaller_peer_is_said_to_be_so() -> None:
    said = standing.verdict([entry("ours", 10.0), entry("peer", 8.0, kilobytes=50, cold=100)])
    assert "peer is faster warm and for 10 of 10 handouts and from a cold start." in said
    assert "peer makes smaller files." in said


def test_a_peer_that_is_not_there_is_listed() -> None:
    page = standing.section([entry("ours", 10.0), Entry("peer", missing="no module peer")])
    assert "**peer: not installed** (no module peer)." in page


def test_a_limit_that_is_missed_is_said_to_be_so() -> None:
    assert starts.met(349.0, 350.0) == "met"
    assert starts.met(15.0, 10.0) == "**missed by 50%**"


def test_the_curve_says_when_handouts_were_lost_and_two_processes_cannot_be_had() -> None:
    page = growth.section([Run(1, 1, 0.5, 50), Run(10, 9, 1.0, 50)], [])
    assert "Of 10 only 9 were made" in page
    assert "not available" in page
    assert "Of 1 only" not in page


def test_the_curve_compares_two_processes_with_one() -> None:
    page = growth.section([Run(1000, 1000, 20.0, 80)], [Run(1000, 1000, 10.0, 160)])
    assert "| 1,000 | 20.00 | 20.0 | 80 | 10.00 | 10.0 | 160 | 2.00 |" in page


def test_memory_that_grows_is_said_to_grow() -> None:
    peaks = dict.fromkeys(growth.COUNTS, 80.0) | {growth.COUNTS[-1]: 100.0}
    runs = [Run(count, count, 1.0, peak) for count, peak in peaks.items()]
    assert "goes from 80 to 100 MB (+25%)" in growth.flat(runs)


def test_spread_and_table() -> None:
    assert spread([float(n) for n in range(11)]) == "1.0 to 9.0"
    assert spread([4.0]) == "4.0"
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"


@pytest.mark.parametrize("number", [1, 12])
def test_cases_are_distinct_and_the_same_each_time(tmp_path: Path, number: int) -> None:
    texts = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        paths = write_cases(tmp_path / name, number)
        assert paths == sorted(paths)
        texts.append([path.read_text("utf-8") for path in paths])
    assert texts[0] == texts[1]
    assert len(set(texts[0])) == number
