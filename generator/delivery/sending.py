"""From a case to a message in the outbox: everything made and checked before anything is kept."""

import datetime
import secrets
import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from generator.assess import Assessment, next_check
from generator.delivery.calendar import calendar, rhythm_of, zone_of
from generator.delivery.checking import checked
from generator.delivery.letter import (
    CALENDAR_NAME,
    Attachment,
    Letter,
    check_size,
    file_name,
    mime,
)
from generator.delivery.order import Order
from generator.delivery.settings import ServerSettings
from generator.delivery.wording import MessageView, titles, words
from generator.errors import BadInput
from generator.handout.compose import clinic_view, template_folders, unreviewed
from generator.job import Job
from generator.made import Sealed
from generator.mailaddress import MailAddress, mail_address
from generator.model.clinic import Clinic
from generator.model.library import Library
from generator.model.results import Program
from generator.records import messages, programs
from generator.records.events import About
from generator.records.giving import given_of
from generator.records.messages import NewMessage
from generator.records.programs import Given, Handout
from generator.resources import data_dir

DRAFTS_DOMAIN = "draft.invalid"  # what only we ever see of a message without a sender


class Prepared(Sealed, frozen=True, kw_only=True):
    """A message that is ready, and what the record keeps of its program."""

    given: Given
    new: NewMessage
    letter: Letter
    provider: str
    evaluated: datetime.date | None
    email: str
    remarks: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()


class Sender:
    """Makes ready what one order asks for; without a server the message becomes a draft."""

    def __init__(
        self, job: Job, order: Order, server: ServerSettings | None, now: datetime.datetime
    ) -> None:
        """Nothing is read yet."""
        self.job = job
        self.order = order
        self.server = server
        self.now = now

    @property
    def library(self) -> Library:
        """The library with the clinic's folder laid over it."""
        return self.job.workshop.library

    @property
    def clinic(self) -> Clinic:
        """The clinic that sends."""
        return self.library.clinic

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """Where the templates stand."""
        return template_folders(self.job.settings.clinic, data_dir("templates"))

    @cached_property
    def sender(self) -> MailAddress | None:
        """Who the message is from: the server's sender by the clinic's name for it."""
        own = _own_address(self.clinic, "sender")
        if self.server is None or (own and own.address == self.server.sender):
            return own
        return MailAddress(self.server.sender, own.name if own else "")

    def prepare(self, kept: tuple[Handout, ...] = ()) -> Prepared:
        """Assess the case, make the handouts and the message; `kept` handouts go as they are.

        Raises: BadInput with every problem, NoProgramError, LetterError.
        """
        remarks: list[str] = []
        assessment, file = self.job.ready(self.order.source, remarks)
        drafts = unreviewed(assessment, self.library)
        recipient = checked(self.order, self.job, assessment, file, drafts)
        handouts = kept or tuple(self._handouts(assessment))
        letter = self.letter(assessment, handouts, recipient)
        data = mime(letter)
        check_size(data, self.clinic.mail.max_mb)
        new = NewMessage(
            message_id=letter.message_id,
            kind="program",
            sender=letter.sender.address if letter.sender else "",
            recipient=recipient.address,
            data=data,
            due=letter.date,
            state="drafted" if letter.draft else "queued",
            locked=self.order.password is not None,
        )
        given = given_of(assessment, self.library, self.order.source, handouts)
        return Prepared(
            given=given,
            new=new,
            letter=letter,
            provider=assessment.case.signed_by.name,
            evaluated=assessment.case.evaluated,
            email=assessment.case.patient.email or "",
            remarks=tuple(remarks),
            drafts=drafts,
        )

    def _handouts(self, assessment: Assessment) -> Iterator[Handout]:
        variant = msgspec.json.encode(self.job.settings.variant).decode()
        pdf = self.job.press.print(assessment, "pdf")
        yield Handout(form="pdf", variant=variant, data=pdf)
        if self.order.page:
            page = self.job.press.print(assessment, "html")
            yield Handout(form="html", variant=variant, data=page)

    def letter(
        self, assessment: Assessment, handouts: tuple[Handout, ...], recipient: MailAddress
    ) -> Letter:
        """The message with its attachments."""
        order, day = self.order, assessment.today
        token = secrets.token_hex(16)
        domain = self.sender.address.rpartition("@")[2] if self.sender else DRAFTS_DOMAIN
        message_id = f"<{token}@{domain}>"
        dates = self._calendar(assessment, token) if order.calendar else None
        attached = [_attachment(handout, day, order.password) for handout in handouts]
        if dates:
            attached.append(Attachment(CALENDAR_NAME, "text/calendar", dates))
        view = MessageView(
            lang=assessment.case.patient.language,
            clinic=clinic_view(self.library),
            provider_name=assessment.case.signed_by.name,
            note=order.own_words,
            locked=order.password is not None,
            page=order.page,
            calendar=dates is not None,
        )
        return Letter(
            recipient=recipient,
            sender=self.sender,
            reply_to=self.reply_to,
            words=words("program", view, self.folders),
            attachments=tuple(attached),
            message_id=message_id,
            date=(order.due or self.now).replace(microsecond=0),
            draft=self.server is None,
        )

    @property
    def reply_to(self) -> MailAddress | None:
        """Where answers go, if not to the sender."""
        return _own_address(self.clinic, "reply_to")

    def _calendar(self, assessment: Assessment, uid: str) -> bytes | None:
        program = _program_of(assessment)
        return calendar(
            rhythm_of(program),
            titles(self.folders, assessment.case.patient.language),
            first_day=assessment.today + datetime.timedelta(days=1),
            next_check=next_check(assessment, self.library),
            zone=zone_of(self.clinic),
            uid=uid,
            stamp=self.now,
        )


def enqueue(
    db: sqlite3.Connection, prepared: Prepared, order: Order, earlier: int | None = None
) -> tuple[int, About]:
    """Keep the program and put its message into the outbox, both or neither.

    `earlier`: a program that may be this very one, given before.

    Raises: BadInput when the patient has this program at this address already, or when the
        address is known as another patient's, unless the order says that it shall be so.
    """
    new, given = prepared.new, prepared.given
    before = messages.same_program(db, given.chart, given.digest, new.recipient)
    if before and not order.again:
        what = {"sent": "was sent", "drafted": "was written as a draft"}
        done = what.get(before.state, "waits in the outbox")
        text = f"the same program {done} for this address already (message {before.id})"
        raise BadInput.one(given.case_name, text, "use --again to send it once more")
    check_owner(db, prepared, order)
    # Check-ins wait for a message that brings their program: another one must not wake them.
    if messages.has_plan(db, earlier) or (order.plan_weeks and messages.has_mail(db, earlier)):
        earlier = None
    about = programs.keep_once(db, given, "given by mail", earlier)
    return messages.put(db, new, about), about


def check_owner(db: sqlite3.Connection, prepared: Prepared, order: Order) -> None:
    """Refuse the address of another patient, unless the order says that they share it.

    Raises: BadInput.
    """
    given = prepared.given
    other = messages.of_another_patient(db, given.chart, prepared.new.recipient)
    if other and not order.address_ok:
        text = f"the address is that of another patient (message {other.id})"
        raise BadInput.one(given.case_name, text, "correct it; if they share it, use --address-ok")


def _own_address(clinic: Clinic, field: Literal["sender", "reply_to"]) -> MailAddress | None:
    """An address of the clinic, where it names one.

    Raises: BadInput.
    """
    text = clinic.mail.sender if field == "sender" else clinic.mail.reply_to
    try:
        return mail_address(text, named=True) if text else None
    except ValueError as error:
        hint = "write it like desk@clinic.example"
        raise BadInput.one("clinic.yaml", f"mail.{field}: {error}", hint) from None


def _program_of(assessment: Assessment) -> Program:
    if assessment.program is None:
        message = "there is no program to send"
        raise ValueError(message)
    return assessment.program


def _attachment(handout: Handout, day: datetime.date, password: str | None) -> Attachment:
    """A handout as it travels: locked where there is a password."""
    if handout.form == "html":
        return Attachment(file_name("html", day), "text/html", handout.data)
    data = handout.data
    if password is not None:
        from generator.handout.protect import protect  # noqa: PLC0415  (few need it)

        data = protect(data, password)
    return Attachment(file_name("pdf", day), "application/pdf", data)
