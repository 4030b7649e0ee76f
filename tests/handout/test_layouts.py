"""The compact layout and the cards: what they leave out, and that nothing about safety is."""

import io
import re
from datetime import date
from functools import cache
from math import ceil
from pathlib import Path

import pikepdf
import pytest

from generator.assess import Assessment
from generator.handout.plain import plain_text
from generator.handout.press import Press
from generator.handout.theme import MM
from generator.handout.variant import Variant
from generator.handout.xhtml import Element, parse
from generator.resources import data_dir
from generator.workshop import Workshop
from tests.docs.pages import ROOT
from tests.figures.handouts import figures_of
from tests.handout.test_pdf import outside_the_page, page_texts, structure_text

DAY = date(2026, 11, 22)
CASES = sorted(data_dir("examples").glob("*.yaml"))
by_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)


@cache
def assessed(case: Path) -> tuple[Workshop, Assessment]:
    workshop = Workshop(None, DAY)
    return workshop, workshop.read(case)[0]


@cache
def made(case: Path, layout: str) -> bytes:
    workshop, assessment = assessed(case)
    return Press(workshop.library, None, Variant(layout=layout)).print(assessment, "pdf")  # type: ignore[arg-type]


@cache
def page_of(case: Path, layout: str) -> Element:
    workshop, assessment = assessed(case)
    return parse(Press(workshop.library, None, Variant(layout=layout)).xhtml(assessment))  # type: ignore[arg-type]


def below_a_letterhead(folder: Path, variant: Variant) -> Path:
    """The first example in a form, as the clinic of the samples prints it."""
    clinic = ROOT / "docs" / "samples" / "clinic"
    workshop = Workshop(clinic, DAY)
    assessment, _ = workshop.read(CASES[0])
    path = folder / "handout.pdf"
    path.write_bytes(Press(workshop.library, clinic, variant).print(assessment, "pdf"))
    return path


def texts(page: Element, tag: str, *classes: str) -> list[str]:
    return [one.text() for one in page.walk() if one.tag == tag and one.style_class in classes]


def pages(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


# --- Compact -------------------------------------------------------------------------------------


@by_case
def test_compact_keeps_all_about_stopping_and_calling(case: Path) -> None:
    full, compact = page_of(case, "full"), page_of(case, "compact")
    for classes in (("stop",), ("warn", "call", "emergency"), ("start",), ("side",), ("dose",)):
        kept = texts(full, "aside", *classes) + texts(full, "p", *classes)
        assert kept == texts(compact, "aside", *classes) + texts(compact, "p", *classes)
    assert texts(full, "ol", "steps") == texts(compact, "ol", "steps")
    assert texts(full, "aside", "emergency")


@by_case
def test_compact_leaves_out_hints_and_the_start(case: Path) -> None:
    full, compact = page_of(case, "full"), page_of(case, "compact")
    assert {"You may feel:", "Too hard?"} <= set(texts(full, "dt", ""))
    assert not {"You may feel:", "Too hard?"} & set(texts(compact, "dt", ""))
    for rows in (one for one in compact.walk() if one.style_class == "figures"):
        assert len(rows.elements()) == 1
    last = [one.elements()[-1] for one in full.walk() if one.style_class == "figures"]
    shown = [one.elements()[0] for one in compact.walk() if one.style_class == "figures"]
    assert [image(one) for one in shown] == [image(one) for one in last]


def image(figure: Element) -> dict[str, str]:
    found = figure.find("img")
    assert found
    return found.attributes


@by_case
def test_a_compact_drawing_is_at_least_35_mm(case: Path) -> None:
    boxes = [figure["box"] for figure in figures_of(made(case, "compact"))]
    sizes = [max(top - low, (right - left) / 1.4) for left, low, right, top in boxes]
    assert sizes
    assert min(sizes) >= 35 * MM


@by_case
def test_compact_takes_fewer_pages(case: Path) -> None:
    assert pages(made(case, "compact")) < pages(made(case, "full"))


# --- Cards ---------------------------------------------------------------------------------------


@by_case
def test_cards_say_every_word(case: Path) -> None:
    def words(layout: str) -> list[str]:
        return sorted(plain_text_of(case, layout).split())

    added = words("cards")
    for word in words("full"):
        added.remove(word)
    assert " ".join(sorted(added)) == " ".join(
        sorted("Cut along the dashed lines. Put each card where you do the exercise.".split())
    )


def plain_text_of(case: Path, layout: str) -> str:
    workshop, assessment = assessed(case)
    page = Press(workshop.library, None, Variant(layout=layout)).xhtml(assessment)  # type: ignore[arg-type]
    return plain_text(page)


@by_case
def test_a_card_does_not_say_whose_it_is(case: Path) -> None:
    page = page_of(case, "cards")
    cards = texts(page, "aside", "cut")
    name = assessed(case)[1].case.patient.name
    assert len(cards) == len(texts(page, "ol", "steps"))
    assert name in page.text()
    assert not [card for card in cards if name in card]


def test_a_card_says_whom_to_call(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text("phone: (503) 555-0100\n")
    workshop = Workshop(tmp_path, DAY)
    assessment, _ = workshop.read(CASES[0])
    page = parse(Press(workshop.library, tmp_path, Variant(layout="cards")).xhtml(assessment))
    assert all("Call (503) 555-0100." in card for card in texts(page, "aside", "cut"))


@by_case
def test_cards_have_pages_of_their_own(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "cards.pdf"
    path.write_bytes(made(case, "cards"))
    outside = outside_the_page(path)
    assert outside == []
    before, _, after = structure_text(path).partition("Cut along")
    assert "My four weeks" in before
    assert "My four weeks" not in after
    with pikepdf.open(path) as pdf:
        dashed = [page.Contents.read_bytes().count(b"[5 3] 0 d") for page in pdf.pages]
    first = next(number for number, count in enumerate(dashed) if count)
    assert all(dashed[first:])
    assert sum(dashed) == len(texts(page_of(case, "cards"), "aside", "cut"))
    assert len(dashed[first:]) == ceil(sum(dashed) / 2)


def test_what_fits_stands_before_what_does_not(tmp_path: Path) -> None:
    path = below_a_letterhead(tmp_path, Variant(layout="cards"))
    page_one, page_two, *cards = page_texts(path)
    assert "My questions" in page_one
    assert "My four weeks" in page_two
    numbers = [
        re.findall(r"\b(\d) (?:Cheek m|Strap-|Small n|Jaw rest p|Seated c)", text) for text in cards
    ]
    assert numbers[0] == ["1", "3"]
    assert len(numbers) == 3
    assert sorted(number for pair in numbers for number in pair) == list("12345")


def test_text_has_nothing_to_cut_out() -> None:
    workshop, assessment = assessed(CASES[0])
    cards = Press(workshop.library, None, Variant(layout="cards")).print(assessment, "text")
    full = Press(workshop.library, None).print(assessment, "text")
    assert cards == full


def test_a_part_that_holds_others_is_its_own() -> None:
    def card(name: str) -> Element:
        inner = f'<section class="exercise"><h2>{name}</h2></section>'
        page = parse(
            '<html lang="en"><head><title>T</title></head><body><main>'
            f'<aside class="cut">{inner}</aside></main></body></html>'
        )
        return next(one for one in page.walk() if one.style_class == "cut")

    assert card("One") != card("Two")
    assert hash(card("One")) != hash(card("Two"))
