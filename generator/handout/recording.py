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
    ARTIFACT,
    GROUPS,
    Event,
    Opening,
    Recording,
    Skipped,
    Tagged,
    artifact_mark,
)

if TYPE_CHECKING:
    from generator.handout.tagged import TaggedCanvas


class _UnrecordableError(Exception):
    """The box has rare letters or pictures, which differ from document to document."""


@lru_cache(maxsize=2048)  # by box; more than are kept laid out
def recording_of(box: Box) -> Recording | None:
    """What a box that recurs paints; None where it must be drawn each time."""
    recorder = _Recorder()
    try:
        # The recorder answers to all that a box asks of a canvas.
        box.draw(cast("TaggedCanvas", recorder), 0.0, 0.0)
        recorder.close()
    except _UnrecordableError:
        return None
    return Recording(tuple(recorder.events), tuple(sorted(recorder.weights)), tuple(recorder.forms))


class _Recorder:
    """Stands in for the canvas, and keeps instead of writing."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.weights: set[Weight] = set()
        self.forms: list[Form] = []
        self._stack: list[int | str] = [0]
        self._roles = [""]
        self._painted: list[str] = []

    def replayed(self, _box: Box, _x: float, _top: float) -> bool:
        """Never: what recurs inside is painted too."""
        return False

    def begin(self, role: str, **attributes: Any) -> None:
        self._open(role, attributes)

    def begin_heading(self, level: int, text: str) -> None:
        self._open(f"H{level}", {}, text)

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

    def drawImage(self, *_: Any, **__: Any) -> None:  # noqa: N802  (ReportLab's name)
        raise _UnrecordableError

    def close(self) -> None:
        """Put what was painted since the last mark into one, as the canvas does."""
        if not self._painted:
            return
        painted, top = "\n".join(self._painted), self._stack[-1]
        self._painted = []
        if top == 0:  # it would belong to whatever stands round the box
            raise _UnrecordableError
        if isinstance(top, str):
            self.events.append(Skipped(f"{top}\n{painted}\nEMC"))
        elif self._roles[top] in GROUPS:
            self.events.append(Skipped(f"{ARTIFACT}\n{painted}\nEMC"))
        else:
            before = f"/{self._roles[top]}<</MCID "
            self.events.append(Tagged(top, before, f">>BDC\n{painted}\nEMC"))

    def _open(self, role: str, attributes: dict[str, Any], heading: str = "") -> None:
        self.close()
        parent = self._stack[-1]
        if isinstance(parent, str):
            self._stack.append(parent)
            return
        self.events.append(Opening(parent, role, attributes, heading))
        self._stack.append(len(self._roles))
        self._roles.append(role)
