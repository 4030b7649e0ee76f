"""A test message: whether the mail server takes what we send, and if not, at which step."""

import secrets
from collections.abc import Iterator
from pathlib import Path

from generator.delivery.letter import Letter, mime
from generator.delivery.server import LIMIT_S, MailServer
from generator.delivery.settings import ServerSettings
from generator.delivery.trouble import Trouble
from generator.delivery.wording import MessageView, words
from generator.errors import BadInput
from generator.handout.compose import clinic_view, template_folders
from generator.mailaddress import MailAddress, mail_address
from generator.model.library import Library
from generator.records import moments
from generator.resources import data_dir


def reach(settings: ServerSettings, limit_s: float = LIMIT_S) -> Iterator[str]:
    """Connect, encrypt and log in, and send nothing; gives each step that worked as a line.

    Raises: Trouble for the step that failed.
    """
    with MailServer(settings, limit_s=limit_s) as server:
        yield from _reached(server)


def try_out(
    settings: ServerSettings,
    library: Library,
    clinic: Path | None,
    to: str | None,
    limit_s: float = LIMIT_S,
) -> Iterator[str]:
    """Send a test message; gives each step that worked as a line.

    Raises: BadInput for an address, Trouble for the step that failed.
    """
    recipient = _recipient(to or settings.sender)
    data = mime(_letter(settings, library, clinic, recipient))
    with MailServer(settings, limit_s=limit_s) as server:
        yield from _reached(server)
        server.deliver(settings.sender, recipient.address, data)
    yield f"the server took a test message to {recipient.address}"


def _reached(server: MailServer) -> Iterator[str]:
    try:
        server.connect()
    except Trouble:
        yield from server.steps
        raise
    yield from server.steps


def _recipient(text: str) -> MailAddress:
    try:
        return mail_address(text)
    except ValueError as error:
        raise BadInput.one("ADDRESS", str(error)) from None


def _letter(
    settings: ServerSettings, library: Library, clinic: Path | None, recipient: MailAddress
) -> Letter:
    folders = template_folders(clinic, data_dir("templates"))
    view = MessageView(lang="en", clinic=clinic_view(library))
    domain = settings.sender.rpartition("@")[2]
    return Letter(
        recipient=recipient,
        sender=MailAddress(settings.sender),
        words=words("test", view, folders),
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        date=moments.now().replace(microsecond=0),
    )
