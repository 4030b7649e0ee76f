"""Data into frozen models; when it does not fit, every problem at once, each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec
from msgspec import inspect as mi

from generator import decode_words as words
from generator.errors import BadInput, Path, Problem, Step, did_you_mean, quote

if TYPE_CHECKING:
    from generator.yamlread import Document

T = TypeVar("T")
Mapping = dict[Any, Any]
Items = list[Any] | tuple[Any, ...]

# More than anyone corrects in one go; a hostile file could hold hundreds of thousands.
MAX_PROBLEMS = 100

_WRONG_FORM = "this does not have the right form"


class ProblemAt(Protocol):
    """Makes a problem with the value, or the key, at a path."""

    def __call__(self, path: Path, message: str, hint: str = "", *, key: bool = False) -> Problem:
        """Return the problem."""


def decode(document: Document, type_: type[T], at: Path = ()) -> T:
    """Return what a document holds at a path, as a model.

    Raises: BadInput with every problem, if it does not fit the model.
    """
    try:
        value = document.value(at)
    except (KeyError, IndexError):
        missing = document.problem(at, f"missing {_name(at[-1])}", "add it")
        raise BadInput((missing,)) from None
    if document.data is None and not words.fitting(None, mi.type_info(type_)):
        raise BadInput.one(document.file, "the file is empty", f"write {_asked(type_)} in it")
    return decode_value(value, type_, document.problem, at)


def decode_value(value: object, type_: type[T], problem_at: ProblemAt, at: Path = ()) -> T:
    """Return plain data as a model; `problem_at` makes a problem from a path and a message.

    Raises: BadInput with every problem, if it does not fit the model.
    """
    try:
        return msgspec.convert(value, type_, strict=True)
    except msgspec.ValidationError:
        walk = _Walk(problem_at)
    more: list[Problem] = []
    try:
        walk.check(value, mi.type_info(type_), at)
    except _EnoughError:
        more = [problem_at(at, "there are more problems", "correct the others first")]
    if not walk.problems:
        walk.say(at, _WRONG_FORM)
    raise BadInput([*sorted(walk.problems, key=_place), *more])


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line or 0, problem.column or 0


def _asked(type_: object) -> str:
    return words.wanted(mi.type_info(type_))


def _name(key: Step) -> str:
    return f"item {key + 1}" if isinstance(key, int) else f"key {quote(key)}"


class _EnoughError(Exception):
    """There are too many problems to go on."""


class _Walk:
    """Goes through a value beside its type, and collects what does not fit."""

    def __init__(self, problem_at: ProblemAt) -> None:
        self.problem_at = problem_at
        self.problems: list[Problem] = []

    def say(self, path: Path, message: str, hint: str = "", *, key: bool = False) -> None:
        if len(self.problems) >= MAX_PROBLEMS:
            raise _EnoughError
        self.problems.append(self.problem_at(path, message, hint, key=key))

    def check(self, value: object, kind: mi.Type, path: Path, description: str = "") -> None:
        """Say all that is wrong with a value, and inside it."""
        kind, own = words.bare(kind)
        description = own or description
        meant = words.fitting(value, kind)
        if not meant:
            self.wrong_sort(value, kind, path, description)
        elif isinstance(value, dict):
            self.mapping(value, meant, path)
        elif isinstance(value, list | tuple):
            self.sequence(value, meant[0], path, description)
        else:
            self.scalar(value, meant, kind, path, description)

    def wrong_sort(self, value: object, kind: mi.Type, path: Path, description: str) -> None:
        wanted = words.wanted(kind)
        if value is None or isinstance(value, dict | list | tuple) or wanted == words.MAPPING:
            message = f"{wanted} is needed here, not {words.shown(value)}"
        else:
            message = f"{words.shown(value)} is not {wanted}"
        self.say(path, message, words.hint_for(value, kind) or description)

    def scalar(
        self, value: object, meant: list[mi.Type], kind: mi.Type, path: Path, description: str
    ) -> None:
        faults = [words.scalar_fault(value, branch, description) for branch in meant]
        if None in faults:
            return
        message, hint = faults[0] or ("", "")
        truth = words.hint_for(value, kind)
        if truth in {"write true", "write false"}:
            hint = truth
        self.say(path, message, hint)

    def sequence(self, value: Items, kind: mi.Type, path: Path, description: str) -> None:
        if isinstance(kind, mi.TupleType):
            if len(value) != len(kind.item_types):
                count = len(kind.item_types)
                self.say(path, f"must have {count} items, not {len(value)}", description)
            for index, (item, item_kind) in enumerate(zip(value, kind.item_types, strict=False)):
                self.check(item, item_kind, (*path, index))
            return
        if not isinstance(kind, mi.CollectionType):
            return
        fault = words.size_fault(len(value), kind.min_length, kind.max_length, "item")
        if fault:
            self.say(path, fault, description)
        for index, item in enumerate(value):
            self.check(item, kind.item_type, (*path, index), description)

    def mapping(self, value: Mapping, meant: list[mi.Type], path: Path) -> None:
        structs = [kind for kind in meant if isinstance(kind, mi.StructType)]
        if len(structs) > 1:
            self.tagged(value, structs, path)
        elif structs:
            self.struct(value, structs[0], path)
        elif isinstance(meant[0], mi.DictType):
            self.table(value, meant[0], path)

    def table(self, value: Mapping, kind: mi.DictType, path: Path) -> None:
        fault = words.size_fault(len(value), kind.min_length, kind.max_length, "key")
        if fault:
            self.say(path, fault)
        for key, item in value.items():
            self.table_key(key, kind.key_type, (*path, key))
            self.check(item, kind.value_type, (*path, key))

    def table_key(self, key: Step, kind: mi.Type, path: Path) -> None:
        bare, description = words.bare(kind)
        meant = words.fitting(key, bare)
        faults = [words.scalar_fault(key, branch, description) for branch in meant]
        if None in faults:
            return
        known = [str(choice) for branch in words.branches(bare) for choice in words.choices(branch)]
        if known:
            hint = did_you_mean(str(key), known)
            if len(known) <= words.MAX_CHOICES:
                hint = hint or f"the keys here are: {words.listed(known)}"
            self.say(path, f"unknown {_name_of(key)}", hint, key=True)
        elif faults and faults[0]:
            self.say(path, f"the key: {faults[0][0]}", faults[0][1], key=True)
        else:
            message = f"the {_name_of(key)} is not {words.wanted(bare)}"
            self.say(path, message, words.hint_for(key, bare) or description, key=True)

    def tagged(self, value: Mapping, structs: list[mi.StructType], path: Path) -> None:
        """Check a mapping that may be one of several, which one key tells apart."""
        field = structs[0].tag_field or ""
        tags = {kind.tag: kind for kind in structs}
        tag = value.get(field)
        if field not in value:
            hint = f"add it, with one of: {words.listed(tags)}"
            self.say(path, f"missing {_name(field)}", hint, key=True)
        elif isinstance(tag, str | int) and tag in tags:
            self.struct(value, tags[tag], path)
        else:
            message = f"{words.shown(tag)} is not one of: {words.listed(tags)}"
            self.say((*path, field), message, did_you_mean(str(tag), map(str, tags)))

    def struct(self, value: Mapping, kind: mi.StructType, path: Path) -> None:
        before = len(self.problems)
        fields = {field.encode_name: field for field in kind.fields}
        meant_by_another = self.unknown_keys(value, kind, list(fields), path)
        for name, field in fields.items():
            if name in value:
                self.check(value[name], field.type, (*path, name))
            elif field.required and name not in meant_by_another:
                description = words.bare(field.type)[1] or words.wanted(field.type)
                hint = f'add "{name}: …" ({description})'
                self.say(path, f"missing {_name(name)}", hint, key=True)
        if len(self.problems) == before:
            self.whole(value, kind, path)

    def unknown_keys(
        self, value: Mapping, kind: mi.StructType, names: list[str], path: Path
    ) -> set[str]:
        """Say which keys are unknown; return the names that they seem to stand for."""
        meant: set[str] = set()
        free = [name for name in names if name not in value]
        for key in value:
            if key in names or key == kind.tag_field:
                continue
            if isinstance(key, str) and not kind.forbid_unknown_fields:
                continue
            hint = did_you_mean(str(key), free)
            meant.update(name for name in free if hint and f'"{name}"' in hint)
            if not hint and len(names) <= words.MAX_CHOICES:
                hint = f"the keys here are: {words.listed(names)}"
            self.say((*path, key), f"unknown {_name_of(key)}", hint, key=True)
        return meant

    def whole(self, value: Mapping, kind: mi.StructType, path: Path) -> None:
        """Say what the model's own check says of a mapping whose every part is right."""
        try:
            msgspec.convert(value, kind.cls, strict=True)
        except msgspec.ValidationError as error:
            self.say(path, str(error.__cause__ or _WRONG_FORM), key=True)


def _name_of(key: Step) -> str:
    return f"key {quote(key)}" if isinstance(key, str) else f"key {key}"
