"""The standard library's mail client, held to a time: no server can keep us for ever."""

from __future__ import annotations

import io
import smtplib
import socket
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    from _typeshed import ReadableBuffer, WriteableBuffer

# What Thunderbird and K-9 say too: the true name of this computer is nobody's business.
HELLO = "[127.0.0.1]"

_CHUNK = 1 << 16
_LONGEST_REPLY = 1 << 16
_NO_ANSWER = -1


class Clock:
    """How long one wait may take, and all waits until a deadline together; in seconds."""

    def __init__(self, wait_s: float) -> None:
        """Set the longest wait; `start` sets the deadline."""
        self.wait_s = wait_s
        self._deadline = 0.0

    def start(self, limit_s: float) -> None:
        """Set the deadline."""
        self._deadline = time.monotonic() + limit_s

    def left(self, *, whole: bool = False) -> float:
        """Return how long the next wait may take; `whole`: all that is left until the deadline.

        Raises: TimeoutError at the deadline.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for this message is over")
        return left if whole else min(left, self.wait_s)


class _Incoming(io.RawIOBase):
    """What the server says; each wait is bounded, and so is the length of an answer."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self.sock, self.clock = sock, clock
        self.patient = False
        self.room = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self.sock.settimeout(self.clock.left(whole=self.patient))
        count = self.sock.recv_into(buffer)
        self.room -= count
        if self.room < 0:
            raise OSError("the answer is too long")
        return count


class Dialogue(smtplib.SMTP):
    """A connection to a mail server.

    The library's client waits anew for every byte, and gives a whole message no more time than a
    single answer; here each wait is bounded, and all of them together.
    """

    def __init__(self, clock: Clock, context: ssl.SSLContext | None = None) -> None:
        """Set up, not connected; a `context` encrypts from the first byte."""
        super().__init__(local_hostname=HELLO)
        self.clock, self.context = clock, context
        self.connected = False
        self.finishing = False
        self._incoming: _Incoming | None = None

    def reach(self, host: str, port: int) -> tuple[int, bytes]:
        """Connect, and return the greeting.

        Raises: OSError.
        """
        self._host = host  # the name that the certificate must have
        return self.connect(host, port)

    def _get_socket(self, host: str, port: int, _timeout: float | None) -> socket.socket:
        """Return a socket, encrypted if that comes first: the library's own place for it."""
        sock = _first_that_answers(host, port, self.clock)
        self.connected = True
        if self.context is not None:
            sock.settimeout(self.clock.left())
            sock = self.context.wrap_socket(sock, server_hostname=host)
        return sock

    def send(self, s: ReadableBuffer | str) -> None:
        """Send all of it, in parts: a slow line may need longer for a message than one wait.

        Raises: SMTPServerDisconnected; `finishing` tells whether the last part was on its way.
        """
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        data = memoryview(s.encode(self.command_encoding) if isinstance(s, str) else s)
        try:
            for start in range(0, len(data), _CHUNK):
                self.finishing = start + _CHUNK >= len(data)
                self.sock.settimeout(self.clock.left())
                self.sock.sendall(data[start : start + _CHUNK])
        except OSError as error:
            raise smtplib.SMTPServerDisconnected(str(error)) from error

    def getreply(self, *, patient: bool = False) -> tuple[int, bytes]:
        """Return the server's answer, with code -1 if it is none; `patient` waits to the deadline.

        Raises: SMTPServerDisconnected.
        """
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        if self.file is None or self._incoming is None:
            self._incoming = _Incoming(self.sock, self.clock)
            self.file = io.BufferedReader(self._incoming)
        self._incoming.patient, self._incoming.room = patient, _LONGEST_REPLY
        try:
            return super().getreply()
        except smtplib.SMTPResponseException as error:
            # The only one here: a line too long, which the library calls a 500 of the server.
            return _NO_ANSWER, str(error).encode()
        except smtplib.SMTPServerDisconnected as error:
            if self._incoming.room < 0:
                return _NO_ANSWER, str(error).encode()
            raise


def _first_that_answers(host: str, port: int, clock: Clock) -> socket.socket:
    """Return a socket to the first of the host's addresses that takes a connection.

    Raises: OSError, the last one.
    """
    last = OSError("the name has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(clock.left())
            sock.connect(address)
        except OSError as error:
            sock.close()
            last = error
        else:
            return sock
    raise last
