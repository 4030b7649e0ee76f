"""From its parts to the bytes of one message, as they go to the mail server."""

import datetime
import re
import unicodedata
from collections.abc import Iterator
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from typing import ClassVar, Final, Literal

from msgspec import Struct

from generator.delivery.wording import Words
from generator.errors import ExitCode, HepError
from generator.mailaddress import MailAddress

CALENDAR_NAME: Final = "plan.ics"

# Every body is written as quoted-printable or base64, and neither can hold `=_` (RFC 2045, 6.7).
_OUTER, _INNER = "=_message", "=_words"
_MESSAGE_ID: Final = re.compile(r"<[\w.+-]+@[\w.-]+>", re.ASCII)
_MIME: Final = re.compile(r"[a-z]+/[\w.+-]+", re.ASCII)
_TURNING: Final = frozenset("LRE RLE LRO RLO PDF LRI RLI FSI PDI".split())
_MB: Final = 1_000_000
_MOST_CHARACTERS: Final = 320


class LetterError(HepError):
    """A message cannot be made of what was given; no value is repeated, since it may be private."""

    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT


class Attachment(Struct, frozen=True):
    """A file that goes with a message; its name is what the patient sees."""

    name: str
    mime: str
    data: bytes


class Letter(Struct, frozen=True, kw_only=True):
    """One message to one person.

    A draft is a file that a mail program opens to be sent from there: it needs no sender, and the
    program gives it its Message-ID and date.
    """

    recipient: MailAddress
    sender: MailAddress | None
    reply_to: MailAddress | None = None
    words: Words
    attachments: tuple[Attachment, ...] = ()
    message_id: str
    date: datetime.datetime
    draft: bool = False

    @property
    def international(self) -> bool:
        """Whether an address needs a mail server that knows SMTPUTF8."""
        people = (self.recipient, self.sender, self.reply_to)
        return any(one.international for one in people if one)


def mime(letter: Letter) -> bytes:
    """The whole message; the same letter gives the same bytes.

    Raises: LetterError for a name, subject or file name that no header may hold.
    """
    _check(letter)
    message = EmailMessage(SMTP)
    message.set_content(letter.words.text, cte="quoted-printable")
    message.add_alternative(letter.words.html, subtype="html", cte="quoted-printable")
    message.set_boundary(_INNER)
    if letter.attachments:
        message.make_mixed(_OUTER)
    for attachment in letter.attachments:
        main, _, sub = attachment.mime.partition("/")
        charset = {"charset": "utf-8"} if main == "text" else {}
        message.add_attachment(attachment.data, main, sub, filename=attachment.name, params=charset)
    head = [f"{name}: {value}\r\n" for name, value in _head(letter)]
    return "".join(head).encode() + message.as_bytes()


def file_name(form: Literal["pdf", "html"], day: datetime.date) -> str:
    """What an attached program is called: no name and no diagnosis, for a list of files is seen."""
    return f"plan-{day.isoformat()}.{form}"


def check_size(message: bytes, max_mb: float) -> None:
    """Refuse what the mail server would.

    Raises: LetterError, with both sizes and what to do.
    """
    if len(message) > max_mb * _MB:
        raise LetterError(
            f"the message has {len(message) / _MB:.1f} MB, and {max_mb:g} MB are allowed "
            "(mail.max_mb in clinic.yaml); leave out --html, choose --layout compact, or use a "
            "smaller logo"
        )


def _head(letter: Letter) -> Iterator[tuple[str, str]]:
    """The headers of the whole, ready to be written.

    By hand, since EmailMessage cuts long names and reads encoded words within them.
    """
    if letter.sender:
        yield "From", _person(letter.sender)
    yield "To", _person(letter.recipient)
    if letter.reply_to:
        yield "Reply-To", _person(letter.reply_to)
    subject = letter.words.subject
    yield "Subject", subject if _plain(subject) else _encoded(subject)
    if letter.draft:
        yield "X-Unsent", "1"
    else:
        yield "Date", format_datetime(letter.date)
        yield "Message-ID", letter.message_id
    yield "Content-Language", letter.words.language


def _person(person: MailAddress) -> str:
    if not person.name:
        return person.address
    shown = f'"{quote(person.name)}"' if _plain(person.name) else _encoded(person.name) + "\r\n"
    return f"{shown} <{person.address}>"


def _plain(text: str) -> bool:
    """Whether a text may stand in a header as it is; `=?` would begin an encoded word."""
    return text.isascii() and "=?" not in text


def _encoded(text: str) -> str:
    """The text as encoded words (RFC 2047), with room for the longest name of a header."""
    return Header(text, "utf-8", header_name="Reply-To").encode(linesep="\r\n")


def _check(letter: Letter) -> None:
    """Refuse what a person gave and no header may hold, and what our own code gave wrongly."""
    for what, value in _headers(letter):
        _check_header(what, value)
    for attachment in letter.attachments:
        if re.search(r"[/\\]", attachment.name) or not attachment.name.strip(". "):
            raise LetterError("the name of an attached file is no file name; write a plain one")
        if not _MIME.fullmatch(attachment.mime):
            raise ValueError(attachment.mime)
    if letter.draft:
        return
    if letter.sender is None or letter.date.tzinfo is None:
        message = "a message that is no draft has a sender and a date with its time zone"
        raise ValueError(message)
    if not _MESSAGE_ID.fullmatch(letter.message_id):
        raise ValueError(letter.message_id)


def _check_header(what: str, value: str) -> None:
    """Every header is one short line of characters that can be seen."""
    if len(value) > _MOST_CHARACTERS:
        raise LetterError(
            f"{what} has {len(value)} characters; write it with {_MOST_CHARACTERS} at most"
        )
    for place, character in enumerate(value, start=1):
        fault = _fault(character)
        if fault:
            code = f"U+{ord(character):04X}"
            raise LetterError(f"{what} has {fault} ({code}, character {place}); take it out")


def _headers(letter: Letter) -> Iterator[tuple[str, str]]:
    yield "the subject", letter.words.subject
    yield "the language", letter.words.language
    people = {
        "recipient": letter.recipient,
        "sender": letter.sender,
        "address for answers": letter.reply_to,
    }
    for who, person in people.items():
        if person:
            yield f"the name of the {who}", person.name
            yield f"the address of the {who}", person.address
    for attachment in letter.attachments:
        yield "the name of an attached file", attachment.name


def _fault(character: str) -> str:
    """Why no header may hold a character, if so."""
    if character in "\r\n\x85\u2028\u2029":
        return "a line break"
    if unicodedata.category(character) in ("Cc", "Cs"):
        return "a control character"
    if unicodedata.bidirectional(character) in _TURNING:
        return "an invisible sign that turns the direction of writing"
    return ""
