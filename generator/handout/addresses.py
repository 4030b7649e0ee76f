"""Where a telephone number, an email or a web page lead when they are tapped or scanned."""

import re
from functools import lru_cache
from typing import Final

import msgspec

TELEPHONE: Final = re.compile(r"\+?[\d\s().\-/]{5,}")
WEB: Final = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/[!-~]*)?", re.ASCII)
MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
SCANNED: Final = "code:"  # before an address that is shown as a QR code
QUIET: Final = 4  # modules of white round a code


class Code(msgspec.Struct, frozen=True):
    """A QR code: `side` modules wide with its white edge, and the dark runs (x, y, length)."""

    side: int
    runs: tuple[tuple[int, int, int], ...]


def target(text: str) -> str:
    """Where a contact leads: `tel:`, `mailto:` or `https:`; nothing where that is not sure."""
    text = text.strip()
    if MAIL.fullmatch(text):
        return f"mailto:{text}"
    if TELEPHONE.fullmatch(text):
        return "tel:" + re.sub(r"[^\d+]", "", text)
    if WEB.fullmatch(text):
        return text if text.startswith("http") else f"https://{text}"
    return ""


def short(address: str) -> str:
    """A web address as people write it."""
    return address.removeprefix("https://").removeprefix("www.").rstrip("/")


@lru_cache(maxsize=256)  # a clinic's page and the videos of its exercises
def code(address: str) -> Code:
    """The QR code of an address."""
    import segno  # noqa: PLC0415  (few handouts have one)

    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=QUIET))
    runs = tuple(
        (found.start(), y, len(found[0]))
        for y, row in enumerate(rows)
        for found in re.finditer("1+", "".join("1" if dark else "0" for dark in row))
    )
    return Code(len(rows), runs)
