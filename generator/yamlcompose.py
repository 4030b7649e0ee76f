"""YAML events into plain data with marks, in one loop that cannot recurse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from generator.errors import Step, quote, visible
from generator.yamlscalars import NUMBER_STARTS, WORDS, ScalarError, resolve
from generator.yamlsyntax import Fault, Position, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_DEPTH = 64
# Python hashes whole numbers as they are: longer ones could be chosen so that all keys collide.
MAX_KEY_DIGITS = 15
MAX_FAULTS = 100

# XML 1.0 forbids most of these; the rest are C1 controls and line breaks that no editor shows.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


Event = Any
Data = Any
_WANTED: Data = object()
_NOTHING: Data = object()
_ENDS = frozenset((yaml.MappingEndEvent, yaml.SequenceEndEvent))
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class Marks(NamedTuple):
    """Where a mapping or a list starts, and where its keys and values do."""

    start: Position
    keys: dict[Step, Position]
    values: dict[Step, Marks | Position]


class Composed(NamedTuple):
    """What a text holds, and all that is wrong with it."""

    data: Data
    marks: Marks | Position | None
    faults: list[Fault]


class _StopError(Exception):
    """There is no use in reading on."""


def compose(text: str, lines: Sequence[str]) -> Composed:
    """Return the data of a text that holds no forbidden character, with marks and faults."""
    composer = _Composer()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        composer.run(loader.get_event)
    except _StopError:
        pass
    except yaml.YAMLError as error:
        composer.faults.append(explain(error, lines))
    finally:
        loader.dispose()
    data, marks = composer.data, composer.marks
    return Composed(data[0] if data else None, marks.get(0), composer.faults)


class _Composer:
    """Takes events one at a time, and keeps what they make."""

    def __init__(self) -> None:
        # The root is a list of documents, so that every value has something to stand in.
        self.data: list[Data] = []
        self.marks: dict[Step, Marks | Position] = {}
        self.faults: list[Fault] = []
        self.documents = 0

    def fault(self, position: Position, message: str, hint: str = "") -> None:
        self.faults.append(Fault(position, message, hint))
        if len(self.faults) >= MAX_FAULTS:
            raise _StopError

    def run(self, get_event: Callable[[], Any]) -> None:
        """Take every event; the hot loop, so nothing is called for an ordinary scalar."""
        value: Data
        key: Data = _WANTED
        data, values, keys = self.data, self.marks, None
        stack: list[tuple[Data, ...]] = []
        scalar, ends, wanted = yaml.ScalarEvent, _ENDS, _WANTED
        while (kind := (event := get_event()).__class__) is not yaml.StreamEndEvent:
            if kind in ends:
                data, values, keys, key = stack.pop()
                continue
            mark = event.start_mark
            position = mark.line, mark.column
            node: Data = position
            if kind is scalar:
                value = event.value
                plain = event.implicit[0] and not event.anchor
                if not plain or value in WORDS or value[0] in NUMBER_STARTS:
                    value = self.scalar(event, position)
            else:
                value, node = self.other(event, position, len(stack))
                if value is _NOTHING:
                    continue
            if keys is None:
                values[len(data)] = node
                data.append(value)
            elif key is wanted:
                if value.__class__ is not str or value in keys or value == "<<":
                    value = self.key(value, event, position, keys)
                key = value
                keys[key] = position
            else:
                data[key] = value
                values[key] = node
                key = wanted
            if node is not position:
                stack.append((data, values, keys, key))
                keys = node.keys if isinstance(value, dict) else None
                data, values, key = value, node.values, wanted

    def scalar(self, event: Event, position: Position) -> Data:
        """Return the value of a scalar that may be no text, or may be refused."""
        self.refuse_properties(event, position)
        if event.implicit[0]:
            try:
                return resolve(event.value)
            except ScalarError as fault:
                self.fault(position, str(fault), "put it in quotes if it is text")
        found = FORBIDDEN.search(event.value) if event.style == '"' else None
        if found:
            message = f"the character {visible(found.group())} cannot be printed"
            self.fault(position, message, "remove it")
        return event.value

    def other(self, event: Event, position: Position, depth: int) -> tuple[Data, Data]:
        """Return the empty mapping or list that starts here, with its marks, or nothing."""
        if event.__class__ is yaml.AliasEvent:
            return self.alias(event, position), position
        if not isinstance(event, yaml.CollectionStartEvent):
            self.document(event, position)
            return _NOTHING, position
        self.refuse_properties(event, position)
        if depth >= MAX_DEPTH:
            self.fault(position, f"more than {MAX_DEPTH} levels stand inside each other")
            raise _StopError
        data: Data = {} if event.__class__ is yaml.MappingStartEvent else []
        return data, Marks(position, {}, {})

    def refuse_properties(self, event: Event, position: Position) -> None:
        if event.tag is not None:
            hint = 'remove it; text that starts with "!" must stand in quotes'
            self.fault(position, 'tags ("!") are not used here', hint)
        if event.anchor is not None:
            hint = 'remove it; text that starts with "&" must stand in quotes'
            self.fault(position, 'anchors ("&") are not used here', hint)

    def alias(self, event: Event, position: Position) -> str:
        hint = 'write the value out; text that starts with "*" must stand in quotes'
        self.fault(position, 'aliases ("*") are not used here', hint)
        return f"*{event.anchor}"

    def document(self, event: Event, position: Position) -> None:
        """Take the start or end of a document or of the stream."""
        if event.__class__ is not yaml.DocumentStartEvent:
            return
        self.documents += 1
        if self.documents > 1:
            hint = 'keep one document in a file, and remove the "---"'
            self.fault(position, "a second document starts here", hint)
            raise _StopError

    def key(
        self, value: Data, event: Event, position: Position, keys: dict[Step, Position]
    ) -> Step:
        """Return a key that is not new text, after what is wrong with it is said."""
        if isinstance(value, dict | list):
            self.fault(position, "a key cannot be a list or a mapping", "put it in quotes")
            raise _StopError
        if not isinstance(value, str):
            value = self.unusual_key(value, event.value, position)
        elif value == "<<" and event.implicit[0]:
            self.fault(position, 'merge keys ("<<") are not used here', "write the keys out")
        if value in keys:
            name = quote(value) if isinstance(value, str) else value
            message = f"the key {name} stands here and on line {keys[value][0] + 1} already"
            self.fault(position, message, "keep one of the two")
        return value  # type: ignore[no-any-return]

    def unusual_key(self, value: Data, written: str, position: Position) -> Step:
        if isinstance(value, int) and not isinstance(value, bool):
            if len(written) > MAX_KEY_DIGITS:
                self.fault(position, f"the key {written} is too long for a number")
            return value
        if not written:
            self.fault(position, 'a key is missing before ":"', "write the key")
        else:
            self.fault(position, f"the key {written} is not text", f'write "{written}" in quotes')
        return written
