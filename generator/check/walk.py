"""Finding the words that stand at certain places of plain data, whether or not it fits a model."""

from collections.abc import Iterator

from msgspec import Struct

from generator.errors import Path, Step


class Word(Struct, frozen=True):
    """A text found in data: where, and whether it is a key there."""

    path: Path
    text: str
    key: bool = False


def words_at(data: object, pattern: str) -> Iterator[Word]:
    """The texts at a pattern: `*` any item, `**` any depth, `@` the keys, else that key."""
    yield from _walk(data, tuple(pattern.split(".")), ())


def _walk(value: object, steps: tuple[str, ...], path: Path) -> Iterator[Word]:
    if not steps:
        if isinstance(value, str):
            yield Word(path, value)
        return
    first, rest = steps[0], steps[1:]
    if first == "@":
        if isinstance(value, dict):
            yield from (Word((*path, key), key, key=True) for key in value if isinstance(key, str))
    elif first == "*":
        for step, child in _children(value):
            yield from _walk(child, rest, (*path, step))
    elif first == "**":
        yield from _walk(value, rest, path)
        for step, child in _children(value):
            yield from _walk(child, steps, (*path, step))
    elif isinstance(value, dict) and first in value:
        yield from _walk(value[first], rest, (*path, first))


def _children(value: object) -> Iterator[tuple[Step, object]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from enumerate(value)
