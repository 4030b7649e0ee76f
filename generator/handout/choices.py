"""Which way to arrange an exercise was the lowest, kept so that a later run need not try them all.

Digests and numbers are kept, no words. The file's name follows from all that decides about a height
beside the exercise: another layout, reader of drawings or typeface has a file of its own.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from generator import __version__, cache
from generator.handout.fonts import font_files

HERE: Final = Path(__file__).parent
MOST: Final = 4000  # some 100 kB; a library of 60 exercises has about ten choices each


class Choices:
    """The numbers of the lowest ways, by digest."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._kept = self._due = 0

    @cached_property
    def _name(self) -> str:
        states = (cache.state_of(folder, ".py") for folder in (HERE, HERE.parent / "figures"))
        return f"layout-{cache.key_of((__version__.encode(), font_files(), *states))}"

    @cached_property
    def _known(self) -> dict[str, int]:
        known: dict[str, int] = {}
        with suppress(msgspec.MsgspecError):
            known = msgspec.msgpack.decode(cache.read(self._name) or b"\x80", type=dict[str, int])
        self._kept = len(known)
        return known

    def of(self, key: str) -> int | None:
        """What was chosen before, if anything was."""
        return self._known.get(key)

    def note(self, key: str, number: int) -> None:
        """Remember a choice."""
        if len(self._known) < MOST:
            self._known[key] = number

    def keep(self) -> None:
        """Keep what came since the last time: after the first handout, then ever more rarely."""
        if len(self._known) > self._kept and len(self._known) >= self._due:
            cache.keep(self._name, msgspec.msgpack.encode(self._known))
            self._kept, self._due = len(self._known), 2 * len(self._known)


CHOICES: Final = Choices()


def key_of(parts: Iterable[object]) -> str:
    """The digest of all that one choice follows from."""
    return hashlib.sha256(repr(tuple(parts)).encode()).hexdigest()[:24]
