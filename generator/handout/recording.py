"""What a box paints, kept so that it can be painted again elsewhere without being drawn anew.

Safety texts and exercises recur from handout to handout. Their operators are kept relative to the
box's corner, with the structure elements round them; only numbers of marks differ.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from generator.handout.artwork import Form
from generator.handout.boxes import Box
from generator.handout.fonts import RESOURCES, Weight, face
from generator.handout.structure import (
    ACROSS,
    ARTIFACT,
    GROUPS,
    ITSELF,
    MARK,
    PAGE,
    PARENT,
    UP,
    Node,
    Recording,
    Template,
    artifact_mark,
)

if TYPE_CHECKING:
    from generator.handout.tagged import TaggedCanvas


class _UnrecordableError(Exception):
    """The box has rare letters, pictures or fields, which differ from document to document."""


@lru_cache(maxsize=2048)  # by box; more than are kept laid out
def recording_of(box: Box) -> Recording | None:
    """What a box that recurs paints; None where it must be drawn each time."""
    recorder = _Recorder()
    try:
        # The recorder answers to all that a box asks of a canvas.
        box.draw(cast("TaggedCanvas", recorder), 0.0, 0.0)
        recording = recorder.recording()
    except _UnrecordableError:
        return None
    return recording


class _Recorder:
    """Stands in for the canvas, and keeps instead of writing."""

    def __init__(self) -> None:
        self.weights: set[Weight] = set()
        self.forms: list[Form] = []
        self._outer = Node("Outer")
        self._nodes: list[Node] = []
        self._stack: list[Node | str] = [self._outer]
        self._owners: list[Node] = []
        self._headings: list[tuple[int, str]] = []
        self._painted: list[str] = []
        self._content = [""]

    def replayed(self, _box: Box, _x: float, _top: float) -> bool:
        """Never: what recurs inside is painted too."""
        return False

    def begin(self, role: str, **attributes: Any) -> None:
        self._open(role, attributes)

    def begin_heading(self, level: int, text: str) -> None:
        self._open(f"H{level}", {})
        if isinstance(self._stack[-1], Node):
            self._headings.append((level, text))

    def begin_artifact(self, kind: str = "Pagination", subtype: str = "") -> None:
        self.close()
        self._stack.append(artifact_mark(kind, subtype))

    def end(self) -> None:
        self.close()
        self._stack.pop()

    def paint(self, operators: str) -> None:
        self._painted.append(operators)

    def show(
        self,
        words: Sequence[tuple[Weight, str, float, float]],
        size: float,
        tone: tuple[float, float, float],
    ) -> None:
        out = ["{:g} {:g} {:g} rg BT".format(*tone)]
        for weight, text, x, y in words:
            body = face(weight).usual_literal(text)
            if body is None:
                raise _UnrecordableError
            self.weights.add(weight)
            out.append(f"{RESOURCES[weight]} {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm ({body}) Tj")
        self._painted.append("\n".join([*out, "ET"]))

    def show_ready(
        self, head: str, tail: str, weights: Iterable[Weight], x: float, y: float
    ) -> None:
        self.weights.update(weights)
        self._painted.append(f"{head} 1 0 0 1 {x:.2f} {y:.2f} Tm\n{tail}")

    def use(self, form: Form) -> None:
        self.forms.append(form)

    def appearance(self, *_: Any) -> int:
        raise _UnrecordableError

    def annotate(self, *_: Any, **__: Any) -> None:
        raise _UnrecordableError

    def use_dots(self, *_: Any) -> None:
        raise _UnrecordableError

    def close(self) -> None:
        """Put what was painted since the last mark into one, as the canvas does."""
        if not self._painted:
            return
        painted, top = "\n".join(self._painted), self._stack[-1]
        self._painted = []
        if top is self._outer:  # it would belong to whatever stands round the box
            raise _UnrecordableError
        if isinstance(top, str):
            self._content[-1] += f"{top}\n{painted}\nEMC\n"
        elif top.role in GROUPS:
            self._content[-1] += f"{ARTIFACT}\n{painted}\nEMC\n"
        else:
            self._content[-1] += f"/{top.role}<</MCID "
            self._content.append(f">>BDC\n{painted}\nEMC\n")
            top.kids.append((0, len(self._owners)))
            self._owners.append(top)

    def _open(self, role: str, attributes: dict[str, Any]) -> None:
        self.close()
        parent = self._stack[-1]
        if isinstance(parent, str):
            self._stack.append(parent)
            return
        node = Node(role, parent, **attributes)
        node.number = len(self._nodes)
        parent.kids.append(node)
        self._stack.append(node)
        self._nodes.append(node)

    def recording(self) -> Recording:
        """What was kept."""
        self.close()
        slots: list[tuple[int, float]] = []
        made = Recording(
            content=tuple(self._content),
            owners=tuple(node.number for node in self._owners),
            template=Template(
                text="\n".join(self._element(node, slots) for node in self._nodes),
                slots=tuple(slots),
                size=len(self._nodes),
                tops=tuple(node.number for node in self._nodes if node.parent is self._outer),
            ),
            headings=tuple(self._headings),
            weights=tuple(sorted(self.weights)),
            forms=tuple(self.forms),
        )
        for node in self._nodes:
            node.parent = None  # or those above and below would hold each other
        return made

    def _element(self, node: Node, slots: list[tuple[int, float]]) -> str:
        """An element with places for its numbers, which are added to the slots in order."""
        inside = node.parent is not None and node.parent is not self._outer
        slots.append((ITSELF, node.parent.number) if inside and node.parent else (PARENT, 0))
        kids, marked = [], False
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append("%d 0 R")
                slots.append((ITSELF, kid.number))
            elif isinstance(kid, tuple):
                kids.append("%d")
                slots.append((MARK, kid[1]))
                marked = True
        if marked:
            slots.append((PAGE, 0))
        box = node.attributes.get("BBox")
        if box:
            slots += zip((ACROSS, UP, ACROSS, UP), box, strict=True)
        page = " %d 0 R" if marked else ""
        return node.dictionary(" %d 0 R", kids, page, "[%.2f %.2f %.2f %.2f]" if box else "")
