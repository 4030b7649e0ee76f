"""What was searched for, kept in memory, so that no patient's name stands in an address."""

import datetime
import secrets
from threading import Lock
from typing import Final

from msgspec import Struct

MOST: Final = 500


class Search(Struct, frozen=True):
    """A part of a patient's name or chart number, and a day."""

    patient: str = ""
    day: datetime.date | None = None


class Searches:
    """The latest searches by a key that tells nothing, for many threads."""

    def __init__(self) -> None:
        """Nothing was searched for yet."""
        self._lock = Lock()
        self._kept: dict[str, Search] = {}

    def keep(self, search: Search) -> str:
        """Keep a search; give its key."""
        key = secrets.token_urlsafe(12)
        with self._lock:
            self._kept[key] = search
            while len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
        return key

    def find(self, key: str) -> Search:
        """The search of a key; one for everything where it is not known any more."""
        with self._lock:
            return self._kept.get(key, Search())
