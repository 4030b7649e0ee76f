"""Page 1 is enough to start, and never half empty."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.handout.press import Press
from generator.handout.template import render_xhtml
from generator.handout.xhtml import parse
from generator.resources import data_dir
from generator.workshop import Workshop
from tests.handout.sample import SAMPLE, TEMPLATES
from tests.handout.test_pdf import page_texts

DAY = date(2026, 11, 22)
CASES = sorted(data_dir("examples").glob("*.yaml"))
LETTERHEAD = """\
name: Lakeside Headache Clinic
address: ["12 Shore Road", "Springfield, IL 62701"]
phone: (555) 010-2277
email: hello@lakeside.example
web: lakeside.example
"""


def printed(case: Path, place: Path) -> list[str]:
    """The words of each page below a letterhead."""
    folder = place / "clinic"
    folder.mkdir(exist_ok=True)
    (folder / "clinic.yaml").write_text(LETTERHEAD)
    workshop = Workshop(folder, DAY)
    assessment, _ = workshop.read(case)
    path = place / "handout.pdf"
    path.write_bytes(Press(workshop.library, folder).print(assessment, "pdf"))
    return page_texts(path)


@pytest.mark.parametrize(
    ("lines", "beside"), [(0, False), (2, False), (3, True), (4, True), (5, False)]
)
def test_what_is_for_this_patient_stands_beside_what_is_for_all(lines: int, beside: bool) -> None:
    view = replace(SAMPLE, just_for_you=("Go slow.",) * lines)
    for size in ("standard", "large"):
        tree = parse(render_xhtml(replace(view, size=size), TEMPLATES))
        start = next(one for one in tree.walk() if one.style_class == "start")
        columns = [one for one in tree.walk() if one.style_class == "columns"]
        assert [start in one.elements() for one in columns] == (
            [False, True] if beside and size == "standard" else [False]
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_page_one_holds_an_exercise_or_the_pain_guide(case: Path, tmp_path: Path) -> None:
    first, *_ = printed(case, tmp_path)
    assert "At a glance" in first
    assert "Before you start:" in first
    assert "Start:" in first.replace("Before you start:", "") or "Your pain guide" in first


def test_the_guide_stands_in_one_place(tmp_path: Path) -> None:
    for case in CASES:
        whole = " ".join(printed(case, tmp_path))
        assert whole.count("Your pain guide") == 1


@pytest.mark.parametrize(
    ("times", "filling"), [(8, "Your pain guide"), (12, "Stop an exercise and tell us if")]
)
def test_one_with_much_to_say_fills_page_one(times: int, filling: str, tmp_path: Path) -> None:
    case = tmp_path / "long.yaml"
    note = "Please take your time with each of them. " * times
    written = CASES[0].read_text().partition("\nnotes:")[0]
    case.write_text(f"{written}\nnotes: {note.strip()!r}\n")
    first, second, *_ = printed(case, tmp_path)
    assert filling in first
    assert "Start:" not in first.replace("Before you start:", "")
    assert second.startswith("1")
