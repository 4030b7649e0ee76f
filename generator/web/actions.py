"""What the small buttons of the form do to its fields; pure.

A button sends `do` with a word, and for most of them what it is about: `star:masseter_tender`.
"""

from collections.abc import Callable, Sequence
from typing import Final

from generator.errors import Problem
from generator.web.casedata import GROUPS, Fields

Edited = dict[str, list[str]]


def edited(fields: Fields, do: str, program: Sequence[str], most: int) -> Edited:
    """The fields after a button; unchanged for a word that is not known.

    `program`: the ids of the exercises in the order of print; `most`: how many stars there are.
    """
    new = {name: list(values) for name, values in fields.items()}
    word, _, key = do.partition(":")
    if word == "star":
        _star(new, key, most)
    elif word in _STEPS and key in program:
        _move(new, key, list(program), _STEPS[word])
    elif word in _DOES:
        _DOES[word](new, key)
    return {name: values for name, values in new.items() if any(values)}


def in_order(fields: Fields, problems: Sequence[Problem]) -> Edited | None:
    """The fields without the exercises whose order no longer matters: they left the program.

    None when there are none, or when something else is wrong as well.
    """
    wrong = {problem.path[2] for problem in problems if problem.path[:2] == _ORDER}
    if not wrong or any(problem.path[:2] != _ORDER for problem in problems):
        return None
    order = fields.get(".".join(_ORDER), ())
    kept = [key for index, key in enumerate(order) if index not in wrong]
    return {name: list(values) for name, values in fields.items()} | {".".join(_ORDER): kept}


_ORDER: Final = ("exercises", "order")


def _star(fields: Edited, finding: str, most: int) -> None:
    stars = fields.get("priority", [])
    if finding in stars:
        fields["priority"] = [key for key in stars if key != finding]
    elif len(stars) < most:
        fields["priority"] = [*stars, finding]


_STEPS: Final = {"up": -1, "down": 1}


def _move(fields: Edited, key: str, order: list[str], by: int) -> None:
    at = order.index(key)
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    fields["exercises.order"] = order


def _remove(fields: Edited, key: str) -> None:
    """Take an exercise out; one that the provider had added is simply not added any more."""
    added = fields.get("exercises.add", [])
    swapped = [
        name for name in fields if name.startswith("exercises.swap.") and fields[name] == [key]
    ]
    if key in added:
        fields["exercises.add"] = [one for one in added if one != key]
    elif not swapped:
        fields["exercises.remove"] = [*fields.get("exercises.remove", []), key]
    for name in swapped:
        del fields[name]
        _remove(fields, name.removeprefix("exercises.swap."))
    for name in list(fields):
        if name.startswith(f"exercises.dose.{key}.") or name in (
            f"exercises.side.{key}",
            f"exercises.override.{key}",
        ):
            del fields[name]
    fields["exercises.order"] = [one for one in fields.get("exercises.order", []) if one != key]


def _keep(fields: Edited, key: str) -> None:
    for name in ("exercises.remove", "exercises.add"):
        fields[name] = [one for one in fields.get(name, []) if one != key]


def _asked(fields: Edited, group: str) -> None:
    """All questions of a group, or of all, are asked."""
    groups = GROUPS if group == "all" else [group] if group in GROUPS else []
    asked = fields.get("asked", [])
    fields["asked"] = [*asked, *(one for one in groups if one not in asked)]


_DOES: Final[dict[str, Callable[[Edited, str], None]]] = {
    "remove": _remove,
    "keep": _keep,
    "asked": _asked,
}
