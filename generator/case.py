"""Reading one case file and checking it against the library; every problem at once."""

import datetime
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from generator.decode import decode
from generator.errors import BadInput, Problem, did_you_mean
from generator.flagvalues import check_flags
from generator.measurements import check_measurements
from generator.model.case import Case, FindingDetail, FindingValue, FlagValue, MeasurementValue
from generator.model.library import Library
from generator.yamlread import Document, read_yaml_file

# Findings of the library that the case file states under keys of their own.
OWN_KEYS = ("irritability", "headache_type")


class CaseFile(Struct, frozen=True):
    """A case, and where each of its keys stands."""

    case: Case
    document: Document


def load_case(path: Path, library: Library, today: datetime.date) -> CaseFile:
    """Read a case file (`-` is standard input) for the day of issue `today`.

    Raises: BadInput with every problem.
    """
    return check_case(read_yaml_file(path), library, today)


def check_case(document: Document, library: Library, today: datetime.date) -> CaseFile:
    """Turn a document into a case.

    Raises: BadInput with every problem.
    """
    document = _without_empty_keys(document)
    try:
        case = decode(document, Case)
    except BadInput as error:
        more = [*_ids_of(document, library), *_parts(document, library, today)]
        raise BadInput(_sorted([*error.problems, *more])) from None
    problems = [
        *_ids_of(document, library),
        *check_flags(document, case.flags, case.not_screened, library, today),
        *check_measurements(document, case.measurements, library),
        *_finding_sides(document, case.findings, library),
        *_edits(document, case, library),
        *_dates(document, case, today),
    ]
    if problems:
        raise BadInput(_sorted(problems))
    return CaseFile(case, document)


def _parts(document: Document, library: Library, today: datetime.date) -> list[Problem]:
    """The flags and measurements of a case that cannot be read whole."""
    problems: list[Problem] = []
    with suppress(BadInput):
        flags = decode(document, dict[str, FlagValue], ("flags",))
        problems += check_flags(document, flags, (), library, today)
    with suppress(BadInput):
        values = decode(document, dict[str, MeasurementValue], ("measurements",))
        problems += check_measurements(document, values, library)
    with suppress(BadInput):
        findings = decode(document, dict[str, FindingValue], ("findings",))
        problems += _finding_sides(document, findings, library)
    return problems


def _without_empty_keys(document: Document) -> Document:
    """A key with nothing behind it counts as left out, as in the starter."""
    if not isinstance(document.data, dict):
        return document
    data = {
        key: {name: item for name, item in value.items() if item is not None}
        if isinstance(value, dict) and key in ("patient", "exercises")
        else value
        for key, value in document.data.items()
        if value is not None
    }
    return document._replace(data=data)


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (problem.line or 0, problem.column or 0))


def _ids_of(document: Document, library: Library) -> list[Problem]:
    """Every id that the library does not know, with the nearest it does."""
    tables: tuple[tuple[tuple[str, ...], str, Iterable[str]], ...] = (
        (("flags",), "flag", library.flags),
        (("not_screened",), "flag", library.flags),
        (("override",), "flag", library.flags),
        (("measurements",), "measurement", library.measurements),
        (("findings",), "finding", [key for key in library.findings if key not in OWN_KEYS]),
        (("priority",), "finding", [key for key in library.findings if key not in OWN_KEYS]),
        (("exercises", "add"), "exercise", library.exercises),
        (("exercises", "remove"), "exercise", library.exercises),
        (("exercises", "swap"), "exercise", library.exercises),
        (("exercises", "order"), "exercise", library.exercises),
        (("exercises", "side"), "exercise", library.exercises),
        (("exercises", "dose"), "exercise", library.exercises),
        (("exercises", "override"), "exercise", library.exercises),
    )
    problems = []
    for path, kind, known in tables:
        try:
            values = document.value(path)
        except (KeyError, IndexError):
            continue
        problems += _unknown(document, path, kind, values, set(known))
    return problems


def _unknown(
    document: Document, path: tuple[str, ...], kind: str, values: object, known: set[str]
) -> list[Problem]:
    named: list[tuple[str | int, object, bool]] = []
    if isinstance(values, dict):
        named = [(key, key, True) for key in values]
        if path[-1] == "swap":
            named += [(key, value, False) for key, value in values.items()]
    elif isinstance(values, list):
        named = [(index, value, False) for index, value in enumerate(values)]
    return [
        document.problem(
            (*path, place), f'unknown {kind} "{name}"', _hint(name, kind, known), key=key
        )
        for place, name, key in named
        if isinstance(name, str) and name not in known
    ]


def _hint(name: str, kind: str, known: set[str]) -> str:
    if kind == "finding" and name in OWN_KEYS:
        return f"write {name}: as a key of the case, not under findings"
    return did_you_mean(name, known) or f"`hep library list {kind}s` shows them all"


def _finding_sides(
    document: Document, findings: dict[str, FindingValue], library: Library
) -> list[Problem]:
    problems = []
    for key, value in findings.items():
        finding = library.findings.get(key)
        side = value.side if isinstance(value, FindingDetail) else value
        if finding is None or finding.sided or not isinstance(side, str):
            continue
        path = ("findings", key, "side") if isinstance(value, FindingDetail) else ("findings", key)
        text = f'"{key}" has no side ({finding.label})'
        problems.append(document.problem(path, text, "write true, or leave the side out"))
    return problems


def _edits(document: Document, case: Case, library: Library) -> list[Problem]:
    problems = []
    for key in case.exercises.side:
        exercise = library.exercises.get(key)
        if exercise is not None and not exercise.sided:
            text = f'"{key}" has no side: it works both sides or the middle'
            problems.append(document.problem(("exercises", "side", key), text, "leave it out"))
    return problems


def _dates(document: Document, case: Case, today: datetime.date) -> list[Problem]:
    if case.evaluated is None or case.evaluated <= today:
        return []
    text = f"{case.evaluated} is in the future (the day of issue is {today})"
    return [document.problem(("evaluated",), text, "write the day of the evaluation")]
