"""Mappings that one key tells apart, and types that only msgspec knows."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from generator.decode import decode
from generator.errors import BadInput
from generator.yamlread import read_yaml


def said(text: str, type_: type[Any]) -> list[str]:
    """Return `line:column: message; hint` of every problem."""
    with pytest.raises(BadInput) as caught:
        decode(read_yaml(text, "f"), type_)
    return [str(problem).split("\n")[0].removeprefix("f:") for problem in caught.value.problems]


class Cat(Struct, frozen=True, tag_field="kind", tag="cat"):
    """One of two."""

    lives: int = 9


class Dog(Struct, frozen=True, tag_field="kind", tag="dog", forbid_unknown_fields=True):
    """The other."""

    name: str


class Odd(Struct, frozen=True):
    """A struct with a type that the walk does not know."""

    at: dt.time
    age: Annotated[int, Meta(ge=5)] = 5


class Loose(Struct, frozen=True):
    """Values that need not be there."""

    age: int
    level: Literal["low", None] = None  # noqa: PYI061  (one Literal with both is what is tested)
    extra: Any = None
    count: int | UnsetType = UNSET


class Pets(Struct, frozen=True):
    """A union told apart by a key, with other keys allowed."""

    pets: tuple[Cat | Dog, ...]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{kind: dog}", '1:8: missing key "name"; add "name: …" (text)'),
        ("{kind: dgo}", '1:15: "dgo" is not one of: cat, dog; did you mean "dog"?'),
        ("{kind: [a]}", "1:15: a list is not one of: cat, dog"),
        ("{lives: 9}", '1:8: missing key "kind"; add it, with one of: cat, dog'),
        ("{kind: cat, lives: x}", '1:27: "x" is not a whole number'),
        ("{kind: cat, colour: red, lives: x}", '1:40: "x" is not a whole number'),
        ("{kind: cat, 1: x}", "1:20: unknown key 1; the keys here are: lives"),
    ],
)
def test_structs_told_apart_by_a_key(text: str, expected: str) -> None:
    assert said(f"pets: [{text}]", Pets) == [expected]


def test_what_the_walk_does_not_know_is_still_refused_in_plain_words() -> None:
    assert said("at: later", Odd) == ["1:1: this does not have the right form"]
    assert said("at: 10:00:00\nage: 1", Odd) == ["2:6: must be at least 5, not 1"]
    assert said("later", dt.time) == ["1:1: this does not have the right form"]
    assert said("x: a", dict[str, Odd]) == ['1:4: a mapping (key: value) is needed here, not "a"']


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{age: x, level: , extra: {a: [1]}}", '1:7: "x" is not a whole number'),
        (
            "{age: 1, level: lo}",
            '1:17: "lo" is not one of: an empty value, low; did you mean "low"?',
        ),
        ("{age: 1, count: x}", '1:17: "x" is not a whole number'),
        ("{age: 1, count: }", "1:17: a whole number is needed here, not an empty value"),
    ],
)
def test_values_that_may_be_empty_or_anything(text: str, expected: str) -> None:
    assert said(text, Loose) == [expected]
