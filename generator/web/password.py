"""The password of a page that others reach: hashed by Argon2, few tries."""

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from generator.errors import BadInput
from generator.files import take_place, temporary_beside

SHORTEST: Final = 12
LONGEST: Final = 1000
TRIES: Final = 5  # of one address, within the window
ALL_TRIES: Final = 50  # of all addresses
WINDOW_S: Final = 900.0


def password_file(db: Path) -> Path:
    """Where the hash stands: beside the record."""
    return db.with_name("serve-password")


def keep_password(db: Path, password: str) -> Path:
    """Hash a password into a file that only this user may read.

    Raises: BadInput if it is too short; OutputError if it cannot be written.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        text = f"a password has {SHORTEST} to {LONGEST} characters"
        raise BadInput.one("--set-password", text, "a few words that nobody guesses are best")
    path = password_file(db)
    with suppress(OSError):  # what is wrong is said when the file is made
        path.parent.mkdir(parents=True, exist_ok=True)
    with temporary_beside(path) as temporary:
        temporary.write_text(PasswordHasher().hash(password) + "\n", "ascii")
        take_place(temporary, path, force=True)
    return path


def kept_password(db: Path) -> str:
    """The hash of the password.

    Raises: BadInput if none was set.
    """
    try:
        return password_file(db).read_text("ascii").strip()
    except (OSError, UnicodeError):
        text = "no password is set, and others could reach the page"
        raise BadInput.one("hep serve", text, "set one with `hep serve --set-password`") from None


class Gate:
    """Compares passwords, one at a time, and no more than a few."""

    def __init__(self, hashed: str, now: Callable[[], float] = time.monotonic) -> None:
        """Know the hash."""
        self._hashed, self._now = hashed, now
        self._lock = Lock()
        self._wrong: deque[tuple[float, str]] = deque()

    def opens(self, password: str, address: str) -> bool | None:
        """Whether the password is right; None when there were too many tries."""
        with self._lock:
            while self._wrong and self._wrong[0][0] < self._now() - WINDOW_S:
                self._wrong.popleft()
            own = sum(1 for _, who in self._wrong if who == address)
            if own >= TRIES or len(self._wrong) >= ALL_TRIES:
                return None
            if self._right(password):
                return True
            self._wrong.append((self._now(), address))
            return False

    def _right(self, password: str) -> bool:
        if not self._hashed or len(password) > LONGEST:
            return False
        try:
            return PasswordHasher().verify(self._hashed, password)
        except (VerificationError, InvalidHashError):
            return False
