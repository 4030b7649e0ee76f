"""Whether a message fits a mail server, and in which form it travels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delivery.trouble import Fault, Misconfigured, Refused

if TYPE_CHECKING:
    from generator.delivery.dialogue import Dialogue

_MB = 1_000_000
_PAPER = "send it with less attached, or give it on paper"


def check(data: bytes, max_bytes: int) -> None:
    """Look at a message before anybody is asked.

    Raises: Refused.
    """
    # A line end that is no CRLF is seen as an end by some servers and not by others: with it, one
    # message can be made to look like two ("SMTP smuggling").
    if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
        message = "the message has a line end that no mail server takes"
        raise Refused(Fault(stage="data", message=message, word="line-end"))
    if len(data) > max_bytes:
        raise Refused(_too_large(len(data), max_bytes, "max_mb allows"))


def mail_options(dialogue: Dialogue, sender: str, recipient: str, data: bytes) -> list[str]:
    """Return what MAIL must say about a message, and nothing more.

    Raises: Refused or Misconfigured, when this server cannot take it.
    """
    most = dialogue.esmtp_features.get("size", "")
    if most.isascii() and most.isdigit() and 0 < int(most) < len(data):
        raise Refused(_too_large(len(data), int(most), "the mail server takes"))
    options = [f"SIZE={len(data)}"] if dialogue.has_extn("size") else []
    if not data.isascii():
        if not dialogue.has_extn("8bitmime"):
            raise Refused(_missing("the mail server takes ASCII only, and this message is not"))
        options.append("BODY=8BITMIME")
    headers = data.partition(b"\r\n\r\n")[0]
    if not (sender.isascii() and recipient.isascii() and headers.isascii()):
        if not dialogue.has_extn("smtputf8"):
            raise _no_international(sender, recipient)
        options.append("SMTPUTF8")
    return options


def stuffed(data: bytes) -> bytes:
    """Return a message as it travels: no line is a dot alone but the last one (RFC 5321, 4.5.2)."""
    wire = data.replace(b"\r\n.", b"\r\n..")
    if wire.startswith(b"."):
        wire = b"." + wire
    if not wire.endswith(b"\r\n"):
        wire += b"\r\n"
    return wire + b".\r\n"


def _too_large(size: int, most: int, whose: str) -> Fault:
    message = f"the message has {size / _MB:.1f} MB, and {whose} {most / _MB:.1f} MB"
    return Fault(stage="data", message=message, word="too-large", hint=_PAPER)


def _missing(message: str) -> Fault:
    return Fault(stage="data", message=message, word="no-8bitmime", hint=_PAPER)


def _no_international(sender: str, recipient: str) -> Refused | Misconfigured:
    """Return the refusal of letters that are not ASCII: in an address, or in a header."""
    message = "the mail server takes only ASCII before the @, and {} has more"
    hint = "use another address, or another mail server (it must know SMTPUTF8)"
    word = "no-smtputf8"
    if not sender.isascii():
        told = message.format("the sender")
        return Misconfigured(Fault(stage="sender", message=told, word=word, hint=hint))
    if not recipient.isascii():
        told = message.format("this address")
        return Refused(Fault(stage="recipient", message=told, word=word, hint=hint))
    told = "the mail server takes only ASCII in headers, and this message has more"
    return Refused(Fault(stage="data", message=told, word=word, hint=_PAPER))
