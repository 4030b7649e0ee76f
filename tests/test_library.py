"""Our library under a clinic's folder: what merges, what is refused, what is reviewed."""

from __future__ import annotations

import datetime
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import BadInput, OutputError, Problem
from generator.library import Loaded, load, load_library, read_library
from generator.library.folders import read_folder
from generator.library.reviews import record_reviews
from generator.model.library import content_hash
from generator.resources import data_dir
from generator.yamlread import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OURS = data_dir("exercises")
DAY = datetime.date(2026, 11, 20)
NEW = """\
id: towel_nod
name: "Towel nod"
region: neck
type: motor_control
family: towel
lateral: none
target: "Deep neck flexors"
positions: [sitting]
equipment: ["a small towel"]
start: "Sit tall."
steps: ["Sit tall.", "Nod your chin a little.", "Hold for a breath.", "Come back up."]
breathing: "Breathe out as you nod."
feel: "Light work at the front of your neck."
mistakes: ["Nodding too far"]
stop_if: [std_neck]
dose:
  high: skip
  moderate: {sets: 1, reps: 5, hold_s: 5, per_day: 2, days: 7}
  low: {sets: 1, reps: 8, hold_s: 5, per_day: 2, days: 7}
minutes: 1.25
phase: 1
easier: "Nod less."
harder: "Hold for two breaths."
indications: {ccft_impaired: 2}
attributes: [sitting]
evidence: {level: D, direction: positive, cert: C}
pose: {template: SIT, camera: side_right}
"""


@pytest.fixture(scope="module", autouse=True)
def _our_folder_is_read_once() -> Iterator[None]:
    ours = read_folder(OURS)

    def read(root: Path, *, clinic: bool = False) -> Any:
        return (ours[0], list(ours[1])) if root == OURS else read_folder(root, clinic=clinic)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "read_folder", read)
        yield


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def over(folder: Path, files: dict[str, str]) -> Loaded:
    return load_library(write(folder, files))


def refused(folder: Path, files: dict[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        over(folder, files)
    assert caught.value.problems
    return caught.value.problems


def said(problems: tuple[Problem, ...], folder: Path) -> list[str]:
    """The first line of each problem."""
    return [str(problem).split("\n")[0].replace(str(folder), "{dir}") for problem in problems]


# --- our own


def test_our_library_is_whole() -> None:
    library = load_library().library
    counts = [len(library.measurements), len(library.findings), len(library.flags)]
    assert [*counts, len(library.exercises), len(library.patient_texts)] == [29, 60, 57, 63, 13]
    assert len(library.sources) > 70
    assert library.changed_flags == ()
    assert {library.review_state(key) for key in library.reviewable} == {"draft"}


def test_without_a_clinic_there_is_nothing_of_one() -> None:
    loaded = load_library()
    assert (loaded.clinic, loaded.folder) == (None, None)
    assert not any(loaded.removed.values())
    assert loaded.library.clinic.name == ""


# --- merging


def test_entries_merge_key_by_key(tmp_path: Path) -> None:
    loaded = over(
        tmp_path,
        {
            "neck/ccf_nod.yaml": "id: ccf_nod\ndose: {low: {reps: 12}}\nmistakes: [Lifting]\n",
            "rules.yaml": (
                "selection: {count_target: {low: 5}}\nchains: {mine: [open_book, cat_camel]}\n"
            ),
            "stop_texts.yaml": 'stop_texts: {std_neck: "Stop if you feel dizzy."}\n',
        },
    )
    mine, ours = loaded.library, load_library().library
    nod, before = mine.exercises["ccf_nod"], ours.exercises["ccf_nod"]
    low, low_before = nod.dose.row("low"), before.dose.row("low")
    assert low is not None
    assert low_before is not None
    assert (low.reps, low.hold_s) == (12, low_before.hold_s)
    assert nod.dose.moderate == before.dose.moderate
    assert nod.mistakes == ("Lifting",)
    assert nod.steps == before.steps
    assert mine.rules.selection.count_target.low == 5
    assert mine.rules.selection.count_target.high == ours.rules.selection.count_target.high
    assert mine.rules.chains == {**ours.rules.chains, "mine": ("open_book", "cat_camel")}
    assert mine.stop_texts == {**ours.stop_texts, "std_neck": "Stop if you feel dizzy."}
    assert list(mine.exercises) == list(ours.exercises)


def test_the_folder_that_an_exercise_stands_in_does_not_matter(tmp_path: Path) -> None:
    loaded = over(tmp_path, {"of_our_clinic/ccf_nod.yaml": "id: ccf_nod\nminutes: 2\n"})
    assert loaded.library.exercises["ccf_nod"].minutes == 2


def test_null_takes_a_key_out(tmp_path: Path) -> None:
    loaded = over(
        tmp_path,
        {
            "neck/levator_stretch.yaml": "id: levator_stretch\ngentle_variant: null\n",
            "neck/ccf_nod.yaml": "id: ccf_nod\nindications: {ccft_impaired: null}\n",
            "flags.yaml": "flags:\n  - {id: pr_hypertension, caps: {isometric_hold_s: null}}\n",
        },
    )
    ours = load_library().library
    assert ours.exercises["levator_stretch"].gentle_variant is not None
    assert loaded.library.exercises["levator_stretch"].gentle_variant is None
    left = loaded.library.exercises["ccf_nod"].indications
    assert left == {k: v for k, v in ours.exercises["ccf_nod"].indications.items() if k in left}
    assert "ccft_impaired" not in left
    caps = loaded.library.flags["pr_hypertension"].caps
    assert (caps.isometric_hold_s, caps.isometric_effort_percent) == (None, 30)


def test_null_for_a_step_leaves_it_out(tmp_path: Path) -> None:
    ours = load_library().library.exercises["levator_stretch"].gentle_variant
    assert ours is not None
    assert ours.replace_steps[4] is None
    loaded = over(
        tmp_path,
        {
            "neck/levator_stretch.yaml": (
                "id: levator_stretch\ngentle_variant: {replace_steps: {1: null, 4: null}}\n"
            )
        },
    )
    variant = loaded.library.exercises["levator_stretch"].gentle_variant
    assert variant is not None
    assert variant.replace_steps == {1: None, 4: None}


def test_null_for_a_heading_prints_the_text_without_one(tmp_path: Path) -> None:
    loaded = over(
        tmp_path,
        {"patient_texts.yaml": "patient_texts:\n  - {id: jaw_click, heading: null}\n"},
    )
    assert loaded.library.patient_texts["jaw_click"].heading is None


def test_null_for_what_is_needed_is_a_missing_key(tmp_path: Path) -> None:
    problems = refused(tmp_path, {"neck/ccf_nod.yaml": "id: ccf_nod\nname: null\n"})
    assert said(problems, tmp_path) == [
        '{dir}/neck/ccf_nod.yaml:1:1: missing key "name"; add "name: …" (text)'
    ]


def test_entries_are_taken_out(tmp_path: Path) -> None:
    loaded = over(
        tmp_path,
        {
            "shoulder/cat_camel.yaml": "id: cat_camel\nremove: true\n",
            "findings.yaml": "findings:\n  - {id: pterygoid_tender, remove: true}\n",
            "stop_texts.yaml": "stop_texts: {std_arm: {remove: true}}\n",
        },
    )
    assert "cat_camel" not in loaded.library.exercises
    assert "pterygoid_tender" not in loaded.library.findings
    assert "std_arm" not in loaded.library.stop_texts
    assert {name: ids for name, ids in loaded.removed.items() if ids} == {
        "exercises": {"cat_camel"},
        "findings": {"pterygoid_tender"},
        "stop_texts": {"std_arm"},
    }


def test_what_is_not_there_cannot_be_taken_out(tmp_path: Path) -> None:
    problems = refused(tmp_path, {"neck/cat_cammel.yaml": "id: cat_cammel\nremove: true\n"})
    assert said(problems, tmp_path) == [
        (
            '{dir}/neck/cat_cammel.yaml:1:1: nothing here is called "cat_cammel"; '
            'did you mean "cat_camel"?'
        )
    ]


def test_a_whole_file_cannot_be_taken_out(tmp_path: Path) -> None:
    problems = refused(tmp_path, {"rules.yaml": "remove: true\n"})
    assert [problem.message for problem in problems] == ["the rules cannot be taken out"]


def test_a_new_exercise_comes_last(tmp_path: Path) -> None:
    loaded = over(tmp_path, {"mine/towel_nod.yaml": NEW})
    assert list(loaded.library.exercises)[-1] == "towel_nod"
    assert len(loaded.library.exercises) == len(load_library().library.exercises) + 1
    assert loaded.library.review_state("towel_nod") == "draft"


def test_a_problem_shows_the_file_that_wrote_it(tmp_path: Path) -> None:
    loaded = over(tmp_path, {"neck/ccf_nod.yaml": "id: ccf_nod\nminutes: 2\n"})
    entry = loaded.entries["exercises"]["ccf_nod"]
    theirs = entry.problem(("minutes",), "here")
    assert (theirs.file, theirs.line, theirs.column) == (str(tmp_path / "neck/ccf_nod.yaml"), 2, 10)
    ours = entry.problem(("steps", 0), "here")
    assert ours.file == str(OURS / "neck" / "ccf_nod.yaml")
    assert ours.source_line.startswith('  - "')


def test_hidden_files_and_our_own_folders_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {".rules.yaml": "{", "neck/.swap.yaml": "{", ".git/x.yaml": "{"})
    write(tmp_path, {"templates/x.yaml": "{", "figures/x.yaml": "{", "readme.txt": "{"})
    assert load_library(tmp_path).library == load_library().library


# --- stop and refer flags


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ("action: precaution", "action"),
        ("urgency: soon", "urgency"),
        ('question: "Patient under 12?"', "question"),
        ('computed: {patient: age, op: "<", value: 12}', "computed"),
        ("computed: null", "computed"),
        ("program_allowed: true", "program_allowed"),
        ("remove: true", "presence in the library"),
    ],
)
def test_a_refer_flag_changes_only_with_a_reason(tmp_path: Path, change: str, changed: str) -> None:
    flag = f"flags:\n  - id: rf_under_18\n    {change}\n"
    (problem,) = refused(tmp_path, {"flags.yaml": flag})
    where = f'"rf_under_18" is a refer flag of the library, and this changes its {changed}'
    assert (problem.line, problem.message) == (2, where)
    assert "reason:" in problem.hint

    (problem,) = refused(tmp_path, {"flags.yaml": flag + '    reason: "  "\n'})
    assert problem.message == where

    loaded = over(tmp_path, {"flags.yaml": flag + '    reason: "We treat children."\n'})
    (change_made,) = loaded.library.changed_flags
    assert (change_made.id, change_made.reason) == ("rf_under_18", "We treat children.")
    assert change_made.changed == (changed,)
    assert ("rf_under_18" in loaded.library.flags) == (change != "remove: true")


def test_other_words_of_a_stop_flag_need_no_reason(tmp_path: Path) -> None:
    flags = 'flags:\n  - {id: rf_gca, why: "Sight is at risk.", provider_notices: ["Call now."]}\n'
    loaded = over(tmp_path, {"flags.yaml": flags})
    assert loaded.library.changed_flags == ()
    assert loaded.library.flags["rf_gca"].why == "Sight is at risk."


def test_a_precaution_changes_without_a_reason(tmp_path: Path) -> None:
    flags = 'flags:\n  - {id: pr_hypermobility, prefer_types: [], reason: "It may have one."}\n'
    loaded = over(tmp_path, {"flags.yaml": flags})
    assert loaded.library.flags["pr_hypermobility"].prefer_types == ()
    assert loaded.library.changed_flags == ()


def test_a_reason_that_is_no_text_is_none(tmp_path: Path) -> None:
    flags = "flags:\n  - {id: rf_gca, urgency: soon, reason: 5}\n"
    (problem,) = refused(tmp_path, {"flags.yaml": flags})
    assert "changes its urgency" in problem.message


# --- what cannot be read


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"flag.yaml": "flags: []\n"},
            '{dir}/flag.yaml: this is no file of the library; did you mean "flags.yaml"?',
        ),
        (
            {"towel_nod.yaml": NEW},
            (
                "{dir}/towel_nod.yaml: this is no file of the library; "
                "exercises stand in a folder of their own"
            ),
        ),
        (
            {"neck/towel.yaml": NEW},
            (
                '{dir}/neck/towel.yaml:1:5: the id "towel_nod" '
                'and the file name "towel.yaml" differ; '
                "name the file towel_nod.yaml"
            ),
        ),
        (
            {"neck/x.yaml": "name: x\n"},
            "{dir}/neck/x.yaml:1:1: this exercise has no id; write id: first",
        ),
        (
            {"neck/x.yaml": "- x\n"},
            "{dir}/neck/x.yaml:1:1: this exercise has no id; write id: first",
        ),
        (
            {"flags.yaml": "- rf_gca\n"},
            (
                "{dir}/flags.yaml:1:1: flags.yaml must be a mapping (key: value); "
                "write caps_meaning or flags: first"
            ),
        ),
        (
            {"flags.yaml": ""},
            (
                "{dir}/flags.yaml: flags.yaml must be a mapping (key: value); "
                "write caps_meaning or flags: first"
            ),
        ),
        (
            {"flags.yaml": "flags: {rf_gca: {urgency: soon}}\n"},
            "{dir}/flags.yaml:1:8: flags must be a list of entries",
        ),
        (
            {"flags.yaml": "flags:\n  - urgency: soon\n"},
            "{dir}/flags.yaml:2:5: this entry has no id; write id: first",
        ),
        (
            {"flags.yaml": "flags:\n  - {id: a}\n  - {id: a}\n"},
            (
                '{dir}/flags.yaml:3:10: the id "a" stands already in line 2; '
                "give each entry its own id"
            ),
        ),
        (
            {"stop_texts.yaml": "stop_texts: [std_neck]\n"},
            "{dir}/stop_texts.yaml:1:13: stop_texts must be a mapping (id: entry)",
        ),
        (
            {"stop_texts.yaml": 'stop_text: {std_neck: "Stop."}\n'},
            '{dir}/stop_texts.yaml:1:1: unknown key "stop_text"; did you mean "stop_texts"?',
        ),
        (
            {"attributes.yaml": "zzz: {}\n"},
            (
                '{dir}/attributes.yaml:1:1: unknown key "zzz"; '
                "the keys here are: attributes, pose_templates, cameras"
            ),
        ),
        (
            {"rules.yaml": "seletion: {count_min: 2}\n"},
            '{dir}/rules.yaml:1:1: unknown key "seletion"',
        ),
        (
            {"clinic.yaml": "name: [Neck]\n"},
            "{dir}/clinic.yaml:1:7: text is needed here, not a list",
        ),
        (
            {"clinic.yaml": ""},
            "{dir}/clinic.yaml: a mapping (key: value) is needed here, not an empty value",
        ),
        (
            {"clinic.yaml": "colors: {accent: blue}\n"},
            '{dir}/clinic.yaml:1:18: "blue" is not in the right form',
        ),
        (
            {"reviews.yaml": "ccf_nod: true\n"},
            "{dir}/reviews.yaml:1:10: a mapping (key: value) is needed here, not true",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_read_is_said(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    assert said(refused(tmp_path, files), tmp_path) == [expected]


def test_the_same_exercise_in_two_folders(tmp_path: Path) -> None:
    problems = refused(tmp_path, {"a/towel_nod.yaml": NEW, "b/towel_nod.yaml": NEW})
    assert said(problems, tmp_path) == [
        (
            '{dir}/b/towel_nod.yaml:1:5: "towel_nod" stands already in '
            "{dir}/a/towel_nod.yaml; give each its own id"
        )
    ]


def test_the_same_entry_in_two_files(tmp_path: Path) -> None:
    flags = "flags:\n  - {id: pr_hypermobility, prefer_types: []}\n"
    problems = refused(tmp_path, {"flags.yaml": flags, "more/flags.yaml": flags})
    assert said(problems, tmp_path) == [
        (
            '{dir}/more/flags.yaml:2:10: "pr_hypermobility" stands already in '
            "{dir}/flags.yaml; give each its own id"
        )
    ]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load_library(tmp_path / "gone")
    assert said(caught.value.problems, tmp_path) == [
        "{dir}/gone: this is not a clinic's folder; make the folder with a clinic.yaml in it"
    ]


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "clinic.yaml"
    path.write_text("name: Neck\n")
    with pytest.raises(BadInput, match="this is not a clinic's folder"):
        load_library(path)


def test_a_folder_that_may_not_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    (tmp_path / "locked").mkdir()
    monkeypatch.setattr(os, "scandir", refuse)
    problems = refused(tmp_path, {})
    assert said(problems, tmp_path) == [
        "{dir}/locked: this folder cannot be read (permission denied); check its permissions"
    ]


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    problems = refused(
        tmp_path,
        {
            "clinic.yaml": "paper: a5\n",
            "reviews.yaml": "ccf_nod: {by: 5, hash: a, license: b, date: c}\n",
            "flags.yaml": "flags:\n  - {id: rf_gca, urgency: soon}\n",
            "rules.yaml": "selection: {count_min: three}\n",
            "neck/ccf_nod.yaml": "id: ccf_nod\ntype: nodding\n",
            "neck/tab.yaml": "id: tab\n\tname: x\n",
        },
    )
    files = [problem.file.removeprefix(f"{tmp_path}/") for problem in problems]
    assert sorted(files) == sorted(
        [
            "clinic.yaml",
            "reviews.yaml",
            "flags.yaml",
            "rules.yaml",
            "neck/ccf_nod.yaml",
            "neck/tab.yaml",
        ]
    )


def test_what_can_be_read_is_read_all_the_same(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "rules.yaml": "selection: {count_min: three}\n",
            "neck/ccf_nod.yaml": "id: ccf_nod\ntype: nodding\n",
            "mine/towel_nod.yaml": NEW,
        },
    )
    loaded, problems = read_library(tmp_path)
    assert len(problems) == 2
    assert loaded is not None
    assert loaded.library.rules == load_library().library.rules
    assert "towel_nod" in loaded.library.exercises
    assert "ccf_nod" not in loaded.library.exercises
    assert "ccf_nod" in loaded.entries["exercises"]


def test_a_library_without_its_files(tmp_path: Path) -> None:
    loaded, problems = read_library(ours=tmp_path)
    assert loaded is None
    assert said(problems, tmp_path) == [
        f"{{dir}}/{name}: the library needs this file, and it is not there"
        for name in ("rules.yaml", "phrases.yaml", "codes.yaml", "attributes.yaml")
    ]


def test_a_broken_file_of_ours_is_said_once(tmp_path: Path) -> None:
    shutil.copytree(OURS, tmp_path / "ours")
    write(tmp_path, {"ours/phrases.yaml": "sides: 5\n"})
    loaded, problems = read_library(ours=tmp_path / "ours")
    assert loaded is None
    assert {problem.file for problem in problems} == {str(tmp_path / "ours" / "phrases.yaml")}


# --- reviews


def review(folder: Path, *ids: str, by: str = "Dr. M. Lee", license_number: str = "PT1234") -> None:
    library = load_library(folder).library
    record_reviews(folder, library, ids, by=by, license_number=license_number, date=DAY)


def state(folder: Path, key: str) -> str:
    return load_library(folder).library.review_state(key)


def test_a_review_is_recorded_and_an_edit_makes_it_stale(tmp_path: Path) -> None:
    write(tmp_path, {"neck/ccf_nod.yaml": "id: ccf_nod\nminutes: 2\n"})
    review(tmp_path, "ccf_nod", "rules", "rf_gca", "emergency")
    for key in ("ccf_nod", "rules", "rf_gca", "emergency"):
        assert state(tmp_path, key) == "reviewed"
    assert state(tmp_path, "stop_texts") == "draft"
    record = load_library(tmp_path).library.reviews["ccf_nod"]
    assert (record.by, record.license, record.date) == ("Dr. M. Lee", "PT1234", "2026-11-20")

    write(tmp_path, {"neck/ccf_nod.yaml": "# another layout\nminutes: 2\nid: ccf_nod\n"})
    assert state(tmp_path, "ccf_nod") == "reviewed"
    write(tmp_path, {"neck/ccf_nod.yaml": "id: ccf_nod\nminutes: 2.25\n"})
    assert state(tmp_path, "ccf_nod") == "stale"
    assert state(tmp_path, "rules") == "reviewed"

    review(tmp_path, "ccf_nod")
    assert state(tmp_path, "ccf_nod") == "reviewed"
    assert sorted(load_library(tmp_path).library.reviews) == [
        "ccf_nod",
        "emergency",
        "rf_gca",
        "rules",
    ]


def test_an_unknown_id_is_not_reviewed(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        review(tmp_path, "ccf_nod", "ccf_nodd", "zzz")
    assert said(caught.value.problems, tmp_path) == [
        'hep review: nothing to review is called "ccf_nodd"; did you mean "ccf_nod"?',
        'hep review: nothing to review is called "zzz"',
    ]
    assert not (tmp_path / "reviews.yaml").exists()


def test_a_review_needs_a_folder_to_be_kept_in(tmp_path: Path) -> None:
    library = load_library().library
    with pytest.raises(OutputError):
        record_reviews(
            tmp_path / "gone", library, ("rules",), by="Dr. M. Lee", license_number="PT1", date=DAY
        )


@pytest.mark.parametrize("hash_", ["1234567890123456", "12e4567890123456", "0000000000000000"])
def test_a_hash_that_looks_like_a_number_is_read_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hash_: str
) -> None:
    monkeypatch.setattr("generator.library.reviews.content_hash", lambda _content: hash_)
    review(tmp_path, "rules", by="No: # 'O\\Brien' \"Núñez\"", license_number="007")
    record = load_library(tmp_path).library.reviews["rules"]
    assert (record.hash, record.license) == (hash_, "007")
    assert record.by == "No: # 'O\\Brien' \"Núñez\""


def test_the_file_of_reviews_says_what_it_is(tmp_path: Path) -> None:
    review(tmp_path, "rules")
    text = (tmp_path / "reviews.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Clinical reviews, written by `hep review`")
    assert read_yaml(text, "reviews.yaml").data == {
        "rules": {
            "hash": content_hash(load_library().library.rules),
            "by": "Dr. M. Lee",
            "license": "PT1234",
            "date": "2026-11-20",
        }
    }
