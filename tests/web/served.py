"""A real `hep serve` in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

HEP = Path(sys.executable).parent / "hep"
PATIENCE_S = 20


class Served(NamedTuple):
    """A running page."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(re.findall(r":(\d+)/", self.address)[0])

    @property
    def token(self) -> str:
        """What opens it once."""
        return self.address.partition("token=")[2]

    def ask(self, raw: bytes) -> bytes:
        """Send bytes as they are and read until the server closes; empty when it says nothing."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as line:
            try:
                line.sendall(raw)
                line.shutdown(socket.SHUT_WR)
                parts = []
                while part := line.recv(65536):
                    parts.append(part)
            except ConnectionError:
                return b""
        return b"".join(parts)

    def enter(self) -> str:
        """The cookie for this page's token."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        line.request("GET", f"/enter?token={self.token}")
        cookie = line.getresponse().headers["Set-Cookie"]
        line.close()
        return str(cookie).partition(";")[0]


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Served]:
    """`hep serve`, ended when the block ends."""
    command = [str(HEP), "serve", "--no-open", *options]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"HEP_DB": str(folder / "record.db")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, process.stderr.read() if process.stderr else ""
            yield Served(process, address)
        finally:
            process.kill()


def ended(page: Served) -> tuple[int, str, str]:
    """End a page with Ctrl-C; its exit code, and what it still said."""
    page.process.send_signal(signal.SIGINT)
    out, err = page.process.communicate(timeout=PATIENCE_S)
    return page.process.returncode, out, err
