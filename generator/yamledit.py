"""Changing values in a YAML text while comments, order and all other values stay."""

import io
import re
from collections.abc import Mapping
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from ruamel.yaml.tokens import ScalarToken
from ruamel.yaml.util import load_yaml_guess_indent

from generator.errors import BadInput
from generator.yamlcompose import Data
from generator.yamlread import read_yaml

Place = tuple[str, ...]
LONGEST_LINE: Final = 1_000_000  # a value is never folded
_COMMENT: Final = re.compile(r"#.*")
_INDENTED: Final = re.compile(r"^( +)\w", re.MULTILINE)


def edited(text: str, changes: Mapping[Place, Data], name: str) -> str:
    """The text with each value at its place: text, a number, nothing, or a list of texts.

    What reads it afterwards finds the changes and nothing else changed, and every comment is there,
    on a line of its own if it had one.

    Raises: BadInput when the text cannot be read, or not be changed in this way.
    """
    before = {} if (found := read_yaml(text, name).data) is None else found
    wanted = _changed(before, changes, name)
    ends = "\r\n" if "\r\n" in text else "\n"
    old = text.replace("\r\n", "\n")
    try:
        written = _written(old, changes)
        same = read_yaml(written, name).data == wanted and _comments(written) == _comments(old)
    # ruamel.yaml takes 2026-99-99 for a day; what reads our files takes it for text.
    except (BadInput, ValueError, YAMLError):
        same = False
    if not same:
        said = "this file is written in a way that only you can change"
        raise BadInput.one(name, said, "make the change in an editor")
    return written.replace("\n", ends)


def _changed(data: Data, changes: Mapping[Place, Data], name: str) -> Data:
    """Plain data with the changes made."""
    if not isinstance(data, dict):
        raise BadInput.one(name, "the file must be a mapping (key: value)")
    found = dict(data)
    for (key, *rest), value in changes.items():
        if rest:
            inner = {} if found.get(key) is None else found[key]
            found[key] = _changed(inner, {tuple(rest): value}, name)
        else:
            found[key] = value
    return found


def _written(text: str, changes: Mapping[Place, Data]) -> str:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = LONGEST_LINE
    if text.strip():
        _, _, offset = load_yaml_guess_indent(text)
        steps = [len(spaces) for spaces in _INDENTED.findall(text)]
        yaml.indent(mapping=min(steps, default=2), sequence=(offset or 0) + 2, offset=offset or 0)
    loaded = yaml.load(text)
    root = CommentedMap() if loaded is None else loaded
    for place, value in changes.items():
        _set(root, place, value)
    out = io.StringIO()
    yaml.dump(root, out)
    head = f"{text.rstrip()}\n" if loaded is None and text.strip() else ""
    return head + out.getvalue()


def _set(table: Any, place: Place, value: Data) -> None:  # noqa: ANN401  (as ruamel.yaml types it)
    key, *rest = place
    if not rest:
        _replace(table, key, value)
        return
    if table.get(key) is None:
        table[key] = CommentedMap()
    inner = table[key]
    if len(rest) == 1 and rest[0] not in inner:
        # Below the last key may stand a comment on what follows: a new key goes before it.
        inner.insert(0, rest[0], _quoted(value))
    else:
        _set(inner, tuple(rest), value)


def _replace(table: Any, key: str, value: Data) -> None:  # noqa: ANN401
    """Set a value; what stands below the last item of a list stays below the new last one."""
    old, new = table.get(key), _quoted(value)
    notes = dict(old.ca.items) if isinstance(old, CommentedSeq) else {}
    below = notes.pop(len(old) - 1, None) if notes else None
    if isinstance(new, list) and new:
        new = CommentedSeq(new)
        new.ca.items.update(notes)
        if below:
            new.ca.items[len(new) - 1] = below
    elif below:
        table.ca.items[key] = [None, None, below[0], None]
    table[key] = new


def _comments(text: str) -> list[tuple[str, bool]]:
    """Each comment, and whether it has a line of its own; they stand between the tokens."""
    found, end = [], 0
    for token in YAML(typ="safe", pure=True).scan(text):
        found += _found(text, end, token.start_mark.index)
        end = token.end_mark.index
        if isinstance(token, ScalarToken) and token.style in ("|", ">"):
            start = token.start_mark.index
            found += _found(text, start, text.index("\n", start))
    return found


def _found(text: str, start: int, end: int) -> list[tuple[str, bool]]:
    """The comments in a part of a text that holds nothing else."""
    return [
        (one[0].rstrip(), not text[text.rfind("\n", 0, one.start()) + 1 : one.start()].strip())
        for one in _COMMENT.finditer(text, start, end)
    ]


def _quoted(value: Data) -> Data:
    """All text in quotes, so that none can be taken for a number."""
    if isinstance(value, list):
        return [_quoted(one) for one in value]
    return DoubleQuotedScalarString(value) if isinstance(value, str) else value
