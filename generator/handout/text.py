"""From inline XHTML to lines of words that fit a width."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from generator.handout.fonts import Weight, face, printable
from generator.handout.xhtml import Element

BREAK: Final = "\n"
SPACES: Final = re.compile(r"[ \t\n\r]+")  # not the no-break space
WEIGHTS: Final[dict[str, Weight]] = {"strong": "Bold", "em": "Italic"}


class Run(NamedTuple):
    """Words in one weight."""

    text: str
    weight: Weight


class Piece(NamedTuple):
    """Words of one weight in one line, `x` points from the line's left end."""

    weight: Weight
    text: str
    x: float


class Line(NamedTuple):
    """One line; one that was wrapped ends in a space, or a screen reader would join two words."""

    pieces: tuple[Piece, ...]
    width: float


Word = tuple[Run, ...]


def runs(
    element: Element, weight: Weight = "Regular", page: tuple[int, int] = (0, 0)
) -> tuple[Run, ...]:
    """The inline content as runs with white space folded.

    `page` fills in the page number and the number of pages.
    """
    if page != (0, 0):
        return _folded(element, weight, page)
    if weight not in element.made:
        element.made[weight] = _folded(element, weight, page)
    made: tuple[Run, ...] = element.made[weight]
    return made


def _folded(element: Element, weight: Weight, page: tuple[int, int]) -> tuple[Run, ...]:
    folded: list[Run] = []
    space = True
    for run in _raw_runs(element, weight, page):
        if run.text == BREAK:
            folded.append(run)
            space = True
            continue
        text = SPACES.sub(" ", printable(run.text))
        text = text[1:] if space and text.startswith(" ") else text
        if text:
            folded.append(Run(text, run.weight))
            space = text.endswith(" ")
    return tuple(folded)


def _raw_runs(element: Element, weight: Weight, page: tuple[int, int]) -> Iterator[Run]:
    for child in element.children:
        if isinstance(child, str):
            yield Run(child, weight)
        elif child.tag == "br":
            yield Run(BREAK, weight)
        elif child.style_class in ("page", "pages"):
            yield Run(str(page[child.style_class == "pages"]), weight)
        else:
            yield from _raw_runs(child, WEIGHTS.get(child.tag, weight), page)


def natural_width(words: tuple[Run, ...], size: float) -> float:
    """The width without any wrapping."""
    return sum(face(run.weight).width(run.text, size) for run in words if run.text != BREAK)


def _words(words: tuple[Run, ...]) -> Iterator[Word | None]:
    """Words with their weights; None is a forced line break.

    A word may change its weight inside.
    """
    word: list[Run] = []
    for run in words:
        if run.text == BREAK:
            yield tuple(word)
            yield None
            word = []
            continue
        first, *others = run.text.split(" ")
        if first:
            word.append(Run(first, run.weight))
        for part in others:
            if word:
                yield tuple(word)
            word = [Run(part, run.weight)] if part else []
    if word:
        yield tuple(word)


class _Setter:
    """Puts words on lines, first fit."""

    def __init__(self, size: float, width: float, indent: float) -> None:
        self.size, self.width = size, width
        self.x = indent
        self.pieces: list[tuple[Weight, list[str], float]] = []
        self.lines: list[Line] = []

    def add(self, word: Word) -> None:
        """Add a word after a space, on a new line if it does not fit."""
        lengths = [face(run.weight).width(run.text, self.size) for run in word]
        length = sum(lengths)
        if self.pieces:
            weight = self.pieces[-1][0]
            gap = face(weight).width(" ", self.size)
            if self.x + gap + length <= self.width:
                self._put(weight, " ", gap)
            else:
                self.close(" ")
        elif (
            self.x and self.x + length > self.width
        ):  # nothing fits beside what stands before the indent
            self.close("")
        if self.x + length > self.width:
            self._add_by_letters(word)
        else:
            for run, run_length in zip(word, lengths, strict=True):
                self._put(run.weight, run.text, run_length)

    def close(self, end: str) -> None:
        """End the line."""
        width = self.x
        if self.pieces:
            self.pieces[-1][1].append(end)
        pieces = (Piece(weight, "".join(texts), x) for weight, texts, x in self.pieces)
        self.lines.append(Line(tuple(pieces), width))
        self.pieces, self.x = [], 0.0

    def _put(self, weight: Weight, text: str, length: float) -> None:
        if self.pieces and self.pieces[-1][0] == weight:
            self.pieces[-1][1].append(text)
        else:
            self.pieces.append((weight, [text], self.x))
        self.x += length

    def _add_by_letters(self, word: Word) -> None:
        for run in word:
            for letter in run.text:
                length = face(run.weight).width(letter, self.size)
                if self.x + length > self.width and self.pieces:
                    self.close("")  # inside a word: no space
                self._put(run.weight, letter, length)


# Exercise and safety texts recur in every handout of a process; about 1 MB when full.
@lru_cache(maxsize=2048)
def break_lines(
    words: tuple[Run, ...], size: float, width: float, indent: float = 0.0
) -> tuple[Line, ...]:
    """Lines no wider than `width` points, the first one beginning at `indent`.

    Words longer than a line are cut.
    """
    if (
        len(words) == 1
        and words[0].text != BREAK
        and (lines := _in_one_weight(words[0], size, width, indent))
    ):
        return lines
    setter = _Setter(size, width, indent)
    for word in _words(words):
        if word is None:
            setter.close(" ")
        elif word:
            setter.add(word)
    if setter.pieces or not setter.lines:
        setter.close("")
    return tuple(setter.lines)


def _in_one_weight(run: Run, size: float, width: float, indent: float) -> tuple[Line, ...]:
    """What `_Setter` would make of a text in one weight, in a third of the time.

    Nothing where a word does not fit on a line of its own.
    """
    weight, of = run.weight, face(run.weight).width
    words = [word for word in run.text.split(" ") if word]
    lengths = [of(word, size) for word in words]
    if not words or max(lengths) > width or indent + lengths[0] > width:
        return ()
    lines: list[Line] = []
    space, start, left, x = of(" ", size), 0, indent, indent + lengths[0]
    for at in range(1, len(words)):
        if x + space + lengths[at] <= width:
            x = x + space + lengths[at]
        else:
            lines.append(Line((Piece(weight, " ".join(words[start:at]) + " ", left),), x))
            start, left, x = at, 0.0, lengths[at]
    lines.append(Line((Piece(weight, " ".join(words[start:]), left),), x))
    return tuple(lines)


def clipped(words: tuple[Run, ...], size: float, width: float) -> Line:
    """One line, cut short with an ellipsis where it is too long."""
    lines = break_lines(words, size, width)
    if len(lines) == 1:
        return lines[0]
    room = width - face("Regular").width("…", size)
    first = break_lines(words, size, room)[0]
    last = first.pieces[-1]
    return Line((*first.pieces[:-1], last._replace(text=last.text.rstrip() + "…")), width)
