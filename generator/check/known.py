"""Which ids there are of each kind, and what to say of a word that is none of them."""

from collections.abc import Iterator

from generator.check.walk import Word
from generator.errors import Problem, did_you_mean, quote
from generator.library.entries import Entry
from generator.library.load import Loaded

# Kind of id: the section of the library that holds it, and the file that the section stands in.
SECTIONS = {
    "attribute": ("attributes", "attributes.yaml"),
    "exercise": ("exercises", "folders such as neck/ and jaw/"),
    "finding": ("findings", "findings.yaml"),
    "flag": ("flags", "flags.yaml"),
    "measurement": ("measurements", "findings.yaml"),
    "patient text": ("patient_texts", "patient_texts.yaml"),
    "pose template": ("pose_templates", "attributes.yaml"),
    "source": ("sources", "sources.yaml"),
    "stop text": ("stop_texts", "stop_texts.yaml"),
}
REQUIREMENT = "requirement"


def table(loaded: Loaded, section: str) -> dict[str, Entry]:
    """The entries of one section by id, those that cannot be read among them."""
    return loaded.entries.get(section, {})


def ids_of(loaded: Loaded, kind: str) -> frozenset[str]:
    """Every id of a kind."""
    if kind == REQUIREMENT:
        return frozenset(loaded.library.rules.requirements)
    return frozenset(table(loaded, SECTIONS[kind][0]))


def rules_of(loaded: Loaded) -> Entry:
    """The rules as one entry, for the places of their problems."""
    return loaded.entries["rules"]["rules"]


def unknown(
    loaded: Loaded,
    entry: Entry,
    word: Word,
    kind: str,
    *,
    needed: bool = False,
    otherwise: str = "",
) -> Iterator[Problem]:
    """The problem with a word that is no id of its kind, if it is not.

    What the clinic's folder took out may still be named: nothing follows from it, unless `needed`.
    `otherwise` is the hint where no id is near.
    """
    known = ids_of(loaded, kind)
    if word.text in known:
        return
    section, file = SECTIONS.get(kind, ("", "rules.yaml"))
    if word.text in loaded.removed.get(section, frozenset()):
        if needed:
            text = f"the {kind} {quote(word.text)} is taken out, and this needs it"
            hint = "change this entry too, or leave that one in"
            yield entry.problem(word.path, text, hint, key=word.key)
        return
    hint = did_you_mean(word.text, known) or otherwise or f"{kind}s stand in {file}"
    yield entry.problem(word.path, f"unknown {kind} {quote(word.text)}", hint, key=word.key)
