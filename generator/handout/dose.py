"""The dose at a glance: each part of the sentence beside its pictogram."""

from collections.abc import Sequence
from functools import lru_cache
from math import inf
from typing import Final, NamedTuple

from generator.handout.boxes import Beside, Box, Shell, Sign, Words, stacked_height
from generator.handout.setting import Setting, replace_children, spaced
from generator.handout.text import break_lines, natural_width, runs
from generator.handout.xhtml import Element

SIGN: Final = 19.0  # the pictogram and the space after it
SPACE: Final = 11.0  # between two parts


class _Chip(NamedTuple):
    sign: Sign
    words: Words
    width: float


def dose(setting: Setting, element: Element, width: float) -> Box:
    """A dose sentence as a grid of chips, as many in a row as fit."""
    chips = _chips(setting, element)
    if not chips:
        return setting.words(element, width)
    if max(chip.width for chip in chips) > width:
        chips = _chips(setting, element, width)
    space, style = SPACE * setting.unit, setting.style(element)
    parts = tuple(_row(setting, row, stops) for row, stops in _grid(chips, width, space))
    return Box(
        height=stacked_height(parts),
        parts=parts,
        shell=Shell("P"),
        before=style.before,
        after=style.after,
        keep=True,
    )


@lru_cache(maxsize=16)  # an exercise is tried at many widths, and then another one
def _chips(setting: Setting, element: Element, width: float = inf) -> list[_Chip]:
    """The parts of the sentence, none of them wider than the width."""
    style, column = setting.style(element), SIGN * setting.unit
    pieces, chips = _pieces(element), []
    for number, (name, children) in enumerate(pieces, 1):
        content = runs(replace_children(element, children), style.weight)
        lines = break_lines(content, style.size, width - column)
        lines = spaced(lines) if number < len(pieces) else lines
        words = Words(height=len(lines) * style.leading, lines=lines, style=style)
        wide = min(width, column + natural_width(content, style.size))
        chips.append(_Chip(setting.sign(name, ratio=1.15), words, wide))
    return chips


def _pieces(element: Element) -> list[tuple[str, list[Element | str]]]:
    """The spans of a dose by class, each with the words that follow it up to the next."""
    pieces: list[tuple[str, list[Element | str]]] = []
    for child in element.children:
        if isinstance(child, Element) and child.style_class:
            pieces.append((child.style_class, []))
        if pieces:
            pieces[-1][1].append(child)
    return pieces


def _grid(
    chips: Sequence[_Chip], width: float, space: float
) -> list[tuple[Sequence[_Chip], list[float]]]:
    """The chips in rows, with the place of each column; no chip is left alone but one of three."""
    for count in range(len(chips), 0, -1):
        rows = [chips[at : at + count] for at in range(0, len(chips), count)]
        columns = [max(chip.width for chip in chips[at::count]) for at in range(count)]
        even = len(rows[-1]) == count or count == 2
        if count == 1 or (even and sum(columns) + space * (count - 1) <= width):
            stops = [sum(columns[:at]) + space * at for at in range(count)]
            return [(row, stops) for row in rows]
    return []


def _row(setting: Setting, row: Sequence[_Chip], stops: Sequence[float]) -> Box:
    cells: list[tuple[float, Box]] = []
    for chip, x in zip(row, stops, strict=False):
        cells += [(x, chip.sign), (x + SIGN * setting.unit, chip.words)]
    return Beside(height=max(box.height for _, box in cells), cells=tuple(cells), after=3.0)
