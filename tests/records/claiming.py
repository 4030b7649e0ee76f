"""What tests of messages share: to claim one, and to look one up."""

import datetime

from generator.records import claims, messages, moments
from generator.records.database import Database
from generator.records.messages import Message

LEASE = datetime.timedelta(minutes=10)
HOUR = datetime.timedelta(hours=1)


def claim(
    database: Database, worker: str = "w1", at: datetime.datetime | None = None
) -> Message | None:
    with database.writing() as db:
        return claims.claim(db, worker, at or moments.now(), LEASE)


def found_by(database: Database, number: int) -> Message:
    with database.reading() as db:
        found = messages.find(db, number)
    assert found is not None
    return found
