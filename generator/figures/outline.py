"""The outline of an SVG path (its `d`) as absolute steps; only M, L, C and Z."""

import re
from collections.abc import Iterator
from typing import Final

from generator.figures.drawing import Segment

_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
_NUMBERS: Final = re.compile(rf"(?:\s*,?\s*{_NUMBER.pattern})*\s*")
_COMMAND: Final = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_TAKES: Final = {"M": 2, "L": 2, "C": 6, "Z": 0}
_EXACT: Final = 2  # decimals that are kept; more cannot be seen
LARGEST: Final = 99_999.0  # units; a number beyond is a mistake and not a picture


class OutlineError(ValueError):
    """An outline that is not of the subset; the message says why."""


def outline(text: str) -> tuple[Segment, ...]:
    """Read an outline.

    Raises: OutlineError.
    """
    out: list[Segment] = []
    x = y = first_x = first_y = 0.0
    for letter, numbers in _commands(text):
        name = letter.upper()
        if name == "Z":
            out.append(("Z", ()))
            x, y = first_x, first_y
            continue
        takes = _TAKES[name]
        for at in range(0, len(numbers), takes):
            step = numbers[at : at + takes]
            if letter != name:
                step = [value + (y if odd % 2 else x) for odd, value in enumerate(step)]
            x, y = step[-2:]
            # Further points after M are lines, as SVG has it.
            out.append(("L" if at and name == "M" else name, tuple(step)))
            if at == 0 and name == "M":
                first_x, first_y = x, y
    return tuple(_within(out, exact="." not in text))


def _within(segments: list[Segment], *, exact: bool) -> Iterator[Segment]:
    """The steps, none of them far away, without the noise of adding decimals."""
    for name, numbers in segments:
        if numbers and max(map(abs, numbers)) > LARGEST:
            raise OutlineError(f"a point of it is more than {LARGEST:g} units away")
        kept = numbers if exact else tuple(round(number, _EXACT) for number in numbers)
        yield name, kept


def _commands(text: str) -> list[tuple[str, list[float]]]:
    """Each letter with its numbers, as many as it takes, once or several times over."""
    found: list[tuple[str, list[float]]] = []
    text = text.strip()
    if text and text[0] not in "Mm":
        raise OutlineError(f'it begins with "{text[0]}" and not with M')
    for letter, rest in _COMMAND.findall(text):
        takes = _TAKES.get(letter.upper())
        if takes is None:
            raise OutlineError(f'"{letter}" is none of M, L, C and Z')
        if not _NUMBERS.fullmatch(rest):
            raise OutlineError(f'"{rest.strip()[:30]}" after "{letter}" is no list of numbers')
        numbers = list(map(float, _NUMBER.findall(rest)))
        if (len(numbers) % takes if takes else numbers) or (takes and not numbers):
            raise OutlineError(f'"{letter}" takes {takes} numbers, not {len(numbers)}')
        found.append((letter, numbers))
    return found
