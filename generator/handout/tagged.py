"""A ReportLab canvas that writes tagged PDF (PDF/UA-1), which ReportLab itself cannot.

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
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from generator.handout.annotations import (
    Annotation,
    Rect,
    add_appearance,
    place,
)
from generator.handout.artwork import add_form
from generator.handout.bookmarks import Bookmark, outline
from generator.handout.fonts import Face, Weight, face
from generator.handout.leaves import Ends, Leaf, catalog, page, page_tree
from generator.handout.metadata import About
from generator.handout.ready import Ready, number_of
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


class TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
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
        self._recording_of = recording_of
        self._about = About(title, author, lang, created)
        # Named by others from the first page on, and written at the end.
        self._pages, self._root = Ready(), Ready()
        self._document = Node("Document")
        self._stack: list[Node | str] = [self._document]
        self._rows: list[list[Owner]] = []
        self._marks: list[Owner] = []
        self._bookmarks: list[Bookmark] = []
        self.annotations: list[tuple[Annotation, Node]] = []
        self._start = 0  # where in the page's operators the next mark will begin
        self._digest = hashlib.sha256(repr(tuple(self._about)).encode())
        first = face("Regular").fontName  # an embedded font, or Helvetica slips in unembedded
        super().__init__(
            io.BytesIO(),
            pagesize=size,
            invariant=1,
            pdfVersion=(1, 7),
            lang=lang,
            initialFontName=first,
            pageCompression=1,
        )
        self._usable: dict[Weight, Face] = {}
        self._font("Regular")  # always in this order, so that their resource names are known
        self._font("Bold")
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
        self._bookmarks.append(Bookmark(level, text, self._doc.thisPageName()))

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
                top.kids.append((self._doc.thisPageName(), len(self._marks)))
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
            for name, body in self._font(weight).literals(text, self._doc):
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
        for weight in weights:
            self._font(weight)
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
        for weight in recording.weights:
            self._font(weight)
        for form in recording.forms:
            self.use(form)
        for level, text in recording.headings:
            self._bookmark(level, text)
        code, marks = self._code, self._marks
        branch = Branch(recording.template, outer, self._doc.thisPageName(), len(marks), (x, y))
        outer.kids.append(branch)
        pieces = [f"q 1 0 0 1 {x:.2f} {y:.2f} cm\n"]
        for mark, piece in enumerate(recording.content, len(marks)):
            pieces += (piece, str(mark))
        code.append("".join(pieces[:-1]))
        marks += [(branch, owner) for owner in recording.owners]
        code.append("Q")
        self._start = len(code)

    use = add_form  # lets the operators of this page name a drawing
    appearance = add_appearance  # of a form field

    def annotate(self, rect: Rect, entries: str, *, is_field: bool = False) -> None:
        """Lay a link or a form field on the page, inside the structure element that is open."""
        owner = self._stack[-1]
        if isinstance(owner, str):
            return
        self._close_mark()
        annotation = Annotation(self._doc.thisPageName(), rect, entries, is_field=is_field)
        place(self, annotation)
        owner.kids.append(annotation)
        self.annotations.append((annotation, owner))

    def _font(self, weight: Weight) -> Face:
        font = self._usable.get(weight)
        if font is None:
            font = self._usable[weight] = face(weight)
            font.open_document(self._doc)
        return font

    # -- pages and the end ----------------------------------------------------------------------

    def _open_page(self) -> None:
        self._marks = []
        self._rows.append(self._marks)
        self._start = len(self._code)

    def next_page(self) -> None:
        """Finish a page and start another; open tags go on."""
        self._finish_page()
        self._open_page()

    def _finish_page(self) -> None:
        self._close_mark()
        operators = "\n".join([self._preamble, *self._code, " \n"]).encode("ascii")
        self._digest.update(operators)
        leaf = Leaf(
            len(self._rows) - 1, self._pagesize, operators, self._formsinuse, self._annotationrefs
        )
        self._doc.addPage(page(self._doc, self._pages, leaf))
        self._startPage()

    def finish(self) -> bytes:
        """Close the last page and give the whole file."""
        self._finish_page()
        document: Any = self._doc
        root = number_of(document, self._root)
        first = document.objectcounter + 1
        nodes = self._document.numbered(first)
        numbers = document.idToObjectNumberAndVersion
        pages = {
            f"Page{count}": numbers[f"Page{count}"][0] for count in range(1, document.pageCounter)
        }
        elements = [element for node in nodes for element in node.written(root, pages)]
        bookmarks = first + len(elements)
        if self._bookmarks:
            elements += outline(self._bookmarks, bookmarks, pages)
        document.objectcounter += len(elements)
        self._pages.data = page_tree(pages.values())
        self._root.data = (
            f"<</Type/StructTreeRoot/K {self._document.number} 0 R"
            f"/ParentTree<</Nums[{''.join(self._parents())}]>>"
            f"/ParentTreeNextKey {len(self._rows) + len(self.annotations)}>>"
        ).encode("ascii")
        ends = Ends(number_of(document, self._pages), root, bookmarks if self._bookmarks else 0)
        lying = (one for one, _ in self.annotations)
        start = (
            number_of(document, Ready(catalog(document, self._about, ends, lying))),
            number_of(document, Ready(self._about.info)),
        )
        data = write(document, elements, first, start, self._digest.hexdigest()[:32])
        self._let_go(nodes)
        return data

    def _parents(self) -> Iterator[str]:
        """From each mark of each page, and from each annotation, to the element it belongs to."""
        for key, row in enumerate(self._rows):
            yield f"{key}[{' '.join(f'{node.number + at} 0 R' for node, at in row)}]"
        for key, (annotation, owner) in enumerate(self.annotations, len(self._rows)):
            annotation.key = key
            yield f" {key} {owner.number} 0 R"

    def _let_go(self, nodes: list[Node | Branch]) -> None:
        """Undo what holds each other, so that all of it is freed at once.

        The search for garbage would take a tenth of the time of a handout.
        """
        for node in nodes:
            node.parent = None
        self._doc.__dict__.clear()
        self.__dict__.clear()
