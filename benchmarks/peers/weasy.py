"""WeasyPrint prints the page, with the drawings as files: one inside the page gets no tag."""

import hashlib
import re
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, Final

from benchmarks.peers import Peer, Source
from benchmarks.peers.walker import DRAWING

LABEL: Final = re.compile(r'aria-label="([^"]*)"')


class WeasyPrint(Peer[str]):
    """One process; the fonts and the drawings that were read are kept."""

    name: ClassVar[str] = "WeasyPrint"

    def __init__(self) -> None:
        """Import it here: where it is not installed, it is listed so."""
        self.weasyprint = import_module("weasyprint")
        self.fonts = import_module("weasyprint.text.fonts").FontConfiguration()
        self.folder = tempfile.TemporaryDirectory()
        self.images: dict[str, Any] = {}

    def prepare(self, source: Source) -> str:
        """The page with a file for each drawing."""
        return DRAWING.sub(self._file, source.page.read_text("utf-8"))

    def layout(self, prepared: str) -> bytes:
        """The page as a PDF."""
        page = self.weasyprint.HTML(string=prepared, base_url=f"{self.folder.name}/")
        made: bytes = page.write_pdf(
            font_config=self.fonts, cache=self.images, pdf_variant="pdf/ua-1"
        )
        return made

    def close(self) -> None:
        """Remove the drawings."""
        self.folder.cleanup()

    def _file(self, drawing: re.Match[str]) -> str:
        svg = drawing[0]
        name = hashlib.sha256(svg.encode()).hexdigest()[:16] + ".svg"
        path = Path(self.folder.name, name)
        if not path.exists():
            path.write_text(svg, "utf-8")
        label = LABEL.search(svg)
        return f'<img src="{name}" alt="{label[1] if label else ""}"/>'


make = WeasyPrint
