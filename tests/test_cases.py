"""Clinical cases as a clinician writes them: findings in, and what must come out.

Every expected value in `cases/` was worked out by hand from the clinical reference, not from the
program. `Expect` is the format: a key that it does not know is an error.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from msgspec import UNSET, Meta, Struct, UnsetType

from generator.assess import Assessment, assess
from generator.case import check_case
from generator.decode import decode
from generator.errors import BadInput
from generator.model.base import Irritability, Side, Urgency
from generator.model.results import (
    Caution,
    Clear,
    Prescription,
    PresentFinding,
    Program,
    Refer,
    Stop,
    Unscreened,
)
from generator.yamlread import read_yaml, read_yaml_file
from tests.reasoning import library, prescribed

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
ACTIONS = {
    Clear: "program",
    Caution: "program",
    Stop: "stop",
    Refer: "refer",
    Unscreened: "unscreened",
}


class Model(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A strict record: a slip of the pen in a case file is an error."""


class ExpectedFinding(Model, frozen=True, kw_only=True):
    """A finding with its severity; its side only if it has one."""

    side: Side | None = None
    severity: Literal[1, 2, 3]


class ExpectedExercise(Model, frozen=True, kw_only=True):
    """What is said of one exercise that is given; what is left out is not looked at."""

    side: Side | UnsetType | None = UNSET
    dose: dict[str, float] = {}
    variant: Literal["gentle", "full"] | None = None
    position: str | None = None
    score: float | None = None
    minutes: float | None = None
    says: tuple[str, ...] = ()
    says_not: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


class Minutes(Model, frozen=True, kw_only=True):
    """Minutes of one session and of a day, exact or as a bound."""

    session: float | None = None
    session_at_most: float | None = None
    day: float | None = None
    day_at_most: float | None = None


class Expect(Model, frozen=True, kw_only=True):
    """What must come out; `flags`, `findings`, `order`, `extra` and `problems` are complete."""

    action: Literal["program", "stop", "refer", "unscreened"]
    urgency: Urgency | None = None
    flags: tuple[str, ...] | None = None
    not_screened: tuple[str, ...] = ()
    irritability: Irritability | None = None
    phase: Literal[1, 2, 3] | None = None
    findings: dict[str, ExpectedFinding] | None = None
    order: tuple[str, ...] | None = None
    exercises: dict[str, ExpectedExercise] = {}
    extra: tuple[str, ...] | None = None
    not_given: dict[str, str] = {}
    notices: tuple[str, ...] = ()
    patient_lines: tuple[str, ...] | None = None
    problems: tuple[str, ...] = ()
    minutes: Minutes = Minutes()


class ClinicalCase(Model, frozen=True, kw_only=True):
    """One file: a sentence, a case, the day of issue, what must come out."""

    about: Annotated[str, Meta(min_length=1)]
    today: datetime.date
    case: dict[str, Any]
    expect: Expect


def words_of(item: Prescription) -> str:
    """What the patient reads before and while doing the exercise."""
    return "\n".join((item.start, *item.steps, *item.notes))


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 16


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    clinical = decode(read_yaml_file(path), ClinicalCase)
    document = read_yaml(json.dumps(clinical.case), path.name)
    case = check_case(document, library(), clinical.today).case
    result = assess(case, library(), clinical.today)
    check_screening(result, clinical.expect)
    check_findings(result.findings, clinical.expect)
    check_said(result, clinical.expect)
    for key, expected in clinical.expect.exercises.items():
        check_exercise(prescribed(result)[key], expected)
    if result.program is None:
        assert not clinical.expect.order
        assert clinical.expect.action != "program"
    else:
        check_program(result.program, clinical.expect)


def check_screening(result: Assessment, expect: Expect) -> None:
    """Action, urgency, flags and open questions."""
    assert ACTIONS[type(result.screening)] == expect.action
    assert getattr(result.screening, "urgency", None) == expect.urgency
    assert result.screening.not_screened == expect.not_screened
    if expect.flags is not None:
        assert tuple(found.flag.id for found in result.screening.flags) == expect.flags


def check_findings(findings: tuple[PresentFinding, ...], expect: Expect) -> None:
    """Exactly these findings, each with side and severity."""
    if expect.findings is not None:
        found = {
            item.id: ExpectedFinding(side=item.side, severity=item.severity) for item in findings
        }
        assert found == expect.findings


def check_said(result: Assessment, expect: Expect) -> None:
    """What the provider and the patient are told."""
    said = "\n".join(notice.text for notice in result.notices)
    for words in expect.notices:
        assert words in said
    assert len(result.problems) == len(expect.problems), result.problems
    for problem in expect.problems:
        assert any(problem in found.message for found in result.problems)


def check_exercise(item: Prescription, expected: ExpectedExercise) -> None:
    """One exercise of the program, as far as the case speaks of it."""
    words, reasons = words_of(item), "\n".join(item.reasons)
    if not isinstance(expected.side, UnsetType):
        assert item.side == expected.side
    for name, value in expected.dose.items():
        assert getattr(item.dosage, name) == value, name
    if expected.variant is not None:
        assert item.gentle == (expected.variant == "gentle")
    assert item.position == (expected.position or item.position)
    if expected.score is not None:
        assert item.score == pytest.approx(expected.score)
    assert item.minutes == (expected.minutes or item.minutes)
    for part in expected.says:
        assert part in words
    for part in expected.says_not:
        assert part not in words
    for part in expected.why:
        assert part in reasons


def check_program(program: Program, expect: Expect) -> None:
    """What is given in which order, what is not and why, and how long it takes."""
    ids = tuple(item.exercise.id for item in program.exercises)
    extra = tuple(item.exercise.id for item in program.extra)
    assert ids == (ids if expect.order is None else expect.order)
    assert extra == (extra if expect.extra is None else expect.extra)
    assert program.irritability == (expect.irritability or program.irritability)
    assert program.phase == (expect.phase or program.phase)
    dropped = {item.id: "\n".join(item.reasons) for item in program.dropped}
    for key, reason in expect.not_given.items():
        assert reason in dropped[key]
    if expect.patient_lines is not None:
        lines = "\n".join(program.patient_lines)
        assert expect.patient_lines or not lines
        for words in expect.patient_lines:
            assert words in lines
    check_minutes(program, expect.minutes)


def check_minutes(program: Program, expected: Minutes) -> None:
    """Minutes of a session and of a day."""
    session, day = program.minutes_per_session, program.minutes_per_day
    assert session == (session if expected.session is None else expected.session)
    assert day == (day if expected.day is None else expected.day)
    assert session <= (session if expected.session_at_most is None else expected.session_at_most)
    assert day <= (day if expected.day_at_most is None else expected.day_at_most)


def test_a_key_that_means_nothing_is_an_error() -> None:
    text = 'about: "A slip."\ntoday: 2026-11-20\ncase: {}\nexpect: {action: stop, urgnecy: soon}\n'
    with pytest.raises(BadInput, match='unknown key "urgnecy"'):
        decode(read_yaml(text, "slip.yaml"), ClinicalCase)
