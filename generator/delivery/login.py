"""Logging in to a mail server with a password."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from generator.delivery.failures import broken
from generator.delivery.replies import Reply, judged
from generator.delivery.trouble import Fault, Misconfigured, shown

if TYPE_CHECKING:
    from generator.delivery.dialogue import Dialogue
    from generator.delivery.settings import ServerSettings

_CHALLENGE, _NO_SUCH_WAY, _WELCOME = 334, 504, 235


def log_in(dialogue: Dialogue, settings: ServerSettings) -> None:
    """Log in once; letters that are not ASCII, which smtplib refuses, go as UTF-8 (RFC 4616).

    smtplib's `login` tries one way after another, and a wrong password three times locks accounts.

    Raises: ServerDown or Misconfigured.
    """
    offered = dialogue.esmtp_features.get("auth", "").upper().split()
    ways = [way for way in ("PLAIN", "LOGIN") if way in offered]
    if not ways:
        raise Misconfigured(_not_offered(settings, offered))
    user, password = settings.user, settings.password
    secrets = (_base64(f"\0{user}\0{password}"), _base64(password), password)
    try:
        for way in ways:
            reply = Reply.of(_try(way, dialogue, settings), secrets)
            if reply.code != _NO_SUCH_WAY:
                break
    except OSError as error:
        raise broken("login", error, settings) from None
    if reply.code != _WELCOME:
        raise judged("login", reply, logged_in=True)


def _try(way: str, dialogue: Dialogue, settings: ServerSettings) -> tuple[int, bytes]:
    user, password = settings.user, settings.password
    if way == "PLAIN":
        return dialogue.docmd("AUTH", "PLAIN " + _base64(f"\0{user}\0{password}"))
    answer = dialogue.docmd("AUTH", "LOGIN")
    for word in (user, password):
        if answer[0] != _CHALLENGE:
            break
        answer = dialogue.docmd(_base64(word))
    return answer


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _not_offered(settings: ServerSettings, offered: list[str]) -> Fault:
    """Return why there is no way to log in."""
    if offered:
        message = "the mail server takes no password"
        hint = "it wants another way to log in; use a mail server that takes a password"
    else:
        message = "the mail server offers no login here"
        hint = f"check port ({settings.port}): 587 is for logins, 25 often is not"
        if settings.security == "plain":
            hint = "many servers offer it only when encrypted: security: starttls"
    detail = shown(f"offered: {' '.join(offered) or 'nothing'}")
    return Fault(stage="login", message=message, hint=hint, word="not-offered", detail=detail)
