"""A canvas that writes tagged PDF (PDF/UA-1), which ReportLab's cannot.

    with canvas.tag("L", ListNumbering="Decimal"):
        with canvas.tag("LI"):
            with canvas.tag("Lbl"): ...
            with canvas.tag("LBody"): ...

Every operator stands in exactly one mark. Whatever is painted outside a content tag becomes an
artifact, so untagged content cannot occur. A tag may stay open over a page break: the element goes
on with a second mark.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from generator.handout.annotations import Annotation, Rect, add_appearance
from generator.handout.artwork import Form
from generator.handout.bookmarks import Bookmark, outline
from generator.handout.dots import Dots
from generator.handout.fonts import DocumentFonts, Weight
from generator.handout.leaves import Ends, Leaf, catalog, page_tree
from generator.handout.metadata import About
from generator.handout.objects import Objects, compressed, stream
from generator.handout.structure import (
    ARTIFACT,
    GROUPS,
    Branch,
    Node,
    Recording,
    artifact_mark,
)
from generator.handout.writer import write

Owner = tuple[Node | Branch, int]  # of a mark: an element, or the how manieth of a branch


class TaggedCanvas:
    """One document with its structure tree.

    Same calls, same bytes: no clock, no random number, no host name.
    """

    def __init__(
        self,
        size: tuple[float, float],
        *,
        title: str,
        author: str,
        lang: str,
        created: datetime.date,
        recording_of: Callable[[Any], Recording | None] = lambda _: None,
    ) -> None:
        """Open an empty document; `created` is the only date it will carry.

        `recording_of` knows what a box that recurs paints.
        """
        self._recording_of, self._size = recording_of, size
        self._about = About(title, author, lang, created)
        self.objects, self._fonts = Objects(), DocumentFonts()
        # Named by others from the first page on, and written at the end.
        self._tree, self._root, self._names = (self.objects.add() for _ in range(3))
        self._document = Node("Document")
        self._stack: list[Node | str] = [self._document]
        self._pages: list[int] = []
        self._rows: list[list[Owner]] = []
        self._bookmarks: list[Bookmark] = []
        self._annotations: list[tuple[Annotation, Node]] = []
        self._start = 0  # where in the page's operators the next mark will begin
        self._digest = hashlib.sha256(repr(tuple(self._about)).encode())
        self._open_page()

    # -- marked content -------------------------------------------------------------------------

    def begin(self, role: str, **attributes: Any) -> None:
        """Open a structure element inside the one that is open; `end` closes it.

        Inside an artifact all is artifact.
        """
        parent = self._stack[-1]
        if isinstance(parent, str):
            self._enter(parent)
            return
        node = Node(role, parent, **attributes)
        parent.kids.append(node)
        self._enter(node)

    def begin_heading(self, level: int, text: str) -> None:
        """Open a heading that is also a bookmark."""
        if isinstance(self._stack[-1], str):
            self.begin(f"H{level}")
            return
        self._bookmark(level, text)
        self.begin(f"H{level}")

    def _bookmark(self, level: int, text: str) -> None:
        self._bookmarks.append(Bookmark(level, text, self._pages[-1]))

    def begin_artifact(self, kind: str = "Pagination", subtype: str = "") -> None:
        """Open a stretch that a screen reader skips: page furniture, repeated heads, decoration."""
        self._enter(artifact_mark(kind, subtype))

    def end(self) -> None:
        """Close what was opened last."""
        self._close_mark()
        self._stack.pop()

    @contextmanager
    def tag(self, role: str, **attributes: Any) -> Iterator[None]:
        """`begin` and `end` round a block of code."""
        self.begin(role, **attributes)
        yield
        self.end()

    def _enter(self, entry: Node | str) -> None:
        self._close_mark()
        self._stack.append(entry)

    def _close_mark(self) -> None:
        """Put what was painted since the last mark into one, of the element or artifact on top."""
        code, start = self._code, self._start
        if len(code) > start:
            top = self._stack[-1]
            if isinstance(top, str):
                code.insert(start, top)
            elif top.role in GROUPS:
                code.insert(start, ARTIFACT)
            else:
                code.insert(start, f"/{top.role}<</MCID {len(self._marks)}>>BDC")
                top.kids.append((self._pages[-1], len(self._marks)))
                self._marks.append((top, 0))
            code.append("EMC")
            self._start = len(code)

    # -- painting -------------------------------------------------------------------------------

    def paint(self, operators: str) -> None:
        """Add PDF operators as they are."""
        self._code.append(operators)

    def show(
        self,
        words: Sequence[tuple[Any, str, float, float]],
        size: float,
        tone: tuple[float, float, float],
    ) -> None:
        """Paint pieces of text: (weight, text, x, baseline).

        One text object for all, since there are many.
        """
        out = ["{:g} {:g} {:g} rg BT".format(*tone)]
        current = ""
        for weight, text, x, y in words:
            place = f"1 0 0 1 {x:.2f} {y:.2f} Tm"
            for name, body in self._fonts.literals(weight, text):
                select = "" if name == current else f"{name} {size:g} Tf "
                current = name
                out.append(f"{select}{place} ({body}) Tj")
                place = ""
        out.append("ET")
        self._code.append("\n".join(out))

    def show_ready(
        self, head: str, tail: str, weights: Iterable[Weight], x: float, y: float
    ) -> None:
        """Paint text whose operators, relative to its first baseline, were made before."""
        self._fonts.use(weights)
        self._code.append(f"{head} 1 0 0 1 {x:.2f} {y:.2f} Tm\n{tail}")

    def replayed(self, box: Any, x: float, y: float) -> bool:
        """Paint what was recorded of a box with its corner at (x, y), if that can be done."""
        outer = self._stack[-1]
        recording = None if isinstance(outer, str) else self._recording_of(box)
        if recording is None or isinstance(outer, str):
            return False
        self._replay(recording, outer, x, y)
        return True

    def _replay(self, recording: Recording, outer: Node, x: float, y: float) -> None:
        self._close_mark()
        self._fonts.use(recording.weights)
        for form in recording.forms:
            self.use(form)
        for level, text in recording.headings:
            self._bookmark(level, text)
        code, marks = self._code, self._marks
        branch = Branch(recording.template, outer, self._pages[-1], len(marks), (x, y))
        outer.kids.append(branch)
        pieces = [f"q 1 0 0 1 {x:.2f} {y:.2f} cm\n"]
        for mark, piece in enumerate(recording.content, len(marks)):
            pieces += (piece, str(mark))
        code.append("".join(pieces[:-1]))
        marks += [(branch, owner) for owner in recording.owners]
        code.append("Q")
        self._start = len(code)

    def use(self, drawing: Form | Dots) -> None:
        """Let the operators of this page name a drawing, or a picture of dots."""
        self._pictures[drawing.resource] = drawing.write(self.objects)

    def appearance(self, size: tuple[float, float], operators: str) -> int:
        """The number of what a form field looks like."""
        return add_appearance(self.objects, size, operators)

    def annotate(self, rect: Rect, entries: str, *, is_field: bool = False) -> None:
        """Lay a link or a form field on the page, inside the structure element that is open."""
        owner = self._stack[-1]
        if isinstance(owner, str):
            return
        self._close_mark()
        page, number = self._pages[-1], self.objects.add()
        annotation = Annotation(number, page, rect, entries, is_field=is_field)
        self._lying.append(number)
        owner.kids.append(annotation)
        self._annotations.append((annotation, owner))

    # -- pages and the end ----------------------------------------------------------------------

    def _open_page(self) -> None:
        self._pages.append(self.objects.add())
        self._code: list[str] = []
        self._start = 0
        self._marks: list[Owner] = []
        self._rows.append(self._marks)
        self._pictures: dict[str, int] = {}
        self._lying: list[int] = []

    def next_page(self) -> None:
        """Finish a page and start another; open tags go on."""
        self._finish_page()
        self._open_page()

    def _finish_page(self) -> None:
        self._close_mark()
        operators = "\n".join(self._code).encode("ascii")
        self._digest.update(operators)
        leaf = Leaf(
            key=len(self._rows) - 1,
            size=self._size,
            operators=self.objects.add(stream(compressed(operators))),
            fonts=self._names,
            pictures=self._pictures,
            annotations=self._lying,
        )
        self.objects.put(self._pages[-1], leaf.written(self._tree))

    def finish(self) -> bytes:
        """Close the last page and give the whole file."""
        self._finish_page()
        objects = self.objects
        objects.put(self._names, self._fonts.write(objects))
        objects.put(self._tree, page_tree(self._pages))
        nodes = self._document.numbered(len(objects.written) + 1)
        for node in nodes:
            objects.written += node.written(self._root)
        objects.put(
            self._root,
            (
                f"<</Type/StructTreeRoot/K {self._document.number} 0 R"
                f"/ParentTree<</Nums[{''.join(self._parents())}]>>"
                f"/ParentTreeNextKey {len(self._rows) + len(self._annotations)}>>"
            ).encode("ascii"),
        )
        lying = [annotation for annotation, _ in self._annotations]
        for annotation in lying:
            objects.put(annotation.number, annotation.written())
        ends = Ends(self._tree, self._root, self._outline(), objects.add(self._about.packet))
        root = objects.add(catalog(self._about, ends, lying))
        info = objects.add(self._about.info)
        self._let_go(nodes)
        return write(objects.written, root, info, self._digest.hexdigest()[:32])

    def _outline(self) -> int:
        """The number of the bookmarks, 0 for none."""
        if not self._bookmarks:
            return 0
        first = len(self.objects.written) + 1
        self.objects.written += outline(self._bookmarks, first)
        return first

    def _parents(self) -> Iterator[str]:
        """From each mark of each page, and from each annotation, to the element it belongs to."""
        for key, row in enumerate(self._rows):
            yield f"{key}[{' '.join(f'{node.number + at} 0 R' for node, at in row)}]"
        for key, (annotation, owner) in enumerate(self._annotations, len(self._rows)):
            annotation.key = key
            yield f" {key} {owner.number} 0 R"

    def _let_go(self, nodes: list[Node | Branch]) -> None:
        """Undo what holds each other, so that all of it is freed at once.

        The search for garbage would take a tenth of the time of a handout.
        """
        for node in nodes:
            node.parent = None
