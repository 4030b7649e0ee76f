"""A message that the page asks for, by the very checks of `hep send`."""

import datetime
import re
from typing import Final

from flask import request
from msgspec.structs import replace

from generator.delivery.calendar import zone_of
from generator.delivery.coaching import follow_up, put_follow_up
from generator.delivery.order import Order, moment_of
from generator.delivery.sending import Prepared, Sender, enqueue
from generator.delivery.settings import ServerSettings
from generator.delivery.wording import note_of
from generator.errors import BadInput, HepError, Problem
from generator.handout.variant import Variant
from generator.made import Source
from generator.records import drafts, moments
from generator.records.messages import NewMessage
from generator.web.casedata import Fields
from generator.web.current import desk, postman, server, today
from generator.web.desk import CASE
from generator.web.drafting import MAIL
from generator.web.form import Form
from generator.web.places import Placed, field_of
from generator.web.record import record
from generator.web.refusals import refusals, typed_password

MOST_WEEKS: Final = 52
ANSWERS: Final = {
    "--password": "mail.password",
    "--again": "mail.again",
    "--address-ok": "mail.address_ok",
    "--draft-ok": "mail.draft_ok",
    "--to": "mail.to",
    "--at": "mail.at",
    "add id:": "patient.id",
}
TICKS: Final = ("mail.again", "mail.address_ok", "mail.draft_ok")


def form_of(fields: Fields, problems: tuple[Placed, ...] = ()) -> Form:
    """The fields of the message, as kept, and what this request answers for."""
    posted = request.form if request.method == "POST" else {}
    asks = {problem.field for problem in problems} | set(request.form.getlist("mail.asks"))
    shown = {name: list(values) for name, values in fields.items() if name in MAIL}
    shown |= {name: ["on"] for name in TICKS if name in posted}
    shown["mail.asks"] = [name for name in TICKS if name in asks]
    return Form(shown, problems)


def send(key: str, text: bytes, fields: Fields, variant: Variant) -> tuple[Placed, ...]:
    """Put the program into the outbox, or make a draft of it; else what speaks against it."""
    now = moments.now()
    try:
        where = server()
        order = _order(text, fields, now, serving=where is not None)
        prepared, following = _prepared(order, where, variant, now)
        with record().writing() as db:
            draft = drafts.load(db, key)
            _, about = enqueue(db, prepared, order, draft.program if draft else None)
            put_follow_up(db, following, about)
            if about.program is not None:
                drafts.give(db, key, about.program)
    except HepError as error:
        return refusals(error, ANSWERS, _field)
    postman().wake()
    return ()


def _prepared(
    order: Order, where: ServerSettings | None, variant: Variant, now: datetime.datetime
) -> tuple[Prepared, list[NewMessage]]:
    """The message, and what follows it.

    Raises: HepError.
    """
    with desk().job("pdf", variant, today()) as job:
        sender = Sender(job, order, where, now)
        prepared = sender.prepare()
        return prepared, follow_up(sender, prepared) if order.plan_weeks else []


def _order(text: bytes, fields: Fields, now: datetime.datetime, *, serving: bool) -> Order:
    """What the form asks for.

    Raises: BadInput with every problem, PasswordError.
    """
    said = {name: "".join(fields.get(name, ())).strip() for name in MAIL}
    order = Order(
        source=Source(path=CASE, text=text),
        to=said["mail.to"] or None,
        own_words=note_of(said["mail.own_words"], "mail.own_words"),
        password=typed_password(
            request.form.get("mail.password", ""),
            request.form.get("mail.repeated", ""),
            "mail.repeated",
        ),
        again="mail.again" in request.form,
        address_ok="mail.address_ok" in request.form,
        draft_ok="mail.draft_ok" in request.form,
    )
    weeks, at = said["mail.weeks"], said["mail.at"]
    problems = []
    if not serving:
        problems = [
            _problem(f"mail.{key}", "this needs a mail server") for key in _later(weeks, at)
        ]
    elif weeks and not (re.fullmatch("[0-9]{1,2}", weeks) and 1 <= int(weeks) <= MOST_WEEKS):
        problems.append(_problem("mail.weeks", f"write a number of weeks, {MOST_WEEKS} at most"))
    due = None
    try:
        due = moment_of(at, zone_of(desk().library.clinic), now) if at else None
    except ValueError as error:
        problems.append(_problem("mail.at", str(error)))
    if problems:
        raise BadInput(problems)
    return replace(order, due=due, plan_weeks=int(weeks or 0))


def _later(weeks: str, at: str) -> list[str]:
    return [key for key, value in (("weeks", weeks), ("at", at)) if value]


def _problem(field: str, text: str) -> Problem:
    return Problem(field, None, None, text)


def _field(problem: Problem) -> str:
    """The field that a problem names itself, or where it stands in the case."""
    if problem.file.startswith("mail."):
        return problem.file
    return field_of(problem, desk().library) if problem.path else ""
