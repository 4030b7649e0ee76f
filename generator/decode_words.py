"""What a model asks for, and what a value is, in the words of someone who never saw either."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import inspect as mi

from generator.errors import did_you_mean, quote

if TYPE_CHECKING:
    from collections.abc import Iterable

MAPPING = "a mapping (key: value)"
MAX_CHOICES = 12
DATE_HINT = "write it like 2026-11-20"

MAPPING_KINDS = (mi.StructType, mi.DictType)
LIST_KINDS = (
    mi.ListType,
    mi.VarTupleType,
    mi.TupleType,
    mi.SetType,
    mi.FrozenSetType,
    mi.CollectionType,
)
CHOICE_KINDS = (mi.LiteralType, mi.EnumType)
TEXT_KINDS = (mi.StrType, mi.DateType, *CHOICE_KINDS)
NUMBER_KINDS = (mi.IntType, mi.FloatType, *CHOICE_KINDS)
_KNOWN_KINDS = (
    *(*MAPPING_KINDS, *LIST_KINDS, *TEXT_KINDS, *NUMBER_KINDS),
    *(mi.BoolType, mi.NoneType),
)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STARTS_WITH_NUMBER = re.compile(r"\s*([-+]?[0-9]+(?:\.[0-9]+)?)")
_TRUTH = {
    **dict.fromkeys(("yes", "y", "on", "true", "1"), "true"),
    **dict.fromkeys(("no", "n", "off", "false", "0"), "false"),
}
_HINTS: tuple[tuple[tuple[type[mi.Type], ...], str], ...] = (
    ((mi.DateType,), DATE_HINT),
    ((mi.StrType,), "put it in quotes"),
    (LIST_KINDS, "put it in brackets: [ ]"),
)
_NAMES: dict[type[mi.Type], str] = {
    mi.NoneType: "nothing",
    mi.BoolType: "true or false",
    mi.DateType: "a date",
}


def bare(kind: mi.Type) -> tuple[mi.Type, str]:
    """Return a type without its annotations, and the description that was among them."""
    description = ""
    while isinstance(kind, mi.Metadata):
        description = description or str((kind.extra_json_schema or {}).get("description", ""))
        kind = kind.type
    return kind, description.rstrip(".")


def branches(kind: mi.Type) -> list[mi.Type]:
    """Return the types that a value may have, bare."""
    kind, _ = bare(kind)
    if isinstance(kind, mi.UnionType):
        return [bare(branch)[0] for branch in kind.types]
    return [kind]


def fitting(value: object, kind: mi.Type) -> list[mi.Type]:
    """Return the branches of a type that a value of this sort can be meant for."""
    wanted: tuple[type[mi.Type], ...]
    if isinstance(value, dict):
        wanted = MAPPING_KINDS
    elif isinstance(value, list | tuple):
        wanted = LIST_KINDS
    elif isinstance(value, bool):
        wanted = (mi.BoolType, *CHOICE_KINDS)
    elif isinstance(value, int | float):
        wanted = NUMBER_KINDS
    else:
        wanted = (mi.NoneType, *CHOICE_KINDS) if value is None else TEXT_KINDS
    # A type that is not known here takes anything: msgspec judges it, not this module.
    found = [b for b in branches(kind) if isinstance(b, wanted) or not isinstance(b, _KNOWN_KINDS)]
    return [b for b in found if not isinstance(b, CHOICE_KINDS) or _same_sort(value, b)]


def _same_sort(value: object, kind: mi.Type) -> bool:
    return any(type(choice) is type(value) for choice in choices(kind))


def choices(kind: mi.Type) -> tuple[Any, ...]:
    """Return the values that a Literal or an Enum allows."""
    if isinstance(kind, mi.EnumType):
        return tuple(member.value for member in kind.cls)
    return kind.values if isinstance(kind, mi.LiteralType) else ()


def shown(value: object) -> str:
    """Return a value as a person would point at it."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "an empty value"
    if isinstance(value, int | float):
        return str(value)
    return "a mapping" if isinstance(value, dict) else "a list"


def wanted(kind: mi.Type) -> str:
    """Return what a type asks for: `a number from 15 to 80`."""
    parts = branches(kind)
    if len(parts) > 1:
        parts = [part for part in parts if not isinstance(part, mi.NoneType)]
    return " or ".join(dict.fromkeys(_wanted(part) for part in parts))


def _wanted(kind: mi.Type) -> str:
    if isinstance(kind, mi.IntType | mi.FloatType):
        name = "a whole number" if isinstance(kind, mi.IntType) else "a number"
        limits = bounds(kind)
        joined = "" if not limits else " " if limits.startswith("from") else " that is "
        return f"{name}{joined}{limits}"
    if isinstance(kind, CHOICE_KINDS):
        return _one_of(kind)
    if isinstance(kind, mi.StrType):
        return "text"
    if isinstance(kind, MAPPING_KINDS):
        return MAPPING
    if isinstance(kind, LIST_KINDS):
        return "a list"
    return _NAMES.get(type(kind), "another form")


def _one_of(kind: mi.Type) -> str:
    allowed = choices(kind)
    return "a known name" if len(allowed) > MAX_CHOICES else f"one of: {listed(allowed)}"


def listed(allowed: Iterable[object]) -> str:
    """Return the choices in one line, as they are written in YAML."""
    return ", ".join(c if isinstance(c, str) else shown(c) for c in allowed)


def bounds(kind: mi.IntType | mi.FloatType) -> str:
    """Return the range that a number must keep to: `from 15 to 80`, or nothing."""
    if kind.ge is not None and kind.le is not None:
        parts = [f"from {kind.ge} to {kind.le}"]
    else:
        limits = {
            "at least": kind.ge,
            "more than": kind.gt,
            "at most": kind.le,
            "less than": kind.lt,
        }
        parts = [f"{word} {limit}" for word, limit in limits.items() if limit is not None]
    if kind.multiple_of is not None:
        parts.append(f"a multiple of {kind.multiple_of}")
    return " and ".join(parts)


def scalar_fault(value: object, kind: mi.Type, description: str = "") -> tuple[str, str] | None:
    """Return message and hint for a scalar of the right sort with a wrong value, or None."""
    if isinstance(kind, CHOICE_KINDS):
        return _choice_fault(value, kind)
    if isinstance(kind, mi.IntType | mi.FloatType) and isinstance(value, int | float):
        return _number_fault(value, kind, description)
    if isinstance(kind, mi.StrType) and isinstance(value, str):
        return _text_fault(value, kind, description)
    if isinstance(kind, mi.DateType) and isinstance(value, str) and not is_date(value):
        return f"{quote(value)} is not a date", DATE_HINT
    return None


def _choice_fault(value: object, kind: mi.Type) -> tuple[str, str] | None:
    allowed = choices(kind)
    if any(value == choice and type(value) is type(choice) for choice in allowed):
        return None
    hint = did_you_mean(value, map(str, allowed)) if isinstance(value, str) else ""
    return f"{shown(value)} is not {_one_of(kind)}", hint


def _number_fault(
    value: float, kind: mi.IntType | mi.FloatType, description: str
) -> tuple[str, str] | None:
    if isinstance(kind, mi.IntType) and not isinstance(value, int):
        hint = f"write {value:.0f}" if math.isfinite(value) and value.is_integer() else description
        return f"{value} is not a whole number", hint
    if (
        (kind.ge is None or value >= kind.ge)
        and (kind.le is None or value <= kind.le)
        and (kind.gt is None or value > kind.gt)
        and (kind.lt is None or value < kind.lt)
        and (kind.multiple_of is None or value % kind.multiple_of == 0)
    ):
        return None
    return f"must be {bounds(kind)}, not {value}", description


def _text_fault(value: str, kind: mi.StrType, description: str) -> tuple[str, str] | None:
    fault = size_fault(len(value), kind.min_length, kind.max_length, "character")
    if fault:
        return ("the text is empty" if not value else fault), description
    if kind.pattern is not None and re.search(kind.pattern, value) is None:
        return f"{quote(value)} is not in the right form", description
    return None


def size_fault(size: int, least: int | None, most: int | None, unit: str) -> str:
    """Return the message for too few or too many items or characters, or nothing."""
    for limit, word, broken in (
        (least, "at least", least is not None and size < least),
        (most, "at most", most is not None and size > most),
    ):
        if broken:
            return f"must have {word} {limit} {unit}{'' if limit == 1 else 's'}, not {size}"
    return ""


def is_date(text: str) -> bool:
    """Return whether a text is a day of the calendar, written like 2026-11-20."""
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def hint_for(value: object, kind: mi.Type) -> str:
    """Return what to write in place of a value of the wrong sort, or nothing."""
    kinds = branches(kind)
    truth = _TRUTH.get(str(value).casefold()) if isinstance(value, str | int) else None
    if truth and any(isinstance(k, mi.BoolType) for k in kinds):
        return f"write {truth}"
    if isinstance(value, str) and any(isinstance(k, mi.IntType | mi.FloatType) for k in kinds):
        number = _STARTS_WITH_NUMBER.match(value)
        return f"write {number.group(1)}, without quotes or a unit" if number else ""
    if isinstance(value, dict | list | None):
        return ""
    for sort, hint in _HINTS:
        if any(isinstance(k, sort) for k in kinds):
            return hint
    return ""
