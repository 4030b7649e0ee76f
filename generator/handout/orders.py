"""In which order the parts of a handout leave the least of its pages empty."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from generator.handout.boxes import READILY, SPARING, Box, stacked_height
from generator.handout.furniture import Frame
from generator.handout.page import Flow, Place, Step

Pages = list[list[Step]]

MUCH: Final = 140.0  # points left on a page that ask for something to fill them
TOO_MUCH: Final = 240.0  # a third of a page


def arrange(parts: Sequence[Box], first: Frame, later: Frame) -> Pages:
    """The pages in the order of the template, or in another that leaves less of them empty.

    What stands early readily may fill any page with much room. All that may stand early, also
    apart, must save a page or fill one with too much.
    """
    best = Flow(first, later).run(parts)
    for others, early, much in (
        (parts, READILY, MUCH),
        (parts, SPARING, TOO_MUCH),
        (_apart(parts), SPARING, TOO_MUCH),
    ):
        pages = Flow(first, later, early=early).run(others)
        if _emptiness(pages, first, later, much) < _emptiness(best, first, later, much):
            best = pages
    return best


def _emptiness(pages: Pages, first: Frame, later: Frame, much: float) -> tuple[int, float]:
    """How many pages, and how many points beyond so many all but the last leave empty."""
    frames = (first, *(later for _ in pages))
    lefts = (_left(steps, frame) for steps, frame in zip(pages[:-1], frames, strict=False))
    return len(pages), sum(max(0.0, left - much) for left in lefts)


def _left(steps: list[Step], frame: Frame) -> float:
    """The room at the foot of a page, in points."""
    ends = (step.top - step.box.height for step in steps if isinstance(step, Place))
    return min(ends, default=frame.top) - frame.bottom


def _apart(parts: Sequence[Box]) -> tuple[Box, ...]:
    """The same with what may be apart in pieces, wherever it is."""
    out: list[Box] = []
    for part in parts:
        if part.apart:
            out += part.apart()
        elif any(inner.apart for inner in part.parts):
            pieces = _apart(part.parts)
            out.append(replace(part, parts=pieces, height=stacked_height(pieces)))
        else:
            out.append(part)
    return tuple(out)
