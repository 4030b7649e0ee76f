"""Our library alone, and a clinic's folder over it: what merges with what."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from generator.library import load_library
from tests.library.folder import NEW, OURS, over, refused, said, write

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime.date(2026, 11, 20)


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
