"""Writes the objects of a finished document as a PDF file with object streams.

A tagged handout has some 600 structure elements, which would be half of its size if each stood by
itself; so all that is no stream goes, compressed, into one (PDF 1.5 and later).
"""

import struct
from collections.abc import Sequence
from typing import Final

from generator.handout.objects import compressed, stream

HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
FREE, PLAIN, PACKED = 0, 1, 2  # kinds of entry in a cross-reference stream
ENTRY: Final = struct.Struct(">BIH").pack


def write(objects: Sequence[bytes], root: int, info: int, identity: str) -> bytes:
    """The file's bytes, from its objects in the order of their numbers, which count from 1.

    `root` and `info` are the numbers of the catalog and of the document's properties.
    """
    last = len(objects) + 1  # the object stream, and then the cross-references
    parts, position = [HEADER], len(HEADER)
    rows = [ENTRY(FREE, 0, 0xFFFF)] + [b""] * last
    bodies: list[bytes] = []
    heads, plain, at = [], [], 0
    for number, data in enumerate(objects, 1):
        if data.endswith(b"endstream\n"):
            plain.append((number, data))
            continue
        rows[number] = ENTRY(PACKED, last, len(bodies))
        heads.append(f"{number} {at}")
        bodies.append(data)
        at += len(data) + 1
    head = " ".join(heads).encode("ascii") + b"\n"
    packed = stream(
        compressed(head + b"\n".join(bodies)), f"/Type/ObjStm/N {len(bodies)}/First {len(head)}"
    )
    for number, data in (*plain, (last, packed)):
        rows[number] = ENTRY(PLAIN, position, 0)
        written = b"%d 0 obj\n%bendobj\n" % (number, data)
        parts.append(written)
        position += len(written)
    rows.append(ENTRY(PLAIN, position, 0))
    trailer = f"/Root {root} 0 R/Info {info} 0 R/ID[<{identity}><{identity}>]"
    entries = f"/Type/XRef/Size {last + 2}/W[1 4 2]{trailer}"
    table = stream(compressed(b"".join(rows)), entries)
    parts.append(b"%d 0 obj\n%bendobj\nstartxref\n%d\n%%%%EOF\n" % (last + 1, table, position))
    return b"".join(parts)
