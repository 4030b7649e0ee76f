"""A case into the fields of the form, and what of a case the form cannot show; pure."""

import datetime
from collections.abc import Iterator
from typing import Final

from msgspec import to_builtins
from msgspec.structs import asdict

from generator.case import check_case
from generator.errors import BadInput
from generator.model.case import Case, FindingDetail, FindingValue, FlagValue, Patient
from generator.model.library import Library
from generator.web.casedata import FILE, GROUPS, TICKED, data_of, parts_of, text_of
from generator.yamlread import read_yaml

# Nobody has to say it, and the form asks only where there are several.
_USUAL: Final = ("language", Patient(age=0).language)


def fields_of(case: Case, library: Library) -> dict[str, list[str]]:
    """The fields of the form for a case."""
    by = case.signed_by
    single: dict[str, object] = {
        **{
            f"patient.{key}": value
            for key, value in asdict(case.patient).items()
            if (key, value) != _USUAL
        },
        "provider.name": by.name,
        "provider.license": by.license,
        **{key: getattr(case, key) for key in ("evaluated", "visit", "irritability", "notes")},
        **{key: getattr(case, key) for key in ("symptom_months", "phase", "minutes_per_day")},
        "confirmed_not_screened": case.confirmed_not_screened or None,
        **{f"override.{key}": reason for key, reason in case.override.items()},
        **{
            name: value
            for key, said in case.findings.items()
            for name, value in _finding_fields(f"findings.{key}", said)
        },
    }
    fields = {name: [_shown(value)] for name, value in single.items() if value not in (None, "")}
    fields |= {"headache_type": list(case.headache_type), "priority": list(case.priority)}
    fields |= _screening_fields(case, library)
    fields |= dict(_measured_fields(case, library))
    fields |= dict(_exercise_fields(case))
    return {name: values for name, values in fields.items() if values}


def _shown(value: object) -> str:
    if value is True:
        return TICKED
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _finding_fields(name: str, said: FindingValue) -> Iterator[tuple[str, object]]:
    if isinstance(said, FindingDetail):
        yield name, said.side or "yes"
        yield f"{name}.severity", said.severity
    else:
        yield name, {True: "yes", False: "no"}.get(said, said) if isinstance(said, bool) else said


def _screening_fields(case: Case, library: Library) -> dict[str, list[str]]:
    still = set(case.not_screened)
    fields: dict[str, list[str]] = {"asked": []}
    for action in GROUPS if case.screened else ():
        group = {flag.id for flag in library.flags.values() if flag.action == action}
        rest = {key for key in group if not case.flags.get(key)}
        if not rest or not rest <= still:
            fields["asked"].append(action)
        else:
            still -= rest
    fields["not_screened"] = [key for key in case.not_screened if key in still]
    for key, value in case.flags.items():
        fields |= dict(_flag_fields(f"flags.{key}", value))
    return fields


def _flag_fields(name: str, value: FlagValue) -> Iterator[tuple[str, list[str]]]:
    if value is False:
        return
    yield name, [TICKED]
    if isinstance(value, str):
        yield f"{name}.side", [value]
    elif isinstance(value, dict):
        for key, detail in value.items():
            if isinstance(detail, tuple):
                yield f"{name}.{key}", list(detail)
            elif detail is not False:
                yield f"{name}.{key}", [_shown(detail)]


def _measured_fields(case: Case, library: Library) -> Iterator[tuple[str, list[str]]]:
    for key, value in case.measurements.items():
        name = f"measurements.{key}"
        if isinstance(value, float | int):
            yield name, [_shown(value)]
            continue
        parts = (
            value
            if isinstance(value, dict)
            else zip(parts_of(library.measurements[key]), value, strict=True)
        )
        for part, number in dict(parts).items():
            yield f"{name}.{part}", [_shown(number)]


def _exercise_fields(case: Case) -> Iterator[tuple[str, list[str]]]:
    edits = case.exercises
    for kind in ("add", "remove", "order"):
        yield f"exercises.{kind}", list(getattr(edits, kind))
    for kind in ("swap", "side", "override"):
        for key, value in getattr(edits, kind).items():
            yield f"exercises.{kind}.{key}", [value]
    for key, edit in edits.dose.items():
        for part, number in asdict(edit).items():
            if number is not None:
                yield f"exercises.dose.{key}.{part}", [_shown(number)]


def lost(case: Case, library: Library, today: datetime.date) -> list[str]:
    """The keys of a case that the form cannot show; with none, nothing is lost on the way."""
    try:
        text = text_of(data_of(fields_of(case, library), library))
        again = check_case(read_yaml(text, FILE), library, today).case
    except BadInput as error:
        return sorted({".".join(map(str, problem.path)) for problem in error.problems})
    before, after = meaning(case), meaning(again)
    return [key for key in before if before[key] != after[key]]


def meaning(case: Case) -> dict[str, object]:
    """What a case says, whichever of two ways of writing it was chosen."""
    said: dict[str, object] = {
        key: to_builtins(getattr(case, key)) for key in case.__struct_fields__
    }
    return said | {
        "patient": {**asdict(case.patient), "id": case.patient.id or None},
        "provider": asdict(case.signed_by),
        "flags": {key: _flag(value) for key, value in case.flags.items() if value is not False},
        "not_screened": set(case.not_screened),
        "headache_type": set(case.headache_type),
        "measurements": {key: value for key, value in case.measurements.items() if value != {}},
        "findings": {key: _finding(value) for key, value in case.findings.items()},
    }


def _flag(value: FlagValue) -> object:
    """A side alone, no details and details that say no, each as the form writes it."""
    if not isinstance(value, dict):
        return value
    kept = {key: detail for key, detail in value.items() if detail is not False and detail != ()}
    return kept.get("side") if kept.keys() == {"side"} else kept or True


def _finding(value: FindingValue) -> object:
    if not isinstance(value, FindingDetail):
        return value
    return asdict(value) if value.severity else value.side or True
