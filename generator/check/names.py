"""Every id that one entry of the library names must be the id of another."""

import re
from collections.abc import Iterator

from msgspec import Struct

from generator.check.known import REQUIREMENT, table, unknown
from generator.check.walk import words_at
from generator.errors import Problem, did_you_mean, quote
from generator.library.load import Loaded


class Row(Struct, frozen=True):
    """Where a section names ids of a kind; `needed`: the program cannot go on without it."""

    section: str
    kind: str
    patterns: tuple[str, ...]
    needed: bool = False


ROWS = (
    Row("exercises", "finding", ("side_map.@", "requires_finding.*")),
    Row("exercises", "flag", ("contra.*", "flag_text.@")),
    Row("exercises", "attribute", ("attributes.*", "gentle_variant.removes.*")),
    Row("exercises", REQUIREMENT, ("requires.*",), needed=True),
    Row("exercises", "source", ("evidence.refs.*",)),
    Row("exercises", "pose template", ("pose.template", "gentle_variant.pose.template")),
    Row("findings", "source", ("refs.*",)),
    Row("findings", "measurement", ("thresholds.measurement",), needed=True),
    Row("findings", "flag", ("thresholds.unless_flags.*", "thresholds.suggests_flag.flag")),
    Row("flags", "source", ("refs.*",)),
    Row(
        "flags",
        "attribute",
        (
            "exclude_attributes.*",
            "override_exclude_attributes.*",
            "if_unanswered.exclude_attributes.*",
            "rules.*.exclude_attributes.*",
            "symptom_rules.*.exclude_attributes.*",
        ),
    ),
    Row("flags", "exercise", ("exclude_exercises.*",)),
    Row("flags", "flag", ("weeks_rules.*.also_flag",), needed=True),
    Row(
        "flags",
        "flag",
        (
            "computed.**.flag",
            "computed.**.unless_flags.*",
            "suggested_by.**.flag",
            "suggested_by.**.unless_flags.*",
        ),
    ),
    Row(
        "flags",
        "measurement",
        ("computed.**.measurement", "suggested_by.**.measurement"),
        needed=True,
    ),
    Row("patient_texts", "finding", ("when.any_of.findings.*",)),
    Row("patient_texts", "flag", ("when.any_of.flags.*",)),
    Row("patient_texts", "patient text", ("instead_of",)),
    Row("patient_texts", "patient text", ("after",), needed=True),
    Row(
        "rules",
        "exercise",
        (
            "chains.*.*",
            "selection.slot_of_exercise.@",
            "selection.**.one_of_them_is",
            "replacements.*.drop",
            "replacements.*.when.eligible",
        ),
    ),
    Row("rules", "finding", ("selection.**.findings.*",)),
    Row(
        "rules",
        "attribute",
        ("headache_rules.*.exclude_attributes.*", "virtual_rule.exclude_attributes.*"),
    ),
    Row("rules", "flag", ("requirements.*.not_screened_none_of.*",)),
)

# Texts for the provider that may name a flag in a sentence.
PROSE = (
    "note",
    "why",
    "question",
    "flag",
    "meaning",
    "provider_notices.*",
    "weeks_rules.*.text_for_provider",
    "thresholds.confirm",
    "thresholds.notices.*.text",
)
_FLAG_IN_PROSE = re.compile(r"\b(?:rf|pr)_[a-z0-9_]+")


def unknown_ids(loaded: Loaded) -> Iterator[Problem]:
    """Every id that nothing here has."""
    for row in ROWS:
        for entry in table(loaded, row.section).values():
            for pattern in row.patterns:
                for word in words_at(entry.data, pattern):
                    yield from unknown(loaded, entry, word, row.kind, needed=row.needed)


def flags_in_prose(loaded: Loaded) -> Iterator[Problem]:
    """A flag that a sentence for the provider names, and that is not there."""
    flags = table(loaded, "flags")
    for section in ("flags", "findings"):
        for entry in table(loaded, section).values():
            for pattern in PROSE:
                for word in words_at(entry.data, pattern):
                    for name in sorted(set(_FLAG_IN_PROSE.findall(word.text)) - set(flags)):
                        text = f"this names {quote(name)}, which is no flag here"
                        hint = did_you_mean(name, flags)
                        yield entry.problem(word.path, text, hint, severity="warning")
