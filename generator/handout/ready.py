"""Objects of a PDF that are written already: ReportLab copies and sorts its own each time."""

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject


class Ready(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """An object of one document, as bytes."""

    __RefOnly__ = 1

    def __init__(self, data: bytes) -> None:
        """`data` is what stands between `obj` and `endobj`."""
        self.data = data

    def format(self, _document: Any) -> bytes:
        """The object as it is written."""
        return self.data


class Stream(Ready):
    """A compressed stream."""

    def __init__(self, packed: bytes, entries: str = "") -> None:
        """`packed` by zlib; `entries` of its dictionary beside filter and length."""
        head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
        super().__init__(head.encode("ascii") + packed + b"\nendstream\n")
