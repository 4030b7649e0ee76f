"""How hard the sentences of a handout are, by the formula of `hep check` (Flesch-Kincaid)."""

import re
import statistics
from collections.abc import Iterable
from typing import Final, NamedTuple

from hypothesis import HealthCheck, given, settings

from generator.check.wording import HIGHEST_GRADE, _measure, sentences, words_in
from generator.handout.press import Press
from tests import strategies
from tests.access.heard import heard
from tests.raw import Raw
from tests.reasoning import assessed, library

HIGHEST: Final = HIGHEST_GRADE
RANDOM: Final = 40  # cases; the tenth part or so gets no program
# The formula is made for sentences: of a word or two it says anything from -3 to 30.
FEWEST_WORDS: Final = 4
NAMES: Final = frozenset("Document H1 H2 H3 TH".split())  # titles and names are no sentences
# A dose is a list of values, printed one below the other, each beside a sign.
_DOSE: Final = re.compile(r"(?:once|twice|times) a day, (?:every day|\d days? a week)$")
_LABEL: Final = re.compile(r"^(?:\d+\.|•|(?:[\w']+ ){0,2}[\w']+[:?]) +")


class Figures(NamedTuple):
    """What was found: of how many sentences, and which are too hard."""

    number: int
    median: float
    highest: float
    hard: dict[str, float]


def sentences_of(page: str) -> set[str]:
    """The sentences of a page, each without the number or label before it."""
    found = set()
    for role, words in heard(page):
        if role.split()[0] not in NAMES and not _DOSE.search(words):
            text = _LABEL.sub("", _LABEL.sub("", words))
            found |= {one for one in sentences(text) if words_in(one) >= FEWEST_WORDS}
    return found


def of_random_programs() -> list[str]:
    """The pages of random cases, always the same ones."""
    pages: list[str] = []
    press = Press(library(), None)

    @settings(
        max_examples=RANDOM,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategies.cases())
    def collect(case: Raw) -> None:
        result = assessed(**case)
        if result.program is not None and result.program.exercises:
            pages.append(press.print(result, "html").decode())

    collect()
    return pages


def figures(pages: Iterable[str]) -> Figures:
    """The figures of all sentences together, each counted once."""
    grade_of = _measure()
    grades = {one: grade_of(one) for page in pages for one in sentences_of(page)}
    hard = {one: grade for one, grade in grades.items() if grade > HIGHEST}
    return Figures(len(grades), statistics.median(grades.values()), max(grades.values()), hard)
