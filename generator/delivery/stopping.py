"""A patient who may get no program now: what waits for them in the outbox."""

from generator.job import NoProgramError, StopError
from generator.records import messages, orders
from generator.records.database import Database


def reach(database: Database, error: NoProgramError, *, keep: bool = True) -> str:
    """Cancel what waits after a stop flag, else name it; give what to say of it, if anything waits.

    `keep`: change something at all; a dry run does not.

    Raises: RecordError.
    """
    cancelling = keep and isinstance(error, StopError)
    with database.writing() as db:
        numbers = [message.id for message in messages.waiting(db, error.chart)]
        if cancelling:
            orders.stop(db, error.chart)
    if not numbers:
        return ""
    which = ", ".join(f"message {number}" for number in numbers)
    said = "cancelled, since a stop flag is present" if cancelling else "still in the outbox"
    return f"{said}: {which}"
