"""A real `hep serve` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from playwright.sync_api import BrowserContext, Page

HEP = Path(sys.executable).parent / "hep"
PATIENCE_S = 20
TOKEN = re.compile(r'name="csrf_token" value="(\w+)"')


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


class Open(NamedTuple):
    """A running page with a cookie that opens it."""

    address: str
    cookie: str

    def window(self, context: BrowserContext, said: list[str] | None = None, at: str = "") -> Page:
        """A page, or a new evaluation; what the console says is added to `said`."""
        self._enter(context)
        page = context.new_page()
        if said is not None:
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(at or f"{self.address}/new")
        return page

    def begun(self, context: BrowserContext, fields: Mapping[str, Sequence[str]]) -> str:
        """The address of an evaluation that says this."""
        self._enter(context)
        empty = context.request.get(f"{self.address}/new")
        token = TOKEN.findall(empty.text())[0]
        sent = [(name, value) for name, values in fields.items() for value in values]
        body = urlencode([("csrf_token", token), *sent])
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert context.request.post(f"{empty.url}/live", data=body, headers=kind).ok
        return empty.url

    def _enter(self, context: BrowserContext) -> None:
        name, _, value = self.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": self.address}])


def opened(running: Served) -> Open:
    """The page, entered once."""
    return Open(f"http://127.0.0.1:{running.port}", running.enter())
