"""The mail server tried out from the page: each step that worked, and why the next one did not."""

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from generator.delivery.settings import server_settings
from generator.delivery.trial import reach, try_out
from generator.delivery.trouble import Trouble
from generator.errors import BadInput
from generator.model.clinic import Clinic
from generator.model.library import Library

WAIT_S: Final = 8.0  # for one answer; whoever looks at a page waits no longer
LIMIT_S: Final = 20.0

# A server that keeps silent holds one thread of ours, never all of them.
_ONE: Final = Lock()


class Tried(Struct, frozen=True, kw_only=True):
    """What came of it."""

    steps: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    sent: bool = False


def tried(
    clinic: Clinic,
    folder: Path,
    library: Library,
    environ: Mapping[str, str],
    to: str | None = None,
) -> Tried:
    """Connect, encrypt and log in; with `to`, send a test message too (blank: to the sender)."""
    if not _ONE.acquire(blocking=False):
        return Tried(troubles=("another test is under way; wait half a minute",))
    try:
        return _tried(clinic, folder, replace(library, clinic=clinic), environ, to)
    finally:
        _ONE.release()


def _tried(
    clinic: Clinic, folder: Path, library: Library, environ: Mapping[str, str], to: str | None
) -> Tried:
    steps: list[str] = []
    try:
        server = server_settings(clinic, environ, folder)
        if server is None:
            return Tried(troubles=("no mail server is named",))
        server = replace(server, timeout_s=min(server.timeout_s, WAIT_S))
        lines = (
            reach(server, LIMIT_S)
            if to is None
            else try_out(server, library, folder, to or None, LIMIT_S)
        )
        for line in lines:
            steps.append(line)  # noqa: PERF402  (what worked counts when a later step fails)
    except BadInput as error:
        said = tuple("; ".join(filter(None, (one.message, one.hint))) for one in error.problems)
        return Tried(steps=tuple(steps), troubles=said)
    except Trouble as trouble:
        return Tried(steps=tuple(steps), troubles=(str(trouble),))
    return Tried(steps=tuple(steps), sent=to is not None)
