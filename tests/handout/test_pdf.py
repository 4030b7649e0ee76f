"""The PDF as a patient, a screen reader and a validator meet it."""

import datetime
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from msgspec.structs import replace

from generator.handout.pdf import render_pdf
from generator.handout.template import render_xhtml
from generator.handout.theme import Theme
from tests.handout.sample import DAY, NOD, ROW, SAMPLE, STRAP, STRETCH, TEMPLATES, TEXTS, WALK
from tests.tools import WARM_VERA, require_module, require_tool, run, vera_check

Made = Callable[..., Path]
MOST_PAGES = 6


def spoken(path: Path) -> list[str]:
    """The pieces of text in structure order, one a mark; what a screen reader says."""
    shown = run(require_tool("pdfinfo"), "-struct-text", str(path))
    return re.findall(r'^ *"(.*)"$', shown, re.MULTILINE)


def structure_text(path: Path) -> str:
    """The same as one text."""
    return "".join(spoken(path))


def page_texts(path: Path) -> list[str]:
    """The words on each page as they stand there, furniture included."""
    pages = run(require_tool("pdftotext"), "-layout", str(path), "-").split("\f")[:-1]
    return [" ".join(page.split()) for page in pages]


def assert_in_order(text: str, *words: str) -> None:
    """Each of the words stands in the text, after the one before it."""
    at = 0
    for word in words:
        found = text.find(word, at)
        assert found >= 0, f"{word!r} is not in {text[at : at + 300]!r}"
        at = found + len(word)


def test_reading_order_is_the_order_of_the_handout(sample_pdf: Path) -> None:
    text = structure_text(sample_pdf)
    assert_in_order(
        text,
        "Cedar Street Headache Clinic",
        "Your home exercise program",
        "Ana Ruiz",
        "At a glance",
        "11 minutes",
        "Why these exercises",
        "Just for you:",
        "Before you start:",
        *(exercise.name for exercise in SAMPLE.exercises),
        "Brisk walk",
        "My four weeks",
        "My questions for the next visit",
    )
    log = text.index("My four weeks")
    for anywhere in (
        "Jaw care every day",
        "Your pain guide",
        "On a bad headache day",
        "Stop an exercise and tell us if",
        "Call 911 now if",
        "Call us or your doctor today if",
    ):
        assert text.count(anywhere) == 1
        assert text.index("Before you start:") < text.index(anywhere) < log


@pytest.mark.parametrize(
    "exercise", [NOD, STRAP, STRETCH, ROW, WALK], ids=lambda exercise: exercise.id
)
def test_every_word_of_an_exercise_is_read_in_order(sample_pdf: Path, exercise: object) -> None:
    assert isinstance(exercise, type(NOD))
    assert_in_order(
        structure_text(sample_pdf),
        exercise.name,
        exercise.start,
        *exercise.steps,
        *exercise.notes,
        exercise.breathing,
        exercise.feel,
        *exercise.mistakes,
        exercise.easier,
        *exercise.stop_if,
    )


def test_a_dose_is_one_sentence(sample_pdf: Path) -> None:
    text = structure_text(sample_pdf)
    assert "10 times, hold 3 seconds, twice a day, every day" in text
    assert "3 times on each side, hold 20 seconds, twice a day, every day" in text
    assert (
        "2 sets of 8, rest a moment between, hold 5 seconds, "
        "about 3 parts in 10 of your strength, once a day, 3 days a week" in text
    )
    assert "20 minutes, once a day, 3 days a week" in text


def test_every_safety_line_is_printed(sample_pdf: Path) -> None:
    text = structure_text(sample_pdf)
    for words in (line for entry in TEXTS for line in entry.lines):
        assert words in text


def test_no_page_furniture_is_read_aloud(sample_pdf: Path) -> None:
    assert "Page 1 of" not in structure_text(sample_pdf)


def test_every_page_has_its_foot(sample_pdf: Path) -> None:
    pages = page_texts(sample_pdf)
    assert 2 < len(pages) <= MOST_PAGES
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Ana Ruiz · Dr. M. Lee, DPT, license PT 60123 · November 20, 2026" in page
        assert "Made for this patient only. Not a diagnosis. Call (541) 555-0142." in page
        assert "Draft content, not yet reviewed by a licensed clinician" in page


def test_a_reviewed_handout_is_not_called_a_draft(made: Made) -> None:
    assert all("Draft" not in page for page in page_texts(made(draft=False)))


def test_the_first_page_is_enough_to_start(sample_pdf: Path) -> None:
    first = page_texts(sample_pdf)[0]
    for words in (
        "At a glance",
        "Why these exercises",
        "Sharp pain is not.",
        NOD.steps[-1],
        "stop and get emergency help",
    ):
        assert words in first


def test_fonts_are_embedded_and_no_other_is_used(sample_pdf: Path) -> None:
    with pikepdf.open(sample_pdf) as pdf:
        fonts = {
            str(font.BaseFont): font for page in pdf.pages for font in page.Resources.Font.values()
        }
        assert set(fonts) == {
            "/AAAAAA+AtkinsonHyperlegible-Regular",
            "/AAAAAA+AtkinsonHyperlegible-Bold",
        }
        assert all("/FontFile2" in font.FontDescriptor for font in fonts.values())


def test_no_type_is_smaller_than_twelve_points(sample_pdf: Path) -> None:
    with pikepdf.open(sample_pdf) as pdf:
        streams = [page.Contents.read_bytes().decode("latin-1") for page in pdf.pages]
    sizes = {float(size) for stream in streams for size in re.findall(r"/F\S+ ([\d.]+) Tf", stream)}
    assert sizes
    assert min(sizes) >= 12


def test_the_document_says_what_it_is(sample_pdf: Path) -> None:
    with pikepdf.open(sample_pdf) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title) == "Your home exercise program"
        assert str(pdf.docinfo.CreationDate) == "D:20261120000000Z"
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        with pdf.open_outline() as outline:
            names = [entry.title for entry in outline.root[0].children]
    assert "1 Small nod lying down" in names
    assert "Call 911 now if" in names


def test_log_rows_and_boxes(sample_pdf: Path) -> None:
    shown = run(require_tool("pdfinfo"), "-struct", str(sample_pdf))
    table = shown[shown.index("Table") :]
    assert len(re.findall(r"^ +TD$", table, re.MULTILINE)) == 4 + 4 * 6
    assert len(re.findall(r"^ +TH:$", table, re.MULTILINE)) == 1 + 4 + 6


def test_letters_of_days_are_read_as_days(sample_pdf: Path) -> None:
    with pikepdf.open(sample_pdf) as pdf:
        said = [str(part.ActualText) for part in pdf.objects if _is_cell(part)]
    assert said[:4] == ["from Friday to Thursday"] * 4
    assert set(said[4:]) == {"7 boxes to tick"}


def _is_cell(part: object) -> bool:
    return (
        isinstance(part, pikepdf.Dictionary) and part.get("/S") == "/TD" and "/ActualText" in part
    )


@WARM_VERA
def test_veraPDF_finds_no_fault(sample_pdf: Path, made: Made, tmp_path: Path) -> None:  # noqa: N802
    a4 = tmp_path / "a4.pdf"
    a4.write_bytes(render_pdf(render_xhtml(SAMPLE, TEMPLATES), Theme(), created=DAY, paper="a4"))
    files = (sample_pdf, a4, made(exercises=(LONG,)))
    verdict = vera_check(*files)
    assert len(re.findall(r"^PASS  PDFUA-1 \(106 rules\)", verdict, re.MULTILINE)) == len(files), (
        verdict
    )


def test_outloud_finds_no_error(sample_pdf: Path) -> None:
    require_module("outloud")
    report = run(str(Path(sys.executable).parent / "outloud"), str(sample_pdf))
    assert "0 error(s)" in report


def test_same_input_same_bytes(sample_xhtml: str) -> None:
    one, two = (render_pdf(sample_xhtml, Theme(), created=DAY) for _ in range(2))
    assert one == two
    assert one != render_pdf(sample_xhtml, Theme(), created=datetime.date(2026, 11, 21))


def test_two_handouts_have_two_identities(made: Made) -> None:
    identities = set()
    for name in ("Ana Ruiz", "Ana Ruis"):
        with pikepdf.open(made(patient_name=name)) as pdf:
            identities.add(bytes(pdf.trailer.ID[0]))
    assert len(identities) == 2


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_nothing_stands_outside_the_page(sample_xhtml: str, tmp_path: Path, paper: str) -> None:
    path = tmp_path / "sample.pdf"
    path.write_bytes(render_pdf(sample_xhtml, Theme(), created=DAY, paper=paper))  # type: ignore[arg-type]
    assert outside_the_page(path) == []


def outside_the_page(path: Path) -> list[str]:
    """The words that reach into the margins."""
    boxes = run(require_tool("pdftotext"), "-bbox", str(path), "-")
    width, height = map(float, re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', boxes)[0])
    words = re.findall(
        r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', boxes
    )
    assert len(words) > 500
    places = [(word, *map(float, edges)) for *edges, word in words]
    return [
        word
        for word, left, top, right, bottom in places
        if left < 36 or top < 16 or right > width - 36 or bottom > height - 18
    ]


HOSTILE = """O'Connor <b>& "Núñez" <img src="file:///etc/passwd"/> &amp; {{ 7 * 7 }}"""


def test_hostile_text_prints_as_written(made: Made) -> None:
    path = made(patient_name=HOSTILE, why=(HOSTILE,))
    text = structure_text(path)
    assert text.count(HOSTILE) == 2
    assert b"root:" not in path.read_bytes()


def test_a_name_of_300_letters_does_not_overflow(made: Made) -> None:
    path = made(patient_name="W" * 300)
    assert structure_text(path).count("W") >= 300
    boxes = run(require_tool("pdftotext"), "-bbox", str(path), "-")
    assert max(float(right) for right in re.findall(r'xMax="([\d.]+)"', boxes)) < 612 - 36


def test_what_the_font_cannot_show_leaves_no_boxes(made: Made) -> None:
    path = made(patient_name="Ana \U0001f600 علي 山 ☐✓→ Núñez-\u2011Ł")
    assert "Ana" in structure_text(path)
    with pikepdf.open(path) as pdf:
        streams = "".join(page.Contents.read_bytes().decode("latin-1") for page in pdf.pages)
    assert "\\000" not in streams  # code 0 is the font's "no such character" box


def test_without_a_clinic_nothing_is_empty(made: Made) -> None:
    path = made(clinic=type(SAMPLE.clinic)())
    text = structure_text(path)
    assert "Call 911 (or your local emergency number) now if" in text
    assert all("Call your clinic." in page for page in page_texts(path))


LONG = replace(
    NOD,
    steps=tuple(
        f"Step number {number}. " + "Move slowly and stay easy. " * 6 for number in range(1, 41)
    ),
)


def test_an_exercise_longer_than_a_page_goes_on_over_it(made: Made) -> None:
    path = made(exercises=(LONG, STRAP))
    text = structure_text(path)
    assert_in_order(text, *(f"Step number {number}." for number in range(1, 41)), STRAP.name)
    assert [f"Page {number} of" in page for number, page in enumerate(page_texts(path), 1)].count(
        True
    ) == len(page_texts(path))


def test_wrapped_lines_do_not_join_words(sample_pdf: Path) -> None:
    words = set(re.findall(r"[A-Za-z]+", "\n".join(spoken(sample_pdf))))
    source = re.sub(
        r"<style>.*?</style>|<(?!abbr)[^>]*>", " ", render_xhtml(SAMPLE, TEMPLATES), flags=re.DOTALL
    )
    assert len(words) > 300
    assert words <= set(re.findall(r"[A-Za-z]+", source))
