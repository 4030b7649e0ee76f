"""The check that stops the benchmark when two makers do not make the same handout."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import content
from benchmarks.cases import write_cases, write_pages
from benchmarks.content import DifferentContentError, compare, of_page, of_pdf, words_in
from benchmarks.peers import Source
from benchmarks.peers.ours import Ours
from tests.tools import require_tool


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("pages")
    (made,) = write_pages(write_cases(folder, 1), folder)
    return made


@pytest.fixture(scope="module")
def pdf(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    ours = Ours()
    path = tmp_path_factory.mktemp("made") / "ours.pdf"
    path.write_bytes(ours.layout(ours.prepare(source)))
    return path


def test_our_pdf_holds_the_words_and_drawings_of_its_page(source: Source, pdf: Path) -> None:
    require_tool("pdftotext")
    page, made = of_page(source.page.read_text("utf-8")), of_pdf(pdf)
    compare("ours", page, made)
    assert page.words.total() > 500
    assert page.alts.total() >= 2
    assert page.curves > 100


def test_our_pdf_is_tagged_and_says_so(pdf: Path) -> None:
    tags = content.tags_of(pdf)
    assert tags.elements > 100
    assert tags.claims_ua
    assert content.pages_of(pdf) > 1


@pytest.mark.parametrize("change", ["words", "alts", "curves"])
def test_what_is_missing_is_seen(source: Source, pdf: Path, change: str) -> None:
    require_tool("pdftotext")
    page, made = of_page(source.page.read_text("utf-8")), of_pdf(pdf)
    more = {
        "words": page._replace(words=page.words + Counter(["unheard"])),
        "alts": page._replace(alts=page.alts + Counter(["one more drawing"])),
        "curves": page._replace(curves=made.curves + 1),
    }
    with pytest.raises(DifferentContentError, match="ours: "):
        compare("ours", more[change], made)


def test_words_are_the_same_however_they_are_broken() -> None:
    assert words_in("Ear-to-shoulder ﬁrst") == words_in("ear-toshoulder First")
    assert words_in("ear-to-shoulder") == words_in("ear-to-\nshoulder")
    assert words_in("F S S 10") == words_in("10") == Counter({"1": 1, "0": 1})


def test_curves_that_follow_one_letter_are_counted_each() -> None:
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
        '<svg xmlns="http://www.w3.org/2000/svg" aria-label="a">'
        '<path d="M0 0c1 1 2-2 3 3 .5.5 1e-3 1 2 2S1 1 2 2L5 5q1 1 2 2Z"/></svg></body></html>'
    )
    assert of_page(page).curves == 4
