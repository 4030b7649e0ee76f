"""Sending a program of the record once more: the same handouts in a new message.

Its case is assessed anew, by every check of a first message. What would not be given today is not
sent again.
"""

import datetime
import sqlite3
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

from msgspec.structs import replace

from generator.delivery.order import Order
from generator.delivery.sending import Prepared, Sender, check_owner
from generator.delivery.settings import ServerSettings
from generator.errors import BadInput
from generator.job import Job
from generator.made import Source
from generator.records import messages, reading
from generator.records.events import About
from generator.records.programs import Handout
from generator.records.reading import Whole


def source_of(program: Whole) -> Source:
    """The case of a program, as it was given."""
    return Source(path=Path(program.case_name), text=program.case_text)


def is_locked(program: Whole) -> bool:
    """Whether a message of the program had a locked PDF, and so must the next one."""
    return any(message.locked for message in program.messages)


def kept_handouts(db: sqlite3.Connection, program: Whole, order: Order) -> tuple[Handout, ...]:
    """The handouts that its last message brought; beside a locked PDF no open page may travel.

    Raises: RecordError for one that is damaged.
    """
    forms = _forms(db, program) - ({"html"} if order.password is not None else set())
    return tuple(
        Handout(form=kept.form, variant=kept.variant, data=reading.handout(db, kept))
        for kept in program.handouts
        if kept.form in forms
    )


def _forms(db: sqlite3.Connection, program: Whole) -> set[str]:
    """The forms of the handout that go by mail: a page that was only downloaded does not."""
    kept = {one.form for one in program.handouts}
    if "pdf" not in kept:
        return kept & {"html"}
    programs = (one.id for one in reversed(program.messages) if one.kind == "program")
    last = next((number for number in programs if messages.has_data(db, number)), None)
    if last is None:
        return {"pdf"}
    parts = message_from_bytes(messages.data_of(db, last), policy=SMTP).iter_attachments()
    paged = any(part.get_content_type() == "text/html" for part in parts)
    return {"pdf", "html"} if paged else {"pdf"}


def prepare_again(
    job: Job,
    program: Whole,
    handouts: tuple[Handout, ...],
    order: Order,
    server: ServerSettings | None,
    now: datetime.datetime,
) -> Prepared:
    """Make a message of the handouts, if they may be given today.

    Raises: BadInput with every problem, NoProgramError, LetterError.
    """
    name = f"program {program.id}"
    if not handouts:
        raise BadInput.one(name, "the record has no handout of it", "make a new program")
    if is_locked(program) and order.password is None:
        text = "its PDF was locked with a password"
        raise BadInput.one(name, text, "give --password or --password-file")
    page = any(one.form == "html" for one in handouts)
    again = replace(order, source=source_of(program), page=page)
    prepared = Sender(job, again, server, now).prepare(handouts)
    if prepared.given.told != program.told:
        text = "today this case leads to another program: the library or the days count otherwise"
        if not program.told:
            text = "an older version of hep gave it, so nobody knows whether every word still holds"
        raise BadInput.one(name, text, "evaluate anew, and send that")
    return prepared


def resend(db: sqlite3.Connection, program: Whole, prepared: Prepared, order: Order) -> int:
    """Put the message into the outbox; give its number.

    Raises: BadInput while the program waits for this address already, or when the address is known
        as another patient's, or when the program was erased in the meantime.
    """
    now = reading.whole(db, program.id)
    recipient = prepared.new.recipient.casefold()
    for one in now.messages:
        waits = one.kind == "program" and one.state in ("queued", "sending")
        if waits and one.recipient.casefold() == recipient:
            text = f"it waits for this address in the outbox already (message {one.id})"
            raise BadInput.one(f"program {program.id}", text, "retry that one")
    check_owner(db, prepared, order)
    about = About(patient=now.patient_id, program=now.id)
    return messages.put(db, prepared.new, about)
