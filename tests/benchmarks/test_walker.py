"""The page of a handout as blocks for the peers, without the peers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.cases import write_cases, write_pages
from benchmarks.content import of_page, words_in
from benchmarks.peers.fpdf_ import marked
from benchmarks.peers.typst_ import Markup, inline
from benchmarks.peers.walker import (
    Aside,
    Figure,
    Paragraph,
    Run,
    read_page,
)


def page_of(inside: str) -> str:
    return f'<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><body>{inside}</body></html>'


def said(thing: object) -> Iterator[str]:
    """All words of a block, or of what a block is made of."""
    match thing:
        case str():
            yield thing
        case Run(text):
            yield text
        case Figure(_, _, caption):
            yield caption
        case Aside(_, blocks):
            yield from said(blocks)
        case tuple():
            for part in thing:
                yield from said(part)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("pages")
    (source,) = write_pages(write_cases(folder, 1), folder)
    return source.page.read_text("utf-8")


def test_every_word_of_a_page_is_in_a_block(page: str) -> None:
    words = words_in("\n".join(said(read_page(page).blocks)))
    assert words == of_page(page).words
    assert words.total() > 500


def test_every_drawing_gets_a_file_and_its_words(page: str, tmp_path: Path) -> None:
    markup = Markup(tmp_path).write(read_page(page))
    alts = of_page(page).alts
    assert alts.total() == markup.count("#image(")
    assert all(alt in markup for alt in alts)
    files = list(tmp_path.glob("*.svg"))
    assert files
    assert all(file.read_text("utf-8").startswith("<svg ") for file in files)


def test_what_the_walker_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="<video> would be dropped"):
        read_page(page_of("<video/>"))


def test_spaces_between_runs_are_single() -> None:
    (block,) = read_page(page_of("<p> <strong>Green: </strong>\n go <em>slow</em> </p>")).blocks
    assert block == Paragraph((Run("Green: ", bold=True), Run("go "), Run("slow")))


def test_the_foot_counts_pages() -> None:
    foot = '<p/><footer><p>Page <span class="page"></span> of <span class="pages"/></p></footer>'
    assert read_page(page_of(foot)).foot == ("Page {page} of {pages}",)


def test_no_word_is_read_as_a_mark() -> None:
    text = (Run('#let "a" \\ *b* __c__'), Run("d", bold=True))
    assert inline(text) == '#"#let \\"a\\" \\\\ *b* __c__";#strong("d");'
    assert marked(text) == '#let "a" \\ *b* \\__c\\__**d**'
