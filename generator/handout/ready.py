"""Objects of a PDF that are written already: ReportLab copies and sorts its own each time."""

from typing import Any, Final

import deflate
from reportlab.pdfbase.pdfdoc import PDFObject

LEVEL: Final = 1  # pages are small beside the fonts: 6 saves 2 % of the file and trebles the time


def compressed(data: bytes) -> bytes:
    """Data compressed for a stream, by libdeflate: zlib takes more than twice as long."""
    return bytes(deflate.zlib_compress(data, LEVEL))


def stream(data: bytes, entries: str) -> bytes:
    """A stream of compressed data, with entries for its dictionary beside filter and length."""
    head = f"<<{entries}/Filter/FlateDecode/Length {len(data)}>>\nstream\n"
    return b"%b%b\nendstream\n" % (head.encode("ascii"), data)


class Ready(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """An object of one document, as bytes."""

    __RefOnly__ = 1

    def __init__(self, data: bytes = b"") -> None:
        """`data` is what stands between `obj` and `endobj`; it may be given later."""
        self.data = data

    def format(self, _document: Any) -> bytes:
        """The object as it is written."""
        return self.data


class Stream(Ready):
    """A compressed stream."""

    def __init__(self, data: bytes, entries: str = "") -> None:
        """`data` is compressed; `entries` of its dictionary beside filter and length."""
        super().__init__(stream(data, entries))


def number_of(document: Any, thing: PDFObject) -> int:
    """The number of an object in a document, which takes it in if it is new."""
    name = document.Reference(thing).name
    number: int = document.idToObjectNumberAndVersion[name][0]
    return number
