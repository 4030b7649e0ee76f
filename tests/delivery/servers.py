"""A mail server on loopback that fails as it is told."""

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socket import IPPROTO_TCP, SHUT_RDWR, SHUT_WR, TCP_NODELAY, socket
from typing import Any, Self

from tests.delivery.mishaps import Accepted, ByTable, Fault, Faults, say

HOST = "127.0.0.1"
FEATURES = ("SIZE 36700160", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")


@dataclass
class FakeServer:
    """A mail server that fails as it is told; every connection has its own thread."""

    faults: Faults = field(default_factory=lambda: ByTable({}))
    context: ssl.SSLContext | None = None  # with it, STARTTLS is offered
    implicit: bool = False  # encrypted from the first byte
    users: Mapping[str, str] = field(default_factory=dict)
    ways: str = "PLAIN LOGIN"
    features: tuple[str, ...] = FEATURES
    on_accept: Callable[[Accepted], None] | None = None
    port: int = 0

    accepted: list[Accepted] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)  # every command, in order
    connections: int = 0

    def __enter__(self) -> Self:
        self.threads = _Threads(self.talk, self.port)
        self.port = self.threads.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.threads.stop()

    def talk(self, sock: socket) -> None:
        self.connections += 1
        self.last = sock
        with suppress(_GoneError):
            _Talk(self, sock).run()

    def hang_up(self) -> None:
        """Close the last connection as a server does that waited too long for a command."""
        self.last.shutdown(SHUT_RDWR)

    def take(self, message: Accepted) -> None:
        """Keep a message; only then may the server say yes to it."""
        if self.on_accept:
            self.on_accept(message)
        self.accepted.append(message)


class _Threads(socketserver.ThreadingTCPServer):
    """Calls a function with every connection, each in a thread of its own."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, talk: Callable[[socket], None], port: int = 0) -> None:
        self.talk = talk
        super().__init__((HOST, port), socketserver.BaseRequestHandler)

    def finish_request(self, request: Any, _client: Any) -> None:
        request.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        with suppress(OSError):  # the client has gone
            self.talk(request)

    def start(self) -> int:
        """Begin, and return the port."""
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return int(self.server_address[1])

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


@contextmanager
def raw_server(talk: Callable[[socket], None]) -> Iterator[int]:
    """The port of a server that does what it likes with every connection."""
    threads = _Threads(talk)
    port = threads.start()
    try:
        yield port
    finally:
        threads.stop()


class _GoneError(Exception):
    """The dialogue is over."""


class _Talk:
    """One connection."""

    def __init__(self, server: FakeServer, sock: socket) -> None:
        self.server, self.sock = server, sock
        if server.implicit and server.context:
            self.sock = server.context.wrap_socket(sock, server_side=True)
        self.lines = self.sock.makefile("rb")
        self.sender = self.recipient = self.options = ""

    def run(self) -> None:
        try:
            self.answer("greeting", "220 fake ready")
            while line := self.lines.readline():
                command = line.decode("utf-8", "replace").rstrip("\r\n")
                self.server.heard.append(command)
                verb = command.split(" ", 1)[0].lower()
                getattr(self, f"on_{verb}", self.unknown)(command)
        finally:
            self.lines.close()
            self.sock.close()

    def say(self, text: str | bytes) -> None:
        self.sock.sendall((text if isinstance(text, bytes) else text.encode("latin-1")) + b"\r\n")

    def fails(self, stage: str) -> bool:
        """Do what goes wrong here, if anything does; tell whether it did and the line is open."""
        fault = self.server.faults(stage)
        if fault is not None:
            self.do(fault)
        return fault is not None

    def do(self, fault: Fault) -> None:
        if fault.kind == "hang":
            while self.sock.recv(1 << 16):
                pass
        if fault.kind in ("say", "garbage"):
            self.say(fault.text)
        if fault.text.startswith(b"421"):
            self.linger()
        if fault.kind in ("hang", "drop", "lose"):
            raise _GoneError

    def linger(self) -> None:
        """Hang up so that the last words are heard for certain: with unread data they may not."""
        self.sock.shutdown(SHUT_WR)
        while self.sock.recv(1 << 16):
            pass
        raise _GoneError

    def answer(self, stage: str, text: str) -> bool:
        failed = self.fails(stage)
        if not failed:
            self.say(text)
        return not failed

    def unknown(self, _: str) -> None:
        self.say("500 5.5.1 what?")

    def on_ehlo(self, _: str) -> None:
        server, lines = self.server, ["fake", *self.server.features]
        safe = isinstance(self.sock, ssl.SSLSocket)
        if server.context and not safe:
            lines.append("STARTTLS")
        elif server.users:
            lines.append(f"AUTH {server.ways}")
        text = "\r\n".join(f"250-{line}" for line in lines[:-1])
        self.answer("ehlo", f"{text}\r\n250 {lines[-1]}" if text else f"250 {lines[-1]}")

    def on_starttls(self, _: str) -> None:
        if self.answer("starttls", "220 go on") and self.server.context:
            self.lines.close()
            self.sock = self.server.context.wrap_socket(self.sock, server_side=True)
            self.lines = self.sock.makefile("rb")

    def on_auth(self, command: str) -> None:
        if self.fails("auth"):
            return
        _, way, *more = command.split(" ")
        if way == "PLAIN" and more:
            _, user, password = base64.b64decode(more[0]).decode().split("\0")
        else:
            user, password = self.asked("User Name"), self.asked("Password")
        known = self.server.users.get(user) == password
        self.say("235 2.7.0 welcome" if known else "535 5.7.8 no")

    def asked(self, prompt: str) -> str:
        self.say(f"334 {base64.b64encode(prompt.encode()).decode()}")
        return base64.b64decode(self.lines.readline()).decode()

    def on_mail(self, command: str) -> None:
        found = re.fullmatch(r"mail FROM:<([^>]*)>(.*)", command, re.IGNORECASE)
        assert found, command
        self.sender, self.options = found[1], found[2].strip()
        self.answer("mail", "250 2.1.0 ok")

    def on_rcpt(self, command: str) -> None:
        found = re.fullmatch(r"rcpt TO:<([^>]*)>", command, re.IGNORECASE)
        assert found, command
        self.recipient = found[1]
        self.answer("rcpt", "250 2.1.5 ok")

    def on_data(self, _: str) -> None:
        if not self.answer("data", "354 go on"):
            return
        if self.fails("middle"):
            self.linger()
        data = bytearray()
        while (line := self.lines.readline()) != b".\r\n":
            if not line:
                raise _GoneError
            data += line[1:] if line.startswith(b".") else line
        fault = self.server.faults("end")
        if fault is None or fault.kind == "lose":
            lost = fault is not None
            self.server.take(Accepted(self.sender, self.recipient, bytes(data), self.options, lost))
            fault = fault or say("250 2.0.0 queued as 7")
        self.do(fault)

    def on_rset(self, _: str) -> None:
        self.say("250 2.0.0 ok")

    def on_quit(self, _: str) -> None:
        self.say("221 2.0.0 bye")
        raise _GoneError
