"""A clinic with a mail server on loopback, and what its record keeps of its patients."""

import datetime
from pathlib import Path

from generator.delivery.coaching import follow_up, put_follow_up
from generator.delivery.order import Order
from generator.delivery.sending import Sender, enqueue
from generator.delivery.settings import server_settings
from generator.job import Job
from generator.made import Settings, Source
from generator.records import messages, moments
from generator.records.database import Database
from tests.cli.mailing import CASE

BEN = CASE.replace("CHART-77", "B-1").replace("Ana Ruiz", "Ben Okafor").replace("ana@", "ben@")
SEND = {"to": "ana@example.org", "draft_ok": "on"}
TODAY = datetime.date(2026, 11, 21)


def give(record: Path, clinic: Path, case: str = CASE, **changes: object) -> int:
    """Send a case as `hep send` does; give the message's number."""
    values: dict[str, object] = {
        "source": Source(path=Path("case.yaml"), text=case.encode()),
        "draft_ok": True,
    }
    order = Order(**(values | changes))  # type: ignore[arg-type]
    job = Job(Settings(run="test", clinic=clinic, today=TODAY))
    server = server_settings(job.workshop.library.clinic, {}, clinic)
    sender = Sender(job, order, server, moments.now())
    prepared = sender.prepare()
    following = follow_up(sender, prepared) if order.plan_weeks else []
    with Database(record) as database, database.writing() as db:
        number, about = enqueue(db, prepared, order)
        put_follow_up(db, following, about)
    return number


def settle(record: Path, number: int, state: str, error: str = "") -> None:
    """Say what a worker would have said of a message."""
    with Database(record) as database, database.writing() as db:
        db.execute(
            "UPDATE message SET state = ?, attempts = 1, last_error = ?, settled_at = ? "
            "WHERE id = ?",
            (state, error, moments.written(moments.now()), number),
        )


def message(record: Path, number: int) -> messages.Message:
    """A message of the record."""
    with Database(record) as database, database.reading() as db:
        found = messages.find(db, number)
    assert found is not None
    return found
