"""Boxes onto pages: where pages break, and what becomes of the room that is left."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from msgspec import Struct, field

from generator.handout.boxes import Box, Shell, Words, gap
from generator.handout.furniture import Frame, Furniture
from generator.handout.tagged import TaggedCanvas

SLACK: Final = 0.01  # rounding of sums of heights
SHRINK: Final = 0.5  # the share of its gaps that a page may give up to hold one more box
STRETCH: Final = 0.6  # and the share that they may grow by to fill it
EASES: Final = (1.4, 1.2)  # how much larger drawings may be
TIGHT: Final = 0.9  # less than 1: lines are closer instead
SAVED: Final = 0.09  # so much of a page at most can be saved so
ROOM: Final = 72.0  # from so many points on, what is left on a page is given to the drawings


class Place(NamedTuple):
    """A box at its place on a page.

    `space` is the gap above it that may give a little; 0 where it may not. `artifact` marks a table
    head that is only repeated.
    """

    box: Box
    x: float
    top: float
    space: float = 0.0
    artifact: bool = False


class Opened(NamedTuple):
    """A structure element that begins here and may end on a later page."""

    shell: Shell


class Closed(NamedTuple):
    """The end of the element opened last."""


Step = Place | Opened | Closed


class Flow(Struct):
    """Puts boxes on pages. Nothing is drawn yet, since "page 1 of 5" needs the count.

    What is `early`, and not beyond the given level, fills the first page that has room for it.
    """

    first: Frame
    later: Frame
    early: int = 0
    pages: list[list[Step]] = field(default_factory=lambda: [[]])
    y: float = 0.0
    repeats: list[Box] = field(default_factory=list)
    placed: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin at the top of the first page."""
        self.y = self.first.top

    @property
    def frame(self) -> Frame:
        """The frame of the page we are on."""
        return self.first if len(self.pages) == 1 else self.later

    @property
    def _at_top(self) -> bool:
        return self.y > self.frame.top - SLACK

    def _fits(self, height: float, space: float) -> bool:
        """Whether a height and a gap that may give fit above the foot.

        All such gaps of the page may give.
        """
        given = SHRINK * (
            space + sum(step.space for step in self.pages[-1] if isinstance(step, Place))
        )
        return height + space <= self.y - self.frame.bottom + given + SLACK

    def run(self, parts: Sequence[Box]) -> list[list[Step]]:
        """Place everything and give the pages."""
        self._add(parts, self.first.x)
        self._settle()
        return self.pages

    def _add(self, parts: Sequence[Box], x: float) -> None:
        """Place boxes one below the other, each with what must follow it on the same page."""
        above: Box | None = None
        parts = [self._onto_a_page(part) for part in parts]
        for number, part in enumerate(parts):
            if part in self.placed:
                self.placed.remove(part)  # the same box may stand there again
                continue
            space = 0.0 if self._at_top else gap(above, part)
            loose = 0.0 if above is None or above.keep_next else space
            box: Box | None = None
            if not self._at_top:
                fits = not (part.new_page or self._longer(part))
                if fits and not self._fits(self._least(parts, number) + space - loose, loose):
                    box = self._tighten(part, space)
                    fits = box is not None
                if not fits:
                    if not part.leads:
                        self._fill(parts[number:], above, x)
                    self._new_page(x)
                    space = loose = 0.0
            self.y -= space
            self._place(box or part, x, loose)
            above = part

    def _fill(self, parts: Sequence[Box], above: Box | None, x: float) -> None:
        """Put what may stand early on the rest of a page, in front of the first part.

        What follows a heading or a paragraph stays below it, and what is in order stays so.
        """
        missed = parts[0].in_order
        for before, part in pairwise(parts):
            if not 0 < part.early <= self.early or part in self.placed:
                continue
            space, box = gap(above, part), None
            introduced = before.keep_next or isinstance(before, Words)
            if not introduced and not (missed and part.in_order):
                box = part if self._fits(part.height, space) else self._tighten(part, space)
            if box is None:
                missed = missed or part.in_order
                continue
            self.y -= space
            self._place(box, x, space)
            self.placed.append(part)
            above = part

    def _least(self, parts: Sequence[Box], number: int) -> float:
        """The height that must fit for this part to begin here.

        Headings count the beginning of what they head.
        """
        part = parts[number]
        height = part.height if self._whole(part) else self._least(part.parts, 0)
        if part.keep_next and number + 1 < len(parts):
            height += gap(part, parts[number + 1]) + self._least(parts, number + 1)
        return min(height, self.later.top - self.later.bottom)

    def _whole(self, box: Box) -> bool:
        return not box.parts or (box.keep and not self._longer(box))

    def _longer(self, box: Box) -> bool:
        """Whether what should not be cut must be, since it is longer than a page."""
        return box.keep and box.height > self.later.top - self.later.bottom

    def _place(self, box: Box, x: float, space: float) -> None:
        if (
            self._fits(box.height - space, space)
            or not box.parts
            or (self._whole(box) and self._at_top)
        ):
            self.pages[-1].append(Place(box, x, self.y, space))
            self.y -= box.height
            return
        if box.shell:
            self.pages[-1].append(Opened(box.shell))
        if box.repeated:
            self.repeats.append(box.repeated)
        self._add(box.parts, x + box.inset)
        if box.repeated:
            self.repeats.pop()
        if box.shell:
            self.pages[-1].append(Closed())

    def _new_page(self, x: float) -> None:
        self._settle()
        self.pages.append([])
        self.y = self.frame.top
        for head in self.repeats:
            self.pages[-1].append(Place(head, x, self.y, artifact=True))
            self.y -= head.height

    def _settle(self) -> None:
        """Let the page's gaps give or take what is left over at its foot.

        Each does so by the same share.
        """
        self._loosen()
        steps = self.pages[-1]
        total = sum(step.space for step in steps if isinstance(step, Place))
        if not total:
            return
        share = max(-SHRINK, min(STRETCH, (self.y - self.frame.bottom) / total))
        down = 0.0
        for number, step in enumerate(steps):
            if isinstance(step, Place):
                down += step.space * share
                box, x, top, space, artifact = step
                steps[number] = Place(box, x, top - down, space, artifact)

    def _loosen(self) -> None:
        """Where much is left over, let the drawings of the page grow, all by the same share."""
        left = self.y - self.frame.bottom
        for ease in EASES if left > ROOM else ():
            steps, more = _eased(self.pages[-1], ease)
            if more <= left:
                self.pages[-1], self.y = steps, self.y - more
                return

    def _onto_a_page(self, part: Box) -> Box:
        """A part a little longer than a page with its lines closer, if it then fits on one."""
        page = self.later.top - self.later.bottom
        if not part.eased or not page < part.height <= page * (1 + SAVED):
            return part
        tight = part.eased(TIGHT)
        return tight if tight.height <= page else part

    def _tighten(self, part: Box, space: float) -> Box | None:
        """The part with its lines closer, if it and the page so tightened fit together."""
        steps, y = self.pages[-1], self.y
        over = part.height + space - (y - self.frame.bottom)
        if not part.eased or over > SAVED * (self.frame.top - self.frame.bottom):
            return None
        self.pages[-1], more = _eased(steps, TIGHT)
        self.y -= more
        tight = part.eased(TIGHT)
        if self._fits(tight.height, space):
            return tight
        self.pages[-1], self.y = steps, y
        return None


def _eased(steps: Sequence[Step], ease: float) -> tuple[list[Step], float]:
    """A page's steps with every box that can in another form, and how much higher they are."""
    out: list[Step] = []
    more = 0.0
    for step in steps:
        if isinstance(step, Place):
            box = step.box.eased(ease) if step.box.eased else step.box
            out.append(Place(box, step.x, step.top - more, step.space, step.artifact))
            more += box.height - step.box.height
        else:
            out.append(step)
    return out, more


def draw_pages(canvas: TaggedCanvas, pages: Sequence[Sequence[Step]], furniture: Furniture) -> None:
    """Draw everything in reading order."""
    for number, steps in enumerate(pages, 1):
        if number > 1:
            canvas.next_page()
        furniture.draw(canvas, number, len(pages))
        for step in steps:
            match step:
                case Opened(shell):
                    shell.open(canvas)
                case Closed():
                    canvas.end()
                case Place(box, x, top, _, artifact):
                    if artifact:
                        canvas.begin_artifact("Pagination")
                    box.draw(canvas, x, top)
                    if artifact:
                        canvas.end()
