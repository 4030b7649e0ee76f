"""What goes wrong, said in plain words: problems with a place in a file, and the exit codes."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

Step = str | int
Path = tuple[Step, ...]
Severity = Literal["error", "warning"]

_LINE_WIDTH = 160
_QUOTE_WIDTH = 60
_LONGEST_GUESS = 60
_INDENT = "    "


class ExitCode(IntEnum):
    """The number with which `hep` ends."""

    OK = 0
    BUG = 1
    USAGE = 2
    BAD_INPUT = 3
    STOP = 4
    REFER = 5
    DELIVERY = 6
    RECORD = 7


_GRAVEST_FIRST = (
    ExitCode.BUG,
    ExitCode.STOP,
    ExitCode.REFER,
    ExitCode.RECORD,
    ExitCode.DELIVERY,
    ExitCode.BAD_INPUT,
    ExitCode.USAGE,
    ExitCode.OK,
)


def gravest(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the exit code that a caller must hear of first; OK when there is none."""
    return min(codes, key=_GRAVEST_FIRST.index, default=ExitCode.OK)


def visible(text: str) -> str:
    r"""Return the text with every character that cannot be seen written as an escape (`\x07`)."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quote(text: str) -> str:
    """Return the text in double quotes, cut short where it is too long to read in a message."""
    if len(text) > _QUOTE_WIDTH:
        text = text[: _QUOTE_WIDTH - 1] + "…"
    return f'"{text}"'


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean "x"?` for the known word that is nearest, or nothing."""
    # difflib takes seconds on a word of a megabyte, and nobody means one.
    if len(word) > _LONGEST_GUESS:
        return ""
    from difflib import get_close_matches  # noqa: PLC0415  (only a mistake pays for this import)

    by_folded = {name.casefold(): name for name in known}
    nearest = get_close_matches(word.casefold(), by_folded, n=1)
    return f'did you mean "{by_folded[nearest[0]]}"?' if nearest else ""


class Problem(NamedTuple):
    """One thing that is wrong, and where; line and column count from 1."""

    file: str
    line: int | None
    column: int | None
    message: str
    hint: str = ""
    source_line: str = ""
    path: Path = ()
    severity: Severity = "error"

    def __str__(self) -> str:
        """Return `file:line:column: message; hint`, with the source line and a caret below it."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        warning = "warning: " if self.severity == "warning" else ""
        said = "; ".join(part for part in (self.message, self.hint) if part)
        head = visible(f"{place}: {warning}{said}")
        if self.line is None or not self.source_line.strip():
            return head
        return "\n".join([head, *self._excerpt()])

    def _excerpt(self) -> list[str]:
        """Return the source line, and the line with the caret if the column is known."""
        line = self.source_line
        at = min((self.column or 1) - 1, len(line))
        start = max(0, min(at - _LINE_WIDTH // 2, len(line) - _LINE_WIDTH))
        end = start + _LINE_WIDTH
        before = _INDENT + ("…" if start else "") + visible(line[start:at])
        shown = before + visible(line[at:end]) + ("…" if end < len(line) else "")
        if self.column is None:
            return [shown]
        return [shown, " " * _cells(before) + "^"]


def _cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    """Return the columns of one character: none for an accent, two for a wide letter."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class HepError(Exception):
    """The root of every error that is not a bug."""

    exit_code: ClassVar[ExitCode] = ExitCode.BUG


class _ProblemsError(HepError):
    """An error that is a list of problems."""

    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, in the order given."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    @classmethod
    def one(cls, file: str, message: str, hint: str = "") -> Self:
        """Return the error for one problem with a whole file."""
        return cls((Problem(file, None, None, message, hint),))

    def __str__(self) -> str:
        """Return every problem, one below the other."""
        return "\n".join(str(problem) for problem in self.problems)


class BadInput(_ProblemsError):  # noqa: N818  (the name says who must act: whoever wrote the input)
    """What was given cannot be used; every problem that was found is in it."""


class OutputError(_ProblemsError):
    """A file could not be written, and nothing of it was."""
