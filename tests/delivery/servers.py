"""Mail servers on loopback: one that a table or chance makes fail, and aiosmtpd.

In a process of its own: `python -m tests.delivery.servers --seed 1 --faults 0.2 --log FILE`
prints its port. A message is in the log, and on the disk, before the server says yes to it.
"""

import argparse
import base64
import json
import os
import random
import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from socket import AF_INET, IPPROTO_TCP, SHUT_RDWR, SHUT_WR, TCP_NODELAY, socket
from typing import Any, Literal, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
# `middle`: the message has begun; `end`: all of it is there.
STAGES = ("greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "middle", "end")
FEATURES = ("SIZE 36700160", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")

Kind = Literal["say", "drop", "hang", "garbage", "lose"]


@dataclass(frozen=True)
class Fault:
    """What a server does instead of going on.

    `say` an answer, `drop` the line, `hang` without an answer until the client has enough, send
    `garbage`; and only at the end: take the message and `lose` the answer.
    """

    kind: Kind
    text: bytes = b""


def say(text: str, code: int | None = None) -> Fault:
    """Answer this, like `450 4.2.1 later`; with 421 the server hangs up after it."""
    return Fault("say", (f"{code} {text}" if code else text).encode())


DROP, HANG, LOSE = Fault("drop"), Fault("hang"), Fault("lose")
GARBAGE = Fault("garbage", b"\x00\xff\x1b[31mHTTP/1.1 400 Bad Request\r\n")

Faults = Callable[[str], Fault | None]


@dataclass(frozen=True)
class Accepted:
    """A message that the server has taken."""

    sender: str
    recipient: str
    data: bytes
    options: str = ""

    @property
    def message_id(self) -> str:
        """The Message-ID in its header."""
        header = self.data.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
        found = re.search(r"(?im)^message-id:\s*(<[^>\s]+>)", header)
        return found[1] if found else ""


class ByTable:
    """Faults by stage: a single one always, those of a list once each; then all goes well."""

    def __init__(self, table: Mapping[str, Fault | Iterable[Fault | None]]) -> None:
        assert table.keys() <= set(STAGES)
        self.waiting = {
            stage: repeat(faults) if isinstance(faults, Fault) else iter(faults)
            for stage, faults in table.items()
        }

    def __call__(self, stage: str) -> Fault | None:
        return next(self.waiting.get(stage, iter(())), None)


class ByChance:
    """Faults at every stage, with a chance; the same seed gives the same to one client.

    All are temporary, unless `permanent` is asked for; `hang` keeps a client until its own time
    is over.
    """

    def __init__(
        self, seed: int, share: float, *, hang: bool = False, permanent: bool = False
    ) -> None:
        self.random, self.share = random.Random(seed), share
        self.lock = threading.Lock()
        codes = ["421 4.3.2 closing", "450 4.2.1 later", "451 4.3.0 later", "452 4.3.1 full"]
        codes += ["550 5.1.1 no", "552 5.2.2 full", "554 5.7.1 no"] if permanent else []
        self.faults = [*map(say, codes), DROP, GARBAGE, *([HANG] if hang else [])]

    def __call__(self, stage: str) -> Fault | None:
        with self.lock:
            if self.random.random() >= self.share:
                return None
            return self.random.choice([*self.faults, *([LOSE, LOSE] if stage == "end" else [])])


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
        message = Accepted(self.sender, self.recipient, bytes(data), self.options)
        fault = self.server.faults("end")
        if fault is None or fault.kind == "lose":
            self.server.take(message)
            fault = fault or say("250 2.0.0 queued as 7")
        self.do(fault)

    def on_rset(self, _: str) -> None:
        self.say("250 2.0.0 ok")

    def on_quit(self, _: str) -> None:
        self.say("221 2.0.0 bye")
        raise _GoneError


# --- A server of the world ------------------------------------------------------------------------


class _OwnPort(Controller):
    """aiosmtpd on a port that is free for certain: it is bound before anybody is told."""

    def __init__(self, handler: object, **options: Any) -> None:
        self.bound = socket(AF_INET)
        self.bound.bind((HOST, 0))
        super().__init__(handler, HOST, self.bound.getsockname()[1], **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.bound, ssl=self.ssl_context)


@dataclass
class RealServer:
    """aiosmtpd, with TLS and logins as a provider has them."""

    context: ssl.SSLContext | None = None
    implicit: bool = False
    users: Mapping[str, str] = field(default_factory=dict)
    size: int = 36_700_160
    accepted: list[Accepted] = field(default_factory=list)
    peers: list[str] = field(default_factory=list)  # what each client called itself

    def __enter__(self) -> Self:
        tls: dict[str, Any] = {}
        if self.context:
            key = "ssl_context" if self.implicit else "tls_context"
            tls = {key: self.context, "require_starttls": not self.implicit}
        if self.users:
            # aiosmtpd does not see TLS that came first.
            tls |= {"auth_required": not self.implicit, "auth_require_tls": not self.implicit}
            tls["authenticator"] = self.knows
        self.controller = _OwnPort(
            self, enable_SMTPUTF8=True, data_size_limit=self.size, ident="real", **tls
        )
        self.controller.start()
        self.port = self.controller.port
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()

    def knows(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, auth: Any
    ) -> AuthResult:
        assert isinstance(auth, LoginPassword)
        good = self.users.get(auth.login.decode()) == auth.password.decode()
        return AuthResult(success=good, handled=good)

    async def handle_DATA(self, _: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.original_content, bytes)
        (recipient,) = envelope.rcpt_tos
        options = " ".join(envelope.mail_options)
        message = Accepted(envelope.mail_from or "", recipient, envelope.original_content, options)
        self.accepted.append(message)
        self.peers.append(session.host_name or "")
        return "250 2.0.0 OK"


# --- A process of its own -------------------------------------------------------------------------


class Log:
    """Accepted messages in a file, one a line; each is on the disk before it counts."""

    def __init__(self, file: Path) -> None:
        self.descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.lock = threading.Lock()

    def __call__(self, message: Accepted) -> None:
        record = {
            "message_id": message.message_id,
            "sender": message.sender,
            "recipient": message.recipient,
            "options": message.options,
            "data": base64.b64encode(message.data).decode(),
        }
        with self.lock:
            os.write(self.descriptor, json.dumps(record).encode() + b"\n")
            os.fsync(self.descriptor)

    def close(self) -> None:
        os.close(self.descriptor)


def read_log(file: Path) -> list[Accepted]:
    """The messages of a log; a last line that was cut off was never accepted."""
    messages = []
    for line in file.read_bytes().split(b"\n")[:-1]:
        record = json.loads(line)
        data = base64.b64decode(record["data"])
        sender, recipient = record["sender"], record["recipient"]
        messages.append(Accepted(sender, recipient, data, record["options"]))
    return messages


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="A mail server that fails by chance.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=0.0, help="chance at every stage")
    parser.add_argument("--hang", action="store_true", help="sometimes give no answer at all")
    parser.add_argument("--permanent", action="store_true", help="sometimes refuse for good")
    parser.add_argument("--log", type=Path, required=True, help="what was accepted, by line")
    options = parser.parse_args()
    chance = ByChance(options.seed, options.faults, hang=options.hang, permanent=options.permanent)
    with FakeServer(chance, port=options.port, on_accept=Log(options.log)) as server:
        print(server.port, flush=True)  # noqa: T201  (whoever started it waits for this)
        threading.Event().wait()


if __name__ == "__main__":
    main()
