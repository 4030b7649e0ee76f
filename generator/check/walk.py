"""Finding the words that stand at certain places of plain data, whether or not it fits a model."""

from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from generator.errors import Path, Step


class Word(Struct, frozen=True):
    """A text found in data: where, and whether it is a key there."""

    path: Path
    text: str
    key: bool = False


def words_at(data: object, pattern: str) -> list[Word]:
    """The texts at a pattern: `*` any item, `**` any depth, `@` the keys, else that key."""
    found: list[Word] = []
    _walk(data, _steps(pattern), (), found)
    return found


@cache
def _steps(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.split("."))


def _walk(value: object, steps: tuple[str, ...], path: Path, found: list[Word]) -> None:
    if not steps:
        if isinstance(value, str):
            found.append(Word(path, value))
        return
    first, rest = steps[0], steps[1:]
    if first == "@":
        if isinstance(value, dict):
            found += [Word((*path, key), key, key=True) for key in value if isinstance(key, str)]
    elif first == "*":
        for step, child in _children(value):
            _walk(child, rest, (*path, step), found)
    elif first == "**":
        _walk(value, rest, path, found)
        for step, child in _children(value):
            _walk(child, steps, (*path, step), found)
    elif isinstance(value, dict) and first in value:
        _walk(value[first], rest, (*path, first), found)


def _children(value: object) -> Iterable[tuple[Step, object]]:
    if isinstance(value, dict):
        return value.items()
    if isinstance(value, list | tuple):
        return enumerate(value)
    return ()
