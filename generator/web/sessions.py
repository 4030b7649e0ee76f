"""Who may see the page: one-time invitations and open sessions, kept in memory only."""

import hashlib
import secrets
import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from msgspec import Struct

INVITED_S: Final = 600.0  # how long an address with a token can be opened
IDLE_S: Final = 8 * 3600.0  # a working day at one's own computer
PROXY_IDLE_S: Final = 1800.0
LONGEST_S: Final = 12 * 3600.0

Clock = Callable[[], float]


class _Invitation(Struct):
    until: float
    session: str = ""  # whom it let in


class _Session(Struct):
    began: float
    used: float


class Sessions:
    """The open sessions, for many threads; only digests are kept of what opens the page."""

    def __init__(self, idle_s: float = IDLE_S, now: Clock = time.monotonic) -> None:
        """Let nobody in yet."""
        self._idle_s, self._now = idle_s, now
        self._lock = Lock()
        self._invitations: dict[str, _Invitation] = {}
        self._sessions: dict[str, _Session] = {}

    def invite(self) -> str:
        """A token that opens one session."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._invitations[digest_of(token)] = _Invitation(until=self._now() + INVITED_S)
        return token

    def accept(self, token: str) -> str | None:
        """A new session for a token; None when it is unknown, old or used.

        Whoever comes second with a token may be its owner: the first is put out again.
        """
        with self._lock:
            invitation = self._invitations.get(digest_of(token))
            if invitation is None or invitation.until < self._now():
                return None
            if invitation.session:
                self._sessions.pop(invitation.session, None)
                return None
            session = self._begin()
            invitation.session = digest_of(session)
            return session

    def begin(self) -> str:
        """A new session."""
        with self._lock:
            return self._begin()

    def _begin(self) -> str:
        self._sessions = {key: one for key, one in self._sessions.items() if self._lives(one)}
        session, now = secrets.token_urlsafe(32), self._now()
        self._sessions[digest_of(session)] = _Session(began=now, used=now)
        return session

    def knows(self, session: str, *, used: bool = True) -> bool:
        """Whether a session is open; it then stays so, if somebody uses it."""
        with self._lock:
            found = self._sessions.get(digest_of(session))
            if found is None or not self._lives(found):
                return False
            if used:
                found.used = self._now()
            return True

    def end(self, session: str) -> None:
        """Close a session."""
        with self._lock:
            self._sessions.pop(digest_of(session), None)

    def _lives(self, session: _Session) -> bool:
        now = self._now()
        return now - session.used <= self._idle_s and now - session.began <= LONGEST_S


def digest_of(word: str) -> str:
    """The digest that stands for a word; looking it up tells nothing about the word by its time."""
    return hashlib.sha256(word.encode(errors="surrogatepass")).hexdigest()
