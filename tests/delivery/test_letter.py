"""The bytes of a message, read back by the standard library's parser."""

import datetime
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import MIMEPart
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.delivery.letter import (
    Attachment,
    Letter,
    LetterError,
    check_size,
    file_name,
    mime,
)
from generator.delivery.wording import Words
from generator.errors import ExitCode
from generator.mailaddress import MailAddress, mail_address
from tests.delivery.letters import DATE, LETTER, letter, read

TEXT = "¡Hola, Begoña! 😀\n\n" + "palabra " * 400 + "\n.\nFrom here on\n--=_words\n"
HTML = '<p lang="es">¡Hola, Begoña! 😀 ' + "x" * 4000 + "</p>\n"
FILES = (
    Attachment("plan.pdf", "application/pdf", bytes(range(256)) * 300),
    Attachment("plan.html", "text/html", "<p>ñ\n--=_message--\r\n\r</p>".encode()),
    Attachment("plan.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n"),
)


def unix(part: MIMEPart) -> str:
    """The words of a part; in a message every line ends in CRLF."""
    words = part.get_content()
    assert isinstance(words, str)
    return words.replace("\r\n", "\n")


def test_all_parts_arrive_as_they_were() -> None:
    words = Words("¿Cómo va? 😀", TEXT, HTML, "es")
    data = mime(letter(words=words, attachments=FILES))
    found = read(data)
    assert found.get_content_type() == "multipart/mixed"
    body, *attached = found.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    text, html = body.iter_parts()
    assert (text.get_content_type(), unix(text)) == ("text/plain", TEXT)
    assert (html.get_content_type(), unix(html)) == ("text/html", HTML)
    assert [part.get_filename() for part in attached] == [file.name for file in FILES]
    assert [part.get_content_type() for part in attached] == [file.mime for file in FILES]
    assert [part.get_payload(decode=True) for part in attached] == [file.data for file in FILES]
    assert {part.get_content_disposition() for part in attached} == {"attachment"}
    assert found["Subject"] == words.subject
    assert found["Content-Language"] == "es"


def test_the_headers_are_these_and_no_others() -> None:
    found = read(mime(LETTER))
    assert dict(found.items()) == {
        "From": "Lakeside <desk@lakeside.example>",
        "To": "Ana Ruiz <ana@example.org>",
        "Reply-To": "mia@lakeside.example",
        "Subject": "Your plan",
        "Date": "Mon, 23 Nov 2026 14:05:09 +0000",
        "Message-ID": "<b2f1.4@lakeside.example>",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/mixed; boundary="=_message"',
        "Content-Language": "en",
    }


def test_words_alone_need_no_outer_part() -> None:
    found = read(mime(letter(attachments=(), reply_to=None)))
    assert found.get_content_type() == "multipart/alternative"
    assert found["Reply-To"] is None


def test_lines_are_short_ascii_and_end_in_crlf() -> None:
    data = mime(letter(words=Words("ñ" * 300, TEXT, HTML, "es"), attachments=FILES))
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) < 200


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert mime(LETTER) == mime(letter(attachments=tuple(LETTER.attachments)))


def test_a_draft_opens_to_be_sent_and_is_sent_by_the_mail_program() -> None:
    found = read(mime(letter(draft=True, sender=None, reply_to=None, message_id="")))
    assert found["X-Unsent"] == "1"
    assert found["To"] == "Ana Ruiz <ana@example.org>"
    assert {"From", "Date", "Message-ID"}.isdisjoint(found.keys())
    with_sender = read(mime(letter(draft=True)))
    assert with_sender["From"] == "Lakeside <desk@lakeside.example>"


def test_only_an_address_asks_for_an_international_server() -> None:
    there = letter(recipient=mail_address("Ana <ana@bücher.example>", named=True))
    assert not there.international
    assert b'To: "Ana" <ana@xn--bcher-kva.example>\r\n' in mime(there)
    before = letter(recipient=MailAddress("begoña@bücher.example", "Begoña"))
    assert before.international
    assert "\r\nTo: =?utf-8?q?Bego=C3=B1a?=\r\n <begoña@bücher.example>\r\n".encode() in mime(
        before
    )


# --- Hostile values -------------------------------------------------------------------------------


def with_value(place: str, value: str) -> Letter:
    """The usual letter with a value in one of its headers."""
    match place:
        case "subject":
            return letter(words=Words(value, "Hello,\n", "<p>Hello,</p>\n", "en"))
        case "file":
            return letter(attachments=(Attachment(value, "application/pdf", b"%PDF"),))
        case "language":
            return letter(words=Words("Your plan", "Hello,\n", "<p>Hello,</p>\n", value))
        case _:
            return letter(**{place: MailAddress("ana@example.org", value)})


def value_in(place: str, data: bytes) -> Any:
    """The same value as another program reads it."""
    found = read(data)
    match place:
        case "subject":
            return str(found["Subject"])
        case "file":
            (attached,) = found.iter_attachments()
            return attached.get_filename()
        case _:
            header = {"recipient": "To", "sender": "From"}[place]
            # The newer parser puts a space between encoded words, which RFC 2047 (6.2) forbids.
            raw = message_from_bytes(data)[header]
            name, address = parseaddr(raw)
            assert address == found[header].addresses[0].addr_spec == "ana@example.org"
            return str(make_header(decode_header(name)))


PLACES = ("subject", "recipient", "sender", "file")
HOSTILE = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\r\n\t\0\x1b\x85\u2028\u202e\u2066\"\\'<>@,;:()=?_ éאب😀"),
    ),
    max_size=320,
)


def made(given: Letter) -> bytes | None:
    """The message, or nothing where it is refused."""
    try:
        return mime(given)
    except LetterError:
        return None


@settings(deadline=None)
@given(st.sampled_from(PLACES), HOSTILE)
@example("recipient", "Ana\r\nBcc: all@example.org")
@example("recipient", 'Ruiz, Ana "the best" \\')
@example("recipient", "=?utf-8?q?Ana=0ABcc?=")
@example("recipient", "אנה " * 75)
@example("recipient", "😀" * 300)
@example("subject", "x" * 300)
@example("sender", "a, b <evil@example.org>")
@example("file", 'plan".pdf')
@example("file", "ñ" * 300)
def test_a_hostile_value_is_refused_or_arrives_as_it_was(place: str, value: str) -> None:
    data = made(with_value(place, value))
    if data is None:
        return
    head = data.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    assert names == [name.encode() for name in read(mime(LETTER)).keys()]  # noqa: SIM118
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert " ".join(value_in(place, data).split()) == " ".join(value.split())


@pytest.mark.parametrize("place", [*PLACES, "language"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Ana\nBcc: x@example.org", "a line break (U+000A, character 4)"),
        ("\r", "a line break (U+000D, character 1)"),
        ("Ana\u2028x", "a line break (U+2028, character 4)"),
        ("A\x07", "a control character (U+0007, character 2)"),
        ("A\ud800", "a control character (U+D800, character 2)"),
        ("plan\u202efdp.exe", "turns the direction of writing (U+202E, character 5)"),
        ("x" * 321, "has 321 characters"),
    ],
)
def test_what_no_header_may_hold_is_refused_without_repeating_it(
    place: str, value: str, said: str
) -> None:
    with pytest.raises(LetterError, match=re.escape(said)) as caught:
        mime(with_value(place, value))
    assert "Ana" not in str(caught.value)
    assert caught.value.exit_code is ExitCode.BAD_INPUT


@pytest.mark.parametrize("name", ["", " ", "..", "a/b.pdf", "C:\\plan.pdf"])
def test_a_path_is_no_file_name(name: str) -> None:
    with pytest.raises(LetterError, match="no file name"):
        mime(with_value("file", name))


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": None},
        {"date": DATE.replace(tzinfo=None)},
        {"message_id": "4@lakeside.example"},
        {"message_id": "<4@lakeside.example>\r\nBcc: x@example.org"},
        {"attachments": (Attachment("plan.pdf", "pdf", b""),)},
    ],
)
def test_what_our_own_code_must_not_do_is_a_bug(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        mime(letter(**changes))


# --- Names and size -------------------------------------------------------------------------------


def test_files_are_called_by_their_day() -> None:
    day = datetime.date(2026, 11, 23)
    assert file_name("pdf", day) == "plan-2026-11-23.pdf"
    assert file_name("html", day) == "plan-2026-11-23.html"


def test_too_large_a_message_is_refused_with_both_sizes() -> None:
    check_size(b"x" * 2_000_000, 2)
    with pytest.raises(LetterError) as caught:
        check_size(b"x" * 2_340_000, 1.5)
    assert str(caught.value) == (
        "the message has 2.3 MB, and 1.5 MB are allowed (mail.max_mb in clinic.yaml); "
        "leave out --html, choose --layout compact, or use a smaller logo"
    )
