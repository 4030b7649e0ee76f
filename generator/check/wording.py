"""Words that a tired patient can read: 6th grade at most, and no long sentences."""

import re
import warnings
from collections.abc import Callable, Iterator

from generator.check.texts import Text, blocks
from generator.errors import Problem, quote
from generator.library.load import Loaded

HIGHEST_GRADE = 6.0
MOST_WORDS = 20
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+")
_WORD = re.compile(r"\w")
# Placeholder -> what stands in for it while a text is measured.
Filling = dict[str, str]


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence for sentence in _SENTENCE_END.split(text) if _WORD.search(sentence)]


def words_in(sentence: str) -> int:
    """How many words a sentence has; "self-massage" is one."""
    return sum(_WORD.search(word) is not None for word in sentence.split())


def empty_texts(loaded: Loaded) -> Iterator[Problem]:
    """A text for a patient says something."""
    for block in blocks(loaded):
        for text in block.texts:
            if not _WORD.search(text.words):
                hint = "write it, or take the line out"
                yield text.entry.problem(text.path, "the text is empty", hint)


def long_sentences(loaded: Loaded) -> Iterator[Problem]:
    """Sentences of more than 20 words."""
    filling = _filling(loaded)
    for block in blocks(loaded):
        for text in block.texts:
            for sentence in sentences(_filled(text, filling)):
                count = words_in(sentence)
                if count > MOST_WORDS:
                    said = f"this sentence has {count} words: {quote(sentence)}"
                    hint = f"split it: {MOST_WORDS} words at most"
                    yield text.entry.problem(text.path, said, hint)


def reading_level(loaded: Loaded) -> Iterator[Problem]:
    """Texts above 6th grade (Flesch-Kincaid), each exercise and each safety text as a whole."""
    grade_of, filling = _measure(), _filling(loaded)
    for block in blocks(loaded):
        texts = [text for text in block.texts if _WORD.search(text.words)]
        grade = grade_of(" ".join(_closed(_filled(text, filling)) for text in texts))
        if grade > HIGHEST_GRADE and not block.fragment:
            yield _too_hard(block.name, texts, grade, filling)


def _too_hard(name: str, texts: list[Text], grade: float, filling: Filling) -> Problem:
    spoken = [
        (words_in(sentence), sentence, text)
        for text in texts
        for sentence in sentences(_filled(text, filling))
    ]
    count, sentence, text = max(spoken, key=lambda item: item[0])
    said = (
        f"{name} reads at grade {grade:g}, above {HIGHEST_GRADE:g} (Flesch-Kincaid); "
        f"its longest sentence has {count} words: {quote(sentence)}"
    )
    return text.entry.problem(text.path, said, "use shorter sentences and shorter words")


def _filling(loaded: Loaded) -> Filling:
    phrases = loaded.library.phrases
    return {
        "{side}": "right",
        "{other_side}": "left",
        "{on_side}": phrases.on_side.get("both", "on both sides"),
        "{to_side}": phrases.to_side.get("both", "to both sides"),
        "{emergency_number}": loaded.library.clinic.emergency_number or phrases.emergency_number,
        "{n}": "2",
        "{name}": "Slow nod",
    }


def _filled(text: Text, filling: Filling) -> str:
    words = text.words
    for placeholder, instead in filling.items():
        words = words.replace(placeholder, instead)
    return words


def _closed(words: str) -> str:
    """The words with a full stop, so that they do not run into the next ones."""
    words = words.strip()
    return words if words[-1] in ".!?" else f"{words}."


def _measure() -> Callable[[str], float]:
    """The Flesch-Kincaid grade; version 0.7.4 of textstat needs no network."""
    with warnings.catch_warnings():
        # It imports pkg_resources, which warns that its days are numbered.
        warnings.simplefilter("ignore")
        import textstat  # noqa: PLC0415  (slow to import)
    grade: Callable[[str], float] = textstat.flesch_kincaid_grade
    return grade
