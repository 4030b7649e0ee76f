"""Writes a finished ReportLab document as a PDF file with object streams.

ReportLab writes each object by itself, uncompressed. A tagged handout has some 600 structure
elements, so that would be half of its size and a third of its time; here they go, compressed, into
one object stream (PDF 1.5 and later).
"""

import struct
from collections.abc import Sequence
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import format as pdf_format

from generator.handout.ready import compressed, stream

HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
FREE, PLAIN, PACKED = 0, 1, 2  # kinds of entry in a cross-reference stream
ENTRY: Final = struct.Struct(">BIH").pack


def write(
    document: Any,
    elements: Sequence[bytes],
    first: int,
    ends: tuple[int, int],
    identity: str,
) -> bytes:
    """The file's bytes.

    `elements` are objects already written; the document has left their numbers, from `first` on,
    free for them. `ends` are the numbers of the catalog and of the document's properties.
    """
    for font in document.delayedFonts:
        font.addObjects(document)
    plain, packed = _split(document, elements, first)
    root, info = ends
    trailer = f"/Root {root} 0 R/Info {info} 0 R/ID[<{identity}><{identity}>]"
    return _file(plain, packed, document.objectcounter + 1, trailer)


def _split(
    document: Any, elements: Sequence[bytes], first: int
) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes]]]:
    """Streams, which must stand by themselves, and everything else.

    Writing an object may bring further ones.
    """
    plain: list[tuple[int, bytes]] = []
    packed = list(enumerate(elements, first))
    last, number = first + len(elements) - 1, 0
    while number < document.objectcounter:
        number += 1
        if first <= number <= last:
            continue
        data: bytes = pdf_format(document.idToObject[document.numberToId[number]], document, 1)
        (plain if data.endswith(b"endstream\n") else packed).append((number, data))
    return plain, packed


def _file(
    plain: list[tuple[int, bytes]], packed: list[tuple[int, bytes]], number: int, trailer: str
) -> bytes:
    """Header, streams, the object stream (with the next free number), the cross-references."""
    parts, position = [HEADER], len(HEADER)
    rows = [b""] * (number + 2)
    rows[0] = ENTRY(FREE, 0, 0xFFFF)
    bodies, heads, at = [], [], 0
    for index, (each, data) in enumerate(packed):
        heads.append(f"{each} {at}")
        bodies.append(data)
        at += len(data) + 1
        rows[each] = ENTRY(PACKED, number, index)
    head = " ".join(heads).encode("ascii") + b"\n"
    objects = stream(
        compressed(head + b"\n".join(bodies)), f"/Type/ObjStm/N {len(packed)}/First {len(head)}"
    )
    for each, data in (*plain, (number, objects)):
        rows[each] = ENTRY(PLAIN, position, 0)
        written = b"%d 0 obj\n%bendobj\n" % (each, data)
        parts.append(written)
        position += len(written)
    rows[number + 1] = ENTRY(PLAIN, position, 0)
    table = stream(compressed(b"".join(rows)), f"/Type/XRef/Size {number + 2}/W[1 4 2]{trailer}")
    parts.append(b"%d 0 obj\n%bendobj\nstartxref\n%d\n%%%%EOF\n" % (number + 1, table, position))
    return b"".join(parts)
