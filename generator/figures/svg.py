"""Reads the subset of SVG that drawings are made of, and refuses all else with its place.

`svg`, `g`, `path`; outlines of M, L, C and Z; class, fill, stroke, width, caps, joins, fill rule.
No text, no transform, no opacity, no reference: a drawing is what it seems in every program.
"""

import re
from pathlib import Path
from typing import Final, NoReturn
from xml.parsers import expat

from msgspec.structs import replace

from generator.errors import BadInput, Problem, did_you_mean, quote
from generator.figures.drawing import NAMESPACE, Drawing, Shape, Style
from generator.figures.outline import OutlineError, outline

MOST_BYTES: Final = 1_000_000
MOST_DEPTH: Final = 16
REFUSED: Final = "refused"  # in the place of an element's name; inside it nothing more is said
ENOUGH: Final = 20  # problems; nobody corrects more in one go

_CAPS: Final = ("butt", "round", "square")
_JOINS: Final = ("miter", "round", "bevel")
_STYLE: Final = frozenset(
    "fill stroke stroke-width stroke-linecap stroke-linejoin fill-rule class".split()
)
_KNOWN: Final = {
    "svg": _STYLE | {"xmlns", "viewBox", "width", "height"},
    "g": _STYLE,
    "path": _STYLE | {"d"},
}
_COLOUR: Final = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_CLASS: Final = re.compile(r"[A-Za-z][\w-]*")
_WIDTH: Final = re.compile(r"\d+\.?\d*|\.\d+")
_SIZE: Final = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:px|pt|mm|cm|in)?")
_HINT: Final = "see docs/add-an-exercise.md for what a drawing may hold"


class _WrongError(Exception):
    """An attribute that is not of the subset: what is wrong, and what to write."""

    def __init__(self, message: str, hint: str = _HINT) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def read_drawing(path: Path) -> Drawing:
    """Read a drawing from a file.

    Raises: BadInput with every problem and its line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        text = f"this drawing cannot be read ({(error.strerror or 'no reason given').lower()})"
        raise BadInput.one(str(path), text) from None
    return parse_drawing(data, str(path))


def parse_drawing(data: bytes, name: str) -> Drawing:
    """Read a drawing from its bytes; `name` is the file's for the messages.

    Raises: BadInput with every problem and its line.
    """
    if len(data) > MOST_BYTES:
        raise BadInput.one(name, "this drawing is larger than 1 MB", "make it simpler")
    reader = _Reader(data, name)
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003  (expat takes no names)
    except expat.ExpatError as error:
        text = f"this is no well-formed SVG: {expat.errors.messages[error.code]}"
        reader.say(text, "", error.lineno, error.offset + 1)
    if reader.problems:
        raise BadInput(reader.problems)
    x, y, width, height = reader.box
    return Drawing(x, y, width, height, tuple(reader.shapes))


class _Reader:
    """Collects shapes and problems from expat's events."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.lines = data.decode("utf-8", "replace").splitlines()
        self.problems: list[Problem] = []
        self.shapes: list[Shape] = []
        self.box = (0.0, 0.0, 0.0, 0.0)
        self.open: list[tuple[str, str, Style]] = []
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refused
        parser.EntityDeclHandler = self._refused
        parser.ProcessingInstructionHandler = self._refused

    def say(self, message: str, hint: str, line: int = 0, column: int = 0) -> None:
        """Keep a problem, at the element that is being read unless a place is given."""
        line = line or self.parser.CurrentLineNumber
        column = column or self.parser.CurrentColumnNumber + 1
        shown = self.lines[line - 1] if line <= len(self.lines) else ""
        if len(self.problems) < ENOUGH:
            self.problems.append(Problem(self.name, line, column, message, hint, shown))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        above = self.open[-1] if self.open else ("", "", Style())
        self.open.append((tag, above[1], above[2]))
        fault = _misplaced(tag, above[0], len(self.open))
        if above[0] == REFUSED or fault:
            self.open[-1] = (REFUSED, *above[1:])
            if above[0] != REFUSED:
                self.say(fault, _HINT)
            return
        name, style = above[1], above[2]
        for key, value in attributes.items():
            try:
                if key not in _KNOWN[tag]:
                    hint = did_you_mean(key, _KNOWN[tag]) or _HINT
                    raise _WrongError(f"{quote(key)} may not stand in <{tag}>", hint)  # noqa: TRY301
                if key == "class":
                    name = _class(value)
                else:
                    style = _styled(style, key, value)
            except _WrongError as error:
                self.say(error.message, error.hint)
        self.open[-1] = (tag, name, style)
        if tag == "svg":
            self._frame(attributes)
        elif tag == "path":
            self._path(name, style, attributes.get("d", ""))

    def _frame(self, attributes: dict[str, str]) -> None:
        numbers = attributes.get("viewBox", "").replace(",", " ").split()
        try:
            x, y, width, height = map(float, numbers)
        except ValueError:
            self.say("the drawing has no viewBox of four numbers", 'write viewBox="0 0 800 800"')
            return
        if not (0 < width < MOST_BYTES and 0 < height < MOST_BYTES):
            self.say("the drawing's viewBox has no room", 'write viewBox="0 0 800 800"')
        self.box = x, y, width, height

    def _path(self, name: str, style: Style, written: str) -> None:
        try:
            segments = outline(written)
        except OutlineError as error:
            self.say(f"the outline of this path is wrong: {error}", "write d with M, L, C and Z")
            return
        if segments:
            self.shapes.append(Shape(name, style, " ".join(written.split()), segments))

    def _end(self, _tag: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        if text.strip() and self.open[-1][0] in _KNOWN:
            self.say("there may be no text in a drawing", "turn it into paths, or leave it out")

    def _refused(self, *_rest: object) -> None:
        self.say("a drawing may hold no DTD, entity or instruction", "take it out")


def _misplaced(tag: str, above: str, depth: int) -> str:
    """Why an element may not stand where it does; nothing when it may."""
    if not above and tag != "svg":
        return f"the drawing begins with <{tag[:30]}> and not with <svg>"
    if above and (tag not in _KNOWN or tag == "svg" or above not in ("svg", "g")):
        return f"<{tag[:30]}> may not stand in <{above[:30]}>"
    return "groups stand too deep in each other" if depth > MOST_DEPTH else ""


def _class(value: str) -> str:
    if not _CLASS.fullmatch(value):
        _wrong("class", value, "one word of letters, digits and hyphens")
    return value


def _styled(style: Style, key: str, value: str) -> Style:
    """A style with one attribute more."""
    match key:
        case "fill" | "stroke":
            return replace(style, **{key: _colour(key, value)})
        case "stroke-width":
            if not _WIDTH.fullmatch(value):
                _wrong(key, value, "a plain number")
            return replace(style, width=float(value))
        case "stroke-linecap":
            return replace(style, cap=_one_of(key, value, _CAPS))
        case "stroke-linejoin":
            return replace(style, join=_one_of(key, value, _JOINS))
        case "fill-rule":
            return replace(style, even_odd=_one_of(key, value, ("nonzero", "evenodd")) == "evenodd")
        case "xmlns" if value != NAMESPACE:
            _wrong(key, value, NAMESPACE)
        case "width" | "height" if not _SIZE.fullmatch(value):
            _wrong(key, value, "a plain number")
    return style


def _colour(key: str, value: str) -> str:
    if value == "none":
        return value
    if not _COLOUR.fullmatch(value):
        _wrong(key, value, "a color like #c8372d, or none")
    digits = value[1:].lower()
    return "#" + (digits if len(digits) > 3 else "".join(2 * digit for digit in digits))  # noqa: PLR2004  (#rgb)


def _one_of(key: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        _wrong(key, value, " or ".join(known))
    return value


def _wrong(key: str, value: str, wanted: str) -> NoReturn:
    message = f"{key}={quote(value)} is not of the subset"
    raise _WrongError(message, f"write {wanted}")
