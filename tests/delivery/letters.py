"""A clinic, a letter and its reading back, for the tests of what is sent."""

import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from generator.delivery.letter import Attachment, Letter
from generator.delivery.wording import MessageView, Words
from generator.handout.view import ClinicView
from generator.mailaddress import MailAddress
from generator.resources import data_dir

FOLDERS: Final[tuple[Path, ...]] = (data_dir("templates"),)
DATE: Final = datetime.datetime(2026, 11, 23, 14, 5, 9, tzinfo=datetime.UTC)
CLINIC: Final = ClinicView(
    name="Lakeside Headache Clinic",
    address=("12 Shore Road", "Springfield, IL 62701"),
    phone="(555) 010-2277",
    web="lakeside.example",
    emergency_number="911",
    accent="#0b5c6b",
)
VIEW: Final = MessageView(
    lang="en",
    clinic=CLINIC,
    provider_name="Dr. M. Lee, DPT",
    note=(("Well done today.",), ("See you soon.", "Mia")),
    page=True,
    calendar=True,
)
LETTER: Final = Letter(
    recipient=MailAddress("ana@example.org", "Ana Ruiz"),
    sender=MailAddress("desk@lakeside.example", "Lakeside"),
    reply_to=MailAddress("mia@lakeside.example"),
    words=Words("Your plan", "Hello,\n", '<p lang="en">Hello,</p>\n', "en"),
    attachments=(Attachment("plan.pdf", "application/pdf", b"%PDF"),),
    message_id="<b2f1.4@lakeside.example>",
    date=DATE,
)


def letter(**changes: Any) -> Letter:
    """The usual letter with some parts changed."""
    return replace(LETTER, **changes)


def read(data: bytes) -> EmailMessage:
    """A message as another program reads it."""
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    for part in found.walk():
        assert part.defects == []
        for value in part.values():
            assert not getattr(value, "defects", ()), value
    return found
