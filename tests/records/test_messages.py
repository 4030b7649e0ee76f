"""Each message is claimed by one worker, and settled once."""

import datetime
import sqlite3
from collections import Counter
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import pytest

from generator.errors import BadInput
from generator.records import claims, messages, moments, orders
from generator.records.database import Database
from tests.recorded import Put, new
from tests.records.claiming import HOUR, LEASE, claim, found_by


def _events(database: Database) -> list[str]:
    with database.reading() as db:
        return [row["what"] for row in db.execute("SELECT what FROM event ORDER BY id")]


def test_a_message_comes_back_as_it_was_put_in(database: Database, put: Put) -> None:
    number = put()
    with database.reading() as db:
        assert messages.data_of(db, number) == new().data
    found = found_by(database, number)
    assert (found.state, found.attempts, found.message_id) == ("queued", 0, "<1@clinic.example>")


def test_a_claimed_message_is_nobody_elses(database: Database, put: Put) -> None:
    put()
    claimed = claim(database)
    assert claimed is not None
    assert (claimed.state, claimed.worker, claimed.attempts) == ("sending", "w1", 1)
    assert claim(database, "w2") is None


def test_the_claim_of_a_lost_worker_ends_by_itself(database: Database, put: Put) -> None:
    put()
    first = claim(database)
    second = claim(database, "w2", moments.now() + LEASE + LEASE)
    assert first is not None
    assert second is not None
    assert (second.id, second.worker, second.attempts) == (first.id, "w2", 2)
    assert _events(database)[-1] == "interrupted"
    # What the first one then learns of its attempt must not disturb the second …
    with database.writing() as db:
        claims.deferred(db, first, "late", "late", moments.now())
        claims.failed(db, first, "late", "late")
        claims.returned(db, first, "late")
    assert found_by(database, first.id) == second
    # … unless the server has accepted it.
    with database.writing() as db:
        claims.sent(db, first)
    assert found_by(database, first.id).state == "sent"
    assert claim(database, "w3", moments.now() + 9 * LEASE) is None


def test_nothing_goes_out_before_it_is_due(database: Database, put: Put) -> None:
    put(due=moments.now() + HOUR)
    assert claim(database) is None
    assert claim(database, at=moments.now() + 2 * HOUR) is not None


def test_who_has_waited_longest_is_first(database: Database, put: Put) -> None:
    late = put(1, due=moments.now() - HOUR)
    early = put(2, due=moments.now() - 2 * HOUR)
    claimed = [claim(database), claim(database)]
    assert [one.id for one in claimed if one] == [early, late]


def test_deferred_failed_and_returned(database: Database, put: Put) -> None:
    number = put()
    later = moments.now() + HOUR
    claimed = claim(database)
    assert claimed is not None
    with database.writing() as db:
        claims.deferred(db, claimed, "451 later", "data 451", later)
    found = found_by(database, number)
    assert (found.state, found.attempts, found.last_error) == ("queued", 1, "451 later")
    assert found.next_at == moments.written(later)
    assert claim(database) is None
    claimed = claim(database, at=later)
    assert claimed is not None
    with database.writing() as db:
        claims.returned(db, claimed, "535 no")
    found = found_by(database, number)
    assert (found.state, found.attempts, found.last_error) == ("queued", 1, "535 no")
    claimed = claim(database, at=later)
    assert claimed is not None
    with database.writing() as db:
        claims.failed(db, claimed, "550 unknown", "recipient 550")
    assert found_by(database, number).state == "failed"
    assert _events(database)[-3:] == ["queued", "deferred", "failed"]


@pytest.mark.parametrize("state", ["queued", "failed"])
def test_a_cancelled_message_is_never_sent(database: Database, put: Put, state: str) -> None:
    number = put(state=state)
    with database.writing() as db:
        orders.cancel(db, number)
    assert found_by(database, number).state == "cancelled"
    assert claim(database, at=moments.now() + 9 * LEASE) is None


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (
            "sent",
            "message 1: it was sent already, so it cannot be cancelled; use `hep send",
        ),
        ("drafted", "it was written as a draft for your mail program, so it cannot be cancelled"),
        ("cancelled", "it was cancelled already"),
    ],
)
def test_too_late_to_cancel(database: Database, put: Put, state: str, said: str) -> None:
    number = put(state=state)
    with pytest.raises(BadInput, match=said), database.writing() as db:
        orders.cancel(db, number)


def test_what_is_being_sent_cannot_be_cancelled_or_retried(database: Database, put: Put) -> None:
    number = put()
    assert claim(database)
    for order in (orders.cancel, orders.retry):
        with pytest.raises(BadInput, match="at this moment"), database.writing() as db:
            order(db, number)


def test_a_retry_is_due_at_once(database: Database, put: Put) -> None:
    number = put(state="failed", due=moments.now() + HOUR)
    with database.writing() as db:
        orders.retry(db, number)
    claimed = claim(database)
    assert claimed is not None
    assert claimed.id == number


@pytest.mark.parametrize("state", ["sent", "drafted"])
def test_what_is_done_cannot_be_retried(database: Database, put: Put, state: str) -> None:
    number = put(state=state)
    with pytest.raises(BadInput, match="cannot be retried"), database.writing() as db:
        orders.retry(db, number)
    assert found_by(database, number).state == state


def test_a_retry_counts_its_days_anew(database: Database, put: Put) -> None:
    """Else a message that was given up would be given up again at the first busy signal."""
    number = put(due=moments.now() - datetime.timedelta(days=9), state="failed")
    with database.writing() as db:
        orders.retry(db, number)
        found = messages.find(db, number)
    assert found is not None
    assert moments.now() - moments.read(found.due_at) < datetime.timedelta(minutes=1)


@pytest.mark.parametrize("state", ["sending", "queued", "drafted", "sent"])
def test_what_is_on_its_way_counts_as_the_same_program(
    database: Database, put: Put, state: str
) -> None:
    put(state="queued" if state == "sending" else state)
    with database.writing() as db:
        if state == "sending":
            claims.claim(db, "w", moments.now(), datetime.timedelta(minutes=1))
        found = messages.same_program(db, "10421", "d1", "ana@example.org")
    assert found is not None
    assert found.state == state


def test_an_address_is_the_same_in_capitals(database: Database, put: Put) -> None:
    """No mail provider of today takes Ana@ and ana@ for two people."""
    put(recipient="Ana@example.org")
    with database.reading() as db:
        assert messages.same_program(db, "10421", "d1", "ana@example.org")
        assert messages.of_another_patient(db, "other", "ana@example.org")


def test_a_message_that_does_not_exist(database: Database) -> None:
    with pytest.raises(BadInput, match="message 7: there is no such message"):
        orders.known(_connection(database), 7)


def test_the_same_program_to_the_same_address(database: Database, put: Put) -> None:
    first = put(1)
    with database.reading() as db:
        found = messages.same_program(db, "10421", "d1", "ana@example.org")
        assert found is not None
        assert found.id == first
        assert messages.same_program(db, "10421", "d2", "ana@example.org") is None
        assert messages.same_program(db, "10421", "d1", "ben@example.org") is None
        assert messages.same_program(db, "10422", "d1", "ana@example.org") is None
    with database.writing() as db:
        orders.cancel(db, first)
        assert messages.same_program(db, "10421", "d1", "ana@example.org") is None


def test_an_address_of_another_patient(database: Database, put: Put) -> None:
    first = put(1)
    with database.reading() as db:
        found = messages.of_another_patient(db, "10422", "ana@example.org")
        assert found is not None
        assert found.id == first
        assert messages.of_another_patient(db, "10421", "ana@example.org") is None
        assert messages.of_another_patient(db, "10422", "ben@example.org") is None


def test_the_history_cannot_be_rewritten(database: Database, put: Put) -> None:
    put()
    for change in ("DELETE FROM event", "UPDATE event SET who = 'nobody'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), database.writing() as db:
            db.execute(change)


def test_the_history_holds_no_patients_data(database: Database, put: Put) -> None:
    put()
    with database.reading() as db:
        lines = [tuple(row) for row in db.execute("SELECT * FROM event")]
    said = repr(lines)
    assert "overridden" in said
    for secret in ("Ana", "10421", "example.org", "dentist"):
        assert secret not in said


def _work(path: Path) -> list[int]:
    taken: list[int] = []
    with Database(path) as database:
        while True:
            with database.writing() as db:
                claimed = claims.claim(db, "w", moments.now(), LEASE)
            if claimed is None:
                return taken
            taken.append(claimed.id)
            with database.writing() as db:
                claims.sent(db, claimed)


def test_several_workers_share_the_messages(database: Database, put: Put) -> None:
    numbers = [put(number) for number in range(40)]
    with get_context("spawn").Pool(3) as pool:
        taken = pool.map(_work, [database.path] * 3)
    assert Counter(chain.from_iterable(taken)) == Counter(numbers)


def _connection(database: Database) -> sqlite3.Connection:
    with database.reading() as db:
        return db


def test_what_is_old_is_not_retried(database: Database, put: Put) -> None:
    number = put(state="failed")
    with database.writing() as db:
        long_ago = moments.written(moments.now() - datetime.timedelta(days=31))
        db.execute("UPDATE message SET created_at = ?", (long_ago,))
    with pytest.raises(BadInput, match="more than 30 days old"), database.writing() as db:
        orders.retry(db, number)


def test_a_record_restored_meanwhile_marks_no_other_message(database: Database, put: Put) -> None:
    number = put()
    claimed = claim(database)
    assert claimed is not None
    with database.writing() as db:
        db.execute("UPDATE message SET message_id = '<other@clinic.example>'")
        claims.sent(db, claimed)
    assert found_by(database, number).state == "sending"
