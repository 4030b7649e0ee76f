"""What goes to whoever makes a handout, and what comes back: plain values, for any process.

None of them shows what it holds: an executor may write its work into a log.
"""

import datetime
from pathlib import Path
from typing import Self

from msgspec import Struct

from generator.errors import ExitCode, HepError
from generator.handout.press import Format
from generator.handout.variant import STANDARD, Variant
from generator.yamlread import read_bytes, shown_name


class Sealed(Struct, frozen=True, kw_only=True):
    """A value that shows its kind and nothing else."""

    def __repr__(self) -> str:
        """Return the kind."""
        return f"<{type(self).__name__}>"


class Settings(Sealed, frozen=True, kw_only=True):
    """What all handouts of a run have in common.

    `run` names the run: what a process keeps from case to case, it keeps for one run only.
    """

    run: str
    clinic: Path | None
    today: datetime.date
    form: Format = "pdf"
    variant: Variant = STANDARD
    stale_ok: bool = False


class Source(Sealed, frozen=True, kw_only=True):
    """A case file: its path, and its text where another process could not read it."""

    path: Path
    text: bytes | None = None

    @property
    def name(self) -> str:
        """The name that messages show."""
        return shown_name(self.path)

    def with_text(self) -> Self:
        """The same with its text.

        Raises: BadInput if it cannot be read.
        """
        return type(self)(path=self.path, text=self.read())

    def read(self) -> bytes:
        """The text.

        Raises: BadInput if it cannot be read.
        """
        return read_bytes(self.path) if self.text is None else self.text


class Place(Sealed, frozen=True, kw_only=True):
    """Where a handout goes, and how it is locked."""

    path: Path
    force: bool = False
    new_folder: bool = False
    password: str | None = None


class Made(Sealed, frozen=True, kw_only=True):
    """What came of one case: the handout or its path, and all that must be said about it."""

    code: ExitCode = ExitCode.OK
    data: bytes | None = None
    path: Path | None = None
    skipped: bool = False
    remarks: tuple[str, ...] = ()
    drafts: frozenset[str] = frozenset()
    draft_flags: frozenset[str] = frozenset()
    once: tuple[str, ...] = ()  # said once, however many handouts it is true of
    error: str = ""

    @classmethod
    def failed(cls, error: HepError) -> Self:
        """What came of a case that gets no handout."""
        return cls(code=error.exit_code, error=str(error))


class Task(Sealed, frozen=True, kw_only=True):
    """One case, where its handout goes, and what is known before anything is made."""

    source: Source
    place: Place
    settled: Made | None = None
