"""YAML text into data with line and column marks; strict, and safe against any input."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING, NamedTuple

from generator.errors import BadInput, Path, Problem, Severity, visible
from generator.yamlcompose import FORBIDDEN, MAX_FAULTS, Composed, Data, Marks, compose
from generator.yamlsyntax import Fault, Position

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Sequence

MAX_BYTES = 1_000_000
STDIN_NAME = "standard input"

_BOM = "\ufeff"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_BINARY_SAMPLE = 8192
_NOT_TEXT = "this is not a text file"
_SAVE_AS_UTF8 = 'save the file as "UTF-8" in your editor'
_TOO_LARGE = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
_CHECK_NAME = "check the name of the file"

# O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_CANNOT_OPEN = {
    errno.ENOENT: ("there is no such file", _CHECK_NAME),
    errno.ENOTDIR: ("there is no such file", _CHECK_NAME),
    errno.ENAMETOOLONG: ("there is no such file, the name is too long", _CHECK_NAME),
    errno.EACCES: ("you are not allowed to read this file", "check its permissions"),
    errno.EPERM: ("you are not allowed to read this file", "check its permissions"),
    errno.ELOOP: ("this link leads back to itself", "make the link again"),
}


class Document(NamedTuple):
    """The data of a YAML file, and where each key and value stands."""

    file: str
    data: Data
    marks: Marks | Position | None
    lines: tuple[str, ...]

    def value(self, path: Path) -> Data:
        """Return the value at a path.

        Raises: KeyError or IndexError if nothing is there.
        """
        value = self.data
        for step in path:
            if not isinstance(value, dict if isinstance(step, str) else dict | list):
                raise KeyError(step)
            value = value[step]
        return value

    def problem(
        self,
        path: Path,
        message: str,
        hint: str = "",
        *,
        key: bool = False,
        severity: Severity = "error",
    ) -> Problem:
        """Return a problem with the value (or the key) at a path, or the nearest above it."""
        position = self._position(path, key=key)
        if position is None:
            return Problem(self.file, None, None, message, hint, "", path, severity)
        line, column = position
        source = self.lines[line] if line < len(self.lines) else ""
        return Problem(self.file, line + 1, column + 1, message, hint, source, path, severity)

    def _position(self, path: Path, *, key: bool) -> Position | None:
        marks = self.marks
        position = marks.start if isinstance(marks, Marks) else marks
        for step in path:
            if not isinstance(marks, Marks) or step not in marks.values:
                break
            beside, marks = marks, marks.values[step]
            value_at = marks.start if isinstance(marks, Marks) else marks
            position = beside.keys.get(step, value_at) if key else value_at
        return position


def read_yaml(text: bytes | str, file: str) -> Document:
    """Return the data of a YAML text; `file` is the name that messages show.

    Raises: BadInput with every problem found.
    """
    if len(text) > MAX_BYTES:
        raise BadInput.one(file, _TOO_LARGE, "split it")
    if isinstance(text, bytes):
        text = _decoded(text, file)
    text = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    lines = tuple(text.split("\n"))
    faults = _forbidden(text) or _directives(text)
    composed = Composed(None, None, faults) if faults else compose(text, lines)
    if composed.faults:
        raise _refused(file, lines, composed.faults)
    return Document(file, composed.data, composed.marks, lines)


def read_yaml_file(path: pathlib.Path) -> Document:
    """Return the data of a YAML file, or of standard input for the path `-`.

    Raises: BadInput with every problem found.
    """
    return read_yaml(read_bytes(path), shown_name(path))


def read_bytes(path: pathlib.Path) -> bytes:
    """Return what a YAML file holds, or standard input for the path `-`, not yet looked at.

    Raises: BadInput if it cannot be read.
    """
    return _stdin() if str(path) == "-" else _file(path)


def shown_name(path: pathlib.Path) -> str:
    """Return the name by which messages call a file."""
    return STDIN_NAME if str(path) == "-" else str(path)


def _stdin() -> bytes:
    try:
        # The buffer is missing where a test or a tool put a text stream in place of stdin.
        stream = getattr(sys.stdin, "buffer", None)
        if stream is not None:
            return bytes(stream.read(MAX_BYTES + 1))
        return str(sys.stdin.read(MAX_BYTES + 1)).encode("utf-8", "surrogateescape")
    except (AttributeError, OSError, ValueError):
        raise BadInput.one(STDIN_NAME, "nothing can be read from it", "name a file") from None


def _file(path: pathlib.Path) -> bytes:
    """Return the bytes of a file, one more than allowed at most.

    Raises: BadInput if it is no plain file, or cannot be read.
    """
    name = str(path)
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
        with open(descriptor, "rb") as stream:  # noqa: PTH123  (a descriptor, not a path)
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise BadInput.one(name, *_not_a_file(status.st_mode))
            if status.st_size > MAX_BYTES:
                raise BadInput.one(name, _TOO_LARGE, "split it")
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        # Windows refuses to open a folder; the folder is the news, not the permission.
        if os.path.isdir(path):  # noqa: PTH112  (Path.is_dir raises for a name that is too long)
            raise BadInput.one(name, *_not_a_file(stat.S_IFDIR)) from None
        reason = (os.strerror(error.errno or 0).lower(), "")
        said, hint = _CANNOT_OPEN.get(error.errno or 0, reason)
        raise BadInput.one(name, said, hint) from None
    except ValueError:
        raise BadInput.one(name, "this cannot be the name of a file", _CHECK_NAME) from None


def _not_a_file(mode: int) -> tuple[str, str]:
    if stat.S_ISDIR(mode):
        return "this is a folder", "name a file inside it"
    return "this is not a plain file", "name a YAML file, or - for standard input"


def _decoded(data: bytes, file: str) -> str:
    """Return the text of UTF-8 bytes.

    Raises: BadInput for any other encoding, and for a file that is not text.
    """
    if data.startswith(_UTF16_BOMS):
        raise BadInput.one(file, "the file is saved as UTF-16, not UTF-8", _SAVE_AS_UTF8)
    if b"\0" in data[:_BINARY_SAMPLE]:
        raise BadInput.one(file, _NOT_TEXT, "give a YAML file, saved as UTF-8")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        number, column = _place(before, len(before))
        lines = data.decode(errors="replace").split("\n")
        message = f"byte {data[error.start]:02x} is not UTF-8"
        fault = Fault((number, column), message, _SAVE_AS_UTF8)
        raise _refused(file, lines, [fault]) from None


def _forbidden(text: str) -> list[Fault]:
    """Return a fault for each character that must not stand in a file."""
    faults = []
    for found in FORBIDDEN.finditer(text):
        message = f"the character {visible(found.group())} cannot be printed"
        faults.append(Fault(_place(text, found.start()), message, "remove it"))
        if len(faults) >= MAX_FAULTS:
            break
    return faults


def _directives(text: str) -> list[Fault]:
    """Return a fault for the first directive; libyaml takes quadratic time for many of them."""
    # The added line break lets one search find a "%" in the first line too.
    found = f"\n{text}".find("\n%")
    if found < 0:
        return []
    message = 'a line cannot start with "%"'
    return [Fault(_place(text, found), message, "remove the line, or indent it")]


def _place(text: str, offset: int) -> Position:
    """Return the line and column, from 0, of a character."""
    return text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1)


def _refused(file: str, lines: Sequence[str], faults: list[Fault]) -> BadInput:
    """Return the error for the faults of a text, in the order of their places."""
    problems = []
    for (line, column), message, hint in sorted(faults, key=lambda fault: fault.position):
        source = lines[line] if line < len(lines) else ""
        problems.append(Problem(file, line + 1, column + 1, message, hint, source))
    return BadInput(problems)
