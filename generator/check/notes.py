"""What a report says beside problems: what was read, what is reviewed, what the clinic changed."""

from collections import Counter
from collections.abc import Iterator

from generator.library.load import Loaded

_COUNTED = ("measurements", "findings", "flags", "exercises", "patient_texts", "sources")


def what_was_read(loaded: Loaded) -> Iterator[str]:
    """How much there is of everything."""
    counts = [
        f"{len(loaded.entries.get(section, {}))} {section.replace('_', ' ')}"
        for section in _COUNTED
    ]
    yield f"read {', '.join(counts[:-1])} and {counts[-1]}"


def what_is_reviewed(loaded: Loaded) -> Iterator[str]:
    """How much a clinician has reviewed as it stands."""
    library = loaded.library
    states = Counter(library.review_state(key) for key in library.reviewable)
    yield (
        f"{states['reviewed']} of {states.total()} items are reviewed, "
        f"{states['draft']} are drafts, {states['stale']} changed since their review"
    )


def changed_flags(loaded: Loaded) -> Iterator[str]:
    """Each stop or refer flag that the clinic changed, with its reason."""
    for change in loaded.library.changed_flags:
        yield f"the clinic changed {change.id} ({', '.join(change.changed)}): {change.reason}"


def taken_out(loaded: Loaded) -> Iterator[str]:
    """What the clinic took out of each section."""
    for section, removed in loaded.removed.items():
        if removed:
            names = ", ".join(sorted(removed))
            yield f"the clinic took out of {section.replace('_', ' ')}: {names}"
