"""The screen of a new program, as its server writes it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.case import check_case
from generator.compiled import library_of
from generator.job import Job
from generator.made import Settings, Source
from generator.records.drafts import new_id
from generator.web.casedata import FILE
from generator.web.casefields import meaning
from generator.yamlread import read_yaml
from tests.reasoning import TODAY
from tests.web.pages import page, select, sent_by, text

if TYPE_CHECKING:
    from tests.web.conftest import Client

LIBRARY = library_of(None)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
DOCUMENTED = (Path(__file__).parents[2] / "docs/case-file.md").read_text("utf-8")
EDITS = DOCUMENTED.partition("<!-- file: edits.yaml -->\n```yaml\n")[2].partition("```")[0].encode()
LEAST = {"patient.age": "40", "irritability": "low", "evaluated": "2026-11-20"}
SCREENED = {**LEAST, "asked": ["stop", "refer", "precaution"]}
FOUND = {**SCREENED, "findings.masseter_tender": "both", "findings.ut_short": "left"}
HOSTILE = "\"'><script>alert(1)</script>{{7*7}}"


@pytest.fixture(scope="module")
def client(desk_client: Client) -> Client:
    return desk_client


def posted(client: Client, fields: dict[str, Any], to: str = "") -> Any:
    return client.send(f"/new/{new_id()}{to}", fields, follow_redirects=True)


def opened(client: Client, data: bytes) -> Any:
    file = (io.BytesIO(data), "case.yaml")
    return client.send("/new/open", {"file": file}, follow_redirects=True)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_goes_through_the_page_and_comes_back(client: Client, path: Path) -> None:
    case = check_case(read_yaml(path.read_bytes(), FILE), LIBRARY, TODAY).case
    fields = sent_by(page(opened(client, path.read_bytes()).data))
    back = posted(client, fields, "/case.yaml")
    assert back.headers["Content-Disposition"] == 'attachment; filename="case.yaml"'
    again = check_case(read_yaml(back.data, FILE), LIBRARY, TODAY).case
    assert meaning(again) == meaning(case)


def test_changes_go_through_the_page_and_come_back(client: Client) -> None:
    case = check_case(read_yaml(EDITS, FILE), LIBRARY, TODAY).case
    answer = opened(client, EDITS)
    root = page(answer.data)
    assert "Band row" in text(root, ".given h3")
    back = posted(client, sent_by(root), "/case.yaml")
    assert meaning(check_case(read_yaml(back.data, FILE), LIBRARY, TODAY).case) == meaning(case)


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_the_handout_is_that_of_the_command_line(client: Client, form: Any) -> None:
    path = EXAMPLES[0]
    answer = posted(
        client, sent_by(page(opened(client, path.read_bytes()).data)), f"/handout.{form}"
    )
    job = Job(Settings(run="test", clinic=None, today=TODAY, form=form))
    assert answer.data == job.make(Source(path=path)).data
    assert answer.status_code == 200


def test_the_form_of_the_handout_is_chosen(client: Client) -> None:
    large = posted(client, {**FOUND, "handout.size": "large"}, "/handout.pdf")
    usual = posted(client, FOUND, "/handout.pdf")
    assert large.data[:5] == usual.data[:5] == b"%PDF-"
    assert large.data != usual.data


@pytest.mark.parametrize("flag", list(LIBRARY.flags))
def test_each_flag_alone_does_what_it_says(client: Client, flag: str) -> None:
    fields = {**FOUND, f"flags.{flag}": "on"}
    told: Any = client.send(f"/new/{new_id()}/live", fields).json
    root = page(told["parts"].encode())
    found = LIBRARY.flags[flag]
    allowed = found.action == "precaution" or found.program_allowed
    assert bool(select(root, ".given")) is allowed
    assert bool(select(root, f".verdict.{found.action}")) is not allowed
    if found.action == "stop":
        answer = posted(client, fields, "/handout.pdf")
        assert answer.status_code == 422
        assert b"%PDF" not in answer.data
        assert not select(
            root, ".given", "[id=program]", "[id=handout]", "[id=notices]", ".drawings"
        )
        assert found.question in text(root, ".verdict")


STOPS = [key for key, flag in LIBRARY.flags.items() if flag.action == "stop"]
UNREADY: dict[str, dict[str, Any]] = {
    "nothing else": {},
    "an age that is none": {**SCREENED, "patient.age": "old"},
    "a wrong number": {**SCREENED, "measurements.frt_deg.right": "far"},
    "a wrong address": {**LEAST, "patient.email": "ana"},
}


@pytest.mark.parametrize("unready", UNREADY)
def test_a_stop_flag_is_said_before_the_form_is_complete(client: Client, unready: str) -> None:
    rest = UNREADY[unready]
    without: Any = client.send(f"/new/{new_id()}/live", rest).json
    assert not select(page(without["parts"].encode()), ".verdict.stop")
    for flag in STOPS:
        fields = {**rest, f"flags.{flag}": "on"}
        told: Any = client.send(f"/new/{new_id()}/live", fields).json
        root = page(told["parts"].encode())
        assert LIBRARY.flags[flag].question in text(root, ".verdict.stop"), flag
    assert posted(client, fields, "/handout.pdf").status_code == 422


def test_an_override_lets_a_refer_flag_start(client: Client) -> None:
    flag = "rf_tmj_closed_lock"
    fields = {**FOUND, f"flags.{flag}": "on", f"override.{flag}": "seen by the dentist"}
    assert select(page(posted(client, fields).data), ".given")


def test_what_was_not_asked_is_seen(client: Client) -> None:
    root = page(client.get("/new", follow_redirects=True).data)
    assert len(select(root, ".badge.open")) == 3
    some = page(posted(client, {**FOUND, "asked": ["stop"]}).data)
    assert len(select(some, ".badge.open")) == 2
    assert select(some, ".verdict.open")
    assert not select(some, ".given")
    sure = posted(client, {**FOUND, "asked": ["stop"], "confirmed_not_screened": "on"})
    assert select(page(sure.data), ".given")


def test_a_number_says_what_it_means(client: Client) -> None:
    fields = {**SCREENED, "measurements.frt_deg.right": "24", "measurements.frt_deg.left": "42"}
    meaning_ = text(page(posted(client, fields).data), ".meaning.present")
    assert meaning_ == "right 24°, left 42°: moderate, severity 2 (right)"


WRONG = {
    "patient.age": "4x",
    "evaluated": "2027-01-01x",
    "symptom_months": "many",
    "measurements.frt_deg.right": "200",
    "measurements.blood_pressure_mmhg.systolic": "120",
    "measurements.ccft_mmhg": "21",
    "flags.pr_pregnancy.weeks": "90",
    "flags.pr_botulinum_recent.date": "soon",
    "exercises.add": "nothing",
    "exercises.dose.chin_tuck_seated.reps": "x",
}


def test_all_problems_stand_beside_their_fields(client: Client) -> None:
    root = page(posted(client, WRONG).data)
    wrong = {*WRONG, "measurements.blood_pressure_mmhg.diastolic"}
    wrong.remove("measurements.blood_pressure_mmhg.systolic")
    beside = {
        found.getparent().get("id").removesuffix("-problem") for found in select(root, ".problem")
    }
    assert beside == wrong
    links = {found.get("href")[1:] for found in select(root, ".problems a")}
    assert links == wrong
    ids = [found.get("id") for found in select(root, "[id]")]
    assert links <= set(ids)
    assert not select(root, ".given")
    needed = {found.get("href")[1:] for found in select(root, "[id=outcome] p a")}
    assert needed == {"irritability"}


@pytest.mark.parametrize("fields", [{}, FOUND, WRONG, {**FOUND, "flags.rf_gca": "on"}])
def test_every_field_has_a_label_and_every_id_is_one(
    client: Client, fields: dict[str, Any]
) -> None:
    root = page(posted(client, fields).data)
    ids = [found.get("id") for found in select(root, "[id]")]
    assert len(ids) == len(set(ids))
    named = {found.get("for") for found in select(root, "label[for]")}
    for field in select(root, "input", "select", "textarea"):
        if field.get("type") == "hidden":
            continue
        inside = [label for label in field.iterancestors("label") if label.text_content().strip()]
        assert inside or field.get("id") in named, field.get("name")
    for field in select(root, "[aria-describedby]"):
        assert set(field.get("aria-describedby").split()) <= set(ids)


TYPED = [
    *"patient.name patient.id patient.email provider.name notes patient.sex visit".split(),
    *"override.rf_cancer exercises.override.band_row exercises.swap.ccf_nod phase".split(),
    *"priority exercises.add exercises.order headache_type not_screened asked".split(),
    *"findings.ut_short findings.ut_short.severity measurements.frt_deg.left".split(),
    "flags.pr_botulinum_recent.symptoms",
]


@pytest.mark.parametrize("name", TYPED)
def test_hostile_text_stays_text(client: Client, name: str) -> None:
    for to in ("", "/handout.html"):
        answer = posted(client, {**FOUND, name: HOSTILE}, to)
        assert answer.status_code in (200, 422)
        assert b"<script>" not in answer.data
        assert b">49<" not in answer.data


def test_a_field_with_a_hostile_name_is_refused(client: Client) -> None:
    assert posted(client, {HOSTILE: HOSTILE}).status_code == 422


def test_no_script_and_no_style_stand_in_the_page(client: Client) -> None:
    root = page(posted(client, FOUND).data)
    assert select(root, ".drawings img")
    assert not select(root, "style", "[style]", "[onclick]")
    for script in select(root, "script"):
        assert script.get("src").startswith("/static/")
        assert not script.text


@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff", b"- a\n- b", b"patient: {age: 400}\n", b"a: &x 1"]
)
def test_a_file_that_is_no_case_is_refused_in_words(client: Client, data: bytes) -> None:
    answer = opened(client, data)
    assert answer.status_code == 422
    assert text(page(answer.data), ".problems li")


def test_the_program_can_be_changed(client: Client) -> None:
    before = page(posted(client, FOUND).data)
    first = select(before, ".given")[0].get("id").removeprefix("exercise-")
    after = page(posted(client, {**FOUND, "do": f"remove:{first}"}).data)
    assert not select(after, f"[id=exercise-{first}]")
    assert select(after, f'.changes input[name="exercises.remove"][value="{first}"][checked]')


def test_an_excluded_exercise_says_why_and_asks_for_a_reason(client: Client) -> None:
    fields = {**FOUND, "irritability": "high"}
    before = page(posted(client, fields).data)
    (option,) = select(before, "optgroup option[value=dnf_head_lift]")
    assert "not offered at high irritability" in option.text_content()
    assert not select(before, "optgroup option[value=ccf_nod]")
    fields["exercises.add"] = "dnf_head_lift"
    root = page(posted(client, fields).data)
    assert "excluded" in text(root, ".problem")
    assert select(root, '[name="exercises.override.dnf_head_lift"]')
    fields["exercises.override.dnf_head_lift"] = "asked for"
    assert "asked for" in text(page(posted(client, fields).data), ".given .reasons")


def test_a_number_of_a_pair_is_marked_itself(client: Client) -> None:
    pressure = "measurements.blood_pressure_mmhg"
    fields = {**LEAST, f"{pressure}.systolic": "120", f"{pressure}.diastolic": "900"}
    root = page(posted(client, fields).data)
    (problem,) = select(root, ".problem")
    assert problem.getparent().get("id") == f"{pressure}.diastolic-problem"


def test_a_case_with_slips_is_not_opened_and_each_is_named_with_its_line(client: Client) -> None:
    case = b"patient: {age: 41}\nirritability: lowish\nfindngs: {ut_short: left}\n"
    answer = opened(client, case)
    assert answer.status_code == 422
    said = [each.text_content() for each in select(page(answer.data), ".problems li")]
    assert said == [
        'line 2: "lowish" is not one of: high, low, moderate; did you mean "low"?',
        'line 3: unknown key "findngs"; did you mean "findings"?',
    ]


def test_a_case_that_the_form_cannot_show_is_not_opened(client: Client) -> None:
    data = json.dumps({"patient": {"age": 40, "name": "two\nlines"}, "irritability": "low"})
    answer = opened(client, data.encode())
    assert answer.status_code == 422
    assert "the form cannot show all of patient" in text(page(answer.data), ".problems li")


def test_a_character_that_no_case_may_hold_is_said_beside_its_field(client: Client) -> None:
    root = page(posted(client, {**FOUND, "patient.name": "Ana\x07Ruiz"}).data)
    (problem,) = select(root, "[id=patient.name-problem] p")
    assert "cannot be printed" in problem.text_content()
    assert not select(root, ".given")
