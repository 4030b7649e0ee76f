"""Each problem beside the field that it is about."""

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from generator.errors import Path, Problem
from generator.model.library import Library
from generator.web.casedata import field_names, parts_of

_MISSING: Final = re.compile(r'missing key "([a-z_]+)"')
_NEEDED: Final = {
    "patient": "patient.age",
    "age": "patient.age",
    "irritability": "irritability",
}


class Placed(Struct, frozen=True):
    """A problem, and the field beside which it is shown; none for one with the whole form."""

    field: str
    text: str
    missing: bool = False  # nothing is wrong: the field is only still empty


def placed(problems: Iterable[Problem], library: Library) -> tuple[Placed, ...]:
    """Every problem with its field; each is said once."""
    found = [
        Placed(
            field_of(problem, library), _said(problem), bool(_MISSING.fullmatch(problem.message))
        )
        for problem in problems
    ]
    return tuple(dict.fromkeys(found))


def _said(problem: Problem) -> str:
    if _MISSING.fullmatch(problem.message):
        return "This is needed."
    return closed("; ".join(filter(None, (problem.message, plain_hint(problem)))))


def closed(text: str) -> str:
    """A sentence with the point at its end, unless it is closed already."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def plain_hint(problem: Problem) -> str:
    """What to do, but for what one types in a terminal: that helps nobody at the page."""
    return "" if "--" in problem.hint or "`" in problem.hint else problem.hint


def field_of(problem: Problem, library: Library) -> str:
    """The name of the field; the nearest one that the form has."""
    missing = _MISSING.fullmatch(problem.message)
    if missing:
        return _NEEDED.get(missing[1], "")
    if not problem.path:
        return ""
    names, steps = field_names(library), _steps(problem.path, library)
    if steps == ("provider",):
        return "provider.name"
    if steps[:2] == ("exercises", "dose") and len(steps) == 3:  # noqa: PLR2004  (the whole dose)
        return ".".join(steps)
    for end in range(len(steps), 0, -1):
        name = ".".join(steps[:end])
        if name in names:
            return name
    return next((name for name in sorted(names) if name.startswith(".".join((*steps, "")))), "")


def _steps(path: Path, library: Library) -> tuple[str, ...]:
    """A place of the case file in the words of the form: a list is one field, a pair has parts."""
    steps = tuple(map(str, path))
    known = (
        library.measurements.get(steps[1]) if steps[:1] == ("measurements",) and steps[1:] else None
    )
    if known and steps[2:] and isinstance(path[2], int):
        return (*steps[:2], parts_of(known)[path[2]])
    return steps
