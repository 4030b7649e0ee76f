"""Checks that what a case says of a flag is something that this flag can have."""

import datetime
from typing import NamedTuple

from generator.errors import Path, Problem, did_you_mean, quote
from generator.model.case import FlagValue
from generator.model.flag import Flag
from generator.model.library import Library
from generator.yamlread import Document

SIDES = ("left", "right", "both")
NOS, YESES = ("no", "off", "n"), ("yes", "on", "y")
NOT_ASKED = ("not_asked", "not asked", "not_screened", "unknown")


class _Limits(NamedTuple):
    """What a detail must lie within."""

    today: datetime.date
    weeks_pregnant: float


def check_flags(
    document: Document,
    flags: dict[str, FlagValue],
    not_screened: tuple[str, ...],
    library: Library,
    today: datetime.date,
) -> list[Problem]:
    """Find every flag value that means nothing, and every contradiction."""
    problems = []
    for key, value in flags.items():
        flag = library.flags.get(key)
        if flag is None:
            continue
        limits = _Limits(today, library.rules.case_limits.weeks_pregnant_max)
        problems += _check(document, flag, value, limits)
        if key in not_screened and value is not False:
            text = f'"{key}" is both present and not screened'
            path = ("not_screened", not_screened.index(key))
            problems.append(document.problem(path, text, "take it out of one of the two"))
    return problems


def _check(document: Document, flag: Flag, value: FlagValue, limits: _Limits) -> list[Problem]:
    path: Path = ("flags", flag.id)
    if isinstance(value, bool):
        return []
    if isinstance(value, dict):
        return [
            problem
            for key, item in value.items()
            for problem in _detail(document, (*path, key), flag, item, limits)
        ]
    return _word(document, path, flag, value)


def _word(document: Document, path: Path, flag: Flag, value: str) -> list[Problem]:
    folded = value.casefold()
    if flag.sided and value in SIDES:
        return []
    if folded in NOS or folded in YESES:
        text = f'"{value}" is not true or false'
        hint = "write false" if folded in NOS else "write true"
    elif folded in SIDES and flag.sided:
        text, hint = f'"{value}" is no side', f"write {folded}"
    elif folded in SIDES:
        text, hint = f'"{flag.id}" has no side', "write true"
    elif folded in NOT_ASKED:
        text, hint = f'"{value}" is no answer', f"write {flag.id} under not_screened"
    else:
        text, hint = f'"{value}" is no answer to this flag', _forms(flag)
    return [document.problem(path, text, hint)]


def _forms(flag: Flag) -> str:
    forms = ["true"]
    if flag.sided:
        forms += SIDES
    if flag.value:
        forms.append("{" + ", ".join(f"{key}: …" for key in flag.value) + "}")
    return f"write {' or '.join(forms)}"


def _detail(
    document: Document, path: Path, flag: Flag, value: object, limits: _Limits
) -> list[Problem]:
    key = str(path[-1])
    keys = [*flag.value, *flag.escalate]
    if flag.sided:
        keys.append("side")
    if flag.rules:
        keys.append("days_since")
    if key not in keys:
        text = f'unknown key "{key}" of {flag.id}'
        hint = did_you_mean(key, keys) or (f"it takes {', '.join(keys)}" if keys else "write true")
        return [document.problem(path, text, hint, key=True)]
    wrong = _wrong(key, flag, value, limits)
    return [document.problem(path, *wrong)] if wrong else []


def _wrong(key: str, flag: Flag, value: object, limits: _Limits) -> tuple[str, str] | None:
    """What is wrong with the value of a detail, and what to write."""
    if key in flag.escalate:
        return (
            None
            if isinstance(value, bool)
            else (f"{_said(value)} is not true or false", "write true")
        )
    if key == "side":
        return None if value in SIDES else (f'"{value}" is no side', "write left, right or both")
    if key in ("date", "symptoms"):
        return _wrong_date(value, limits.today) if key == "date" else _wrong_symptoms(flag, value)
    high = limits.weeks_pregnant if key == "weeks" else None
    if isinstance(value, bool) or not isinstance(value, float):
        return (
            f"{_said(value)} is not a number",
            f"write the {key.replace('_since', '')} as a number",
        )
    if value < 0 or (high is not None and value > high):
        return (
            f"{value:g} is not plausible",
            f"write a number from 0{f' to {high:g}' if high else ' up'}",
        )
    return None


def _said(value: object) -> str:
    """A value as it stands in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "a list"
    return f"{value:g}" if isinstance(value, float) else quote(str(value))


def _wrong_date(value: object, today: datetime.date) -> tuple[str, str] | None:
    try:
        date = datetime.date.fromisoformat(str(value))
    except ValueError:
        return f'"{value}" is not a date', "write it like 2026-11-20"
    if date > today:
        return f"{date} is in the future", "write the day it happened"
    return None


def _wrong_symptoms(flag: Flag, value: object) -> tuple[str, str] | None:
    known = [rule.symptom for rule in flag.symptom_rules]
    named = value if isinstance(value, tuple) else (value,)
    for name in named:
        if name not in known:
            hint = did_you_mean(str(name), known) or f"write a list of {', '.join(known)}"
            return f'unknown symptom "{name}"', hint
    return None if isinstance(value, tuple) else ("symptoms are a list", f"write [{value}]")
