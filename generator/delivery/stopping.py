"""A patient who may get no program now: what waits for them in the outbox."""

from generator.job import NoProgramError, StopError
from generator.records import messages, orders
from generator.records.database import Database
from generator.records.messages import Message


def cancel_or_name(database: Database, error: NoProgramError, *, keep: bool = True) -> str:
    """Cancel what waits after a stop flag, else name it; give what to say of it, if anything waits.

    `keep`: change something at all; a dry run does not.

    Raises: RecordError.
    """
    if keep and isinstance(error, StopError):
        return cancel_waiting(database, error.chart)
    return name_waiting(database, error.chart)


def name_waiting(database: Database, chart: str) -> str:
    """What waits for a patient, failed or is being sent, in words; nothing is changed.

    Raises: RecordError.
    """
    with database.reading() as db:
        found = messages.unsettled(db, chart)
    return _said("still in the outbox", [f"message {one.id}" for one in found])


def cancel_waiting(database: Database, chart: str) -> str:
    """Cancel all that waits for a patient in whom a stop flag was found, and say so.

    Raises: RecordError.
    """
    with database.writing() as db:
        gone = orders.stop(db, chart)
    return _said("cancelled, since a stop flag is present", list(map(_called, gone)))


def _called(message: Message) -> str:
    """A message as it was before; what a server may have by now is not promised away."""
    late = " (it was being sent, and may still arrive)" if message.state == "sending" else ""
    return f"message {message.id}{late}"


def _said(what: str, numbers: list[str]) -> str:
    return f"{what}: {', '.join(numbers)}" if numbers else ""
