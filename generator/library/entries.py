"""Library entries by id, ours below and the clinic's on top, each with its place in a file."""

from typing import TypeVar

from msgspec import Struct

from generator.decode import decode_value
from generator.errors import BadInput, Path, Problem, Severity
from generator.yamlread import Document

T = TypeVar("T")

# Keys of a clinic's entry that say what it does to ours; no model has them.
REMOVE, REASON = "remove", "reason"

# Where null is a value and takes nothing out: a step that is left out, a text without a heading.
NULL_BELOW, NULL_AT = "replace_steps", "heading"


class Layer(Struct, frozen=True):
    """Where one version of an entry stands."""

    document: Document
    path: Path


class Entry(Struct, frozen=True):
    """One entry, merged from its layers; the last layer is the clinic's where there are two."""

    key: str
    data: object
    layers: tuple[Layer, ...]

    def problem(
        self,
        path: Path,
        message: str,
        hint: str = "",
        *,
        key: bool = False,
        severity: Severity = "error",
    ) -> Problem:
        """A problem at a path inside the entry, shown in the layer that wrote that path."""
        for layer in reversed(self.layers):
            if _holds(layer, path):
                break
        else:
            layer = self.layers[-1]
        return layer.document.problem(
            (*layer.path, *path), message, hint, key=key, severity=severity
        )

    def decode(self, type_: type[T]) -> T:
        """The entry as a model.

        Raises: BadInput with every problem.
        """
        return decode_value(self.data, type_, self.problem)


def over(base: Entry | None, top: Entry) -> Entry:
    """Lay a clinic's entry over ours: mappings merge key by key, anything else replaces."""
    if base is None:
        return top
    return Entry(top.key, merged(base.data, top.data), (*base.layers, *top.layers))


def merged(base: object, top: object, *, keep_null: bool = False) -> object:
    """Merge two values; a key set to null in `top` is taken out, unless null is a value there."""
    if not (isinstance(base, dict) and isinstance(top, dict)):
        return top
    out = dict(base)
    for key, value in top.items():
        if value is None and not keep_null and key != NULL_AT:
            out.pop(key, None)
        else:
            out[key] = merged(base.get(key), value, keep_null=key == NULL_BELOW)
    return out


def without(entry: Entry, *keys: str) -> Entry:
    """The entry, which is a mapping, without some of its keys."""
    data = {key: value for key, value in mapping_of(entry).items() if key not in keys}
    return Entry(entry.key, data, entry.layers)


def mapping_of(entry: Entry) -> dict[object, object]:
    """What the entry says by key; nothing when it is no mapping."""
    return entry.data if isinstance(entry.data, dict) else {}


def listed(document: Document, section: str) -> list[Entry]:
    """The entries of a list whose items carry an `id`.

    Raises: BadInput for a missing or repeated id.
    """
    items = _section(document, section)
    if not isinstance(items, list):
        raise BadInput([document.problem((section,), f"{section} must be a list of entries")])
    entries: dict[str, Entry] = {}
    problems = []
    for index, item in enumerate(items):
        path: Path = (section, index)
        key = item.get("id") if isinstance(item, dict) else None
        if not isinstance(key, str):
            problems.append(document.problem(path, "this entry has no id", "write id: first"))
        elif key in entries:
            line = entries[key].problem(("id",), "").line
            text = f'the id "{key}" stands already in line {line}'
            problems.append(document.problem((*path, "id"), text, "give each entry its own id"))
        else:
            entries[key] = Entry(key, item, (Layer(document, path),))
    if problems:
        raise BadInput(problems)
    return list(entries.values())


def mapped(document: Document, section: str) -> list[Entry]:
    """The entries of a mapping from id to entry.

    Raises: BadInput when it is not a mapping.
    """
    items = _section(document, section)
    if not isinstance(items, dict):
        raise BadInput([document.problem((section,), f"{section} must be a mapping (id: entry)")])
    return [
        Entry(str(key), value, (Layer(document, (section, key)),)) for key, value in items.items()
    ]


def whole(document: Document, key: str) -> Entry:
    """The whole document as one entry."""
    return Entry(key, document.data, (Layer(document, ()),))


def one(document: Document, section: str) -> Entry:
    """The value of one key as one entry."""
    return Entry(section, _section(document, section), (Layer(document, (section,)),))


def _section(document: Document, section: str) -> object:
    return document.data.get(section) if isinstance(document.data, dict) else None


def _holds(layer: Layer, path: Path) -> bool:
    try:
        layer.document.value((*layer.path, *path))
    except (KeyError, IndexError, TypeError):
        return False
    return True
