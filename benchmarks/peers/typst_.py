"""typst compiles markup that the walker writes; the drawings are SVG files beside it."""

import datetime
import hashlib
import tempfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, Final

import fontpkg_atkinson_hyperlegible as fontpkg

from benchmarks.cases import TODAY
from benchmarks.peers import Peer, Source
from benchmarks.peers.walker import (
    TICKS,
    Aside,
    Block,
    Columns,
    Document,
    Figure,
    Figures,
    Heading,
    Lines,
    Listing,
    Pairs,
    Paragraph,
    Table,
    Text,
    read_page,
)

ACCENT: Final = 'rgb("#0e5a6a")'
TINT: Final = 'rgb("#ecf2f3")'
STAMP: Final = int(datetime.datetime.combine(TODAY, datetime.time(), datetime.UTC).timestamp())
BARE: Final = ("plain", "card", "stop")
STYLE: Final = f"""
#set text(font: "Atkinson Hyperlegible", size: 12pt, hyphenate: false)
#set par(leading: 0.5em, spacing: 0.8em)
#show heading: set text(fill: {ACCENT})
#show heading.where(level: 1): set text(size: 20pt)
#show heading.where(level: 2): set text(size: 15pt)
#show heading.where(level: 3): set text(size: 13pt)
#show terms.item: it => par[*#it.term* #it.description]
#let panel(look, body) = if look == "tint" {{
  block(fill: {TINT}, inset: 8pt, radius: 4pt, width: 100%, body)
}} else if look == "frame" {{
  block(stroke: 1.5pt, inset: 8pt, radius: 4pt, width: 100%, body)
}} else {{ body }}
#let week = stack(
  dir: ltr, spacing: 2pt, ..range({TICKS}).map(_ => square(size: 10pt, stroke: .5pt))
)
"""


def string(text: str) -> str:
    """The text as a string of typst."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def inline(text: Text) -> str:
    """Runs of text as markup; a string holds no mark that could be misread."""
    return "".join(
        f"#strong({string(run.text)});" if run.bold else f"#{string(run.text)};" for run in text
    )


class Markup:
    """Writes the markup of a document, and its drawings into a folder."""

    def __init__(self, folder: Path) -> None:
        """Remember where the drawings go."""
        self.folder = folder
        self.known: set[str] = set()

    def write(self, document: Document) -> str:
        """The whole document."""
        head = (
            f"#set document(title: {string(document.title)}, author: {string(document.author)})\n"
            f"#set text(lang: {string(document.lang)})\n"
            f'#set page(paper: "us-letter", margin: (x: 45pt, top: 30pt, bottom: 75pt), '
            f"footer: context [{self._foot(document.foot)}])\n"
        )
        return head + STYLE + self.blocks(document.blocks)

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Blocks one after the other."""
        return "\n\n".join(map(self.block, blocks))

    def block(self, block: Block) -> str:  # noqa: PLR0911  (one line a kind)
        """One block."""
        match block:
            case Heading(level, text):
                return f"#heading(level: {level})[{inline(text)}]"
            case Paragraph(text):
                return f"#par[{inline(text)}]"
            case Listing(items, numbered):
                name = "enum" if numbered else "list"
                return f"#{name}({''.join(f'[{inline(item)}],' for item in items)})"
            case Pairs(items):
                terms = (f"terms.item([{inline(a)}], [{inline(b)}])," for a, b in items)
                return f"#terms({''.join(terms)})"
            case Figures(figures):
                return self._side_by_side(map(self._figure, figures))
            case Columns(cells):
                return self._side_by_side(map(self.blocks, cells))
            case Aside(look, blocks):
                frame = "frame" if look in ("warn", "call", "emergency") else "tint"
                kind = "" if look in BARE else frame
                return f"#panel({string(kind)})[{self.blocks(blocks)}]"
            case Lines(number):
                return "\n".join(["#v(18pt) #line(length: 100%, stroke: .5pt)"] * number)
            case Table():
                return self._table(block)

    @staticmethod
    def _side_by_side(cells: Iterable[str]) -> str:
        listed = list(cells)
        inside = "".join(f"[{cell}]," for cell in listed)
        return f"#grid(columns: (1fr,) * {max(2, len(listed))}, gutter: 14pt, {inside})"

    def _figure(self, figure: Figure) -> str:
        name = hashlib.sha256(figure.svg.encode()).hexdigest()[:16] + ".svg"
        if name not in self.known:
            (self.folder / name).write_text(figure.svg, "utf-8")
            self.known.add(name)
        image = f'image("{name}", alt: {string(figure.alt)}, width: 120pt)'
        return f"#{image}\n#{string(figure.caption)}"

    @staticmethod
    def _table(table: Table) -> str:
        count = len(table.weeks)
        weeks = "".join(f"[#{string(week)}]," for week in table.weeks)
        days = "".join(f"[#{string(day)}]," for day in table.days)
        rows = "".join(f"[#{string(row)}]," + "week," * count for row in table.rows)
        head = f"table.header(table.cell(rowspan: 2)[#{string(table.corner)}], {weeks} {days}),"
        columns = f"columns: (1fr,) + (auto,) * {count}, stroke: none, inset: 4pt,"
        return f"#par[{inline(table.caption)}]\n#table({columns} {head} {rows})"

    @staticmethod
    def _foot(lines: Iterable[str]) -> str:
        counted = {"{page}": "counter(page).display()", "{pages}": "counter(page).final().first()"}
        written = []
        for line in lines:
            markup = string(line)
            for mark, call in counted.items():
                markup = markup.replace(mark, f'" + str({call}) + "')
            written.append(f"#text(size: 10pt, {markup})")
        return " \\ ".join(written)


class Typst(Peer[bytes]):
    """One compiler with its fonts read."""

    name: ClassVar[str] = "typst"

    def __init__(self) -> None:
        """Import it here: where it is not installed, it is listed so."""
        typst: Any = import_module("typst")
        self.root = tempfile.TemporaryDirectory()
        self.markup = Markup(Path(self.root.name))
        fonts = [str(Path(fontpkg.ROOT) / "files")]
        self.compiler = typst.Compiler(
            root=self.root.name, font_paths=fonts, ignore_system_fonts=True
        )

    def prepare(self, source: Source) -> bytes:
        """Walk the page; a maker for typst would write its markup at once."""
        return self.markup.write(read_page(source.page.read_text("utf-8"))).encode()

    def layout(self, prepared: bytes) -> bytes:
        """The compiled markup."""
        made: bytes = self.compiler.compile(
            prepared, format="pdf", pdf_standards="ua-1", timestamp=STAMP
        )
        return made

    def close(self) -> None:
        """Remove the drawings."""
        self.root.cleanup()


make = Typst
