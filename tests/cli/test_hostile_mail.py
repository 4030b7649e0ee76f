"""Hostile input for `hep send`: each is a clear refusal, or a message that is right in every part.

A few in every run of the tests; all of them with HEP_HOSTILE=1000, which takes five minutes.
"""

import email
import os
import shutil
import unicodedata
from collections.abc import Iterator
from email.errors import NonASCIILocalPartDefect, UndecodableBytesDefect
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from generator.errors import ExitCode, visible
from tests.cli import hostile
from tests.cli.conftest import Hep, Ran
from tests.cli.hostile import Drawn, as_argument
from tests.cli.hostile_world import World
from tests.delivery.servers import FakeServer

EXAMPLES = int(os.environ.get("HEP_HOSTILE", "12"))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)

BODY_HEADERS = ["MIME-Version", "Content-Type"]
TAGS = set("html head meta title body div main h1 h2 p strong section br footer a".split())
LINKS = ("tel:", "mailto:", "https:", "http:")
# How a refusal may name each place.
NAMED = {
    "to": ("--to",),
    "at": ("--at",),
    "output": ("{output}", "'-o'"),
    "message": ("words.txt",),
    "password": ("secret.txt", "password"),
    "case_file": ("{case_file}",),
    "email": ("case.yaml", "{case_file}"),
}
# What the standard library says of the UTF-8 that RFC 6532 allows in an address.
OF_INTERNATIONAL = (NonASCIILocalPartDefect, UndecodableBytesDefect)
OF_LETTERS = ("the name of the ", "the address of the ", "the subject has", "the language has")
_number = count()


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as fake:
        yield fake


@MANY
@example({"name": "a\r\nBcc: x@y.z", "provider": "<script>alert(1)</script>"})
@example({"to": "ana@example.org\r\nBcc: x@y.z"})
@example({"message": b"{{ 7 * 7 }} <b>&\n.\nQUIT\n", "web": "javascript:alert(1)"})
@example({"clinic_name": "\u202eevil", "sender": "=?utf-8?q?=0D=0ABcc:_x?= <desk@y.z>"})
@example({"message": b"bell\a and \x1b[2J"})
@example({"email": "josé@exámple.org", "sender": "Café <josé@exámple.org>"})
@example({"output": "two\nlines.eml", "case_file": "caf\udce9.yaml"})
@given(hostile.cases())
def test_a_clear_refusal_or_a_message_that_is_right(
    hep: Hep, tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch, drawn: Drawn
) -> None:
    # Deep enough that no path of `hostile` leads out of it.
    folder = tmp_path / f"case-{next(_number)}" / "a" / "b" / "c" / "d"
    folder.mkdir(parents=True)
    assume(not drawn.get("output", "").startswith("/"))
    world = World(folder, drawn, server)
    world.write()
    monkeypatch.chdir(folder)
    server.accepted.clear()
    try:
        ran = hep(*world.command())
        event(f"exit code {ran.code}")
        if ran.code == 0:
            _judge(world, hep)
        else:
            _refused(world, ran)
    finally:
        monkeypatch.chdir(tmp_path)
        shutil.rmtree(tmp_path / folder.relative_to(tmp_path).parts[0])


def _refused(world: World, ran: Ran) -> None:
    """In words that name the place; nothing is made, kept or sent."""
    assert ran.code in set(ExitCode) - {ExitCode.OK, ExitCode.BUG, ExitCode.RECORD}
    assert "Traceback" not in ran.err
    assert len(ran.err) < 20_000
    words = [word for place in world.drawn for word in _words(world, place)]
    assert any(word in ran.err for word in (*words, *OF_LETTERS)), ran.err
    assert world.kept("SELECT * FROM program") == []
    assert world.kept("SELECT * FROM message") == []
    assert world.server.accepted == []
    assert list(world.folder.rglob("*.eml")) == []


def _words(world: World, place: str) -> tuple[str, ...]:
    if place in hostile.TEMPLATES:
        return (place,)
    if place in hostile.OF_CLINIC:
        return ("clinic.yaml",)
    shown = {"output": visible(world.output), "case_file": visible(world.case_file)}
    return tuple(word.format(**shown) for word in NAMED.get(place, ("{case_file}",)))


def _judge(world: World, hep: Hep) -> None:
    """The message that was made, in every part."""
    rows = world.kept("SELECT recipient, state FROM message")
    assert len(rows) == 1
    recipient, state = rows[0]
    assert hep("outbox", "show", "1", "--eml", "sent-1.eml", "--db", "record.db").code == 0
    data = Path("sent-1.eml").read_bytes()
    message = email.message_from_bytes(data, policy=default)
    _whole(message)
    _headed(world, data, recipient, draft=state == "drafted")
    names = [part.get_filename() for part in message.iter_attachments()]
    assert names == ["plan-2026-11-21.pdf", "plan.ics"]
    pdf = next(message.iter_attachments()).get_content()
    assert pdf.startswith(b"%PDF-")
    assert (b"/Encrypt" in pdf) == ("password" in world.drawn)
    _said(world, message)
    if world.drafting:
        assert (world.folder / world.output).read_bytes() == data
    if state == "sent":
        assert [(one.recipient, one.data) for one in world.server.accepted] == [(recipient, data)]
    else:
        assert world.server.accepted == []
    _recorded(world)


def _whole(message: EmailMessage) -> None:
    for part in message.walk():
        assert part.defects == []
        for value in part.values():
            assert all(isinstance(one, OF_INTERNATIONAL) for one in value.defects)


def _headed(world: World, data: bytes, recipient: str, *, draft: bool) -> None:
    message = email.message_from_bytes(data, policy=default)
    expected = ["To", "Subject", "Content-Language", *BODY_HEADERS]
    expected += ["X-Unsent"] if draft else ["Date", "Message-ID"]
    expected += ["From"] if world.value("sender", "x") else []
    expected += ["Reply-To"] if world.drawn.get("reply_to") else []
    assert sorted(message.keys()) == sorted(expected)
    assert len(message["To"].addresses) == 1
    assert f"\r\nTo: {recipient}\r\n".encode() in b"\r\n" + data
    asked = as_argument(world.drawn["to"]) if "to" in world.drawn else world.value("email", "")
    if "case_bytes" not in world.drawn:
        local, _, domain = (asked or "ana@example.org").rpartition("@")
        assert recipient.partition("@")[0] == local
        assert domain.isascii() <= (recipient.partition("@")[2] == domain.lower())
    if "program.subject.txt.j2" not in world.drawn:
        assert message["Subject"] == "Your plan is attached"


def _said(world: World, message: EmailMessage) -> None:
    """The values stand literally in the text, and escaped in the page."""
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    text, html = _flat(plain.get_content()), page.get_content()
    if "program.html.j2" not in world.drawn:
        seen = _Page(html)
        assert seen.tags <= TAGS
        assert all(link.startswith(LINKS) for link in seen.links)
        for value in _values(world):
            assert _flat(str(escape(value))) in _flat(html)
    if "program.txt.j2" not in world.drawn:
        assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
        for value in _values(world):
            assert value in text


def _values(world: World) -> list[str]:
    places: tuple[str, ...] = ("provider", "clinic_name", "phone", "address", "web")
    if "case_bytes" in world.drawn:
        places = places[1:]
    values = [world.drawn[place] for place in places if place in world.drawn]
    note = world.drawn.get("message", b"").decode("utf-8-sig")
    return [flat for value in (*values, *note.splitlines()) if (flat := _flat(value))]


def _flat(text: str) -> str:
    return " ".join(text.split())


class _Page(HTMLParser):
    """The tags and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def _recorded(world: World) -> None:
    """The record holds the case as given, and the patient's number."""
    (row,) = world.kept(
        "SELECT case_text, case_name, chart FROM program JOIN patient ON patient.id = patient_id"
    )
    assert row[0] == world.case
    assert row[1] == visible(world.case_file)
    if "case_bytes" not in world.drawn:
        assert row[2] == world.value("id", "CHART-77").strip()


@settings(max_examples=4 * EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(
    text=hostile.texts.map(as_argument),
    command=st.sampled_from(
        [
            ("history", "list"),
            ("history", "show"),
            ("history", "reprint"),
            ("history", "export", "--patient"),
            ("history", "forget", "--yes", "--patient"),
            ("history", "purge", "--yes", "--older-than"),
            ("outbox", "show"),
            ("outbox", "cancel"),
            ("outbox", "retry"),
            ("outbox", "list", "--most"),
        ]
    ),
)
def test_a_hostile_number_finds_nothing(hep: Hep, text: str, command: tuple[str, ...]) -> None:
    """No patient has such a chart number, and no message such a number."""
    option = command[-1].startswith("--")
    words = (*command[:-1], f"{command[-1]}={text}") if option else (*command, "--", text)
    ran = hep(*words)
    assert ran.code in {ExitCode.OK, ExitCode.USAGE, ExitCode.BAD_INPUT}
    if ran.code == 0:
        assert command[:2] in {("history", "list"), ("history", "purge"), ("outbox", "list")}
        assert ran.err in {"nothing was given yet\n", "nothing waits in the outbox\n"} or (
            "erased 0 programs" in ran.err
        )
    else:
        assert ran.err
        assert "Traceback" not in ran.err
    assert ran.out == ""
