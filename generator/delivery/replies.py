"""Whose fault an answer of a mail server is, and what to do about it."""

from __future__ import annotations

import re
from typing import Self

from msgspec import Struct

from generator.delivery.trouble import (
    Deferred,
    Fault,
    Misconfigured,
    Refused,
    ServerDown,
    Stage,
    Trouble,
    shown,
)

_YES, _MORE, _TEMPORARY, _PERMANENT, _HIGHEST = 200, 300, 400, 500, 599
_LOGIN_FIRST = 530
_TOO_LARGE = 552
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)")
_EARLY = {"connect", "greeting", "tls", "login"}

# What 5xx answers to RCPT and DATA say about us, not about the message (RFC 3463; the last three
# are Microsoft's).
_OUR_FAULT = {"5.1.7", "5.1.8", "5.7.8", "5.7.57", "5.7.60", "5.2.252"}
# Gmail calls the day's limit permanent; tomorrow it is not.
_LIMIT_OF_THE_DAY = "5.4.5"
_SIZE = {"5.3.4", "5.2.3"}

_MESSAGES: dict[tuple[Stage, type[Trouble]], str] = {
    ("greeting", ServerDown): "the mail server is not ready at the moment",
    ("greeting", Misconfigured): "the mail server does not want to talk to this computer",
    ("tls", ServerDown): "the mail server cannot encrypt at the moment",
    ("tls", Misconfigured): "the mail server refuses to encrypt",
    ("login", ServerDown): "the mail server cannot check the login at the moment",
    ("login", Misconfigured): "the mail server refuses the login",
    ("sender", Deferred): "the mail server takes no mail at the moment",
    ("sender", Refused): "the message is too large for the mail server",
    ("sender", Misconfigured): "the mail server does not take mail from this sender",
    ("recipient", Deferred): "the mail server takes no mail for this address at the moment",
    ("recipient", Refused): "the mail server refuses this address",
    ("recipient", Misconfigured): "the mail server does not let us send",
    ("data", Deferred): "the mail server does not take this message at the moment",
    ("data", Refused): "the mail server refuses this message",
    ("data", Misconfigured): "the mail server does not let us send",
}

_STRANGE = "what answers does not speak like a mail server"
_DAY_IS_FULL = "the mail server's limit for a day is reached"

_ALL: tuple[Stage, ...] = ("greeting", "tls", "login", "sender", "recipient", "data")
_LATE: tuple[Stage, ...] = ("sender", "recipient", "data")
_SET_USER = "log in: set user, and a password"
_APP = (
    "check user and password; Google, Apple and Yahoo want an app password, made on the account's "
    "security page, instead of the account's own"
)
_SWITCHED_OFF = (
    'Microsoft 365: an administrator must switch on "Authenticated SMTP" for this mailbox; '
    "security defaults may forbid it too"
)
_SENDER = "the sender must be an address that the user of the login may send from"

# The first row that fits gives the hint: steps, codes or parts of the answer (in small letters).
_HINTS: tuple[tuple[tuple[Stage, ...], tuple[str, ...], str], ...] = (
    (_ALL, ("5.4.5",), "wait a day, and set per_day below the limit of your provider"),
    (("greeting",), ("5",), "your provider may not take this network; use its port 587"),
    (("greeting",), ("4",), "try again later"),
    (("tls",), ("5",), "try security: tls (port 465), or ask your provider"),
    (
        ("login",),
        ("5.7.139", "smtpclientauthentication"),
        _SWITCHED_OFF,
    ),
    (
        ("login",),
        ("5.7.30",),
        "Microsoft 365 takes no passwords here any more; use a mail server that does",
    ),
    (("login",), ("530", "538", "5.7.11"), "use security: starttls or tls"),
    (("login",), ("534", "5.7.9", "application-specific"), _APP),
    (("login",), ("5",), _APP),
    (("login",), ("4",), "wait; too many logins may be the reason"),
    (_LATE, ("530", "5.7.57", "5.7.8"), _SET_USER),
    (_LATE, ("5.1.7", "5.1.8", "5.7.60", "5.2.252"), _SENDER),
    (("sender", "data"), ("552", "5.3.4", "5.2.3"), "send it with less attached, or on paper"),
    (("sender",), ("5",), _SENDER),
    (("recipient",), ("5.1.1", "5.1.6", "5.1.10"), "there is no such mailbox; ask for the address"),
    (("recipient",), ("5.1.2", "5.1.3", "5.4.4"), "check what stands after the @"),
    (("recipient",), ("5.2.1",), "this mailbox is closed; ask for another address"),
    (("recipient",), ("552", "5.2.2"), "this mailbox is full; ask the patient to make room"),
    (("recipient",), ("relay",), f"if no address works, {_SET_USER}"),
    (("recipient",), ("5",), "check the address"),
    (
        ("data",),
        ("5",),
        "some servers take a message for spam, or refuse a PDF with a password; ask your provider",
    ),
)


class Reply(Struct, frozen=True):
    """An answer of a mail server: its code (-1 where there was none) and its text."""

    code: int
    text: str = ""

    @classmethod
    def of(cls, answer: tuple[int, bytes | str], hidden: tuple[str, ...] = ()) -> Self:
        """Return an answer of smtplib; `hidden` are secrets that it may repeat."""
        return cls(answer[0], shown(answer[1], hidden))

    @property
    def good(self) -> bool:
        """Whether it says yes."""
        return _YES <= self.code < _MORE

    @property
    def strange(self) -> bool:
        """Whether it is neither a yes nor a no."""
        return not _TEMPORARY <= self.code <= _HIGHEST

    @property
    def enhanced(self) -> str:
        """The enhanced status code (RFC 3463), like 5.1.1; empty where there is none."""
        found = _ENHANCED.match(self.text)
        return found[1] if found and found[1][0] == str(self.code)[:1] else ""


def judged(stage: Stage, reply: Reply, *, logged_in: bool, final: bool = False) -> Trouble:
    """Return the trouble that an answer other than yes means; `final` after the whole message."""
    if reply.strange:
        return _strange(stage, reply, final=final)
    kind = _kind(stage, reply, logged_in=logged_in)
    message = _MESSAGES.get((stage, kind), _DAY_IS_FULL)
    fault = Fault(
        stage=stage,
        message=message,
        hint=_hint(stage, reply),
        code=reply.code,
        enhanced=reply.enhanced,
        detail=f"{reply.code} {reply.text}".rstrip(),
    )
    return kind(fault)


def _kind(stage: Stage, reply: Reply, *, logged_in: bool) -> type[Trouble]:
    """Say who must act."""
    refused = reply.code >= _PERMANENT
    if stage in _EARLY:
        return Misconfigured if refused else ServerDown
    if not refused:
        return Deferred
    if reply.enhanced == _LIMIT_OF_THE_DAY:
        return ServerDown
    return Misconfigured if _about_us(stage, reply, logged_in=logged_in) else Refused


def _about_us(stage: Stage, reply: Reply, *, logged_in: bool) -> bool:
    """Tell whether a refusal is about who sends, so that no other message would fare better."""
    if reply.code == _LOGIN_FIRST or reply.enhanced in _OUR_FAULT:
        return True
    if stage == "sender":
        return reply.code != _TOO_LARGE and reply.enhanced not in _SIZE
    # After a login, a single recipient's own server may say so; the others must not wait for it.
    return stage == "recipient" and not logged_in and "relay" in reply.text.lower()


def _hint(stage: Stage, reply: Reply) -> str:
    """Return what to do: the first row of the table that fits."""
    text = reply.text.lower()
    code = str(reply.code)
    codes = {code, code[:1], reply.enhanced}
    for stages, marks, hint in _HINTS:
        words = (mark for mark in marks if mark[0].isalpha())
        if stage in stages and (codes & set(marks) or any(word in text for word in words)):
            return hint
    return ""


def _strange(stage: Stage, reply: Reply, *, final: bool) -> Trouble:
    """Return the trouble for an answer that no mail server gives here."""
    kind: type[Trouble] = Deferred
    hint = ""
    if stage in _EARLY:
        kind = ServerDown
    if stage == "greeting":
        kind = Misconfigured
        hint = "check host and port; on port 465, use security: tls"
    fault = Fault(
        stage=stage,
        message=_STRANGE,
        hint=hint,
        word="garbage",
        detail=f"{reply.code} {reply.text}".rstrip(),
        maybe_accepted=final,
    )
    return kind(fault)
