"""Ours: from a case file to a tagged PDF (PDF/UA-1)."""

from typing import ClassVar

from benchmarks.cases import TODAY
from benchmarks.peers import Peer, Source
from generator import garbage
from generator.handout.pdf import render_pdf
from generator.handout.press import Press
from generator.workshop import Workshop


class Ours(Peer[str]):
    """`hep generate`, without the command line."""

    name: ClassVar[str] = "ours"

    def __init__(self) -> None:
        """Read the library."""
        garbage.look_rarely()  # as `hep generate` does
        self.workshop = Workshop(None, TODAY)
        self.press = Press(self.workshop.library, None)

    def prepare(self, source: Source) -> str:
        """Read and assess the case, and fill in the template."""
        assessment, _ = self.workshop.read(source.case)
        return self.press.xhtml(assessment, "pdf")

    def layout(self, prepared: str) -> bytes:
        """The page as a PDF."""
        return render_pdf(prepared, self.press.theme, created=TODAY, paper=self.press.paper)


make = Ours
