"""No server can keep us for ever, fill the memory, or make an answer of a flood."""

import socket
import time
from collections.abc import Callable
from threading import Event

import pytest

from generator.delivery.server import LIMIT_S, MailServer
from generator.delivery.settings import ServerSettings
from generator.delivery.trouble import Deferred, Misconfigured, Refused, ServerDown, Trouble
from tests.delivery.servers import HOST, raw_server

DESK = "desk@clinic.example"
ANA = "ana@example.org"
SHORT = b"Subject: x\r\n\r\nHello\r\n"
LARGE = SHORT + (b"x" * 998 + b"\r\n") * 19_000

Talk = Callable[[socket.socket], None]


def until_data(sock: socket.socket, features: bytes = b"") -> None:
    """Go on as a good server does, until the message comes."""
    sock.sendall(b"220 hello\r\n")
    for answer in (b"250-fake\r\n" + features + b"250 ok", b"250 ok", b"250 ok", b"354 go on"):
        assert sock.recv(1000)
        sock.sendall(answer + b"\r\n")


def drip(sock: socket.socket, text: bytes) -> None:
    """One byte after another, each before anybody who waits for one byte loses patience."""
    while True:
        for at in range(len(text)):
            sock.sendall(text[at : at + 1])
            Event().wait(0.02)


def caught(
    talk: Talk, *, data: bytes = SHORT, wait_s: float = 20, limit_s: float = 30
) -> tuple[Trouble, float]:
    """What came of a message, and after how many seconds."""
    with raw_server(talk) as port:
        settings = ServerSettings(
            host=HOST, port=port, security="plain", sender=DESK, timeout_s=wait_s
        )
        server = MailServer(settings, limit_s=limit_s)
        begun = time.monotonic()
        with pytest.raises(Trouble) as error:
            server.deliver(DESK, ANA, data)
        return error.value, time.monotonic() - begun


def test_the_limit_is_well_below_the_ten_minutes_of_a_claim() -> None:
    assert LIMIT_S <= 300


@pytest.mark.parametrize("text", [b"2", b"250-more\r\n"])
@pytest.mark.parametrize("late", [False, True])
def test_a_server_that_drips_is_left_at_the_limit(text: bytes, late: bool) -> None:
    def talk(sock: socket.socket) -> None:
        if late:
            until_data(sock)
        drip(sock, text)

    trouble, seconds = caught(talk, wait_s=0.3, limit_s=0.6)
    assert isinstance(trouble, Deferred if late else ServerDown)
    assert trouble.maybe_accepted is late
    assert trouble.log_line == f"{'data' if late else 'greeting'} timeout"
    assert 0.5 < seconds < 10


def test_a_server_that_reads_a_little_is_left_at_the_limit() -> None:
    def talk(sock: socket.socket) -> None:
        until_data(sock)
        while sock.recv(1 << 16):
            Event().wait(0.05)

    trouble, seconds = caught(talk, data=LARGE, wait_s=0.5, limit_s=1)
    assert isinstance(trouble, Deferred)
    assert trouble.log_line == "data timeout"
    assert not trouble.maybe_accepted
    assert 0.9 < seconds < 10


def test_a_slow_line_may_take_longer_than_one_wait() -> None:
    def talk(sock: socket.socket) -> None:
        until_data(sock)
        read = b""
        while not read.endswith(b"\r\n.\r\n"):
            read = (read + sock.recv(1 << 19))[-5:]
            Event().wait(0.02)
        sock.sendall(b"250 ok\r\n")
        sock.recv(100)

    with raw_server(talk) as port:
        settings = ServerSettings(
            host=HOST, port=port, security="plain", sender=DESK, timeout_s=0.5
        )
        begun = time.monotonic()
        with MailServer(settings) as server:
            server.deliver(DESK, ANA, LARGE)
    assert time.monotonic() - begun > 0.5


def test_the_answer_to_a_whole_message_may_take_longer_than_one_wait() -> None:
    def talk(sock: socket.socket) -> None:
        until_data(sock)
        sock.recv(1 << 16)
        Event().wait(0.6)
        sock.sendall(b"250 ok\r\n")
        sock.recv(100)

    with raw_server(talk) as port:
        settings = ServerSettings(
            host=HOST, port=port, security="plain", sender=DESK, timeout_s=0.3
        )
        with MailServer(settings) as server:
            server.deliver(DESK, ANA, SHORT)


@pytest.mark.parametrize("text", [b"250-" + b"x" * 100 + b"\r\n", b"5" * 9000])
@pytest.mark.parametrize("late", [False, True])
def test_an_answer_without_end(text: bytes, late: bool) -> None:
    def talk(sock: socket.socket) -> None:
        if late:
            until_data(sock)
        while True:
            sock.sendall(text)

    trouble, seconds = caught(talk)
    assert seconds < 10
    assert trouble.log_line == f"{'data' if late else 'greeting'} garbage"
    assert isinstance(trouble, Deferred if late else Misconfigured)
    assert trouble.maybe_accepted is late
    assert len(trouble.detail) < 1100


def test_the_last_words_of_a_server_that_hangs_up_in_the_middle() -> None:
    def talk(sock: socket.socket) -> None:
        until_data(sock)
        sock.recv(1000)
        sock.sendall(b"552 5.3.4 too much\r\n")

    trouble, _ = caught(talk, data=LARGE)
    assert isinstance(trouble, Refused)
    assert trouble.log_line == "data 552 5.3.4"


def test_a_server_that_hangs_up_in_the_middle_without_a_word() -> None:
    def talk(sock: socket.socket) -> None:
        until_data(sock)
        sock.recv(1000)

    trouble, _ = caught(talk, data=LARGE)
    assert isinstance(trouble, Deferred)
    assert trouble.log_line == "data dropped"
    assert not trouble.maybe_accepted


def test_a_yes_to_half_a_message_is_none() -> None:
    def talk(sock: socket.socket) -> None:
        until_data(sock)
        sock.recv(1000)
        sock.sendall(b"250 fine\r\n")

    trouble, _ = caught(talk, data=LARGE)
    assert isinstance(trouble, Deferred)
