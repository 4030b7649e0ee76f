"""The same handout in large type: one column, the same words, nothing lost."""

import re
from pathlib import Path

import pikepdf
import pytest
from msgspec.structs import replace

from generator.handout.pdf import render_pdf
from generator.handout.template import render_xhtml
from generator.handout.theme import Theme
from generator.handout.variant import TYPE_SIZES, Variant
from tests.handout.sample import DAY, SAMPLE, TEMPLATES
from tests.handout.test_layouts import below_a_letterhead
from tests.handout.test_pdf import outside_the_page, page_texts, spoken


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample in large type."""
    path = tmp_path_factory.mktemp("large") / "large.pdf"
    page = render_xhtml(replace(SAMPLE, size="large"), TEMPLATES)
    path.write_bytes(render_pdf(page, Theme(body=TYPE_SIZES["large"]), created=DAY))
    return path


def test_the_words_of_the_log_are_there_for_all_four_weeks(large: Path) -> None:
    said = "".join(spoken(large))
    log = said[said.index("My four weeks") :]
    assert [log.count(f"Week {number}") for number in (2, 3, 4)] == [1, 1, 1]
    assert all(log.count(exercise.name) == 2 for exercise in SAMPLE.exercises)


def test_type_is_large(large: Path) -> None:
    sizes: dict[float, int] = {}
    with pikepdf.open(large) as pdf:
        for page in pdf.pages:
            content = page.Contents.read_bytes().decode("latin-1")
            for size in re.findall(r"/F\S+ ([\d.]+) Tf", content):
                sizes[float(size)] = sizes.get(float(size), 0) + 1
    assert min(sizes) == 12  # the foot
    assert max(sizes, key=lambda size: sizes[size]) == 18


def test_nothing_stands_outside_the_page(large: Path) -> None:
    assert outside_the_page(large) == []


def test_an_exercise_longer_than_a_page_is_cut_once_and_nothing_follows_it(tmp_path: Path) -> None:
    path = below_a_letterhead(tmp_path, Variant(size="large"))
    pages = page_texts(path)
    begun = [page for page in pages if " Start: " in page]
    rest = [page for page in pages if page.startswith("Breathe: ")]
    assert rest
    assert all("Stop if" in page for page in rest)
    assert not [page for page in rest if page in begun]
    assert all(re.match(r"\d ", page) for page in begun)
