"""The fault campaign in short; `make faults` runs it whole."""

import hashlib
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from generator.delivery.outbox import Worker
from generator.delivery.settings import ServerSettings
from tests.delivery.servers import HOST, FakeServer
from tests.faults.campaign import FULL, SHORT, Campaign, Told
from tests.faults.disk import FullDisk, Trial
from tests.faults.judging import Evidence, Verdict, judge
from tests.faults.load import Load
from tests.faults.pair import Pair, pair
from tests.faults.processes import Ended
from tests.faults.record import Filled
from tests.faults.report import BEGIN, END, Figures, renewed
from tests.faults.run import FAULTS, PAGE
from tests.faults.server import Arrived


def test_nothing_is_lost_when_workers_are_killed(tmp_path: Path) -> None:
    told = Campaign(tmp_path, seed=3, faults=FAULTS).run(SHORT)
    assert told.verdict.wrong == []
    assert told.verdict.lost == 0
    assert told.verdict.kills >= SHORT.kills
    assert told.verdict.accepted == told.verdict.put_in >= SHORT.first
    assert told.backups >= 1
    assert told.locks >= 1


def test_two_workers_share_the_work(tmp_path: Path) -> None:
    both = pair(tmp_path, 1, 60)
    assert both.verdict.wrong == []
    assert both.verdict.lost == 0
    assert "killed" not in both.verdict.duplicates
    assert sum(both.shares) >= 60


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    disk = Trial(tmp_path, 1, 1, sends=False).run()
    assert disk.verdict.wrong == []
    assert disk.verdict.lost == 0
    assert disk.ended > 0


# --- The judge sees what it must ------------------------------------------------------------------


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """Three messages, delivered as they should be."""
    arrived: list[Arrived] = []
    with Filled(tmp_path / "record.db", 1) as filled, FakeServer() as server:
        filled.put(3)
        settings = ServerSettings(
            host=HOST, port=server.port, security="plain", sender="desk@clinic.example"
        )
        worker = Worker(filled.database, settings, lambda _: None)
        assert worker.run().sent == 3
        arrived += [
            Arrived(time.time(), one.message_id, hashlib.sha256(one.data).hexdigest(), one.lost)
            for one in server.accepted
        ]
    log = tmp_path / "worker.log"
    log.write_text("message 1 sent\n")
    lives = [Ended(worker.name, killed=False, at=time.time())]
    return Evidence(filled.expected, arrived, lives, filled.path, [log])


def test_the_judge_finds_nothing_where_nothing_is_wrong(evidence: Evidence) -> None:
    verdict = judge(evidence)
    assert (verdict.wrong, verdict.lost, verdict.twice) == ([], 0, 0)


def _sql(statement: str) -> Callable[[Evidence], Evidence]:
    def change(evidence: Evidence) -> Evidence:
        with closing(sqlite3.connect(evidence.db, isolation_level=None)) as db:
            assert db.execute(statement).rowcount
        return evidence

    return change


def _arrive(*changes: Callable[[list[Arrived]], object]) -> Callable[[Evidence], Evidence]:
    def change(evidence: Evidence) -> Evidence:
        arrived = list(evidence.arrived)
        for one in changes:
            one(arrived)
        return evidence._replace(arrived=arrived)

    return change


def _log(line: str) -> Callable[[Evidence], Evidence]:
    def change(evidence: Evidence) -> Evidence:
        evidence.logs[0].write_text(line)
        return evidence

    return change


PLANTED = {
    "lost: <0@": _arrive(lambda arrived: arrived.pop(0)),
    "a duplicate without a reason": _arrive(lambda arrived: arrived.append(arrived[0])),
    "other bytes arrived": _arrive(
        lambda arrived: arrived.append(arrived.pop()._replace(digest="0"))
    ),
    "nobody put in": _arrive(
        lambda arrived: arrived.append(arrived[0]._replace(message_id="<9@clinic.example>"))
    ),
    "was claimed by two": _sql(
        "INSERT INTO claimed SELECT at, message, 2, 'b', worker, '9' FROM claimed WHERE rowid = 1"
    ),
    "is queued": _sql("UPDATE message SET state = 'queued' WHERE id = 2"),
    "3 attempts, and a history of 1": _sql("UPDATE message SET attempts = 3 WHERE id = 1"),
    "is sent, and its history says otherwise": _sql(
        "INSERT INTO event (at, who, what, message_id) VALUES ('', '', 'queued', 1)"
    ),
    "other messages than were put in": _sql("UPDATE message SET message_id = 'x' WHERE id = 1"),
    "foreign_key_check": _sql("UPDATE message SET patient_id = 99 WHERE id = 1"),
    "a traceback": _log("Traceback (most recent call last)"),
    "an address": _log("message 1 to ana@example.org"),
}


@pytest.mark.parametrize("said", PLANTED)
def test_the_judge_sees(said: str, evidence: Evidence) -> None:
    assert any(said in what for what in judge(PLANTED[said](evidence)).wrong)


# --- The report -----------------------------------------------------------------------------------

GOOD = Figures(
    Told(Verdict(put_in=700, accepted=700, kills=501, duplicates={"killed": 3})),
    Pair(Verdict(put_in=300), (140, 160)),
    FullDisk(Verdict(put_in=60), real=True, times=2),
    Load(2_000, 146.0, 50.0, (49.0, 50.0, 49.0, 49.0), arrived=True),
    seed=5,
)


def test_the_report_renews_the_figures_and_nothing_else() -> None:
    page = PAGE.read_text("utf-8")
    written = renewed(page, GOOD)
    assert written != page
    assert "| workers killed (`SIGKILL`), two at work at once | 501 |" in written
    assert "40 messages a second" in written
    for part in (page, written):
        assert part.partition(BEGIN)[0] == page.partition(BEGIN)[0]
        assert part.partition(END)[2] == page.partition(END)[2]
    assert renewed(written, GOOD) == written
    with pytest.raises(SystemExit, match="has lost the lines"):
        renewed(page.replace(BEGIN, ""), GOOD)


def test_the_page_holds_the_figures_of_a_whole_run() -> None:
    page = PAGE.read_text("utf-8")
    (kills,) = re.findall(r"^\| workers killed .* \| (\d+) \|$", page, re.MULTILINE)
    assert int(kills) >= FULL.kills == 500
    assert "| **lost** | **0** |" in page


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (GOOD._replace(told=Told(Verdict(wrong=["lost: <1@a>"]))), "lost: <1@a>"),
        (GOOD._replace(load=GOOD.load._replace(arrived=False)), "load: not all arrived whole"),
        (
            GOOD._replace(load=GOOD.load._replace(memory=(49.0, 60.0, 70.0, 80.0))),
            "load: memory grows",
        ),
        (
            GOOD._replace(pair=Pair(Verdict(duplicates={"killed": 1}), (1, 1))),
            "two at once: a duplicate, killed",
        ),
    ],
)
def test_the_report_tells_what_must_not_be(figures: Figures, said: str) -> None:
    assert GOOD.wrong == []
    assert figures.wrong == [said]
