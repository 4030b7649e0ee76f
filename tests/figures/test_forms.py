"""Drawings without colour, in a browser, brought by a clinic, and those that are left out."""

import io
import re
import shutil
from pathlib import Path

import pikepdf
import pytest

from generator.cli import main
from tests.figures.handouts import (
    CASE,
    JAW,
    STRETCH,
    figures_of,
    in_dots,
    made,
    placings,
)
from tests.figures.samples import library


def test_without_color_there_is_none(clinic: Path) -> None:
    data = made(clinic, ink="bw")
    with pikepdf.open(io.BytesIO(data)) as document:
        streams = [page.Contents.read_bytes() for page in document.pages]
        streams += [
            one.read_bytes()
            for one in document.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"
        ]
    tones = {
        tuple(map(float, tone))
        for stream in streams
        for tone in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", stream)
    }
    assert len(tones) > 5
    assert all(red == green == blue for red, green, blue in tones)


# --- In a browser --------------------------------------------------------------------------------


def test_a_browser_gets_inline_svg(clinic: Path) -> None:
    page = made(clinic, form="html").decode()
    svgs = re.findall(r"<figure><svg [^>]*>.*?</svg>", page)
    assert len(svgs) >= 8
    assert "drawing:" not in page
    assert not re.search(r"<img|\bid=|url\(", "".join(svgs))
    for svg in svgs:
        label = re.search(r'role="img" aria-label="([^"]+)"', svg)
        assert label
        if "hand holds" in label[1]:
            assert ("The left hand" in label[1]) == ('<g transform="matrix(-1' in svg)
    assert re.findall(r"<figcaption>(\w+)</figcaption>", page)[:2] == ["Start", "End"]


def test_a_browser_gets_black_and_white_too(clinic: Path) -> None:
    page = made(clinic, form="html", ink="bw").decode()
    colours = set(re.findall(r'(?:fill|stroke)="#(\w{6})"', page))
    assert len(colours) > 3
    assert all(code[:2] == code[2:4] == code[4:] for code in colours)
    assert ":root { --accent: #1a1a1a;" in page
    assert ":root { --accent: #1a1a1a;" not in made(clinic, form="html").decode()


# --- Both sides, dots, and what is left out ------------------------------------------------------


def test_both_sides_say_which_is_drawn(clinic: Path) -> None:
    page = made(clinic, form="html").decode()
    section = next(
        part
        for part in page.split('<section class="exercise">')
        if library().exercises[JAW].name in part
    )
    assert "Both sides, one after the other (drawn: right side)" in section
    assert "The right hand holds" in section
    assert "Then do the other side." in section


def test_a_clinic_may_bring_pictures_of_dots(clinic: Path, tmp_path: Path) -> None:
    root = tmp_path / "dotted"
    shutil.copytree(clinic, root)
    in_dots(root, STRETCH)
    data = made(root)
    alts = [figure["alt"] for figure in figures_of(data)]
    assert "The left hand holds the seat. This is the start." in alts
    flips = [matrix[0] < 0 for name, matrix in placings(data) if "Fig" not in name]
    assert flips == [True, True]
    page = made(root, form="html").decode()
    assert (
        len(re.findall(r'<img src="data:image/png;base64,[^"#]+#mirrored" alt="The left', page))
        == 2
    )


CHANGED = """\
id: upper_trap_stretch
steps:
  - "Sit tall. Hold your {side} wrist behind your back."
  - "Tip your {other_side} ear toward your {other_side} shoulder."
  - "Turn your face a little to the {side}."
  - "Hold and breathe. Then bring your head up slowly."
"""


def test_changed_steps_print_no_stale_drawing_and_say_so(
    clinic: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, case = tmp_path / "ours", tmp_path / "case.yaml"
    shutil.copytree(clinic, root)
    (root / "neck").mkdir()
    (root / "neck" / "upper_trap_stretch.yaml").write_text(CHANGED)
    case.write_text(CASE)
    assert not any("The left hand" in figure["alt"] for figure in figures_of(made(root)))
    command = ["generate", str(case), "--clinic", str(root), "--date", "2026-11-21"]
    assert main([*command, "-o", str(tmp_path / "a.pdf")]) == 0
    said = capfd.readouterr().err
    assert (
        "drawing upper_trap_stretch-start, upper_trap_stretch-end not printed: "
        "it shows other steps than those printed; see `hep check`" in said
    )
    assert main(["check", "--clinic", str(root)]) == 0
    said = capfd.readouterr().err
    assert "upper_trap_stretch-start: it shows other steps than the exercise has now" in said


def test_a_drawing_that_fits_says_nothing(
    clinic: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    command = ["generate", str(tmp_path / "case.yaml"), "--clinic", str(clinic)]
    command += ["--date", "2026-11-21", "--ink", "bw", "-o", str(tmp_path / "a.pdf")]
    assert main(command) == 0
    assert "not printed" not in capfd.readouterr().err


def test_a_broken_drawing_stops_the_handout_with_its_place(
    clinic: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "broken"
    shutil.copytree(clinic, root)
    path = root / "figures" / f"{STRETCH}-end.svg"
    path.write_text('<svg viewBox="0 0 9 9">\n<circle/></svg>')
    (tmp_path / "case.yaml").write_text(CASE)
    command = ["generate", str(tmp_path / "case.yaml"), "--clinic", str(root)]
    assert main([*command, "--date", "2026-11-21", "-o", str(tmp_path / "a.pdf")]) == 3
    assert f"{path}:2:1: <circle> may not stand in <svg>" in capfd.readouterr().err
    assert not (tmp_path / "a.pdf").exists()
