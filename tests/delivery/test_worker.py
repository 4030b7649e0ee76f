"""The worker: each message is claimed, delivered and settled, whatever the server does."""

import datetime
import sqlite3
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from generator.delivery import outbox
from generator.delivery.outbox import USUAL, Pace, Worker
from generator.delivery.settings import ServerSettings
from generator.delivery.trouble import Misconfigured, ServerDown
from generator.records import messages, moments
from generator.records.database import PATIENCE_S, Database
from generator.records.messages import Message
from generator.records.trouble import RecordError
from tests.delivery.mishaps import LOSE, ByTable, say
from tests.delivery.servers import HOST, FakeServer
from tests.recorded import Put, new

PACE = Pace(record_again_s=(1.0, 2.0))
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def lines() -> list[str]:
    return []


def _worker(
    database: Database,
    lines: list[str],
    server: FakeServer,
    sleep: Callable[[float], None] | None = None,
    *,
    per_minute: int = 10_000,
    per_day: int = 100_000,
) -> Worker:
    settings = ServerSettings(
        host=HOST,
        port=server.port,
        security="plain",
        sender="desk@clinic.example",
        per_minute=per_minute,
        per_day=per_day,
    )
    return Worker(database, settings, lines.append, pace=PACE, sleep=sleep or _no_sleep)


def _no_sleep(seconds: float) -> None:
    pytest.fail(f"nobody should sleep {seconds} s here")


def _found(database: Database, number: int) -> Message:
    with database.reading() as db:
        found = messages.find(db, number)
    assert found is not None
    return found


def test_all_that_is_due_goes_out_once(database: Database, put: Put, lines: list[str]) -> None:
    numbers = [put(number) for number in range(5)]
    later = put(9, due=moments.now() + HOUR)
    with FakeServer() as server:
        tally = _worker(database, lines, server).run()
        assert (tally.sent, tally.deferred, tally.failed, tally.stopped) == (5, 0, 0, None)
        assert _worker(database, lines, server).run().sent == 0
    assert [one.data for one in server.accepted] == [new().data] * 5
    assert {one.recipient for one in server.accepted} == {"ana@example.org"}
    assert [_found(database, number).state for number in numbers] == ["sent"] * 5
    assert _found(database, later).state == "queued"
    assert lines == [f"message {number} sent" for number in numbers]


@pytest.mark.parametrize(
    "row",
    [
        ("rcpt", "450 4.2.1 later", "queued", "recipient 450 4.2.1"),
        ("end", "451 4.3.0 later", "queued", "data 451 4.3.0"),
        ("rcpt", "550 5.1.1 <ana@example.org> unknown", "failed", "recipient 550 5.1.1"),
        ("end", "554 5.7.1 no", "failed", "data 554 5.7.1"),
    ],
)
def test_one_message_in_trouble_keeps_no_other(
    database: Database, put: Put, lines: list[str], row: tuple[str, str, str, str]
) -> None:
    stage, answer, state, line = row
    first, second = put(1), put(2)
    with FakeServer(ByTable({stage: [say(answer)]})) as server:
        tally = _worker(database, lines, server).run()
    assert tally.sent == 1
    found = _found(database, first)
    assert (found.state, found.attempts) == (state, 1)
    assert answer.rsplit(maxsplit=1)[-1] in found.last_error
    assert _found(database, second).state == "sent"
    assert line in lines[0]
    assert "ana" not in " ".join(lines)
    if state == "queued":
        waits = (moments.read(found.next_at) - moments.now()).total_seconds()
        assert 0.7 * USUAL.first_wait_s < waits < 1.3 * USUAL.first_wait_s


def test_an_answer_that_was_lost_is_said(database: Database, put: Put, lines: list[str]) -> None:
    number = put()
    with FakeServer(ByTable({"end": [LOSE]})) as server:
        _worker(database, lines, server).run()
        assert len(server.accepted) == 1
    assert _found(database, number).state == "queued"
    assert lines[0].endswith("data dropped, the server may have taken it")


def test_the_waits_grow_and_differ() -> None:
    waits = [[USUAL.wait_s(attempt) for _ in range(50)] for attempt in range(1, 12)]
    for shorter, longer in pairwise(waits[:6]):
        assert max(shorter) < min(longer)
    assert all(len(set(same)) > 40 for same in waits)
    assert max(waits[-1]) <= 1.2 * USUAL.longest_wait_s


def test_a_living_worker_never_loses_its_claim() -> None:
    """A record that somebody else writes to is waited for each time that it is needed."""
    times = len(USUAL.record_again_s) + 2
    longest = USUAL.delivery_s + sum(USUAL.record_again_s) + times * PATIENCE_S
    assert USUAL.lease_s > longest


def test_a_wrong_password_is_no_messages_fault(
    database: Database,
    put: Put,
    lines: list[str],
) -> None:
    first, second = put(1), put(2)
    with FakeServer(ByTable({"mail": say("530 5.7.0 log in first")})) as server:
        tally = _worker(database, lines, server).run()
    assert isinstance(tally.stopped, Misconfigured)
    for number in (first, second):
        found = _found(database, number)
        assert (found.state, found.attempts) == ("queued", 0)
        assert moments.read(found.next_at) <= moments.now()


def test_a_server_that_is_down_stops_the_run(
    database: Database,
    put: Put,
    lines: list[str],
) -> None:
    numbers = [put(number) for number in range(6)]
    with FakeServer(ByTable({"greeting": say("421 4.3.2 not now")})) as server:
        tally = _worker(database, lines, server).run()
    assert isinstance(tally.stopped, ServerDown)
    attempts = [_found(database, number).attempts for number in numbers]
    assert attempts == [1, 1, 1, 0, 0, 0]
    assert {_found(database, number).state for number in numbers} == {"queued"}


def test_a_server_that_is_up_again_is_not_down(
    database: Database,
    put: Put,
    lines: list[str],
) -> None:
    for number in range(6):
        put(number)
    down = say("550 5.4.5 the day's limit")
    with FakeServer(ByTable({"rcpt": [down, down, None, down, down, None]})) as server:
        tally = _worker(database, lines, server).run()
    assert (tally.sent, tally.deferred, tally.stopped) == (2, 4, None)


def test_a_damaged_message_keeps_no_other(database: Database, put: Put, lines: list[str]) -> None:
    first, second = put(1), put(2)
    with database.writing() as db:
        db.execute("UPDATE letter SET data = x'00' WHERE message_id = ?", (first,))
    with FakeServer() as server:
        tally = _worker(database, lines, server).run()
    assert (tally.sent, tally.failed) == (1, 1)
    assert _found(database, first).state == "failed"
    assert "is damaged in the record" in _found(database, first).last_error
    assert _found(database, second).state == "sent"
    assert lines[0] == f"message {first} failed: damaged in the record"


def test_nobody_tries_for_ever(database: Database, put: Put, lines: list[str]) -> None:
    number = put(due=moments.now() - 5 * DAY)
    with FakeServer(ByTable({"rcpt": say("450 4.2.1 later")})) as server:
        _worker(database, lines, server).run()
    assert _found(database, number).state == "failed"
    assert lines == [f"message {number} failed: given up after 4 days: recipient 450 4.2.1"]


def test_no_more_a_minute_than_allowed(database: Database, put: Put, lines: list[str]) -> None:
    for number in range(5):
        put(number)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        """Let the time pass by making what was sent older."""
        slept.append(seconds)
        with database.writing() as db:
            rows = db.execute("SELECT id, settled_at FROM message WHERE state = 'sent'").fetchall()
            for row in rows:
                earlier = moments.read(row["settled_at"]) - datetime.timedelta(seconds=seconds)
                change = (moments.written(earlier), row["id"])
                db.execute("UPDATE message SET settled_at = ? WHERE id = ?", change)

    with FakeServer() as server:
        tally = _worker(database, lines, server, sleep, per_minute=2).run()
    assert tally.sent == 5
    assert len(slept) >= 2
    assert 110 < sum(slept) < 121


def test_no_more_a_day_than_allowed(database: Database, put: Put, lines: list[str]) -> None:
    for number in range(5):
        put(number)
    with FakeServer() as server:
        tally = _worker(database, lines, server, per_day=3).run()
        assert tally.sent == 3
        assert "the limit of 3 messages a day is reached; it goes on after" in str(tally.stopped)
        assert _worker(database, lines, server, per_day=3).run().sent == 0


class _Holder:
    """Another program that begins to write to the record, and does not end."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def hold(self, _: object) -> None:
        self.db.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self.db.execute("ROLLBACK")
        self.db.close()


@pytest.fixture
def impatient(database: Database) -> Iterator[Database]:
    with Database(database.path, patience_s=0.01) as opened:
        yield opened


def test_what_was_delivered_is_recorded_as_soon_as_it_can_be(
    impatient: Database, put: Put, lines: list[str]
) -> None:
    """The record is locked just when the server says yes."""
    number = put()
    holder = _Holder(impatient.path)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if seconds == 2.0:
            holder.let_go()

    with FakeServer(on_accept=holder.hold) as server:
        tally = _worker(impatient, lines, server, sleep).run()
    assert slept == [1.0, 2.0]
    assert tally.sent == 1
    assert _found(impatient, number).state == "sent"


def test_what_cannot_be_recorded_ends_the_run(
    impatient: Database, put: Put, lines: list[str]
) -> None:
    put(1)
    put(2)
    holder = _Holder(impatient.path)
    with (
        FakeServer(on_accept=holder.hold) as server,
        pytest.raises(RecordError, match="was sent, and that could not be recorded"),
    ):
        _worker(impatient, lines, server, lambda _: None).run()
    holder.let_go()
    assert len(server.accepted) == 1
    assert _found(impatient, 1).state == "sending"


def test_nothing_goes_out_where_it_could_not_be_recorded(
    database: Database, put: Put, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = put()
    monkeypatch.setattr(outbox, "ROOM_BYTES", 1 << 62)
    with FakeServer() as server:
        with pytest.raises(RecordError, match="the disk is almost full"):
            _worker(database, lines, server).run()
        assert server.accepted == []
    assert (_found(database, number).state, _found(database, number).attempts) == ("queued", 0)
