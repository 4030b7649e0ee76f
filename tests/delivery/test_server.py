"""Messages through real servers: what arrives, what is told, one connection for many."""

import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.delivery.server import MailServer
from generator.delivery.settings import ServerSettings
from generator.delivery.trouble import Deferred, Misconfigured, Refused
from tests.delivery.mishaps import DROP, HANG, ByTable, say
from tests.delivery.real_server import RealServer
from tests.delivery.servers import HOST, FakeServer
from tests.delivery.tls import Authority

ANA = "ana@example.org"
DESK = "desk@clinic.example"
MB = 1_000_000
SHORT = b"Message-ID: <1@clinic.example>\r\n\r\nHello\r\n"
SPANISH = (
    "Message-ID: <2@clinic.example>\r\nSubject: Hola\r\n\r\n"
    "¿Cómo está? 😀 Relájese.\r\n.\r\n..\r\n...tres\r\n. uno\r\n\r\n.final\r\n"
).encode()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


def plain(port: int, **more: object) -> ServerSettings:
    fields = {"timeout_s": 20, "max_bytes": 40 * MB, **more}
    return ServerSettings(host=HOST, port=port, security="plain", sender=DESK, **fields)  # type: ignore[arg-type]


def safe(port: int, ca_file: Path, **more: object) -> ServerSettings:
    fields = {"security": "starttls", "timeout_s": 20, "user": "desk", "password": "pw", **more}
    return ServerSettings(host=HOST, port=port, ca_file=ca_file, sender=DESK, **fields)  # type: ignore[arg-type]


# --- aiosmtpd -------------------------------------------------------------------------------------


@pytest.mark.parametrize("implicit", [False, True])
def test_a_real_server_with_encryption_and_login(authority: Authority, implicit: bool) -> None:
    way = "tls" if implicit else "starttls"
    with RealServer(authority.context(), implicit, {"desk": "pw"}) as real:
        with MailServer(safe(real.port, authority.file, security=way)) as server:
            server.deliver(DESK, ANA, SPANISH)
            assert server.deliver(DESK, ANA, SHORT) == "2.0.0 OK"
        connected, encrypted, logged_in = server.steps
    assert [(m.sender, m.recipient) for m in real.accepted] == [(DESK, ANA)] * 2
    assert [m.data for m in real.accepted] == [SPANISH, SHORT]
    assert connected == f"connected to 127.0.0.1, port {real.port}"
    assert encrypted.startswith("encrypted with TLSv1.3; certificate of 127.0.0.1, to ")
    assert logged_in == "logged in as desk"


def test_the_server_does_not_learn_the_name_of_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getfqdn", lambda _="": "anas-laptop.clinic.example")
    with RealServer() as real, MailServer(plain(real.port)) as server:
        server.deliver(DESK, ANA, SHORT)
    assert real.peers == ["[127.0.0.1]"]


def test_25_mb_arrive_byte_for_byte() -> None:
    line = b"." + bytes(range(33, 127)) * 10 + b"\r\n"
    data = SHORT + line * (25 * MB // len(line))
    with RealServer() as real, MailServer(plain(real.port)) as server:
        server.deliver(DESK, ANA, data)
    assert len(data) > 24.9 * MB
    assert real.accepted[0].data == data


def test_a_message_too_large_for_a_real_server() -> None:
    data = SHORT + b"x" * 70 + b"\r\n"
    with RealServer(size=100) as real, MailServer(plain(real.port)) as server:
        with pytest.raises(Refused, match=r"has 0.0 MB, and the mail server takes 0.0 MB"):
            server.deliver(DESK, ANA, data)
        server.deliver(DESK, ANA, SHORT)
    assert len(real.accepted) == 1


@pytest.mark.parametrize(
    "address",
    ["josé@example.org", "o'brien+x=y{z}@example.org", "a/b#c!d$e%f&g*h?i^j_k`l|m~@example.org"],
)
def test_unusual_addresses_arrive_as_they_are(address: str) -> None:
    with RealServer() as real, MailServer(plain(real.port)) as server:
        server.deliver(DESK, address, SHORT)
    assert real.accepted[0].recipient == address
    assert ("SMTPUTF8" in real.accepted[0].options) is not address.isascii()


# --- What the server offers -----------------------------------------------------------------------


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    with FakeServer() as fake:
        yield fake


def test_only_the_options_that_a_message_needs(fake: FakeServer) -> None:
    header = "Subject: 😀\r\n\r\n".encode()
    with MailServer(plain(fake.port)) as server:
        for data in (SHORT, SPANISH, header):
            server.deliver(DESK, ANA, data)
    assert [m.options for m in fake.accepted] == [
        f"SIZE={len(SHORT)}",
        f"SIZE={len(SPANISH)} BODY=8BITMIME",
        f"SIZE={len(header)} BODY=8BITMIME SMTPUTF8",
    ]


@pytest.mark.parametrize(
    ("sender", "recipient", "data", "kind", "log_line"),
    [
        (DESK, "josé@example.org", SHORT, Refused, "recipient no-smtputf8"),
        ("josé@clinic.example", ANA, SHORT, Misconfigured, "sender no-smtputf8"),
        (DESK, ANA, "Subject: ñ\r\n\r\n".encode(), Refused, "data no-smtputf8"),
    ],
)
def test_letters_that_the_server_does_not_know(
    sender: str, recipient: str, data: bytes, kind: type[Exception], log_line: str
) -> None:
    with FakeServer(features=("8BITMIME",)) as fake, MailServer(plain(fake.port)) as server:
        with pytest.raises(kind) as caught:
            server.deliver(sender, recipient, data)
        assert getattr(caught.value, "log_line", "") == log_line
        assert "jos" not in str(caught.value)
        server.deliver(DESK, ANA, SHORT)
    assert not any("jos" in command for command in fake.heard)


def test_a_server_that_knows_only_ascii() -> None:
    with FakeServer(features=()) as fake, MailServer(plain(fake.port)) as server:
        with pytest.raises(Refused, match=r"ASCII only.*\(data no-8bitmime\)"):
            server.deliver(DESK, ANA, SPANISH)
        server.deliver(DESK, ANA, SHORT)
    assert [m.options for m in fake.accepted] == [""]


@pytest.mark.parametrize("size", ["SIZE", "SIZE 0", "SIZE many", "SIZE ²"])
def test_a_size_that_says_nothing(size: str) -> None:
    with FakeServer(features=(size,)) as fake, MailServer(plain(fake.port)) as server:
        server.deliver(DESK, ANA, SHORT)
    assert len(fake.accepted) == 1


def test_the_clinics_own_limit_and_strange_line_ends_need_no_server(fake: FakeServer) -> None:
    with MailServer(plain(fake.port, max_bytes=3 * MB)) as server:
        with pytest.raises(Refused, match=r"4.0 MB, and max_mb allows 3.0 MB \(data too-large\)"):
            server.deliver(DESK, ANA, b"x" * (4 * MB - 2) + b"\r\n")
        for data in (b"a\nb\r\n", b"a\rb\r\n", b"a\r\n.\n", b"a\r\r\n"):
            with pytest.raises(Refused, match="line end"):
                server.deliver(DESK, ANA, data)
    assert fake.connections == 0


def test_a_message_without_a_last_line_end_gets_one(fake: FakeServer) -> None:
    with MailServer(plain(fake.port)) as server:
        server.deliver(DESK, ANA, b".x")
        server.deliver(DESK, ANA, b"")
    assert [m.data for m in fake.accepted] == [b".x\r\n", b"\r\n"]


# --- One connection for many ----------------------------------------------------------------------


def test_two_messages_over_one_connection(fake: FakeServer) -> None:
    with MailServer(plain(fake.port)) as server:
        server.deliver(DESK, ANA, SHORT)
        server.deliver(DESK, ANA, SPANISH)
    assert fake.connections == 1
    assert len(fake.accepted) == 2
    assert fake.heard[-1].lower() == "quit"


def test_a_refused_message_does_not_cost_the_connection() -> None:
    faults = ByTable({"rcpt": [say("5.1.1 no", 550)], "end": [say("4.3.0 later", 451)]})
    with FakeServer(faults) as fake, MailServer(plain(fake.port)) as server:
        with pytest.raises(Refused):
            server.deliver(DESK, ANA, SHORT)
        with pytest.raises(Deferred):
            server.deliver(DESK, ANA, SHORT)
        server.deliver(DESK, ANA, SHORT)
    assert fake.connections == 1
    assert len(fake.accepted) == 1


def test_a_connection_closed_between_two_messages(fake: FakeServer) -> None:
    with MailServer(plain(fake.port)) as server:
        server.deliver(DESK, ANA, SHORT)
        fake.hang_up()
        server.deliver(DESK, ANA, SHORT)
    assert (fake.connections, len(fake.accepted)) == (2, 2)


@pytest.mark.parametrize("fault", [DROP, say("4.4.2 idle too long", 421), HANG])
def test_an_old_connection_that_ends_at_the_next_message(fault: object) -> None:
    faults = ByTable({"mail": [None, fault]})  # type: ignore[list-item]
    wait = 0.3 if fault is HANG else 20
    with FakeServer(faults) as fake, MailServer(plain(fake.port, timeout_s=wait)) as server:
        server.deliver(DESK, ANA, SHORT)
        server.deliver(DESK, ANA, SHORT)
    assert (fake.connections, len(fake.accepted)) == (2, 2)


def test_nothing_is_raised_after_the_message_was_taken(fake: FakeServer) -> None:
    with MailServer(plain(fake.port, timeout_s=0.3)) as server:
        assert server.deliver(DESK, ANA, SHORT) == "2.0.0 queued as 7"
        fake.hang_up()
    server.close()
    assert len(fake.accepted) == 1


def test_an_interrupted_message_drops_the_connection(fake: FakeServer) -> None:
    def interrupt(_: object) -> None:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    with MailServer(plain(fake.port)) as server:
        fake.on_accept = interrupt
        with pytest.raises(KeyboardInterrupt):
            server.deliver(DESK, ANA, SHORT)
        fake.on_accept = None
        server.deliver(DESK, ANA, SHORT)
    # Over the old one, the answer to the first message would be taken for one to the second.
    assert fake.connections == 2


# --- `hep outbox test` ----------------------------------------------------------------------------


def test_the_steps_that_worked_before_the_one_that_failed(authority: Authority) -> None:
    with FakeServer(context=authority.context(), users={"desk": "pw"}) as fake:
        with MailServer(safe(fake.port, authority.file)) as good:
            good.connect()
        wrong = safe(fake.port, authority.file, password="other")
        with MailServer(wrong) as bad, pytest.raises(Misconfigured) as caught:
            bad.connect()
    assert len(good.steps) == 3
    assert bad.steps == good.steps[:2]
    assert caught.value.log_line == "login 535 5.7.8"
