"""Reviews: of things that are there, and as they stand now."""

from collections.abc import Iterator

from generator.errors import Problem, did_you_mean, quote
from generator.library.load import Loaded
from generator.library.reviews import FILE
from generator.yamlread import Document, read_yaml_file


def reviews(loaded: Loaded) -> Iterator[Problem]:
    """A review of something that is not there, or that was changed since."""
    library = loaded.library
    document = _document(loaded)
    if document is None:
        return
    known = library.reviewable
    for key, record in library.reviews.items():
        if key not in known:
            text = f"this is a review of {quote(key)}, which is not there"
            hint = did_you_mean(key, known) or "take it out"
            yield document.problem((key,), text, hint, key=True, severity="warning")
        elif library.review_state(key) == "stale":
            text = f"{quote(key)} was changed after {record.by} reviewed it on {record.date}"
            hint = f"look at it again: hep review {key}"
            yield document.problem((key,), text, hint, key=True, severity="warning")


def _document(loaded: Loaded) -> Document | None:
    if loaded.folder is None or not loaded.library.reviews:
        return None
    return read_yaml_file(loaded.folder / FILE)
