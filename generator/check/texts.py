"""Everything that a patient reads, each text with its place and the placeholders it may hold."""

from collections.abc import Iterator

from msgspec import Struct

from generator.check.exercise_words import like_an_id
from generator.check.known import rules_of, table
from generator.check.walk import Word, words_at
from generator.errors import Path
from generator.library.entries import Entry
from generator.library.load import Loaded
from generator.model.exercise import Exercise, TextChange

NONE: frozenset[str] = frozenset()
SIDES = frozenset(("{side}", "{other_side}"))
ON_SIDES = frozenset(("{on_side}", "{to_side}"))

# Texts of an exercise that are printed as they stand, and those where its side is filled in.
_PLAIN = ("name", "equipment.*")
_FILLED = (
    "start",
    "steps.*",
    "breathing",
    "feel",
    "mistakes.*",
    "stop_if.*",
    "easier",
    "harder",
    "dose.*.note",
    "gentle_variant.text",
    "gentle_variant.start",
    "gentle_variant.replace_steps.*",
    "position_texts.*.start",
    "position_texts.*.replace_steps.*",
    "flag_text.*",
)
_MAY_BE_IDS = ("stop_if", "easier", "harder")


class Text(Struct, frozen=True):
    """One text for a patient; `may_hold` are the placeholders that are filled in there.

    `sided_by` is the key that would give it a side.
    """

    entry: Entry
    path: Path
    words: str
    may_hold: frozenset[str] = NONE
    sided_by: str = ""


class Block(Struct, frozen=True):
    """Texts that a patient reads together; a fragment is part of a sentence."""

    name: str
    texts: tuple[Text, ...]
    fragment: bool = False


def blocks(loaded: Loaded) -> Iterator[Block]:
    """Every exercise and every safety text, each as one block."""
    for key, exercise in loaded.library.exercises.items():
        texts = tuple(exercise_texts(loaded, exercise))
        yield Block(f"the exercise {key}", texts)
    yield from _stop_texts(loaded)
    yield from _patient_texts(loaded)
    yield from _flags(loaded)
    yield from _findings(loaded)
    yield from _rules_and_phrases(loaded)


def exercise_texts(loaded: Loaded, exercise: Exercise) -> Iterator[Text]:
    """Every text of an exercise that a patient may read."""
    entry = loaded.entries["exercises"][exercise.id]
    sides = SIDES if exercise.sided else NONE
    kinds = ((_PLAIN, NONE, ""), (_FILLED, sides, 'lateral: "{side}"'))
    for patterns, may_hold, sided_by in kinds:
        for pattern in patterns:
            for word in words_at(entry.data, pattern):
                if not _no_words(word):
                    yield Text(entry, word.path, word.text, may_hold, sided_by)


def _no_words(word: Word) -> bool:
    """Whether it is an id, or says that no equipment is needed."""
    if word.path[0] == "equipment":
        return word.text == "none"
    return word.path[0] in _MAY_BE_IDS and like_an_id(word.text)


def changes_of(exercise: Exercise) -> Iterator[tuple[Path, TextChange]]:
    """The other ways to do an exercise: the gentle one, and one for each further position."""
    if exercise.gentle_variant is not None:
        yield ("gentle_variant",), exercise.gentle_variant
    for position, change in exercise.position_texts.items():
        yield ("position_texts", position), change


def _stop_texts(loaded: Loaded) -> Iterator[Block]:
    for key, words in loaded.library.stop_texts.items():
        entry = table(loaded, "stop_texts")[key]
        yield Block(f"the stop text {key}", (Text(entry, (), words),))


def _patient_texts(loaded: Loaded) -> Iterator[Block]:
    number = frozenset(("{emergency_number}",))
    for key, text in loaded.library.patient_texts.items():
        entry = table(loaded, "patient_texts")[key]
        texts = [
            Text(entry, ("lines", index), words, number) for index, words in enumerate(text.lines)
        ]
        if text.heading is not None:
            texts.insert(0, Text(entry, ("heading",), text.heading, number))
        yield Block(f"the patient text {key}", tuple(texts))


def _flags(loaded: Loaded) -> Iterator[Block]:
    for key, flag in loaded.library.flags.items():
        entry = table(loaded, "flags")[key]
        texts = []
        if flag.patient_text is not None:
            sides = frozenset(("{side}",)) if flag.sided else NONE
            texts.append(Text(entry, ("patient_text",), flag.patient_text, sides, "sided: true"))
        if flag.replace_supine is not None:
            texts.append(Text(entry, ("replace_supine",), flag.replace_supine))
        texts += [
            Text(entry, ("rules", index, "text"), rule.text)
            for index, rule in enumerate(flag.rules)
        ]
        for text in texts:
            yield Block(f"the {text.path[-1]} of {key}", (text,))


def _findings(loaded: Loaded) -> Iterator[Block]:
    for key, finding in loaded.library.findings.items():
        if finding.patient_text:
            entry = table(loaded, "findings")[key]
            sides = ON_SIDES if finding.sided else NONE
            text = Text(entry, ("patient_text",), finding.patient_text, sides, "laterality: sided")
            yield Block(f"the patient_text of {key}", (text,))


def _rules_and_phrases(loaded: Loaded) -> Iterator[Block]:
    for index, rule in enumerate(loaded.library.rules.headache_rules):
        if rule.patient_text is not None:
            path = ("headache_rules", index, "patient_text")
            text = Text(rules_of(loaded), path, rule.patient_text)
            yield Block("the patient_text of this headache rule", (text,))
    phrases, entry = loaded.library.phrases, loaded.entries["phrases"]["phrases"]
    fields = {
        "other_side": NONE,
        "massage_pressure": frozenset(("{n}",)),
        "easier_exercise": frozenset(("{name}",)),
    }
    for field, may_hold in fields.items():
        text = Text(entry, (field,), getattr(phrases, field), may_hold)
        yield Block(f"the phrase {field}", (text,))
    number = Text(entry, ("emergency_number",), phrases.emergency_number)
    yield Block("the phrase emergency_number", (number,), fragment=True)
    for field in ("sides", "on_side", "to_side"):
        for side, words in getattr(phrases, field).items():
            text = Text(entry, (field, side), words)
            yield Block(f"the phrase {field}", (text,), fragment=True)
