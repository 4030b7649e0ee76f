"""`hep library sheet`: every exercise of the library on one tagged contact sheet."""

import io
import re
import shutil
from pathlib import Path

import pikepdf
import pytest

from generator.cli import main
from tests.figures.samples import LYING, library, with_drawings
from tests.tools import WARM_VERA, require_tool, run, vera_check


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = with_drawings(tmp_path_factory.mktemp("sheet"), "upper_trap_stretch", "c1c2_self_snag")
    with_drawings(root, "upper_trap_stretch", variant="gentle")
    with_drawings(root, "ccf_nod", svg=LYING, kind="body", text_hash="0" * 16)
    (root / "clinic.yaml").write_text('name: "Lakeside Clinic"\n')
    path = root / "sheet.pdf"
    command = ["library", "sheet", "-o", str(path), "--clinic", str(root), "--date", "2026-11-20"]
    assert main(command) == 0
    return path


def test_every_exercise_is_on_the_sheet(made: Path) -> None:
    words = " ".join(run(require_tool("pdfinfo"), "-struct-text", str(made)).split())
    for exercise in library().exercises.values():
        assert exercise.id in words
    for part in ("Neck", "Jaw", "Shoulder", "(gentle)", "Ear-to-shoulder stretch"):
        assert part in words
    assert "6 times, hold 3 seconds" in words
    assert library().findings["frt_restricted"].label in words
    assert "headache type: tension type" in words


def test_its_drawings_show_the_right_side_and_a_stale_one_says_why(made: Path) -> None:
    with pikepdf.open(made) as document:
        parts = [part for part in document.objects if isinstance(part, pikepdf.Dictionary)]
        alts = [str(part.Alt) for part in parts if "/Alt" in part]
    assert len(alts) == 6
    assert all("The right hand" in alt for alt in alts)
    words = " ".join(run(require_tool("pdfinfo"), "-struct-text", str(made)).split())
    assert "ccf_nod-start, ccf_nod-end not printed: it shows other steps" in words
    assert "not drawn" in words


@WARM_VERA
def test_veraPDF_finds_no_fault(made: Path) -> None:  # noqa: N802
    verdict = vera_check(made)
    assert re.search(r"^PASS  PDFUA-1 \(106 rules\)", verdict, re.MULTILINE), verdict


def test_it_replaces_nothing_unasked_and_may_be_black_and_white(
    made: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    clinic = str(made.parent)
    target = tmp_path / "library.pdf"
    target.write_text("mine")
    command = ["library", "sheet", "-o", str(target), "--clinic", clinic, "--date", "2026-11-20"]
    assert main(command) == 3
    assert "use --force" in capfd.readouterr().err
    shutil.copy(made, target)
    assert main([*command, "--force"]) == 0
    assert target.read_bytes() == made.read_bytes()
    assert main([*command, "--force", "--ink", "bw"]) == 0
    with pikepdf.open(io.BytesIO(target.read_bytes())) as document:
        assert b"0.957" not in document.pages[0].Contents.read_bytes()
    assert target.read_bytes() != made.read_bytes()
