"""The handout's typeface, Atkinson Hyperlegible: widths, what it can show, its subset in a PDF.

The characters that handouts normally use (`USUAL`) get fixed codes in one subset. So the costly
parts, cutting and compressing the subset, are the same for every handout and are done once a
process; only a name with a letter outside it needs a subset of its own.
"""

import unicodedata
import zlib
from contextlib import suppress
from copy import copy
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import fontpkg_atkinson_hyperlegible as package
import msgspec
import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, makeToUnicodeCMap

from generator import cache as kept_data
from generator.handout.ready import Ready, Stream

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
NEVER_SHOWN: Final = frozenset("\uffff\u00ad")
RESOURCES: Final[dict[Weight, str]] = {"Regular": "/F1+0", "Bold": "/F2+0", "Italic": "/F3+0"}
MOST_LENGTHS: Final = 10_000  # words recur: the library has some 1,500 different ones
FILE_OF_ONE_FONT: Final = 4  # /Flags: the subset has codes of its own ("symbolic")


class Face(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """One weight; it writes text as PDF strings and shares its usual subset between documents."""

    def __init__(self, weight: Weight) -> None:
        """Read the font file of the installed package."""
        path = Path(package.ROOT) / "files" / f"{FAMILY}-{weight}.ttf"
        self.weight = weight
        super().__init__(f"{FAMILY}-{weight}", str(path), shapable=False)
        widths: dict[int, float] = self.face.charWidths
        self.widths = {
            chr(code): width / 1000
            for code, width in widths.items()
            if chr(code) not in NEVER_SHOWN
        }
        self._lengths: dict[str, float] = {}
        self._usual = frozenset(USUAL) | {"\u00a0"}
        codes = self.splitString(USUAL, self)[0][1]  # as every document will have them
        self._opened = self.state.pop(self)
        self.usual_subset = tuple(self._opened.subsets[0])
        self._codes = dict(zip(map(ord, USUAL), map(_escaped, codes), strict=True))
        self._codes[0xA0] = self._codes[0x20]

    def width(self, text: str, size: float) -> float:
        """Length of a text in points; every character must be one that the font can show."""
        length = self._lengths.get(text)
        if length is None:
            length = sum(map(self.widths.__getitem__, text))
            if len(self._lengths) < MOST_LENGTHS:
                self._lengths[text] = length
        return length * size

    def open_document(self, document: Any) -> None:
        """Give the usual characters their fixed codes before anything else takes one."""
        # What `splitString` would make of the usual characters, each time the same.
        state = self.state[document] = copy(self._opened)
        state.assignments, state.subsets = dict(state.assignments), [*map(list, state.subsets)]
        if self.getSubsetInternalName(0, document) != RESOURCES[self.weight]:
            raise AssertionError("a document's fonts were opened out of order")

    def usual_literal(self, text: str) -> str | None:
        """The text as a PDF string body in the usual subset; None if that lacks a character."""
        return text.translate(self._codes) if self._usual.issuperset(text) else None

    def literals(self, text: str, document: Any) -> tuple[tuple[str, str], ...]:
        """The text as (font resource name, PDF string body) pairs.

        It is one pair, but for rare letters.
        """
        usual = self.usual_literal(text)
        if usual is not None:
            return ((RESOURCES[self.weight], usual),)
        split = self.splitString(text, document)
        pieces = tuple((number, "".join(map(_escaped, codes))) for number, codes in split)
        return tuple(
            (self.getSubsetInternalName(number, document), body) for number, body in pieces
        )

    def addObjects(self, doc: Any) -> None:  # noqa: N802  (ReportLab's name)
        """Write the font into a document.

        It replaces ReportLab's version, which cuts and compresses anew each time.
        """
        state = self.state[doc]
        state.frozen = 1
        for number, subset in enumerate(state.subsets):
            name = self.getSubsetInternalName(number, doc)[1:]
            doc.idToObject["BasicFonts"].dict[name] = doc.Reference(
                self._font_object(doc, number, tuple(subset))
            )
        del self.state[doc]

    def _font_object(self, doc: Any, number: int, subset: tuple[int, ...]) -> Ready:
        length, program, unicode_map, widths = _cut(self, number, subset)

        def placed(thing: Ready) -> str:
            reference: bytes = doc.Reference(thing).format(doc)
            return reference.decode("ascii")

        face, base = self.face, _subset_name(self, number)
        descriptor = (
            f"<</Type/FontDescriptor/FontName/{base}/Flags {FILE_OF_ONE_FONT}"
            f"/FontBBox[{' '.join(f'{side:g}' for side in face.bbox)}]"
            f"/Ascent {face.ascent:g}/Descent {face.descent:g}/CapHeight {face.capHeight:g}"
            f"/ItalicAngle {face.italicAngle:g}/StemV {face.stemV:g}"
            f"/MissingWidth {face.defaultWidth:g}"
            f"/FontFile2 {placed(Stream(program, f'/Length1 {length}'))}>>"
        )
        font = (
            f"<</Type/Font/Subtype/TrueType/BaseFont/{base}"
            f"/FirstChar 0/LastChar {len(subset) - 1}/Widths{widths}"
            f"/ToUnicode {placed(Stream(unicode_map))}"
            f"/FontDescriptor {placed(Ready(descriptor.encode('ascii')))}>>"
        )
        return Ready(font.encode("ascii"))


def _escaped(code: int) -> str:
    """One byte of a PDF string: printable ASCII as it is, anything else in octal."""
    return f"\\{code:03o}" if code < 0x20 or code > 0x7E or chr(code) in "\\()" else chr(code)


def _subset_name(face: Face, number: int) -> str:
    letters = "".join(chr(65 + number // 26**place % 26) for place in range(5, -1, -1))
    return f"{letters}+{face.fontName}"


@lru_cache(
    maxsize=16
)  # the usual subset of each weight, and those of the last few patients with rare letters
def _cut(face: Face, number: int, subset: tuple[int, ...]) -> tuple[int, bytes, bytes, str]:
    """The subset's length, program, character map (both compressed) and widths."""
    # Only the usual subset is kept on disk: another one would tell letters of a patient's name.
    if subset != face.usual_subset:
        return _cut_anew(face, number, subset)
    parts = (repr((face.fontName, subset, reportlab.__version__)).encode(), font_files())
    name = f"font-{kept_data.key_of(parts)}"
    kept = kept_data.read(name)
    if kept is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(kept, type=tuple[int, bytes, bytes, str])
    made = _cut_anew(face, number, subset)
    kept_data.keep(name, msgspec.msgpack.encode(made))
    return made


def font_files() -> bytes:
    """What changes when the font files do: their sizes."""
    files = sorted((Path(package.ROOT) / "files").iterdir())
    return repr([(path.name, path.stat().st_size) for path in files]).encode()


def _cut_anew(face: Face, number: int, subset: tuple[int, ...]) -> tuple[int, bytes, bytes, str]:
    program = face.face.makeSubset(list(subset))
    unicode_map = makeToUnicodeCMap(_subset_name(face, number), list(subset)).encode("ascii")
    widths = "[" + " ".join(f"{face.face.getCharWidth(code):g}" for code in subset) + "]"
    return len(program), zlib.compress(program, 9), zlib.compress(unicode_map, 9), widths


@cache  # one object a weight: ReportLab keeps fonts by name for the whole process anyway
def face(weight: Weight) -> Face:
    """The font of a weight, read from disk once a process."""
    made = Face(weight)
    pdfmetrics.registerFont(made)
    return made


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
