"""Drawings in the PDF of a handout: their tags, their places, their size."""

import io
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from generator.handout.figurerows import HIGHEST, LOWEST
from tests.figures.handouts import (
    STRETCH,
    figures_of,
    in_dots,
    made,
    placings,
)
from tests.tools import WARM_VERA, vera_check


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


@WARM_VERA
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
