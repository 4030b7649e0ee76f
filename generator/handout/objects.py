"""The numbered objects of one PDF, written as they come."""

from collections.abc import Callable
from typing import Final

import deflate

LEVEL: Final = 1  # pages are small beside the fonts: 6 saves 2 % of the file and trebles the time


def compressed(data: bytes) -> bytes:
    """Data compressed for a stream, by libdeflate: zlib takes more than twice as long."""
    return bytes(deflate.zlib_compress(data, LEVEL))


def stream(data: bytes, entries: str = "", coding: str = "FlateDecode") -> bytes:
    """A stream of coded data, with entries for its dictionary beside its coding and length."""
    head = f"<<{entries}/Filter/{coding}/Length {len(data)}>>\nstream\n"
    return b"%b%b\nendstream\n" % (head.encode("ascii"), data)


class Objects:
    """What will stand between `obj` and `endobj`, in the order of the numbers, which count from 1.

    Others may name an object by its number before it is written.
    """

    def __init__(self) -> None:
        """There is none yet."""
        self.written: list[bytes] = []
        self._known: dict[str, int] = {}

    def add(self, data: bytes = b"") -> int:
        """Take in an object and give its number; one without data is to be `put` later."""
        self.written.append(data)
        return len(self.written)

    def put(self, number: int, data: bytes) -> None:
        """Write an object whose number was given before."""
        self.written[number - 1] = data

    def once(self, name: str, make: Callable[[], bytes]) -> int:
        """The number of an object that stands in the document only once, however often named."""
        number = self._known.get(name)
        if number is None:
            number = self._known[name] = self.add(make())
        return number
