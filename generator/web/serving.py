"""The server: waitress on one address, until Ctrl-C."""

import logging
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from types import FrameType
from typing import Final

import waitress
from msgspec.structs import replace

from generator.errors import BadInput
from generator.web.app import LARGEST, create_app
from generator.web.sessions import Sessions
from generator.web.settings import DEFAULT_PORT, WebSettings

THREADS: Final = 8
CONNECTIONS: Final = 100
LONGEST_HEADER: Final = 32_768
SILENT_S: Final = 30
# What a handout can weigh; below it nothing of a patient is laid into a temporary file.
IN_MEMORY: Final = 32 * 1024 * 1024


class _Sparing(logging.Formatter):
    """Writes the kind of an exception, never its words: they could hold a patient's data."""

    def formatException(  # noqa: N802  (named by logging)
        self, ei: object
    ) -> str:
        kind = ei[0] if isinstance(ei, tuple) else None
        return getattr(kind, "__name__", "")


def serve(
    settings: WebSettings,
    *,
    host: str,
    port: int | None,
    open_: bool,
    tell: Callable[[str], None],
) -> None:
    """Answer until Ctrl-C; `tell` gets the address as soon as it can be opened.

    Raises: BadInput if the address cannot be used.
    """
    with _listening(host, port) as listener:
        _log()
        settings = replace(settings, port=int(listener.getsockname()[1]))
        sessions = None if settings.proxy else Sessions()
        app = create_app(settings, sessions)
        server = waitress.create_server(
            app,
            sockets=[listener],
            ident="",
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=SILENT_S,
            max_request_header_size=LONGEST_HEADER,
            max_request_body_size=LARGEST,
            inbuf_overflow=IN_MEMORY,
            outbuf_overflow=IN_MEMORY,
            # ProxyFix reads what one proxy says; without a proxy nobody may say it.
            clear_untrusted_proxy_headers=not settings.proxy,
        )
        address = _address(settings, host, sessions)
        with _until_stopped():
            tell(address)
            if open_ and sessions is not None:
                Thread(target=webbrowser.open, args=(address,), daemon=True).start()
            app.extensions["hep-postman"].start()
            server.run()
        server.close()
        app.extensions["hep-postman"].end()


def _address(settings: WebSettings, host: str, sessions: Sessions | None) -> str:
    if sessions is None:
        return f"https://{settings.proxy}/"
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{settings.port}/enter?token={sessions.invite()}"


def _listening(host: str, port: int | None) -> socket.socket:
    """A socket at a port; the usual one, or a free one where nobody asked for any."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if port is None:
        with suppress(OSError):
            return socket.create_server((host, DEFAULT_PORT), family=family)
    try:
        return socket.create_server((host, port or 0), family=family)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        where = f"{host}:{port or DEFAULT_PORT}"
        raise BadInput.one(where, f"the page cannot be here ({reason})", "name another") from None


@contextmanager
def _until_stopped() -> Iterator[None]:
    """Go on until Ctrl-C, or until the system asks to end."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit

    # Ctrl-C too: a shell's background job would not hear it.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with suppress(SystemExit):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _log() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Sparing("%(asctime)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.ERROR, force=True)
