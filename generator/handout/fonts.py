"""The handout's typeface, Atkinson Hyperlegible: widths, what it can show, its subset in a PDF.

The characters that handouts normally use (`USUAL`) get fixed codes in one subset. So the costly
parts, measuring the font and cutting the subset, are the same for every handout and are kept
between runs; only a name with a letter outside it needs a subset of its own.
"""

import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import fontpkg_atkinson_hyperlegible as package
import msgspec
import reportlab

from generator import cache as kept_data
from generator.handout.measures import Measured
from generator.handout.objects import Objects

if TYPE_CHECKING:
    from generator.handout.fontfile import FontFile

Weight = Literal["Regular", "Bold", "Italic"]

FAMILY: Final = "AtkinsonHyperlegible"
USUAL: Final = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)))) + (
    "–—‘’“”•…€ŁłŚśŻżŹźĆćĘęĄąŃńČčŠšŽžŐőŰűĞğİıŞşŘřĚěŮů"
)
STAND_INS: Final = {
    0x2010: "-",
    0x2011: "-",
    0x2009: "\u00a0",
    0x202F: "\u00a0",
    0xAD: None,
    0x200B: None,
    0xFEFF: None,
}
RESOURCES: Final[dict[Weight, str]] = {"Regular": "/F1+0", "Bold": "/F2+0", "Italic": "/F3+0"}
MOST_LENGTHS: Final = 4_000  # words recur: the library has some 1,500 different ones


class Face:
    """One weight: how long its words are, and how they are written into a PDF."""

    def __init__(self, weight: Weight) -> None:
        """Measure it, or take the measures of an earlier run."""
        self.weight = weight
        self.widths, self._codes, self.usual = _measured(weight)
        self._usual = frozenset(map(chr, self._codes))
        self._lengths: dict[str, float] = {}

    def width(self, text: str, size: float) -> float:
        """Length of a text in points; every character must be one that the font can show."""
        length = self._lengths.get(text)
        if length is None:
            length = sum(map(self.widths.__getitem__, text))
            if len(self._lengths) >= MOST_LENGTHS:
                self._lengths.clear()
            self._lengths[text] = length
        return length * size

    def usual_literal(self, text: str) -> str | None:
        """The text as a PDF string body in the usual subset; None if that lacks a character."""
        return text.translate(self._codes) if self._usual.issuperset(text) else None


class DocumentFonts:
    """The weights that one document uses, each with the letters that it shows."""

    def __init__(self) -> None:
        """None is used yet."""
        self._used: set[Weight] = set()
        self._rare: set[Weight] = set()

    def use(self, weights: Iterable[Weight]) -> None:
        """Have these weights in the document."""
        self._used.update(weights)

    def literals(self, weight: Weight, text: str) -> tuple[tuple[str, str], ...]:
        """The text as (font resource name, PDF string body) pairs.

        It is one pair, but for rare letters.
        """
        self._used.add(weight)
        resource, usual = RESOURCES[weight], face(weight).usual_literal(text)
        if usual is not None:
            return ((resource, usual),)
        self._rare.add(weight)
        pieces = font_file(weight).split(text, self)
        return tuple((f"{resource[:-1]}{number}", body) for number, body in pieces)

    def write(self, objects: Objects) -> bytes:
        """Take the fonts into the document, and give the dictionary of their names."""
        entries = []
        for weight, resource in RESOURCES.items():
            if weight in self._rare:
                cuts = font_file(weight).cuts(self)
            else:
                cuts = [face(weight).usual] if weight in self._used else []
            for number, cut in enumerate(cuts):
                entries.append(f"{resource[:-1]}{number} {cut.write(objects)} 0 R")
        return f"<<{''.join(entries)}>>".encode("ascii")


def font_file(weight: Weight) -> "FontFile":
    """The file of a weight, read once a process, and only where it is needed."""
    from generator.handout.fontfile import opened  # noqa: PLC0415  (ReportLab's part takes time)

    name = f"{FAMILY}-{weight}"
    return opened(name, str(Path(package.ROOT) / "files" / f"{name}.ttf"), USUAL)


def _measured(weight: Weight) -> Measured:
    parts = (repr((weight, USUAL, reportlab.__version__)).encode(), font_files())
    name = f"font-{kept_data.key_of(parts)}"
    kept = kept_data.read(name)
    if kept is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(kept, type=Measured)
    made = font_file(weight).measured()
    kept_data.keep(name, msgspec.msgpack.encode(made))
    return made


def font_files() -> bytes:
    """What changes when the font files do: their sizes."""
    files = sorted((Path(package.ROOT) / "files").iterdir())
    return repr([(path.name, path.stat().st_size) for path in files]).encode()


@cache
def face(weight: Weight) -> Face:
    """A weight of the typeface, measured once a process."""
    return Face(weight)


def printable(text: str) -> str:
    """The text as the font can show it.

    Accents are composed, hyphens plain; a letter with an accent that the font lacks loses that
    accent (ễ prints as ê), and what has no drawing at all is left out.
    """
    if text.isascii():
        return text
    return "".join(map(_nearest, _folded(text)))


def missing_characters(text: str) -> str:
    """The distinct characters that would be lost or changed, in order of appearance.

    A caller reports them: they are never printed as boxes.
    """
    known = face("Regular").widths
    return "".join(
        dict.fromkeys(char for char in _folded(text) if char not in known and char not in "\t\n\r")
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(STAND_INS)


def _nearest(char: str) -> str:
    """The character, or its letter with as many of its accents as the font has."""
    known = face("Regular").widths
    if char in known:
        return char
    parts = unicodedata.normalize("NFD", char)
    while len(parts) > 1:
        parts = parts[:-1]
        if (composed := unicodedata.normalize("NFC", parts)) in known:
            return composed
    return ""
