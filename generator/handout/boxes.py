"""Boxes of a known height: they draw themselves with their tags, and say where they may be cut."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

from msgspec import Struct

from generator.handout.fonts import RESOURCES, Weight, face
from generator.handout.icons import KAPPA, draw_sign
from generator.handout.style import TextStyle
from generator.handout.tagged import TaggedCanvas
from generator.handout.text import Line
from generator.handout.theme import WHITE, Colour

CAP_HEIGHT: Final = 0.668  # of the typeface, as a share of its size
CORNER: Final = 5.0
READILY: Final = 1  # stands early wherever that fills a page
SPARING: Final = 2  # only where that saves a page, or fills one that is too empty
DASHES: Final = "[5 3] 0 d "
SHIFT: Final = {"left": 0.0, "centre": 0.5, "right": 1.0}


class Shell(NamedTuple):
    """The structure element round a box, or round the parts of one that was cut."""

    role: str
    attributes: tuple[tuple[str, Any], ...] = ()
    heading: str = ""

    def open(self, canvas: TaggedCanvas) -> None:
        """Begin the element; `canvas.end` closes it."""
        if self.heading:
            canvas.begin_heading(int(self.role[1]), self.heading)
        elif self.role == "Artifact":
            canvas.begin_artifact("Layout")
        else:
            canvas.begin(self.role, **dict(self.attributes))


class Box(Struct, frozen=True, kw_only=True, eq=False):
    """What all boxes have. A box with `parts` may be cut between them.

    `keep` allows it only to one longer than a page; `new_page` begins on one. `early` says how
    readily it fills a page that would be left with room, `leads` that nothing does so before it,
    `in_order` that none of these overtakes another. `eased` gives the same for a page with more
    room (drawings so many times as large) or, below 1, with less (lines closer); `apart` its
    parts as boxes of their own.
    """

    height: float
    before: float = 0.0
    after: float = 0.0
    keep: bool = False
    keep_next: bool = False
    new_page: bool = False
    early: int = 0
    leads: bool = False
    in_order: bool = False
    shell: Shell | None = None
    parts: tuple["Box", ...] = ()
    inset: float = 0.0
    repeated: "Box | None" = None
    recurs: bool = False
    eased: "Callable[[float], Box] | None" = None
    apart: "Callable[[], tuple[Box, ...]] | None" = None

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint it with its upper left corner at (x, top)."""
        if self.recurs and canvas.replayed(self, x, top):
            return
        if self.shell:
            self.shell.open(canvas)
        self.paint(canvas, x, top)
        if self.shell:
            canvas.end()

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint the content; by default the parts, one below the other."""
        above: Box | None = None
        for part in self.parts:
            top -= gap(above, part)
            part.draw(canvas, x + self.inset, top)
            top -= part.height
            above = part


def gap(above: Box | None, below: Box) -> float:
    """The space between two boxes: the larger of what each asks for; none at the top."""
    return max(above.after, below.before) if above else 0.0


def stacked_height(parts: Sequence[Box]) -> float:
    """The height of boxes one below the other."""
    return sum(part.height for part in parts) + sum(
        gap(above, below) for above, below in pairwise(parts)
    )


class Words(Box, frozen=True, kw_only=True, eq=False):
    """Lines of text, `width` wide where they are centred or set to the right."""

    lines: tuple[Line, ...]
    style: TextStyle
    width: float = 0.0

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint the lines, capitals centred in each line's height."""
        style = self.style
        y = top - self._fall
        ready = _operators(self.lines, style, self.width)
        if ready:
            canvas.show_ready(*ready, x, y)
        else:
            canvas.show(
                [
                    (weight, text, x + at, y - down)
                    for weight, text, at, down in _pieces(self.lines, style, self.width)
                ],
                style.size,
                style.tone,
            )

    def top_over(self, baseline: float) -> float:
        """Where the box begins whose first line stands on a baseline."""
        return baseline + self._fall

    @property
    def _fall(self) -> float:
        """From the top to the first baseline."""
        return (self.style.leading + CAP_HEIGHT * self.style.size) / 2


def _pieces(
    lines: tuple[Line, ...], style: TextStyle, width: float
) -> list[tuple[Weight, str, float, float]]:
    """Each piece of text with its distance to the right of and below the first baseline."""
    out = []
    for number, line in enumerate(lines):
        left = (width - line.width) * SHIFT[style.align]
        out += [(p.weight, p.text, left + p.x, number * style.leading) for p in line.pieces]
    return out


@lru_cache(maxsize=2048)  # most words recur; about 1 MB
def _operators(
    lines: tuple[Line, ...], style: TextStyle, width: float
) -> tuple[str, str, frozenset[Weight]] | None:
    """The text as operators relative to its first baseline; None if it needs a rare letter."""
    out: list[str] = []
    current, x, y = "", 0.0, 0.0
    pieces = _pieces(lines, style, width)
    for weight, text, at, down in pieces:
        body = face(weight).usual_literal(text)
        if body is None:
            return None
        select = "" if weight == current else f"{RESOURCES[weight]} {style.size:g} Tf "
        move = f"{at - x:.2f} {y - down:.2f} Td "
        out.append(f"{select}{move if out or at else ''}({body}) Tj")
        current, x, y = weight, at, down
    head = "{:g} {:g} {:g} rg BT".format(*style.tone)
    return head, "\n".join([*out, "ET"]), frozenset(piece[0] for piece in pieces)


class Beside(Box, frozen=True, kw_only=True, eq=False):
    """Boxes side by side, each at its own x."""

    cells: tuple[tuple[float, Box], ...]

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint them from left to right, which is the reading order."""
        for offset, box in self.cells:
            box.draw(canvas, x + offset, top)


class Sign(Box, frozen=True, kw_only=True, eq=False):
    """A sign, always decoration: the words beside it say the same."""

    name: str
    size: float
    tone: Colour

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint it in the middle of the box's height."""
        draw_sign(canvas, self.name, x, top - (self.height + self.size) / 2, self.size, self.tone)


class Disc(Box, frozen=True, kw_only=True, eq=False):
    """A number in a filled disc, before a heading."""

    line: Line
    size: float
    tone: Colour

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint the disc with the number in white; the disc itself belongs to the heading."""
        draw_sign(canvas, "disc", x, top - self.height, self.height, self.tone)
        (piece,) = self.line.pieces
        left = x + (self.height - self.line.width) / 2
        base = top - (self.height + CAP_HEIGHT * self.size) / 2
        canvas.show([(piece.weight, piece.text + " ", left, base)], self.size, WHITE)


class Panel(Box, frozen=True, kw_only=True, eq=False):
    """Boxes on a ground or in a frame, with a sign in the corner."""

    width: float
    padding: tuple[float, float]
    ground: Colour | None = None
    frame: tuple[float, Colour] | None = None
    dashed: bool = False
    sign: Sign | None = None

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint the ground, then the content."""
        thick, line = self.frame or (0.0, WHITE)
        half = thick / 2
        shape = _round_box(
            x + half, top - self.height + half, self.width - thick, self.height - thick
        )
        if self.ground:
            canvas.paint("{:g} {:g} {:g} rg ".format(*self.ground) + shape + " f")
        if self.frame:
            dash = DASHES if self.dashed else ""
            canvas.paint("{:g} {:g} {:g} RG {:g} w ".format(*line, thick) + dash + shape + " S")
            if dash:
                canvas.paint("[] 0 d")
        if self.sign:
            self.sign.draw(canvas, x + self.padding[0], top - self.padding[1])
        Box.paint(self, canvas, x, top - self.padding[1])


def _round_box(x: float, y: float, width: float, height: float) -> str:
    """A box with round corners as a path."""
    k = CORNER * (1 - KAPPA)
    right, high = x + width, y + height
    left_in, right_in, low_in, high_in = x + CORNER, right - CORNER, y + CORNER, high - CORNER
    return (
        f"{left_in:.2f} {y:.2f} m {right_in:.2f} {y:.2f} l "
        f"{right - k:.2f} {y:.2f} {right:.2f} {y + k:.2f} {right:.2f} {low_in:.2f} c "
        f"{right:.2f} {high_in:.2f} l "
        f"{right:.2f} {high - k:.2f} {right - k:.2f} {high:.2f} {right_in:.2f} {high:.2f} c "
        f"{left_in:.2f} {high:.2f} l "
        f"{x + k:.2f} {high:.2f} {x:.2f} {high - k:.2f} {x:.2f} {high_in:.2f} c "
        f"{x:.2f} {low_in:.2f} l "
        f"{x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {left_in:.2f} {y:.2f} c h"
    )


class Rule(Box, frozen=True, kw_only=True, eq=False):
    """Thin lines across: one to part things, several to write on."""

    width: float
    offsets: tuple[float, ...]
    thick: float
    tone: Colour

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint each line at its distance below the top."""
        red, green, blue = self.tone
        segments = " ".join(
            f"{x:.2f} {top - y:.2f} m {x + self.width:.2f} {top - y:.2f} l" for y in self.offsets
        )
        canvas.paint(f"{red:g} {green:g} {blue:g} RG {self.thick:g} w {segments} S")


class Ticks(Box, frozen=True, kw_only=True, eq=False):
    """Boxes to tick by hand, side by side."""

    count: int
    size: tuple[float, float]
    tone: Colour

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint them in the middle of the cell's height."""
        (red, green, blue), (across, down) = self.tone, self.size
        low = top - (self.height + down) / 2
        path = " ".join(
            f"{x + number * across:.2f} {low:.2f} {across:.2f} {down:.2f} re"
            for number in range(self.count)
        )
        canvas.paint(f"{red:g} {green:g} {blue:g} RG 0.8 w {path} S")
