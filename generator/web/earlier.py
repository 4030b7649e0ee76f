"""A patient's last evaluation: what of it a new one begins with, and what stands beside it."""

import datetime
import sqlite3
from typing import Final

from msgspec import Struct

from generator.assess import assess
from generator.case import check_case
from generator.model.results import PresentFinding
from generator.records.reading import Whole, whole
from generator.web.casefields import fields_of
from generator.web.desk import Desk
from generator.yamlread import read_yaml

# What is true of the patient from one visit to the next; the rest is asked and measured anew.
STAYS: Final = ("patient.", "provider.", "visit", "headache_type")


class Earlier(Struct, frozen=True, kw_only=True):
    """Last time's evaluation."""

    program: int
    day: datetime.date
    irritability: str
    findings: dict[str, PresentFinding]


def begun(given: Whole, desk: Desk, today: datetime.date) -> dict[str, list[str]]:
    """The fields with which a follow-up of a program begins.

    Raises: BadInput when its case cannot be read any more.
    """
    case = check_case(read_yaml(given.case_text, given.case_name), desk.library, _day(given)).case
    fields = fields_of(case, desk.library)
    kept = {name: values for name, values in fields.items() if name.startswith(STAYS)}
    return kept | {"evaluated": [today.isoformat()]}


def found(db: sqlite3.Connection, program: int, desk: Desk) -> Earlier:
    """What was found in the evaluation behind a program.

    Raises: BadInput when there is no such program; else as `begun`.
    """
    given = whole(db, program)
    day, library = _day(given), desk.library
    case = check_case(read_yaml(given.case_text, given.case_name), library, day).case
    assessment = assess(case, library, day)
    return Earlier(
        program=program,
        day=case.evaluated or day,
        irritability=case.irritability,
        findings={finding.id: finding for finding in assessment.findings},
    )


def _day(given: Whole) -> datetime.date:
    return datetime.date.fromisoformat(given.issued_on)
