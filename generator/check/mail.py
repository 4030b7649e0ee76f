"""How the clinic sends: addresses that are addresses, a time zone that there is."""

from collections.abc import Iterator

from generator.errors import Problem, did_you_mean, quote
from generator.library.load import Loaded
from generator.mailaddress import mail_address


def senders(loaded: Loaded) -> Iterator[Problem]:
    """The sender and the address for answers are addresses; a host needs a sender."""
    if loaded.clinic is None:
        return
    mail = loaded.library.clinic.mail
    for field, text in (("sender", mail.sender), ("reply_to", mail.reply_to)):
        if text:
            try:
                mail_address(text, named=True)
            except ValueError as error:
                hint = "write it like desk@clinic.example"
                yield loaded.clinic.problem(("mail", field), str(error), hint)
    if mail.host and not mail.sender:
        text, hint = "mail has a host and no sender", "add sender: desk@clinic.example"
        yield loaded.clinic.problem(("mail", "host"), text, hint)


def timezone(loaded: Loaded) -> Iterator[Problem]:
    """The time zone is one of the world's."""
    from zoneinfo import ZoneInfo, available_timezones  # noqa: PLC0415  (only for a clinic's own)

    name = loaded.library.clinic.timezone
    if loaded.clinic is None or not name:
        return
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        known = available_timezones()
        hint = did_you_mean(name, known) or "write it like America/Chicago"
        text = f"there is no time zone {quote(name)}"
        yield loaded.clinic.problem(("timezone",), text, hint)
