"""Reading a case file; what cannot be read stands in `broken/cases/`."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from generator.case import CaseFile, check_case, load_case
from generator.errors import BadInput
from generator.model.case import DoseEdit, FindingDetail
from generator.yamlread import read_yaml
from tests.reasoning import TODAY, library

if TYPE_CHECKING:
    from pathlib import Path

    from generator.model.library import Library

MINIMAL: dict[str, Any] = {"patient": {"age": 40}, "irritability": "low"}
FULL = """\
patient: {name: Ana Ruiz, id: A-17, age: 34, sex: female, email: ana@example.org, language: en}
provider: {name: "Dr. M. Lee, DPT", license: PT 12345}
evaluated: 2026-11-20
visit: in_person
screened: true
not_screened: [rf_upper_cervical_instability]
confirmed_not_screened: true
flags:
  pr_botulinum_recent: {date: 2026-11-16, symptoms: [neck_weakness]}
  pr_pregnancy: {weeks: 22}
override: {rf_tmj_closed_lock: "Seen with the dentist on 18 November; may start"}
irritability: moderate
headache_type: [cervicogenic, none]
symptom_months: 5
phase: 2
minutes_per_day: 15
measurements:
  frt_deg: {right: 24, left: 42}
  mouth_opening_mm: {unassisted: 37, assisted: 43}
  craniovertebral_angle_deg: 44
  blood_pressure_mmhg: [120, 80]
findings:
  masseter_tender: both
  awake_clenching: true
  sleep_bruxism: false
  oa_nod_loss: {side: right, severity: 3}
priority: [frt_restricted]
exercises:
  add: [band_row]
  remove: [ccf_nod]
  swap: {chin_tuck_seated: chin_tuck_supine}
  order: [band_row]
  side: {open_book: left}
  dose: {band_row: {reps: 5}}
  override: {band_row: "has trained for years"}
notes: "Printed to the patient."
"""


def read(text: str, shelf: Library | None = None) -> CaseFile:
    """Check a case that is given as text."""
    return check_case(read_yaml(text, "case.yaml"), shelf or library(), TODAY)


def checked(**keys: Any) -> CaseFile:
    """Check a minimal case with these keys."""
    return read(json.dumps(MINIMAL | keys))


def messages(text: str, shelf: Library | None = None) -> list[str]:
    """What is wrong with a case."""
    with pytest.raises(BadInput) as caught:
        read(text, shelf)
    return [problem.message for problem in caught.value.problems]


def test_a_full_case_is_read() -> None:
    case = read(FULL).case
    assert (case.patient.name, case.patient.id, case.patient.age) == ("Ana Ruiz", "A-17", 34)
    assert case.signed_by.license == "PT 12345"
    assert str(case.evaluated) == "2026-11-20"
    assert case.types == {"cervicogenic"}
    assert case.flags["pr_pregnancy"] == {"weeks": 22}
    assert case.flags["pr_botulinum_recent"] == {
        "date": "2026-11-16",
        "symptoms": ("neck_weakness",),
    }
    assert case.findings["oa_nod_loss"] == FindingDetail(side="right", severity=3)
    assert case.measurements["frt_deg"] == {"right": 24, "left": 42}
    pressure: object = case.measurements["blood_pressure_mmhg"]
    assert pressure == (120, 80)
    assert case.exercises.dose == {"band_row": DoseEdit(reps=5)}
    assert case.notes == "Printed to the patient."


def test_what_is_left_out_is_careful() -> None:
    case = checked().case
    assert not case.screened
    assert not case.confirmed_not_screened
    assert case.visit == "in_person"
    assert case.evaluated is None
    assert case.phase is None
    assert case.signed_by.name == ""
    assert case.measurements == {}


def test_a_key_with_nothing_behind_it_counts_as_left_out() -> None:
    text = (
        "patient: {age: 40, name: }\nirritability: low\nflags:\n"
        "exercises:\n  add:\n  remove: [ccf_nod]\n"
    )
    case = read(text).case
    assert case.flags == {}
    assert case.patient.name == ""
    assert case.exercises.remove == ("ccf_nod",)


@pytest.mark.parametrize("text", ["", "[1, 2]", "just words"])
def test_a_file_that_holds_no_case_is_refused(text: str) -> None:
    assert messages(text)


def test_a_case_is_read_from_a_file_and_keeps_its_places(tmp_path: Path) -> None:
    path = tmp_path / "ana.yaml"
    path.write_text(FULL, encoding="utf-8")
    file = load_case(path, library(), TODAY)
    assert file.case == read(FULL).case
    problem = file.document.problem(("exercises", "dose", "band_row", "reps"), "too many")
    assert (problem.file, problem.line) == (str(path), 34)


def test_a_case_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path  # noqa: PLC0415  (only this test makes one)

    monkeypatch.setattr("sys.stdin", io.StringIO(FULL))
    assert load_case(Path("-"), library(), TODAY).case == read(FULL).case


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such file"):
        load_case(tmp_path / "ana.yaml", library(), TODAY)


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("rf_gca", True),
        ("rf_gca", False),
        ("rf_gca", {}),
        ("rf_gca", {"vision_change": False}),
        ("rf_hypertensive", {"symptoms": True}),
        ("pr_cuff_repair", "left"),
        ("pr_cuff_repair", {"side": "both", "weeks_since": 3.5}),
        ("pr_lymph_port_throat", {"side": "left", "weeks_since": 0}),
        ("pr_pregnancy", {"weeks": 45}),
        ("pr_botulinum_recent", {"days_since": 4}),
        ("pr_botulinum_recent", {"date": "2026-11-20", "symptoms": []}),
    ],
)
def test_the_forms_that_a_flag_takes(flag: str, value: object) -> None:
    assert flag in checked(flags={flag: value}).case.flags


@pytest.mark.parametrize(
    ("measurement", "value"),
    [
        ("frt_deg", {"left": 0, "right": 70}),
        ("frt_deg", {"left": 70}),
        ("shoulder_er_deg", {"left": -30}),
        ("ccft_mmhg", 20),
        ("mouth_opening_mm", {"unassisted": 3, "assisted": 85}),
        ("mouth_opening_mm", {"unassisted": 40, "assisted": 40}),
        ("mouth_opening_mm", {"assisted": 40}),
        ("blood_pressure_mmhg", [280, 30]),
        ("blood_pressure_mmhg", [60, 59]),
        ("activity_min_per_week", 3000),
    ],
)
def test_the_ends_of_the_plausible_range_are_plausible(measurement: str, value: object) -> None:
    assert measurement in checked(measurements={measurement: value}).case.measurements


def test_the_day_of_issue_may_be_the_day_of_the_evaluation() -> None:
    assert checked(evaluated="2026-11-20").case.evaluated == TODAY
    assert checked(evaluated="2026-01-01").case.evaluated is not None


def test_a_finding_may_have_a_side_or_none() -> None:
    findings = {"masseter_tender": "left", "desk_work": True, "forward_head": {"severity": 1}}
    assert checked(findings=findings).case.findings.keys() == findings.keys()


def test_every_place_of_an_unreadable_case_is_checked_as_far_as_it_goes() -> None:
    text = (
        "patient: {}\nirritability: low\nflags: {pr_pregnancy: no, rf_gcaa: true}\n"
        "measurements: {frt_deg: 24}\n"
    )
    assert messages(text) == [
        'missing key "age"',
        '"no" is not true or false',
        'unknown flag "rf_gcaa"',
        "Flexion-rotation test needs right and left, in deg",
    ]


def test_a_measurement_without_a_range_takes_any_number() -> None:
    known = replace(library().measurements["kyphosis_deg"], range=None)
    shelf = replace(library(), measurements={"kyphosis_deg": known})
    text = "{patient: {age: 40}, irritability: low, measurements: {kyphosis_deg: %s}}"
    assert read(text % "500", shelf).case.measurements == {"kyphosis_deg": 500}
    with pytest.raises(BadInput) as caught:
        read(text % "{left: 1}", shelf)
    (problem,) = caught.value.problems
    assert (problem.message, problem.hint) == (
        "Upper-back curve is one number, in deg",
        "write a number",
    )
