"""A font file, read by ReportLab: how wide letters are, and subsets cut out of it.

This takes time, and is the same for every handout but for rare letters. So what handouts normally
need is kept between runs, and this module is loaded where it is not, or where a letter is rare.
"""

import zlib
from copy import copy
from functools import cache, lru_cache
from typing import Any, Final

from reportlab.pdfbase.ttfonts import TTFont, makeToUnicodeCMap

from generator.handout.measures import Cut, Measured
from generator.handout.objects import stream

NEVER_SHOWN: Final = frozenset("\uffff\u00ad")
FILE_OF_ONE_FONT: Final = 4  # /Flags: the subset has codes of its own ("symbolic")


class FontFile(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """One weight of the typeface."""

    def __init__(self, name: str, path: str, usual: str) -> None:
        """Read the file; the letters of `usual` have fixed codes in the first subset."""
        super().__init__(name, path, shapable=False)
        self._usual = usual
        self._codes = self.splitString(usual, self)[0][1]
        self._opened = self.state.pop(self)

    def measured(self) -> Measured:
        """Widths, and the usual subset with its codes."""
        widths = {
            chr(code): width / 1000
            for code, width in self.face.charWidths.items()
            if chr(code) not in NEVER_SHOWN
        }
        codes = dict(zip(map(ord, self._usual), map(_escaped, self._codes), strict=True))
        codes[0xA0] = codes[0x20]
        return Measured(widths, codes, self.cut(0, tuple(self._opened.subsets[0])))

    def split(self, text: str, document: Any) -> list[tuple[int, str]]:
        """A text with rare letters as (number of the subset, body of a PDF string) pairs.

        The document's letters take codes one after another, beginning with the usual ones.
        """
        if document not in self.state:
            state = self.state[document] = copy(self._opened)
            state.assignments, state.subsets = dict(state.assignments), [*map(list, state.subsets)]
        pieces = self.splitString(text, document)
        return [(number, "".join(map(_escaped, codes))) for number, codes in pieces]

    def cuts(self, document: Any) -> list[Cut]:
        """The subsets that a document with rare letters needs."""
        subsets = self.state[document].subsets
        return [self.cut(number, tuple(subset)) for number, subset in enumerate(subsets)]

    @lru_cache(maxsize=16)  # noqa: B019  (there are three of these; the last patients' rare letters)
    def cut(self, number: int, subset: tuple[int, ...]) -> Cut:
        """Cut a subset, given by the letters' numbers in the order of their codes."""
        face, name = self.face, self._subset_name(number)
        program = face.makeSubset(list(subset))
        unicode_map = makeToUnicodeCMap(name, list(subset)).encode("ascii")
        widths = " ".join(f"{face.getCharWidth(code):g}" for code in subset)
        descriptor = (
            f"<</Type/FontDescriptor/FontName/{name}/Flags {FILE_OF_ONE_FONT}"
            f"/FontBBox[{' '.join(f'{side:g}' for side in face.bbox)}]"
            f"/Ascent {face.ascent:g}/Descent {face.descent:g}/CapHeight {face.capHeight:g}"
            f"/ItalicAngle {face.italicAngle:g}/StemV {face.stemV:g}"
            f"/MissingWidth {face.defaultWidth:g}"
        )
        font = (
            f"<</Type/Font/Subtype/TrueType/BaseFont/{name}"
            f"/FirstChar 0/LastChar {len(subset) - 1}/Widths[{widths}]"
        )
        return Cut(
            stream(zlib.compress(program, 9), f"/Length1 {len(program)}"),
            stream(zlib.compress(unicode_map, 9)),
            descriptor,
            font,
        )

    def _subset_name(self, number: int) -> str:
        letters = "".join(chr(65 + number // 26**place % 26) for place in range(5, -1, -1))
        return f"{letters}+{self.fontName}"


def _escaped(code: int) -> str:
    """One byte of a PDF string: printable ASCII as it is, anything else in octal."""
    return f"\\{code:03o}" if code < 0x20 or code > 0x7E or chr(code) in "\\()" else chr(code)


@cache  # one a weight
def opened(name: str, path: str, usual: str) -> FontFile:
    """A font's file, read once a process."""
    return FontFile(name, path, usual)
