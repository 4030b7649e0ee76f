"""What follows a program, and what a stop flag ends."""

from generator.records import claims, messages, moments, orders
from generator.records.database import Database
from tests.recorded import Put, new
from tests.records.claiming import HOUR, LEASE, claim, found_by


def test_what_follows_a_program_stays_while_another_message_brings_it(
    database: Database, put: Put
) -> None:
    first = put(1, state="drafted")
    with database.writing() as db:
        about = found_by(database, first).about
        second = messages.put(db, new(2), about)
        third = messages.put(db, new(3), about)
        check_in = messages.put(db, new(4, kind="check_in"), about)
        assert orders.cancel(db, second) == (second,)
        db.execute("UPDATE message SET state = 'failed' WHERE id = ?", (first,))
        assert orders.cancel(db, third) == (third, check_in)


def test_what_follows_a_program_goes_where_the_program_went(database: Database, put: Put) -> None:
    """A mistyped address gets no check-in because the program arrived at the right one."""
    wrong = put(1, state="failed", recipient="wrong@example.org")
    with database.writing() as db:
        about = found_by(database, wrong).about
        check_in = messages.put(db, new(2, kind="check_in", recipient="Wrong@example.org"), about)
        right = messages.put(db, new(3), about)
    claimed = claim(database)
    assert claimed is not None
    assert claimed.id == right
    with database.writing() as db:
        claims.sent(db, claimed)
    assert claim(database) is None
    with database.writing() as db:
        later = messages.put(db, new(4), about)
        assert orders.cancel(db, wrong) == (wrong, check_in)
    assert found_by(database, later).state == "queued"


def test_after_a_stop_flag_nothing_goes_out_any_more(database: Database, put: Put) -> None:
    kinds: dict[str, dict[str, object]] = {
        "sent": {"state": "sent"},
        "queued": {"due": moments.now() + HOUR},
        "failed": {"state": "failed"},
        "held": {"state": "held", "phase": 2},
        "sending": {},
    }
    numbers = [put(at, **changes) for at, changes in enumerate(kinds.values())]
    other = put(9, "other", state="failed")
    claimed = claim(database)
    assert claimed is not None
    with database.writing() as db:
        assert [one.state for one in orders.stop(db, "10421")] == list(kinds)[1:]
        claims.deferred(db, claimed, "451 later", "data 451", moments.now())
    assert [found_by(database, number).state for number in numbers[1:]] == ["cancelled"] * 4
    assert found_by(database, other).state == "failed"
    assert claim(database, "w2", moments.now() + 9 * LEASE) is None
    with database.writing() as db:
        claims.sent(db, claimed)
    assert found_by(database, claimed.id).state == "sent"
