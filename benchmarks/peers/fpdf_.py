"""fpdf2 draws the blocks of the page from top to bottom, in one column but for the drawings."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, Final

import fontpkg_atkinson_hyperlegible as fontpkg

from benchmarks.peers import Peer, Source
from benchmarks.peers.walker import (
    TICKS,
    Aside,
    Block,
    Columns,
    Document,
    Figures,
    Heading,
    Lines,
    Listing,
    Pairs,
    Paragraph,
    Run,
    Table,
    Text,
    read_page,
    words_of,
)

ACCENT: Final = (14, 90, 106)
INK: Final = (28, 33, 38)
TINT: Final = (236, 242, 243)
FAMILY: Final = "Atkinson"
SIZES: Final = {1: 20, 2: 15, 3: 13}
BODY: Final = 12
LINE: Final = 15  # from line to line of body text
INDENT: Final = 16
GAP: Final = 14
FOOT: Final = 75
HIGHEST: Final = 160  # of a drawing
BOX: Final = 10  # a box to tick
TINTED: Final = ("note", "start", "dose")


def marked(text: Text) -> str:
    """Runs of text in fpdf2's Markdown, with what would be a mark taken as it is."""
    parts = []
    for run in text:
        words = run.text
        for mark in ("**", "__", "--", "~~"):
            words = words.replace(mark, "\\" + mark)
        parts.append(f"**{words}**" if run.bold else words)
    return "".join(parts)


class Sheet:
    """Draws one document."""

    def __init__(self, fpdf: ModuleType, document: Document) -> None:
        """Open the file with its fonts and its foot."""
        base: Any = fpdf.FPDF

        class Footed(base):  # type: ignore[misc]  # a base that is imported late
            def footer(self) -> None:
                self.set_y(-FOOT + GAP)
                self.set_font(FAMILY, size=10)
                for line in document.foot:
                    words = line.replace("{page}", str(self.page_no())).replace("{pages}", "{nb}")
                    self.cell(0, 12, words, new_x="LMARGIN", new_y="NEXT")
                self.set_font(FAMILY, size=BODY)

        self.pdf: Any = Footed(unit="pt", format="Letter")
        self.document = document
        files = Path(fontpkg.ROOT) / "files"
        self.pdf.add_font(FAMILY, "", files / "AtkinsonHyperlegible-Regular.ttf")
        self.pdf.add_font(FAMILY, "B", files / "AtkinsonHyperlegible-Bold.ttf")
        self.pdf.set_title(document.title)
        self.pdf.set_author(document.author)
        self.pdf.set_lang(document.lang)
        self.pdf.set_margins(45, 30)
        self.pdf.set_auto_page_break(auto=True, margin=FOOT)
        self.pdf.set_fill_color(*TINT)
        self.pdf.set_font(FAMILY, size=BODY)
        self.pdf.add_page()

    def finish(self) -> bytes:
        """The whole file."""
        for block in self.document.blocks:
            self._block(block)
        return bytes(self.pdf.output())

    def _block(self, block: Block, *, tinted: bool = False) -> None:
        match block:
            case Columns(cells):
                for cell in cells:
                    for inner in cell:
                        self._block(inner, tinted=tinted)
            case Aside(look, blocks):
                for inner in blocks:
                    self._block(inner, tinted=look in TINTED)
                self.pdf.ln(LINE / 2)
            case Figures():
                self._figures(block)
            case Table():
                self._table(block)
            case Lines(number):
                for _ in range(number):
                    self.pdf.ln(2 * LINE)
                    self.pdf.line(45, self.pdf.y, 45 + self.pdf.epw, self.pdf.y)
            case _:
                self._words(block, tinted=tinted)

    def _words(self, block: Heading | Paragraph | Listing | Pairs, *, tinted: bool) -> None:
        match block:
            case Heading(level, text):
                self._heading(level, words_of(text))
            case Paragraph(text):
                self._lines_of(text, tinted=tinted)
            case Listing(items, numbered):
                for number, item in enumerate(items, 1):
                    self._item(f"{number}." if numbered else "•", item, tinted=tinted)
            case Pairs(pairs):
                for name, value in pairs:
                    self._lines_of((*name, Run(" "), *value), tinted=tinted)

    def _heading(self, level: int, words: str) -> None:
        self.pdf.ln(LINE / 2)
        self.pdf.start_section(words, level=min(level, 2) - 1, strict=False)
        self.pdf.set_font(FAMILY, "B", SIZES[level])
        self.pdf.set_text_color(*ACCENT)
        self.pdf.multi_cell(0, SIZES[level] * 1.25, words, new_x="LMARGIN", new_y="NEXT", align="L")
        self.pdf.set_font(FAMILY, size=BODY)
        self.pdf.set_text_color(*INK)

    def _lines_of(self, text: Text, *, tinted: bool) -> None:
        self.pdf.multi_cell(
            0, LINE, marked(text), markdown=True, fill=tinted, align="L", new_x="LMARGIN"
        )

    def _item(self, mark: str, text: Text, *, tinted: bool) -> None:
        self.pdf.cell(INDENT, LINE, mark, fill=tinted)
        self._lines_of(text, tinted=tinted)

    def _figures(self, figures: Figures) -> None:
        width = (self.pdf.epw - GAP) / max(2, len(figures.items)) - GAP
        if self.pdf.will_page_break(HIGHEST + LINE):
            self.pdf.add_page()
        top = self.pdf.y
        for place, figure in enumerate(figures.items):
            x = 45 + place * (width + GAP)
            self.pdf.image(
                figure.svg.encode(),
                x=x,
                y=top,
                w=width,
                h=HIGHEST,
                alt_text=figure.alt,
                keep_aspect_ratio=True,
            )
            self.pdf.set_xy(x, top + HIGHEST)
            self.pdf.cell(width, LINE, figure.caption)
        self.pdf.set_xy(45, top + HIGHEST + LINE)

    def _table(self, table: Table) -> None:
        self._lines_of(table.caption, tinted=False)
        name = self.pdf.epw - len(table.weeks) * (TICKS + 1) * BOX
        for corner, row in ((table.corner, table.weeks), ("", table.days)):
            self.pdf.cell(name, LINE, corner)
            for words in row:
                self.pdf.cell((TICKS + 1) * BOX, LINE, words)
            self.pdf.ln(LINE)
        for row_name in table.rows:
            if self.pdf.will_page_break(2 * LINE):
                self.pdf.add_page()
            top = self.pdf.y
            for week in range(len(table.weeks)):
                left = 45 + name + week * (TICKS + 1) * BOX
                for day in range(TICKS):
                    self.pdf.rect(left + day * BOX, top, BOX - 2, BOX - 2)
            self.pdf.multi_cell(name, LINE, row_name, align="L", new_x="LMARGIN", new_y="NEXT")


class Fpdf(Peer[Document]):
    """One process; fpdf2 keeps nothing of fonts and vector drawings from file to file."""

    name: ClassVar[str] = "fpdf2"

    def __init__(self) -> None:
        """Import it here: where it is not installed, it is listed so."""
        self.fpdf = import_module("fpdf")

    def prepare(self, source: Source) -> Document:
        """Walk the page; a maker for fpdf2 would call it at once."""
        return read_page(source.page.read_text("utf-8"))

    def layout(self, prepared: Document) -> bytes:
        """The blocks drawn one below the other."""
        return Sheet(self.fpdf, prepared).finish()


make = Fpdf
