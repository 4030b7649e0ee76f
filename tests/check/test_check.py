"""Each check is seen red: it finds what was planted for it, and nothing in our own library."""

from __future__ import annotations

import datetime
import hashlib
import importlib
import io
import pkgutil
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from PIL import Image

import generator.check
from generator.check import Report, check_library, reference_problems, wording
from generator.check.clinic import LARGEST_LOGO, picture_fault
from generator.check.names import ROWS, Row, unknown_ids
from generator.check.references import STRUCTURE, Check
from generator.check.report import OF_THE_WHOLE, STYLE
from generator.check.texts import blocks
from generator.check.walk import Word, words_at
from generator.errors import Problem
from generator.figures.gallery import sound_drawings
from generator.library import Loaded, load, load_library, read_library
from generator.library.folders import read_folder
from generator.library.reviews import Signature, record_reviews
from generator.resources import data_dir
from tests.figures.samples import with_drawings

if TYPE_CHECKING:
    from generator.library.entries import Entry

OURS = data_dir("exercises")
BROKEN = Path(__file__).parent.parent / "broken" / "library"
FOLDERS = sorted(path for path in BROKEN.iterdir() if path.is_dir())
CHECKS: tuple[Check, ...] = (*STRUCTURE, *STYLE, *OF_THE_WHOLE)


@pytest.fixture(scope="module", autouse=True)
def _our_folder_is_read_once() -> Iterator[None]:
    """A hundred folders lie over the same library; reading it once is enough."""
    ours = read_folder(OURS)

    def read(root: Path, *, clinic: bool = False) -> Any:
        return (ours[0], list(ours[1])) if root == OURS else read_folder(root, clinic=clinic)

    grade = cache(wording._measure())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "read_folder", read)
        patch.setattr(wording, "_measure", lambda: grade)
        yield


@cache
def report_of(folder: Path) -> Report:
    return check_library(folder)


@cache
def loaded_of(folder: Path) -> Loaded:
    loaded, _ = read_library(folder)
    assert loaded is not None
    return loaded


def shown(problems: tuple[Problem, ...], folder: Path) -> str:
    """The problems as printed; in our own files without the line, which moves with each edit."""
    printed = []
    for problem in problems:
        if problem.file.startswith(str(OURS)):
            said = "; ".join(part for part in (problem.message, problem.hint) if part)
            warning = "warning: " if problem.severity == "warning" else ""
            printed.append(f"{{ours}}{problem.file.removeprefix(str(OURS))}: {warning}{said}")
        else:
            printed.append(str(problem).replace(str(folder), "{dir}"))
    return "\n".join(printed) + "\n"


def test_there_are_broken_folders() -> None:
    assert len(FOLDERS) > 100
    assert all((folder / "expected").read_text(encoding="utf-8").strip() for folder in FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_broken_folder_gives_exactly_these_messages(folder: Path) -> None:
    report = report_of(folder)
    assert report.problems
    expected = (folder / "expected").read_text(encoding="utf-8")
    assert shown(report.problems, folder) == expected


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.__module__}.{check.__name__}")
def test_every_check_has_been_seen_red(check: Check) -> None:
    assert any(next(iter(check(loaded_of(folder))), None) for folder in likely_first(check))


def likely_first(check: Check) -> list[Path]:
    """All folders, those first whose names have words of the check: most searches end soon."""
    words = set(re.split(r"[._]", f"{check.__module__}.{check.__name__}"))
    stems = {word.rstrip("s") for word in words}
    return sorted(
        FOLDERS,
        key=lambda folder: -sum(word.rstrip("s") in stems for word in folder.name.split("_")),
    )


def test_every_check_is_run() -> None:
    checks = set()
    for module in pkgutil.iter_modules(generator.check.__path__):
        found = vars(importlib.import_module(f"generator.check.{module.name}"))
        for name, item in found.items():
            kind = getattr(item, "__annotations__", {})
            if not name.startswith("_") and kind == {"loaded": Loaded, "return": Iterator[Problem]}:
                checks.add(item)
    assert len(checks) > 40
    assert checks == set(CHECKS)


def test_our_own_library_is_sound() -> None:
    report = check_library()
    assert [str(problem) for problem in report.problems] == []
    assert "read 29 measurements, 60 findings, 57 flags, 63 exercises" in report.notes[0]


def test_nothing_was_checked_in_vain() -> None:
    loaded = load_library()
    assert sum(len(block.texts) for block in blocks(loaded)) > 1000
    assert sum(1 for place in named_in(loaded)) > 800


def named_in(loaded: Loaded) -> Iterator[tuple[Row, str, Entry, Word]]:
    """Every id that something in the library names, with the row that looks there."""
    for row in ROWS:
        for pattern in row.patterns:
            for entry in loaded.entries[row.section].values():
                for word in words_at(entry.data, pattern):
                    yield row, pattern, entry, word


def with_word(data: Any, path: tuple[Any, ...], word: Word, text: str) -> Any:
    """The data with another id at a path."""
    if not path:
        return text
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        return [with_word(v, rest, word, text) if i == step else v for i, v in enumerate(data)]
    if word.key and not rest:
        return {text if key == step else key: value for key, value in data.items()}
    return {k: with_word(v, rest, word, text) if k == step else v for k, v in data.items()}


def test_every_place_where_an_id_can_stand_has_been_seen_red() -> None:
    seen = {}
    for folder in FOLDERS:
        loaded = loaded_of(folder)
        for row, pattern, entry, word in named_in(loaded):
            if (row.section, pattern) in seen:
                continue
            data = with_word(entry.data, word.path, word, "no_such_id")
            table = {**loaded.entries[row.section], entry.key: replace(entry, data=data)}
            changed = replace(loaded, entries={**loaded.entries, row.section: table})
            found = [problem.message for problem in unknown_ids(changed)]
            seen[row.section, pattern] = f'unknown {row.kind} "no_such_id"' in found
    assert len(seen) > 35
    assert all(seen.values())
    # No gentle variant has a template of its own yet, and no suggestion rests on another flag.
    assert {(row.section, pattern) for row in ROWS for pattern in row.patterns} - set(seen) == {
        ("exercises", "gentle_variant.pose.template"),
        ("flags", "suggested_by.**.flag"),
        ("flags", "suggested_by.**.unless_flags.*"),
    }


def test_what_a_clinic_took_out_may_still_be_named(tmp_path: Path) -> None:
    (tmp_path / "flags.yaml").write_text(
        "flags:\n  - {id: pr_hypermobility, remove: true}\n"
        '  - {id: rf_5d3n, remove: true, reason: "Asked in the questions of our own."}\n'
    )
    report = check_library(tmp_path)
    assert report.errors == ()
    assert "the clinic took out of flags: pr_hypermobility, rf_5d3n" in report.notes
    changed = (
        "the clinic changed rf_5d3n (presence in the library): Asked in the questions of our own."
    )
    assert changed in report.notes
    assert {problem.severity for problem in report.warnings} == {"warning"}


def test_a_folder_without_a_letterhead_is_noted(tmp_path: Path) -> None:
    report = check_library(tmp_path)
    assert report.problems == ()
    assert any("no clinic.yaml" in note for note in report.notes)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    report = check_library(tmp_path / "gone")
    assert [problem.message for problem in report.errors] == ["this is not a clinic's folder"]
    assert not any("no clinic.yaml" in note for note in report.notes)


def test_a_library_without_rules_is_one_problem(tmp_path: Path) -> None:
    report = check_library(ours=tmp_path)
    files = {Path(problem.file).name for problem in report.problems}
    assert files == {"rules.yaml", "phrases.yaml", "codes.yaml", "attributes.yaml"}


def test_a_template_that_another_one_names_is_in_use(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "handout.html.j2").write_text('{% include "ours.j2" %}\n')
    (folder / "ours.j2").write_text("<p>Hello</p>\n")
    (folder / ".swap.j2").write_text("{% if %}\n")
    assert check_library(tmp_path).problems == ()


def test_a_good_clinic_has_no_problem(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(
        'name: "Neck and Jaw Clinic"\nphone: "555 0100"\nemergency_number: "112"\n'
        'logo: logo.png\ncolors: {accent: "#0e5a6a"}\n'
    )
    Image.new("1", (4, 4)).save(tmp_path / "logo.png")
    assert check_library(tmp_path).problems == ()


def test_a_logo_that_is_too_large_is_refused() -> None:
    assert picture_fault(b"\xff\xd8\xff" + bytes(LARGEST_LOGO), "x.jpg") == (
        '"x.jpg" is larger than 1 MB',
        "save the logo smaller; it prints 16 mm high",
    )
    many = io.BytesIO()
    Image.new("1", (4001, 4000)).save(many, "PNG")
    fault = picture_fault(many.getvalue(), "x.png")
    assert fault
    assert fault[0] == '"x.png" is 4001 by 4000 dots'


def test_a_review_that_still_holds_is_no_problem(tmp_path: Path) -> None:
    library = load_library(tmp_path).library
    day = datetime.date(2026, 11, 20)
    signature = Signature(by="Dr. M. Lee", license_number="PT1", date=day)
    record_reviews(tmp_path, library, ("ccf_nod",), signature)
    report = check_library(tmp_path)
    assert report.problems == ()
    count = len(library.reviewable)
    said = f"1 of {count} items are reviewed, {count - 1} are drafts, 0 changed since their review"
    assert said in report.notes


@pytest.mark.usefixtures("own_cache")
def test_a_drawing_that_was_sound_is_known_until_it_changes(tmp_path: Path) -> None:
    root = with_drawings(tmp_path, "upper_trap_stretch", parts=("start",))
    drawing = tmp_path / "figures" / "upper_trap_stretch-start.svg"
    good = drawing.read_bytes()
    for data, known in ((good, True), (b"<svg/>", False), (good, True)):
        drawing.write_bytes(data)
        report = check_library(root)
        assert (hashlib.sha256(data).hexdigest() in sound_drawings()) is known
        assert (str(drawing) in {problem.file for problem in report.errors}) is not known
    assert len(sound_drawings()) > 150


def test_references_are_checked_without_the_reading_level() -> None:
    program = (
        "import sys\n"
        "from generator.check import reference_problems\n"
        "from generator.library import load_library\n"
        "assert reference_problems(load_library()) == []\n"
        "slow = {'textstat', 'reportlab', 'jinja2', 'flask'} & set(sys.modules)\n"
        "assert not slow, slow\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=OURS.parent)


def test_references_of_a_clinic_are_checked() -> None:
    found = reference_problems(loaded_of(BROKEN / "contra_unknown_flag"))
    assert [problem.message for problem in found] == ['unknown flag "pr_vascular_riks"']
    # How a text reads does not keep a clinic from printing.
    assert reference_problems(loaded_of(BROKEN / "text_too_hard")) == []


def test_the_reading_level_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("no network here")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    grade = wording._measure()
    assert grade("The cat sat on the mat and looked at the moon.") < 3
    assert grade("Intermittent articulation necessitates considerable moderation.") > 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sit tall. Nod.", ["Sit tall.", "Nod."]),
        ("Open 2.5 cm. Then stop!", ["Open 2.5 cm.", "Then stop!"]),
        ("Say “I can.” Then rest.", ["Say “I can.", "Then rest."]),
        ("One line", ["One line"]),
        (" . ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert wording.sentences(text) == expected


def test_a_sentence_of_twenty_words_is_not_too_long() -> None:
    assert wording.words_in("self-massage: 10 to 15 mm, no more – please") == 8
    assert wording.MOST_WORDS == 20
