"""Who delivers while the page runs: woken at once, stopped by nothing, ended with the page."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from generator.delivery.settings import ServerSettings
from generator.errors import BadInput
from generator.records import messages
from generator.web import postman
from generator.web.postman import Postman
from tests.delivery.mishaps import ByTable, say
from tests.delivery.servers import HOST, FakeServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.records.database import Database
    from tests.recorded import Put

PATIENCE_S = 20.0


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        running.arrived = threading.Event()  # type: ignore[attr-defined]
        running.on_accept = lambda _: running.arrived.set()  # type: ignore[attr-defined]
        yield running


def _settings(server: FakeServer) -> ServerSettings:
    return ServerSettings(
        host=HOST, port=server.port, security="plain", sender="desk@clinic.example"
    )


def _state(database: Database, number: int) -> str:
    with database.reading() as db:
        found = messages.find(db, number)
    assert found is not None
    return found.state


def _arrives(server: FakeServer) -> bool:
    came: bool = server.arrived.wait(PATIENCE_S)  # type: ignore[attr-defined]
    server.arrived.clear()  # type: ignore[attr-defined]
    return came


def _until(true: Callable[[], bool]) -> None:
    """Wait for something that nobody tells."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_delivers_what_waits_and_at_once_when_woken(
    database: Database, put: Put, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman, "EVERY_S", 1e6)
    waited = put(1)
    one = Postman(database.path, lambda: _settings(server))
    one.start()
    assert _arrives(server)
    _until(lambda: "quit" in server.heard)  # the round is over
    woken = put(2)
    one.wake()
    assert _arrives(server)
    one.end()
    assert [_state(database, number) for number in (waited, woken)] == ["sent", "sent"]
    later = put(3)
    one.wake()
    assert _state(database, later) == "queued"


def test_two_beside_each_other_send_nothing_twice(
    database: Database, put: Put, server: FakeServer
) -> None:
    numbers = [put(number) for number in range(6)]
    both = [Postman(database.path, lambda: _settings(server)) for _ in range(2)]
    threads = [threading.Thread(target=one.round) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [_state(database, number) for number in numbers] == ["sent"] * 6
    assert len(server.accepted) == 6


def test_nothing_is_asked_of_anybody_while_nothing_is_due(database: Database) -> None:
    one = Postman(database.path, lambda: pytest.fail("nobody should look for a server"))
    one.round()
    assert one.stopped == ""


def test_a_record_is_not_made_by_looking(database: Database) -> None:
    path = database.path.with_name("none.db")
    Postman(path, lambda: None).round()
    assert not path.exists()


def test_what_is_wrong_is_said_and_the_next_round_goes_on(
    database: Database, put: Put, server: FakeServer
) -> None:
    number = put(1)

    def broken() -> ServerSettings | None:
        raise BadInput.one(f"{os.sep}home{os.sep}clinic.yaml", "no port", "write 587")

    def fault() -> ServerSettings | None:
        raise KeyError("ana@example.org")

    one = Postman(database.path, broken)
    one.round()
    assert one.stopped == "clinic.yaml: no port; write 587"
    other = Postman(database.path, fault)
    other.round()
    assert other.stopped == "a fault of the program"
    none = Postman(database.path, lambda: None)
    none.round()
    assert (none.stopped, _state(database, number)) == ("", "queued")
    server.faults = ByTable({"mail": say("530 5.7.0 log in")})
    locked = Postman(database.path, lambda: _settings(server))
    locked.round()
    assert "530" in locked.stopped
    server.faults = ByTable({})
    locked.round()
    assert (locked.stopped, _state(database, number)) == ("", "sent")


def test_a_broken_record_stops_no_page(database: Database) -> None:
    path = database.path.with_name("broken.db")
    path.write_bytes(b"no database at all" * 100)
    one = Postman(path, lambda: None)
    one.round()
    assert one.stopped == "the record could not be used"


def test_the_end_waits_for_the_message_in_hand_and_no_other(
    database: Database, put: Put, server: FakeServer
) -> None:
    first, second = put(1), put(2)
    one = Postman(database.path, lambda: _settings(server))
    server.on_accept = lambda _: one._ended.set()
    one.start()
    one._thread.join(PATIENCE_S)
    assert [_state(database, number) for number in (first, second)] == ["sent", "queued"]
