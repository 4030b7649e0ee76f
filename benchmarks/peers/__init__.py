"""Ours and its peers: each makes the PDF of the same handout, in a process of its own."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Final, Generic, NamedTuple, TypeVar

Prepared = TypeVar("Prepared")  # what a layout starts from


class Source(NamedTuple):
    """One handout: its case file, and its page with the drawings put in as SVG."""

    case: Path
    page: Path


class Peer(ABC, Generic[Prepared]):
    """A maker of PDFs that stays open, so that what it keeps from handout to handout counts."""

    name: ClassVar[str]

    @abstractmethod
    def prepare(self, source: Source) -> Prepared:
        """What the layout starts from; this is timed apart."""

    @abstractmethod
    def layout(self, prepared: Prepared) -> bytes:
        """The PDF; this is what is compared."""

    def close(self) -> None:
        """End what it started; most start nothing."""


# The name of each, and the module with its `make`, which is imported only in its own process.
PEERS: Final = {
    "ours": "benchmarks.peers.ours",
    "typst": "benchmarks.peers.typst_",
    "fpdf2": "benchmarks.peers.fpdf_",
    "Chromium": "benchmarks.peers.chrome",
    "WeasyPrint": "benchmarks.peers.weasy",
}
