"""PyYAML's syntax errors in plain words, at the place that a person has to change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.errors import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import yaml

Position = tuple[int, int]
"""Line and column, both from 0."""

_NO_SPACE = re.compile(r"\s*(?:- +)*([^\s:#\"'\[{]+):[^\s:/]")
_KEY_AND_VALUE = re.compile(r"\s*(?:- +)*[^\s#][^:]*:\s+[^\s#]")


class Fault(NamedTuple):
    """Something wrong at a place of the text, not yet tied to a file."""

    position: Position
    message: str
    hint: str = ""


class _Syntax(NamedTuple):
    """One syntax error: what PyYAML says, where, and the lines of the file."""

    said: str
    here: Position
    opened: Position
    lines: Sequence[str]

    def line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    @property
    def character(self) -> str:
        """The character at the place of the error, or nothing at the end of a line."""
        line, column = self.here
        return self.line(line)[column : column + 1]


def explain(error: yaml.YAMLError, lines: Sequence[str]) -> Fault:
    """Return the fault for an error of PyYAML's reader, scanner or parser."""
    said = f"{getattr(error, 'context', '') or ''}: {getattr(error, 'problem', '') or ''}"
    here = _position(getattr(error, "problem_mark", None), lines)
    opened = _position(getattr(error, "context_mark", None) or error, lines, here)
    syntax = _Syntax(said, here, opened, lines)
    for pattern, explained in _PLAIN:
        if re.search(pattern, said):
            return explained(syntax)
    return Fault(here, "this cannot be read as YAML", "compare it with a file that works")


def _position(mark: object, lines: Sequence[str], default: Position = (0, 0)) -> Position:
    """Return where a mark stands; past the end of the file is the end of its last full line."""
    line, column = getattr(mark, "line", None), getattr(mark, "column", None)
    if line is None or column is None:
        return default
    if line < len(lines) and (lines[line].strip() or column < len(lines[line])):
        return line, column
    last = min(line, len(lines) - 1)
    while last > 0 and not lines[last].strip():
        last -= 1
    return last, len(lines[last].rstrip())


def _no_token(syntax: _Syntax) -> Fault:
    character = syntax.character
    if character == "\t":
        return _tab(syntax)
    return Fault(
        syntax.here, f"text cannot start with {quote(character)}", "put the text in quotes"
    )


def _tab(syntax: _Syntax) -> Fault:
    return Fault(syntax.here, "a tab is used to indent", "use spaces instead of the tab")


def _reference(syntax: _Syntax) -> Fault:
    line, column = syntax.opened
    character = syntax.line(line)[column : column + 1]
    return Fault(
        syntax.opened, f"text cannot start with {quote(character)}", "put the text in quotes"
    )


def _no_space(syntax: _Syntax, number: int) -> Fault | None:
    """Return the fault for `key:value` on a line, if the line is one."""
    found = _NO_SPACE.match(syntax.line(number))
    if found is None:
        return None
    key, end = found.group(1), found.end(1) + 1
    return Fault((number, end), 'a space is missing after ":"', f'write "{key}: …"')


def _second_colon(syntax: _Syntax) -> Fault:
    """Tell apart two colons in a line, a line indented too far, and a line above with no colon."""
    number, column = syntax.here
    line = syntax.line(number)
    if _KEY_AND_VALUE.match(line[:column]):
        hint = 'if the ":" belongs to the text, put the whole text in quotes'
        return Fault(syntax.here, 'a second ":" in one line', hint)
    above = number - 1
    if above < 0:
        return _unexpected(syntax)
    while above > 0 and not syntax.line(above).strip():
        above -= 1
    fault = _no_space(syntax, above)
    if fault is not None:
        return fault
    start = len(line) - len(line.lstrip())
    if _KEY_AND_VALUE.match(syntax.line(above)):
        hint = "start it in the same column as the keys it stands beside"
        return Fault((number, start), "this line is indented too far", hint)
    return _missing_colon(syntax, above)


def _missing_colon(syntax: _Syntax, number: int) -> Fault:
    text = syntax.line(number).strip()
    start = len(syntax.line(number)) - len(syntax.line(number).lstrip())
    hint = 'write "key: value", with a space after the ":"'
    return Fault((number, start), f'":" is missing after {quote(text)}', hint)


def _no_colon(syntax: _Syntax) -> Fault:
    number = syntax.opened[0]
    return _no_space(syntax, number) or _missing_colon(syntax, number)


def _unclosed_quote(syntax: _Syntax) -> Fault:
    return Fault(syntax.opened, "the quote that opens here is never closed", "close the quote")


def _unclosed(syntax: _Syntax) -> Fault:
    line, column = syntax.opened
    opener = syntax.line(line)[column : column + 1]
    closer = "]" if opener == "[" else "}"
    if syntax.here[0] == line:
        hint = f'put a comma between the items, and "{closer}" at the end'
        return Fault(syntax.here, f'"," or "{closer}" is missing before this', hint)
    message = f'"{opener}" opens here, and is not closed before line {syntax.here[0] + 1}'
    return Fault(syntax.opened, message, f'add "{closer}", or the comma that is missing inside')


def _after_value(syntax: _Syntax) -> Fault | None:
    """Return the fault for text after a closing quote or bracket, if this is it."""
    number, column = syntax.here
    if not syntax.line(number)[:column].rstrip().endswith(('"', "'", "]", "}")):
        return None
    hint = "put the whole value in quotes; inside '…' a quote is written twice: ''"
    return Fault(syntax.here, "there is more text after the end of the value", hint)


def _no_key(syntax: _Syntax) -> Fault:
    if syntax.character == ":":
        return Fault(syntax.here, 'a key is missing before ":"', "write the key")
    hint = "start it in the same column as the lines it belongs to"
    fault = Fault(syntax.here, "the indentation of this line fits no line above it", hint)
    return _after_value(syntax) or fault


def _no_item(syntax: _Syntax) -> Fault:
    rest = syntax.line(syntax.here[0])[syntax.here[1] :]
    if rest.startswith("-"):
        return Fault(syntax.here, 'a space is missing after "-"', 'write "- …"')
    hint = 'start it with "- ", or indent it as the lines it belongs to'
    fault = Fault(syntax.here, "this line stands among list items and is not one", hint)
    return _after_value(syntax) or fault


def _no_start(syntax: _Syntax) -> Fault:
    if syntax.here[1] == 0:
        message = "this line does not belong to what stands above it"
        return Fault(syntax.here, message, "compare the lines above it")
    message = "the indentation of this line fits no line above it"
    return Fault(syntax.here, message, "start it in the first column")


def _colon_in_flow(syntax: _Syntax) -> Fault:
    hint = 'write "key: …", or put the text in quotes'
    return Fault(syntax.here, 'a space is missing after ":"', hint)


def _fixed(message: str, hint: str) -> Callable[[_Syntax], Fault]:
    def fault(syntax: _Syntax) -> Fault:
        return Fault(syntax.here, message, hint)

    return fault


def _unexpected(syntax: _Syntax) -> Fault:
    shown = quote(syntax.character) if syntax.character else "the end of the text"
    return Fault(
        syntax.here, f"{shown} is not expected here", "put it in quotes if it belongs to the text"
    )


# Both wordings: libyaml's, and that of PyYAML's own parser, used where libyaml is not at hand.
_PLAIN: tuple[tuple[str, Callable[[_Syntax], Fault]], ...] = (
    (r"tab character", _tab),
    (r"^while scanning an? (anchor|alias|tag)|^while parsing a tag", _reference),
    (r"cannot start any token", _no_token),
    (r"mapping values are not allowed", _second_colon),
    (r"could not find expected ':'", _no_colon),
    (r"quoted scalar: found unexpected (end of stream|document)", _unclosed_quote),
    (
        r"unknown escape|hexdecimal|hexadecimal",
        _fixed(
            r'this backslash means nothing inside "…"',
            r"write \\ for a backslash, or use '…' quotes",
        ),
    ),
    (
        r"invalid Unicode character",
        _fixed("this escape stands for no character", "write the character itself"),
    ),
    (r"flow (sequence|mapping): .*expected ',' or", _unclosed),
    (
        r"sequence entries are not allowed",
        _fixed('a list item ("- ") cannot start here', "put it on a line of its own below the key"),
    ),
    (
        r"scanning a block scalar",
        _fixed('nothing may follow "|" or ">" on its line', "start the text on the next line"),
    ),
    (r"block mapping: .*expected", _no_key),
    (r"block (collection|sequence): .*expected", _no_item),
    (r"expected '?<document start>", _no_start),
    (r"found unexpected ':'", _colon_in_flow),
    (r"expected (the )?node content", _unexpected),
)
