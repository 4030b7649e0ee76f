"""What can go wrong between us and a mail server: who must act, and what may be said about it."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

from generator.errors import ExitCode, HepError, visible

Stage = Literal["connect", "greeting", "tls", "login", "sender", "recipient", "data"]

_DETAIL_WIDTH = 1000


class Fault(Struct, frozen=True, kw_only=True):
    """What happened; only `detail` may hold words of the server, which may repeat an address.

    `word` stands for the code where the server sent none: `timeout`, `dropped`, `certificate`, …
    """

    stage: Stage
    message: str
    hint: str = ""
    code: int | None = None
    enhanced: str = ""
    word: str = ""
    detail: str = ""
    maybe_accepted: bool = False


class Trouble(HepError):  # noqa: N818  (the names below say who must act)
    """A message was not handed over, or nobody knows; `str()` of it is safe to print and log."""

    exit_code: ClassVar[ExitCode] = ExitCode.DELIVERY

    def __init__(self, fault: Fault) -> None:
        """Keep what happened."""
        self.fault = fault
        super().__init__(fault)

    def __str__(self) -> str:
        """Return what happened, in which step with which code, and what to do."""
        told = f"{self.fault.message} ({self.log_line})"
        return f"{told}; {self.hint}" if self.hint else told

    @property
    def stage(self) -> Stage:
        """The step of the dialogue in which it happened."""
        return self.fault.stage

    @property
    def code(self) -> int | None:
        """The code of the server's answer, if there was one."""
        return self.fault.code

    @property
    def hint(self) -> str:
        """What to do."""
        return self.fault.hint

    @property
    def detail(self) -> str:
        """All that is known, with the server's own words: for the record, never for a log."""
        return self.fault.detail

    @property
    def record_line(self) -> str:
        """What the server said, or else what happened, and what to do: for the record."""
        return "; ".join(part for part in (self.detail or self.fault.message, self.hint) if part)

    @property
    def log_line(self) -> str:
        """Step and code, like `recipient 550 5.1.1` or `connect timeout`; safe in a log."""
        code = "" if self.code is None else str(self.code)
        parts = (self.stage, code, self.fault.enhanced, self.fault.word)
        return " ".join(part for part in parts if part)

    @property
    def maybe_accepted(self) -> bool:
        """Whether the server may have taken the message although its answer was lost."""
        return self.fault.maybe_accepted


class Deferred(Trouble):
    """This message cannot be handed over now; later it may."""


class Refused(Trouble):
    """This message will never be taken as it is."""


class ServerDown(Trouble):
    """No message can be handed over now; later they may."""


class Misconfigured(Trouble):
    """No message can be handed over until somebody changes something."""


def shown(text: str | bytes, hidden: tuple[str, ...] = ()) -> str:
    """Return text of a server in one line, bounded, what cannot be seen as escapes.

    `hidden` are secrets that the server may have repeated.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    for secret in filter(None, hidden):
        text = text.replace(secret, "***")
    line = visible(" / ".join(text.splitlines()))
    return line if len(line) <= _DETAIL_WIDTH else line[: _DETAIL_WIDTH - 1] + "…"
