"""What the tests of the reasoning share: the library, a case in a line, and its assessment."""

from __future__ import annotations

import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from generator.assess import Assessment, assess
from generator.findings import derive
from generator.library import load_library
from generator.model.case import Case
from generator.model.results import Caution, Clear
from generator.screening import screen
from generator.selection.setting import Setting, setting_of

if TYPE_CHECKING:
    from generator.model.library import Library
    from generator.model.results import Prescription, Program, Restrictions

TODAY = datetime.date(2026, 11, 20)


@cache
def library() -> Library:
    """Our own library, read once."""
    return load_library().library


def case_of(**keys: Any) -> Case:
    """A screened patient of 40 with moderate irritability, and whatever else is given."""
    usual = {
        "patient": {"age": 40},
        "evaluated": "2026-11-20",
        "screened": True,
        "irritability": "moderate",
    }
    return msgspec.convert({**usual, **keys}, Case, strict=True)


def assessed(**keys: Any) -> Assessment:
    """What is concluded from `case_of` on the usual day."""
    return assess(case_of(**keys), library(), TODAY)


def program_of(assessment: Assessment) -> Program:
    """The program, which the test says there is."""
    assert assessment.program is not None
    return assessment.program


def restrictions_of(assessment: Assessment) -> Restrictions:
    """The restrictions of a case that may have a program."""
    assert isinstance(assessment.screening, Clear | Caution)
    return assessment.screening.restrictions


def prescribed(assessment: Assessment) -> dict[str, Prescription]:
    """All exercises of the program by id, the walk too; none without a program."""
    if assessment.program is None:
        return {}
    both = (*assessment.program.exercises, *assessment.program.extra)
    return {item.exercise.id: item for item in both}


def reasons_against(assessment: Assessment, key: str) -> str:
    """Why an exercise is not given, in one text."""
    dropped = {item.id: item.reasons for item in program_of(assessment).dropped}
    return "; ".join(dropped[key])


def notices_of(assessment: Assessment, key: str) -> list[str]:
    """What the provider is told about one thing."""
    return [notice.text for notice in assessment.notices if notice.id == key]


def setting_for(**keys: Any) -> Setting:
    """What the rules of selection look at for `case_of`."""
    case = case_of(**keys)
    screening = screen(case, library(), TODAY)
    assert isinstance(screening, Clear | Caution)
    present = frozenset(found.flag.id for found in screening.flags)
    findings, _ = derive(case, library(), present)
    return setting_of(case, library(), screening, findings)


# A program that is longer than a session may be.
LONG: dict[str, Any] = {
    "irritability": "low",
    "phase": 3,
    "findings": {
        "shoulder_ir_limited": {"side": "both", "severity": 3},
        "lower_trap_weak": {"side": "both", "severity": 3},
        "tx_rotation_limited": {"side": "both", "severity": 3},
        "ut_short": {"side": "both", "severity": 3},
        "serratus_weak": {"side": "both", "severity": 3},
    },
}


def ids(**keys: Any) -> list[str]:
    """The exercises of the program in print order, without the walk."""
    return [item.exercise.id for item in program_of(assessed(**keys)).exercises]
