"""A clinic may not remove or soften a stop or refer flag without saying why."""

from generator.errors import Problem
from generator.library.entries import REASON, REMOVE, Entry, mapping_of
from generator.model.library import ChangedFlag

# Changing these words of a flag changes nothing of what it does; its question is what it asks for.
WORDS = frozenset(
    ("id", "why", "note", "aka", "refs", "cert", "review", "patient_text", "provider_notices")
)


def changed_flags(
    ours: dict[str, Entry], theirs: dict[str, Entry], merged: dict[str, Entry]
) -> tuple[tuple[ChangedFlag, ...], list[Problem]]:
    """List every stop or refer flag of ours that the clinic changes, and what lacks a reason."""
    changed: list[ChangedFlag] = []
    problems: list[Problem] = []
    for key, entry in theirs.items():
        base = ours.get(key)
        if base is None or _get(base, "action") not in ("stop", "refer"):
            continue
        parts = _changes(base, entry, merged.get(key))
        if not parts:
            continue
        reason = _get(entry, REASON)
        if not isinstance(reason, str) or not reason.strip():
            which = f'"{key}" is a {_get(base, "action")} flag of the library'
            text = f"{which}, and this changes its {', '.join(parts)}"
            hint = "write reason: with why the clinic changes it, or take the change out"
            problems.append(entry.problem((), text, hint))
        else:
            changed.append(ChangedFlag(key, reason, parts))
    return tuple(changed), problems


def _changes(base: Entry, entry: Entry, merged: Entry | None) -> tuple[str, ...]:
    if merged is None or _get(entry, REMOVE) is True:
        return ("presence in the library",)
    before, after = mapping_of(base), mapping_of(merged)
    keys = {str(key) for key in (*before, *after)} - WORDS - {REASON}
    return tuple(sorted(key for key in keys if before.get(key) != after.get(key)))


def _get(entry: Entry, key: str) -> object:
    return mapping_of(entry).get(key)
