"""What cannot be read is said, all of it at once, in the file that wrote it."""

from __future__ import annotations

import datetime
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from generator.errors import BadInput
from generator.library import load_library, read_library
from tests.library.folder import NEW, OURS, refused, said, write

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime.date(2026, 11, 20)


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
