"""What leaves the page is kept in the record; and what the record tells of it."""

from typing import Final

from msgspec import Struct

from generator.records import drafts, programs, reading
from generator.records.drafts import Draft
from generator.records.messages import Message
from generator.records.programs import Given
from generator.records.trouble import RecordError
from generator.web.record import record

WAYS: Final = ("printed", "downloaded", "saved")


class Left(Struct, frozen=True, kw_only=True):
    """What became of a draft's program: when it was last given in each way, and its messages."""

    program: int | None = None
    ways: dict[str, str] = {}
    messages: tuple[Message, ...] = ()


def keep(key: str, given: Given, how: str) -> bool:
    """Record that a program left the page; False where the record cannot take it."""
    if not given.chart:
        return False
    try:
        with record().writing() as db:
            draft = drafts.load(db, key)
            about = programs.keep_once(db, given, how, draft.program if draft else None)
            if about.program is not None:
                drafts.give(db, key, about.program)
    except RecordError:
        return False
    return True


def left(draft: Draft) -> Left:
    """What the record tells; nothing where it cannot be read."""
    if draft.program is None:
        return Left()
    try:
        with record().reading() as db:
            whole = reading.whole(db, draft.program)
    except RecordError:
        return Left()
    ways = {event.what: event.at for event in whole.events if event.what in WAYS}
    return Left(program=whole.id, ways=ways, messages=whole.messages)
