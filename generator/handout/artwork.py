"""Drawings by address: a page names one by what is in it (`drawing:4f0c…`).

So the same drawing is the same in every handout, and another can never stand in its place. In a PDF
each is a form that is stored once and painted as often as it is shown; in a page for a browser it
is put in as SVG.
"""

import hashlib
import re
import zlib
from functools import lru_cache
from typing import Final, NamedTuple

from generator.figures.drawing import Art
from generator.figures.inline import element
from generator.figures.manifest import Kind
from generator.handout.addresses import SCANNED, code
from generator.handout.objects import Objects, stream

ADDRESS: Final = re.compile(r"drawing:([0-9a-f]{12})(-mirrored)?")
IMG: Final = re.compile(rf'<img src="{ADDRESS.pattern}" alt="([^"]*)"/>')  # as `picture` writes it

CODE: Final = re.compile(rf'<img src="{SCANNED}([^"]*)" alt="([^"]*)"/>')


class Form(NamedTuple):
    """A drawing as a PDF form; its upper left corner is (0, 0) and y runs down."""

    name: str
    width: float
    height: float
    data: bytes
    kind: Kind
    corners: str  # the upper ones that are empty: L, R

    @property
    def resource(self) -> str:
        """What the operators of a page call it."""
        return f"/Fig{self.name}"

    def write(self, objects: Objects) -> int:
        """Take it into a document once, and give its number."""
        box = f"/BBox[0 0 {self.width:g} {self.height:g}]"
        entries = f"/Type/XObject/Subtype/Form{box}/Resources<<>>"
        return objects.once(self.resource, lambda: stream(self.data, entries))


_KNOWN: dict[str, tuple[Art, Kind]] = {}  # by what is in it: as many as the library has drawings


@lru_cache(maxsize=1024)  # as many again; each is then hashed only once
def address(art: Art, kind: Kind, *, mirrored: bool) -> str:
    """The address of a drawing on a page, by which the layout finds it again."""
    name = hashlib.sha256(repr((art.width, art.height, kind)).encode() + art.data).hexdigest()[:12]
    _KNOWN[name] = art, kind
    return f"drawing:{name}-mirrored" if mirrored else f"drawing:{name}"


def _code_form(source: str) -> Form:
    """A QR code as a form, one unit a module."""
    made = code(source.removeprefix(SCANNED))
    squares = " ".join(f"{x} {y} {length} 1 re" for x, y, length in made.runs)
    data = zlib.compress(f"0 g {squares} f".encode("ascii"))
    name = hashlib.sha256(data).hexdigest()[:12]
    return Form(name, made.side, made.side, data, "upper", "")


def form_at(source: str) -> tuple[Form, bool] | None:
    """The drawing at an address, and whether it is mirrored; None where there is none."""
    if source.startswith(SCANNED):
        return _code_form(source), False
    match = ADDRESS.fullmatch(source)
    known = _KNOWN.get(match[1]) if match else None
    if match is None or known is None:
        return None
    art, kind = known
    return Form(match[1], art.width, art.height, art.data, kind, art.corners), bool(match[2])


def inlined(page: str) -> str:
    """A page for a browser with its drawings put in.

    Its boxes are no landmarks: a dozen without names would hide those that there are.
    """
    drawn = CODE.sub(_code_svg, IMG.sub(_svg, page))
    return drawn.replace("<aside", '<aside role="none"')


def _code_svg(match: re.Match[str]) -> str:
    from html import unescape  # noqa: PLC0415  (its table is large, and few pages have a code)

    made = code(unescape(match[1]))
    squares = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in made.runs)
    ground = f'<path fill="#fff" d="M0 0h{made.side}v{made.side}H0z"/>'
    return element(f'{ground}<path d="{squares}"/>', f"0 0 {made.side} {made.side}", match[2])


def _svg(match: re.Match[str]) -> str:
    name, mirrored, alt = match.groups()
    known = _KNOWN.get(name)
    if known is None:
        return match[0]
    art, _ = known
    return element(art.data.decode(), art.box, alt, mirrored=bool(mirrored))
