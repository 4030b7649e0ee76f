"""Drawings in a handout: in the PDF, in the page for a browser, and those that are left out."""

import datetime
import io
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from generator.cli import main
from generator.handout.figurerows import HIGHEST, LOWEST
from generator.handout.press import Press
from generator.handout.variant import Variant
from generator.workshop import Workshop
from tests.figures.samples import LYING, library, with_drawings
from tests.tools import vera_check

DAY = datetime.date(2026, 11, 21)
CASE = """\
patient: {name: Ana Ruiz, age: 34, sex: female}
provider: Dr. M. Lee, DPT
evaluated: 2026-11-20
screened: true
irritability: moderate
headache_type: [cervicogenic]
measurements:
  frt_deg: {right: 24, left: 42}
findings:
  ut_short: left
  masseter_tender: both
  oa_nod_loss: right
priority: [frt_restricted, ut_short, masseter_tender]
"""
SNAG, STRETCH, JAW, NOD = (
    "c1c2_self_snag",
    "upper_trap_stretch",
    "masseter_self_massage",
    "ccf_nod",
)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic with drawings of a few exercises, one of them in dots."""
    root = with_drawings(tmp_path_factory.mktemp("clinic"), SNAG, STRETCH, JAW)
    with_drawings(root, NOD, svg=LYING, kind="body")
    return root


def made(clinic: Path, case: str = CASE, form: str = "pdf", **press: Any) -> bytes:
    path = clinic.parent / "case.yaml"
    path.write_text(case)
    workshop = Workshop(clinic, DAY)
    assessment, _ = workshop.read(path)
    return Press(workshop.library, clinic, Variant(**press)).print(assessment, form)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def pdf(clinic: Path) -> bytes:
    return made(clinic)


def figures_of(data: bytes) -> list[dict[str, Any]]:
    """The figures of a PDF in reading order: alt words, box, words inside, what stands around."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as document:
        waiting = [(document.Root.StructTreeRoot.K, "")]
        while waiting:
            kid, above = waiting.pop()
            if isinstance(kid, pikepdf.Array):
                waiting.extend((each, above) for each in reversed(list(kid)))
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                role = str(kid.S)
                if role == "/Figure":
                    box = [float(x) for x in kid.A[0].BBox]
                    found.append({"alt": str(kid.Alt), "box": box, "in": above})
                waiting.append((kid.get("/K", pikepdf.Array()), f"{above}{role}"))
    return found


def placings(data: bytes) -> list[tuple[str, list[float]]]:
    """Each time that a drawing is painted: its name and the matrix that places it on the page."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            matrix, kept = pikepdf.Matrix(), []
            for step in pikepdf.parse_content_stream(page):
                match str(step.operator):
                    case "q":
                        kept.append(matrix)
                    case "Q":
                        matrix = kept.pop()
                    case "cm":
                        matrix = pikepdf.Matrix(*map(float, step.operands)) @ matrix
                    case "Do":
                        found.append((str(step.operands[0]), list(matrix.shorthand)))
    return found


def test_each_figure_says_what_it_shows_and_where_it_is(pdf: bytes) -> None:
    figures = figures_of(pdf)
    assert len(figures) >= 8
    for figure in figures:
        assert re.search(r"This is the (start|end)\.$", figure["alt"])
        assert "{" not in figure["alt"]
        assert figure["in"].startswith("/Document/Sect")
        left, low, right, high = figure["box"]
        assert 36 < left < right < 576
        assert 36 < low < high < 780


def test_the_box_of_a_figure_holds_its_drawing(pdf: bytes) -> None:
    boxes = [figure["box"] for figure in figures_of(pdf)]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        forms = {
            name: form
            for page in document.pages
            for name, form in page.Resources.get("/XObject", pikepdf.Dictionary()).items()
        }
        sizes = {name: [float(x) for x in form.BBox][2:] for name, form in forms.items()}
    for (name, (a, b, c, d, e, f)), box in zip(placings(pdf), boxes, strict=True):
        assert b == c == 0
        width, height = sizes[name]
        left, right = sorted((e, e + a * width))
        assert box[0] == pytest.approx(left, abs=0.1)
        assert box[2] == pytest.approx(right, abs=0.1)
        assert box[3] == pytest.approx(f, abs=0.1)
        assert d < 0
        assert abs(a) == pytest.approx(-d, rel=1e-3)
        assert -d * height <= HIGHEST + 1


def test_drawings_are_large_enough_for_a_kitchen_counter(clinic: Path) -> None:
    for paper in ("letter", "a4"):
        for figure in figures_of(made(clinic, paper=paper)):
            left, low, right, high = figure["box"]
            assert max(high - low, (right - left) / 1.4) >= LOWEST["upper"] - 1
    assert min(LOWEST["close"], LOWEST["upper"]) >= 50 * 72 / 25.4
    assert LOWEST["body"] >= 60 * 72 / 25.4


def test_a_drawing_is_stored_once_and_mirrored_by_its_place(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        forms = [o for o in document.objects if isinstance(o, pikepdf.Stream) and "/BBox" in o]
        assert len(forms) == 2  # what is drawn in two files, for all the figures
        assert all(form.Subtype == "/Form" for form in forms)
        assert all(form.Filter == "/FlateDecode" for form in forms)
    placed = placings(pdf)
    assert len(placed) > len(forms)
    # The stretch is for the left side, the rest for the right, in the same form.
    assert {matrix[0] > 0 for _, matrix in placed} == {True, False}
    alts = [figure["alt"] for figure in figures_of(pdf)]
    for alt, (_, matrix) in zip(alts, placed, strict=True):
        if "hand holds" in alt:
            assert ("The left hand" in alt) == (matrix[0] < 0)


def test_figures_follow_the_steps_in_reading_order(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (section,) = [
            part
            for part in document.objects
            if isinstance(part, pikepdf.Dictionary)
            and part.get("/S") == "/Sect"
            and any("The left hand" in str(kid.get("/Alt", "")) for kid in kids_of(part))
        ]
        roles = [str(kid.S)[1:] for kid in kids_of(section)]
    assert roles[:6] == ["H2", "P", "P", "L", "Figure", "Figure"]


def kids_of(part: Any) -> list[Any]:
    kids = part.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def test_figures_stand_on_the_page_of_their_steps(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        sections = [
            part
            for part in document.objects
            if isinstance(part, pikepdf.Dictionary)
            and part.get("/S") == "/Sect"
            and any(kid.S == "/Figure" for kid in kids_of(part))
        ]
        assert len(sections) >= 4
        for section in sections:
            pages = {pg.objgen for pg in pages_below(section)}
            assert len(pages) == 1


def pages_below(part: Any) -> list[Any]:
    own = [part.Pg] if "/Pg" in part else []
    return own + [page for kid in kids_of(part) for page in pages_below(kid)]


def test_veraPDF_finds_no_fault(clinic: Path, tmp_path: Path, pdf: bytes) -> None:  # noqa: N802
    files = [tmp_path / name for name in ("color.pdf", "bw.pdf", "dots.pdf")]
    dotted = tmp_path / "dotted"
    shutil.copytree(clinic, dotted)
    in_dots(dotted, STRETCH)
    for path, data in zip(
        files, (pdf, made(clinic, ink="bw", paper="a4"), made(dotted)), strict=True
    ):
        path.write_bytes(data)
    verdict = vera_check(*files)
    assert len(re.findall(r"^PASS  PDFUA-1 \(106 rules\)", verdict, re.MULTILINE)) == 3, verdict


def test_the_same_case_gives_the_same_bytes(clinic: Path, pdf: bytes) -> None:
    assert made(clinic) == pdf


def test_a_handout_of_five_exercises_is_small(pdf: bytes) -> None:
    assert len(pdf) < 150_000


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


def in_dots(root: Path, exercise: str) -> None:
    """Put pictures of dots in the place of an exercise's drawings."""
    folder = root / "figures"
    lines = []
    for part in ("start", "end"):
        Image.new("RGB", (300, 280), "white").save(folder / f"{exercise}-{part}.png")
        alt = "The {side} hand holds the seat. This is the " + f"{part}."
        lines.append(
            f"{exercise}-{part}: {{alt: {alt!r}, side: right, file: {exercise}-{part}.png}}"
        )
    (folder / "figures.yaml").write_text("\n".join(lines))


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
