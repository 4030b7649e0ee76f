"""Messages that the page asks for, by the same functions as `hep send` and `hep outbox release`."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from generator.delivery.order import Order
from generator.delivery.releasing import (
    check_address,
    held_message,
    release,
    screened_again,
    shares_address,
)
from generator.delivery.resending import kept_handouts, prepare_again, resend, source_of
from generator.delivery.sending import Sender
from generator.delivery.wording import note_of
from generator.errors import BadInput, HepError, Problem
from generator.handout.variant import STANDARD, Variant
from generator.job import Job
from generator.made import Source
from generator.records import moments, reading
from generator.records.messages import Message
from generator.records.reading import Whole
from generator.records.trouble import RecordError
from generator.web.current import desk, postman, server, today
from generator.web.places import Placed
from generator.web.record import record
from generator.web.refusals import refusals, typed_password

ANSWERS: Final = {
    "--address-ok": "address_ok",
    "--draft-ok": "draft_ok",
    "--stale-ok": "stale_ok",
    "--password": "password",
    "say which with --to": "to_ok",
    "--to": "to",
}
FIELDS: Final = (*ANSWERS.values(), "own_words", "asked", "irritability")
LEVELS: Final = ("low", "moderate", "high")
UPLOADED: Final = Path("uploaded.yaml")
GROUPS: Final = ("stop", "refer", "precaution")
Form = MultiDict[str, str]


class NotSent(Struct, frozen=True):
    """Why nothing was put into the outbox, each problem with its field."""

    problems: tuple[Placed, ...]


def send_again(program: Whole, form: Form) -> int | NotSent:
    """Put a program into the outbox once more; give the message's number.

    Raises: RecordError.
    """
    try:
        order = _order(form, source_of(program))
        with record().reading() as db:
            handouts = kept_handouts(db, program, order)
        where = server()
        with _job(STANDARD, form) as job:
            prepared = prepare_again(job, program, handouts, order, where, moments.now())
        with record().writing() as db:
            sent = resend(db, program, prepared, order)
    except RecordError:
        raise
    except HepError as error:
        return _not_sent(error, "")
    postman().wake()
    return sent


def release_held(number: int, form: Form, case: bytes) -> int | NotSent:
    """Let a held phase go; give the number of its message.

    Raises: RecordError.
    """
    own = f"message-{number}.yaml"
    try:
        with record().reading() as db:
            held, before = held_message(db, number)
            first = reading.whole(db, held.program_id)
        source = _new_source(held, before, Path(own), form, case)
        # To another address only where one is named.
        to = form.get("to", "").strip()
        own_plan = shares_address(held, to)
        asked = _order(form, source)
        order = replace(asked, to=to, again=True, address_ok=asked.address_ok or own_plan)
        where = server()
        if where is None:
            raise BadInput.one("", "no mail server is configured", "add one in the settings")
        with _job(_variant(first), form) as job:
            prepared = Sender(job, order, where, moments.now()).prepare()
        if own_plan and "to_ok" not in form:
            check_address(held, prepared)
        with record().writing() as db:
            sent = release(db, held, prepared, order)
    except RecordError:
        raise
    except HepError as error:
        return _not_sent(error, own)
    postman().wake()
    return sent


def _new_source(held: Message, before: bytes, own: Path, form: Form, case: bytes) -> Source:
    """A new evaluation, or the last one with today's answers.

    Raises: BadInput while something was not asked.
    """
    if case:
        return Source(path=UPLOADED, text=case)
    level: Any = form.get("irritability")
    problems = [
        Problem(f"asked.{group}", None, None, "ask each question, then say so")
        for group in GROUPS
        if group not in form.getlist("asked")
    ]
    if level not in LEVELS:
        problems.append(Problem("irritability", None, None, "this is needed"))
    if problems:
        raise BadInput(problems)
    present = [key for key in form.getlist("present") if key in desk().library.flags]
    return screened_again(
        before,
        Source(path=own),
        phase=held.phase or 1,
        present=present,
        irritability=level,
        today=today(),
    )


def _order(form: Form, source: Source) -> Order:
    """What the form asks for.

    Raises: BadInput, PasswordError.
    """
    password = form.get("password", "")
    return Order(
        source=source,
        to=form.get("to", "").strip(),
        own_words=note_of(form.get("own_words", ""), "own_words"),
        password=typed_password(password, form.get("password_again", ""), "password"),
        address_ok="address_ok" in form,
        draft_ok="draft_ok" in form,
    )


def _job(variant: Variant, form: Form) -> AbstractContextManager[Job]:
    """What makes the handout."""
    return desk().job("pdf", variant, today(), stale_ok="stale_ok" in form)


def _variant(program: Whole) -> Variant:
    """The form of the handout that the patient has already."""
    pdf = next((kept for kept in program.handouts if kept.form == "pdf"), None)
    return msgspec.json.decode(pdf.variant, type=Variant) if pdf else STANDARD


def _not_sent(error: HepError, own: str) -> NotSent:
    return NotSent(refusals(error, ANSWERS, _field, own))


def _field(problem: Problem) -> str:
    """The field that a problem names itself: `asked.stop` is one of `asked`."""
    return problem.file if problem.file.partition(".")[0] in FIELDS else ""
