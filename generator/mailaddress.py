"""An address that mail can be sent to."""

from __future__ import annotations

from msgspec import Struct

from generator.errors import quote


class MailAddress(Struct, frozen=True):
    """Where mail goes or comes from: the address with its domain in ASCII, and a name to show."""

    address: str
    name: str = ""

    @property
    def international(self) -> bool:
        """Whether the part before the @ needs a mail server that knows SMTPUTF8."""
        return not self.address.isascii()


def mail_address(text: str, *, named: bool = False) -> MailAddress:
    """Read an address; `named` allows one like `Neck Clinic <desk@clinic.example>`.

    Only its form is looked at: nothing is asked of the network.

    Raises: ValueError, with what is wrong in words.
    """
    # It takes 40 ms to import, and few commands send.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        found = validate_email(
            text,
            check_deliverability=False,
            allow_display_name=named,
        )
    except EmailNotValidError as error:
        said = str(error).rstrip(".")
        message = f"{quote(text)} is no email address: {said[:1].lower()}{said[1:]}"
        raise ValueError(message) from None
    address = found.ascii_email or f"{found.local_part}@{found.ascii_domain}"
    return MailAddress(address, found.display_name or "")
