"""`hep library preview`: the illustrator is started, and the page shows what came of it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generator import preview
from generator.cli import main
from generator.errors import BadInput
from generator.preview import Drawn, NoIllustratorError, file_of, page_of, previews
from generator.resources import data_dir
from tests.figures.samples import SITTING

OURS = data_dir("exercises")


def test_without_the_extra_it_says_what_to_install() -> None:
    with pytest.raises(NoIllustratorError) as caught:
        preview.require_illustrator(("json", "no_such_package"))
    assert str(caught.value) == (
        "drawing needs no_such_package, which the handouts do not: pip install .[illustrate]"
    )
    assert caught.value.exit_code == 2
    preview.require_illustrator(("json",))


def test_an_unknown_exercise_is_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "preview", "ccf_nodd"]) == 3
    assert 'no exercise is called "ccf_nodd"; did you mean "ccf_nod"?' in capfd.readouterr().err


def test_a_clinics_file_comes_before_ours(tmp_path: Path) -> None:
    assert file_of("ccf_nod", None) == OURS / "neck" / "ccf_nod.yaml"
    theirs = tmp_path / "neck" / "ccf_nod.yaml"
    theirs.parent.mkdir()
    theirs.write_text("id: ccf_nod\n")
    assert file_of("ccf_nod", tmp_path) == theirs
    with pytest.raises(BadInput, match="no exercise is called"):
        file_of("flags_of_mine", tmp_path)


def drawn_by(monkeypatch: pytest.MonkeyPatch, *, good: bool = True) -> list[Path]:
    """Put a quick painter in the illustrator's place; give the files that it was asked to draw."""
    asked: list[Path] = []

    def draw(file: Path, folder: Path) -> Drawn:
        asked.append(file)
        for part in ("start", "end"):
            shutil.copy(SITTING, folder / f"{file.stem}-{part}.svg")
        return Drawn("end.svg 8.7 kB\n    PROBLEM <the hand misses>", good=good)

    monkeypatch.setattr(preview, "draw", draw)
    monkeypatch.setattr(preview, "NEEDED", ("json",))
    return asked


def test_it_draws_again_after_each_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = drawn_by(monkeypatch)
    file = tmp_path / "neck" / "upper_trap_stretch.yaml"
    file.parent.mkdir()
    shutil.copy(OURS / "neck" / "upper_trap_stretch.yaml", file)
    page, waits = tmp_path / "page.html", []

    def save(pause: float) -> None:
        waits.append(pause)
        if len(waits) == 3:
            os.utime(file, (1, 1))

    drawings = previews(file, tmp_path, page, wait=save)
    next(drawings)
    assert (len(asked), len(waits)) == (1, 0)
    first = page.read_text()
    page.unlink()
    next(drawings)
    assert (len(asked), len(waits)) == (2, 3)
    assert page.read_text() == first
    for words in (
        '<meta http-equiv="refresh" content="1"/>',
        "<figcaption>upper_trap_stretch-start</figcaption>",
        "Tip your head so your left ear goes toward your left shoulder.",
        "<h2>gentle</h2><p>Sit tall with both hands in your lap.</p>",
        "PROBLEM &lt;the hand misses&gt;",
    ):
        assert words in first
    assert first.index("stretch-start<") < first.index("stretch-end<")


@pytest.mark.parametrize(("good", "code"), [(True, 0), (False, 3)])
def test_once_ends_with_what_the_illustrator_found(
    good: bool,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    drawn_by(monkeypatch, good=good)
    monkeypatch.setattr(preview.require_illustrator, "__defaults__", (("json",),))
    monkeypatch.chdir(tmp_path)
    assert main(["library", "preview", "ccf_nod", "--once"]) == code
    out, err = capfd.readouterr()
    assert out == "ccf_nod-preview.html\n"
    assert "PROBLEM" in err
    assert "Small nod lying down" in Path(out.strip()).read_text()


def test_the_page_shows_what_is_wrong_while_the_file_is_being_written(tmp_path: Path) -> None:
    (tmp_path / "neck").mkdir()
    (tmp_path / "neck" / "ccf_nod.yaml").write_text("id: ccf_nod\nstpes: []\n")
    (tmp_path / "ccf_nod-start.svg").write_text('<svg viewBox="0 0 9 9"><circle/></svg>')
    page = page_of("ccf_nod", Drawn("", good=False), tmp_path, tmp_path)
    assert "unknown key &quot;stpes&quot;" in page
    assert "&lt;circle&gt; may not stand in &lt;svg&gt;" in page


def test_the_illustrator_is_a_program_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    class Done:
        returncode, stdout, stderr = 1, f"{tmp_path}/a-start.svg 8 kB\n", "it misses\n"

    def run(command: list[str], **_: object) -> Done:
        asked.append(command)
        return Done()

    monkeypatch.setattr(subprocess, "run", run)
    drawn = preview.draw(OURS / "neck" / "ccf_nod.yaml", tmp_path)
    assert drawn == Drawn("a-start.svg 8 kB\nit misses", good=False)
    assert asked[0][1:4] == ["-m", "generator.illustrate", "draw"]

    def slow(command: list[str], **_: object) -> Done:
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", slow)
    assert not preview.draw(OURS / "neck" / "ccf_nod.yaml", tmp_path).good
