"""The handout's XHTML as a small tree, and the check that the layout knows all of it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Final
from xml.parsers import expat

from msgspec import Struct, field

from generator.errors import ExitCode, HepError
from generator.handout.vocabulary import VOCABULARY

# Blocks that may recur from handout to handout. Of a part, only the part itself is one.
KEYED: Final = frozenset("section aside tr h1 h2 p ul".split())

# Parts that recur from handout to handout: they are read once and put in where they stand.
RECURRING: Final = re.compile(
    r'<(?:(section) class="(?:exercise|walk)"|(tr)><th scope="row"'
    r'|(div) class="early"|(aside) class="(?:call|card|emergency|note|start|warn)")>'
)
OUTERMOST: Final = 2  # so many elements are open in the first one: the root, and itself
PUT_IN: Final = "part"  # the processing instruction that stands in the place of such a part


class TemplateError(HepError):
    """The template made a document that cannot be laid out; the message names the place in it."""

    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT


class Element(Struct, eq=False):
    """One element: its children are elements and pieces of text, in order.

    A block keeps its source and is equal to any other with the same, so that what recurs from
    handout to handout need not be laid out again.
    """

    tag: str
    attributes: dict[str, str]
    line: int = 0
    children: list["Element | str"] = field(default_factory=list)
    source: bytes = b""
    made: dict[str, Any] = field(default_factory=dict)  # what was worked out of its words

    def __hash__(self) -> int:
        """By source, or by identity."""
        return hash(self.source) if self.source else id(self)

    def __eq__(self, other: object) -> bool:
        """By source, or by identity."""
        if self is other:
            return True
        return bool(self.source) and isinstance(other, Element) and self.source == other.source

    @property
    def style_class(self) -> str:
        """The one class that decides how the element looks; the vocabulary allows no second one."""
        return self.attributes.get("class", "")

    def elements(self) -> list["Element"]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, tag: str) -> "Element | None":
        """The first element of a name below this one."""
        return next((element for element in self.walk() if element.tag == tag), None)

    def walk(self) -> Iterator["Element"]:
        """All elements below this one, in reading order."""
        for child in self.elements():
            yield child
            yield from child.walk()

    def told(self) -> tuple[object, ...]:
        """All that it says: equal for two elements that look the same."""
        inside = [one if isinstance(one, str) else one.told() for one in self.children]
        return self.tag, tuple(self.attributes.items()), *inside

    def text(self) -> str:
        """The words in it, with single spaces."""
        parts = [child if isinstance(child, str) else child.text() for child in self.children]
        return " ".join("".join(parts).split())


class _Reader:
    """Builds the tree from expat's events.

    It is our own document, so anything a DTD could bring is refused.
    """

    def __init__(self, document: bytes, parts: Sequence["Element"] = ()) -> None:
        self.document = document
        self.parts = parts
        self.root = Element("", {})
        self.open = [self.root]
        self.starts: list[int | None] = []
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, self.parser.CurrentLineNumber)
        self.open[-1].children.append(element)
        self.open.append(element)
        keyed = tag in KEYED if self.parts else len(self.open) == OUTERMOST and tag != "html"
        self.starts.append(self.parser.CurrentByteIndex if keyed else None)

    def _end(self, _tag: str) -> None:
        element, start = self.open.pop(), self.starts.pop()
        if start is not None:
            source = self.document[start : self.parser.CurrentByteIndex]
            # Where a part was put in, the words are not all here: another page may have the same.
            element.source = b"" if b"<?" in source else source

    def _text(self, text: str) -> None:
        self.open[-1].children.append(text)

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal or system or public or name != "html":
            raise TemplateError(
                "the handout may only begin with <!DOCTYPE html>; a DTD is never read"
            )

    def _entity(self, name: str, *_rest: object) -> None:
        raise TemplateError(f'the handout defines an entity "{name}"; entities are never read')

    def _instruction(self, target: str, data: str) -> None:
        if target == PUT_IN and self.parts:
            self.open[-1].children.append(self.parts[int(data)])
            return
        raise TemplateError(
            f'the handout holds a processing instruction "<?{target}"; it is never read'
        )


def parse(document: str) -> Element:
    """Read a whole document.

    Raises TemplateError when it is not well-formed or uses what the layout does not know.
    """
    try:
        return _parse_by_parts(document)
    except TemplateError:
        return parse_whole(document)


def parse_whole(document: str) -> Element:
    """Read a document from its first line to its last, so that a message names the right line."""
    html = _read(document)
    check(html)
    return html


def _parse_by_parts(document: str) -> Element:
    if "<?" in document:
        raise TemplateError("the handout holds a processing instruction")
    frame, at = [], 0
    parts: list[Element] = []
    for start, end in _recurring(document):
        frame += [document[at:start], f"<?{PUT_IN} {len(parts)}?>"]
        parts.append(_part(document[start:end]))
        at = end
    html = _read("".join([*frame, document[at:]]), parts)
    check(html, known=frozenset(map(id, parts)))
    return html


def _recurring(document: str) -> Iterator[tuple[int, int]]:
    """Where the parts begin and end; one that holds another of its name is left in place."""
    end = 0
    for found in RECURRING.finditer(document):
        if found.start() < end:
            continue
        tag = found[found.lastindex or 0]
        close = f"</{tag}>"
        stop = document.find(close, found.end())
        if stop >= 0 and document.find(f"<{tag}", found.end(), stop) < 0:
            end = stop + len(close)
            yield found.start(), end


@lru_cache(maxsize=1024)  # exercises, safety texts and rows of logs; some 10 MB when full
def _part(source: str) -> Element:
    """One part of a document, read and checked."""
    part = _read(source)
    check(part, outermost=part.tag)
    return part


def _read(document: str, parts: Sequence[Element] = ()) -> Element:
    reader = _Reader(document.encode(), parts)
    try:
        reader.parser.Parse(reader.document, True)  # noqa: FBT003  (expat takes no names)
    except expat.ExpatError as error:
        lines = document.splitlines()
        shown = lines[error.lineno - 1].strip()[:100] if error.lineno <= len(lines) else ""
        raise TemplateError(
            f"the handout is not well-formed XHTML, line {error.lineno}, "
            f"column {error.offset + 1}: {expat.errors.messages[error.code]}: {shown}"
        ) from error
    finally:
        del reader.parser  # the two hold each other, and with them the whole tree
    (outermost,) = reader.root.elements()
    return outermost


def check(html: Element, outermost: str = "html", known: frozenset[int] = frozenset()) -> None:
    """Refuse an unknown element, class, attribute or child, naming it.

    So nothing is dropped unseen. `known` are the ids of elements that were checked before.
    """
    if html.tag != outermost:
        raise TemplateError(f"the handout's outermost element is <{html.tag}>, not <html>")
    waiting = [html]
    while waiting:
        element = waiting.pop()
        _check_one(element)
        waiting += [
            child
            for child in element.children
            if isinstance(child, Element) and id(child) not in known
        ]


def _check_one(element: Element) -> None:
    rule = VOCABULARY[element.tag]
    kind = element.style_class
    if kind and kind not in rule.classes:
        known = ", ".join(sorted(rule.classes)) or "none"
        raise TemplateError(
            f'line {element.line}: the layout does not know class "{kind}" of <{element.tag}>; '
            f"known: {known}"
        )
    for name in element.attributes:
        if name not in rule.attributes and name not in ("class", "xmlns"):
            raise TemplateError(
                f'line {element.line}: the layout does not know the attribute "{name}" '
                f"of <{element.tag}>"
            )
    for child in element.children:
        if isinstance(child, Element):
            if child.tag not in VOCABULARY:
                raise TemplateError(
                    f"line {child.line}: the layout does not know the element <{child.tag}>"
                )
            allowed = child.tag in rule.children
            name = f"<{child.tag}>"
        else:
            allowed = rule.text or not child.strip()
            name = f'the text "{child.strip()[:40]}"'
        if not allowed:
            raise TemplateError(
                f"line {element.line}: {name} may not stand directly in <{element.tag}>"
            )
