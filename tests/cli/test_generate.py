"""`hep generate` and `hep demo`: what is made, what is refused, and how it ends."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DAY, GOOD, Hep

ROOT = Path(__file__).parents[2]
STOP = GOOD + "flags: {rf_5d3n: true}\n"
REFER = GOOD + "flags: {rf_cancer: true}\n"
OPEN = GOOD.replace("screened: true", "screened: false")
WRONG = GOOD.replace("frt_restricted", "frt_restrictd")


def names(folder: str) -> list[str]:
    """What stands in a folder."""
    return sorted(path.name for path in Path(folder).iterdir())


def test_a_handout_is_made_beside_the_case(hep: Hep) -> None:
    ran = hep("generate", "case.yaml", *DAY)
    assert (ran.code, ran.out) == (0, "case.pdf\n")
    assert Path("case.pdf").read_bytes().startswith(b"%PDF-")
    assert "not yet reviewed by a licensed clinician" in ran.err
    assert "ccf_nod" in ran.err or "c1c2_self_snag" in ran.err


def test_an_existing_file_stays_without_force(hep: Hep) -> None:
    Path("case.pdf").write_text("mine")
    assert hep("generate", "case.yaml", *DAY).code == 3
    assert Path("case.pdf").read_text() == "mine"
    assert hep("generate", "case.yaml", *DAY, "--force").code == 0
    assert Path("case.pdf").read_bytes().startswith(b"%PDF-")


def test_the_same_input_gives_the_same_bytes(hep: Hep, monkeypatch: pytest.MonkeyPatch) -> None:
    hep("generate", "case.yaml", "--date", "2026-11-21", "-o", "one.pdf")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")  # 2026-11-21 in UTC
    hep("generate", "case.yaml", "-o", "two.pdf")
    assert Path("one.pdf").read_bytes() == Path("two.pdf").read_bytes()


def test_html_paper_folder_and_standard_streams(hep: Hep, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("out").mkdir()
    assert hep("generate", "case.yaml", *DAY, "--format", "html", "-o", "out").code == 0
    assert "<h1>" in Path("out/case.html").read_text()
    assert hep("generate", "case.yaml", *DAY, "--paper", "a4", "-o", "a4.pdf").code == 0
    hep("generate", "case.yaml", *DAY)
    assert Path("a4.pdf").read_bytes() != Path("case.pdf").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    assert hep("generate", "-", *DAY, "--format", "html", "-o", "-").out.lstrip().startswith("<!DO")


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (STOP, 4, "rf_5d3n"),
        (REFER, 5, "rf_cancer"),
        (OPEN, 5, "NOT SCREENED"),
        (WRONG, 3, 'did you mean "frt_restricted"?'),
        (GOOD.replace("2026-11-20", "2026-12-01"), 3, "in the future"),
        (GOOD.replace("2026-11-20", "2026-10-01"), 3, "--stale-ok"),
        (GOOD.replace("frt_deg: {right: 24, left: 42}", "frt_deg: {right: 44}")
         .replace("  masseter_tender: both\n", "").replace("findings:\n", "")
         .replace("priority: [frt_restricted]\n", "")
         .replace("headache_type: [cervicogenic]\n", ""), 3, "no exercise fits"),
        (GOOD.replace("age: 34", "age: 34, language: xx"), 3, 'language "xx"'),
        (GOOD.replace("Ana Ruiz", "مريم"), 3, "write it in Latin letters"),
    ],
    ids=["stop", "refer", "open", "typo", "future", "stale", "nothing fits", "language", "name"],
)  # fmt: skip
def test_what_gets_no_handout(hep: Hep, text: str, code: int, said: str) -> None:
    Path("case.yaml").write_text(text)
    ran = hep("generate", "case.yaml", *DAY)
    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""
    assert names(".") == ["case.yaml"]


def test_a_stop_says_what_to_do_and_how_soon(hep: Hep) -> None:
    Path("case.yaml").write_text(STOP)
    said = hep("generate", "case.yaml", *DAY).err
    assert "STOP" in said
    assert "emergency" in said
    assert "Possible reduced blood flow" in said


def test_an_old_evaluation_needs_a_word(hep: Hep) -> None:
    Path("case.yaml").write_text(GOOD.replace("2026-11-20", "2026-10-01"))
    assert hep("generate", "case.yaml", *DAY, "--stale-ok").code == 0


def test_a_slash_at_the_end_means_a_folder(hep: Hep) -> None:
    ran = hep("generate", "case.yaml", *DAY, "-o", "new/")
    assert (ran.code, ran.out) == (0, "new/case.pdf\n")
    assert names("new") == ["case.pdf"]


def test_several_cases_make_their_folder(hep: Hep) -> None:
    Path("other.yaml").write_text(GOOD)
    Path("stop.yaml").write_text(STOP)
    assert hep("generate", "stop.yaml", "stop.yaml", *DAY, "-o", "new").code == 2
    assert hep("generate", "case.yaml", "other.yaml", *DAY, "-o", "new").code == 0
    assert names("new") == ["case.pdf", "other.pdf"]
    assert hep("generate", "case.yaml", "other.yaml", *DAY, "-o", "no/such").code == 3


def test_several_cases_go_on_and_end_with_the_gravest(hep: Hep) -> None:
    Path("out").mkdir()
    for name, text in {"a": GOOD, "b": STOP, "c": REFER, "d": WRONG, "e": GOOD}.items():
        Path(f"{name}.yaml").write_text(text)
    ran = hep("generate", *(f"{name}.yaml" for name in "abcde"), *DAY, "-o", "out")
    assert ran.code == 4
    assert names("out") == ["a.pdf", "e.pdf"]
    assert "2 of 5 handouts made" in ran.err
    assert hep("generate", "c.yaml", "d.yaml", *DAY, "-o", "out").code == 5


@pytest.mark.parametrize(
    "args",
    [
        ("generate",),
        ("generate", "case.yaml", "--date", "yesterday"),
        ("generate", "case.yaml", "case.yaml", "-o", "out"),
        ("generate", "case.yaml", "other.yaml", "-o", "-"),
        ("generate", "case.yaml", "other.yaml", "-o", "case.yaml"),
        ("generat", "case.yaml"),
        ("explain", "case.yaml", "--jsn"),
    ],
)
def test_wrong_usage_is_exit_2(hep: Hep, args: tuple[str, ...]) -> None:
    Path("out").mkdir()
    ran = hep(*args)
    assert ran.code == 2
    assert ran.err
    assert names("out") == []


@pytest.mark.parametrize("output", ["taken", "no-such-folder/x.pdf", "case.yaml/x.pdf"])
def test_an_output_that_cannot_be_written(hep: Hep, output: str) -> None:
    Path("taken").write_text("x")
    ran = hep("generate", "case.yaml", *DAY, "-o", output)
    assert ran.code == 3
    assert ran.err.strip()
    assert Path("taken").read_text() == "x"


@pytest.mark.parametrize(
    "name", ["missing.yaml", "folder", "binary.yaml", "huge.yaml", "deep.yaml"]
)
def test_input_that_is_no_case(hep: Hep, name: str) -> None:
    Path("folder").mkdir()
    Path("binary.yaml").write_bytes(bytes(range(256)))
    Path("huge.yaml").write_bytes(b"a: b\n" * 10_000_000)
    Path("deep.yaml").write_text("[" * 30_000)
    ran = hep("generate", name, *DAY)
    assert ran.code == 3
    assert name in ran.err
    assert "Traceback" not in ran.err
    assert not Path(name).with_suffix(".pdf").exists()


def test_hostile_words_print_as_written(hep: Hep) -> None:
    name = 'O\'Connor <b>& "Núñez"'
    evil = '<img src="file:///etc/passwd">'
    text = GOOD.replace("Ana Ruiz", "'" + name.replace("'", "''") + "'")
    Path("case.yaml").write_text(text + f"notes: '{evil}'\n")
    page = hep("generate", "case.yaml", *DAY, "--format", "html", "-o", "-").out
    assert "O&#39;Connor &lt;b&gt;&amp; &#34;Núñez&#34;" in page
    assert "&lt;img src=&#34;file:///etc/passwd&#34;&gt;" in page
    assert "<img" not in page
    assert hep("generate", "case.yaml", *DAY).code == 0


def test_a_very_long_name_does_no_harm(hep: Hep) -> None:
    Path("case.yaml").write_text(GOOD.replace("Ana Ruiz", "W" * 300))
    assert hep("generate", "case.yaml", *DAY).code == 0


def test_letters_that_cannot_print_are_reported(hep: Hep) -> None:
    Path("case.yaml").write_text(GOOD.replace("Ana Ruiz", "Ana 🌷 Ruiz"))
    ran = hep("generate", "case.yaml", *DAY)
    assert ran.code == 0
    assert "case.yaml:1:17: warning" in ran.err
    assert "🌷" in ran.err


def test_the_demo_makes_a_handout_of_each_example(hep: Hep) -> None:
    first = hep("demo")
    assert first.code == 0
    paths = first.out.split()
    assert len(paths) >= 5
    assert all(Path(path).read_bytes().startswith(b"%PDF-") for path in paths)
    again = hep("demo")
    assert (again.code, again.out) == (0, first.out)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "args", [["generate", "case.yaml", "-o", "-"], ["explain", "case.yaml"], ["library", "list"]]
)
def test_a_full_standard_output_is_said(hep: Hep, tmp_path: Path, args: list[str]) -> None:
    assert hep("explain", "case.yaml", *DAY).code == 0
    code = f"import sys; from generator.cli import main; sys.exit(main({args!r}))"
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    assert run.returncode == 3
    assert b"standard output: no space left on device" in run.stderr
    assert b"Traceback" not in run.stderr


def test_cards_in_large_type_are_refused(hep: Hep) -> None:
    ran = hep("generate", "case.yaml", "--layout", "cards", "--size", "large", *DAY)
    assert ran.code == 2
    assert "does not fit on a card" in ran.err
    assert not Path("case.pdf").exists()


def test_each_layout_is_another_handout(hep: Hep) -> None:
    made = set()
    for layout in ("full", "compact", "cards"):
        assert hep("generate", "case.yaml", "--layout", layout, "--force", *DAY).code == 0
        made.add(Path("case.pdf").read_bytes())
    assert len(made) == 3


@pytest.mark.parametrize("form", ["html", "text"])
def test_only_a_pdf_is_fillable(hep: Hep, form: str) -> None:
    ran = hep("generate", "case.yaml", "--fillable", "--format", form, *DAY)
    assert ran.code == 2
    assert "--fillable is for PDF" in ran.err
