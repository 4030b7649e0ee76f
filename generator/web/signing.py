"""Reviews on the page: what is left to review, and signing for what was shown."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Final

from msgspec import Struct

from generator.compiled import library_of
from generator.errors import BadInput, OutputError
from generator.library.reviews import Signature, record_reviews, withdraw_reviews
from generator.model.library import Library, ReviewRecord, ReviewState, content_hash
from generator.web.entry import kind_of, title_of
from generator.web.sessions import digest_of

LONGEST: Final = 120
KINDS: Final = {
    "flags": "Red flags and limits",
    "files": "Whole files",
    "texts": "Texts for the patient",
    "exercises": "Exercises",
}
NO_FOLDER: Final = "The page was started without a clinic's folder, where reviews are kept."
EDITED: Final = "This was edited since you opened it. Below is how it stands now: read it again."
MEANWHILE: Final = "Somebody else reviewed this meanwhile, or took a review back. Look again."


class Item(Struct, frozen=True, kw_only=True):
    """One line of the list of reviews."""

    key: str
    kind: str
    title: str
    state: ReviewState
    record: ReviewRecord | None


class Progress(Struct, frozen=True, kw_only=True):
    """How far the review is."""

    reviewed: int
    stale: int
    total: int


class Signing(Struct, frozen=True, kw_only=True):
    """The form below an entry: what it says, what is wrong with it, and what it signs."""

    key: str
    kind: str
    title: str
    state: ReviewState
    record: ReviewRecord | None
    content: str  # the hash of what is shown
    seen: str  # stands for the mark that is shown
    fields: Mapping[str, str]
    problems: Mapping[str, str]
    next: str
    progress: Progress


class Reviewers:
    """The reviewer of each session, so that nobody types the same name a hundred times.

    It is kept in memory only, and never offered to another session.
    """

    MOST: Final = 200

    def __init__(self) -> None:
        """Know nobody yet."""
        self._lock = Lock()
        self._known: dict[str, tuple[str, str]] = {}

    def of(self, session: str) -> tuple[str, str]:
        """The name and the license number that a session signed with last."""
        with self._lock:
            return self._known.get(digest_of(session), ("", ""))

    def keep(self, session: str, by: str, license_number: str) -> None:
        """Remember them."""
        with self._lock:
            self._known.pop(digest_of(session), None)
            self._known[digest_of(session)] = by, license_number
            while len(self._known) > self.MOST:
                del self._known[next(iter(self._known))]


def items_of(library: Library) -> tuple[Item, ...]:
    """Everything that can be reviewed, in the order of a review."""
    return tuple(
        Item(
            key=key,
            kind=kind_of(key, library),
            title=title_of(key, library),
            state=library.review_state(key),
            record=library.reviews.get(key),
        )
        for key in library.reviewable
    )


def progress_of(library: Library) -> Progress:
    """How much of the library is reviewed as it stands."""
    states = [library.review_state(key) for key in library.reviewable]
    return Progress(
        reviewed=states.count("reviewed"), stale=states.count("stale"), total=len(states)
    )


def next_after(key: str, library: Library) -> str:
    """What is to be reviewed after an entry: the next draft or stale one, from the start again."""
    keys = library.reviewable
    at = keys.index(key) + 1 if key in keys else 0
    ahead = (*keys[at:], *keys[:at])
    return next(
        (one for one in ahead if one != key and library.review_state(one) != "reviewed"), ""
    )


def signing_of(
    key: str, library: Library, fields: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> Signing:
    """The form for signing an entry."""
    record = library.reviews.get(key)
    return Signing(
        key=key,
        kind=kind_of(key, library),
        title=title_of(key, library),
        state=library.review_state(key),
        record=record,
        content=content_hash(library.content(key)),
        seen=content_hash(record),
        fields=fields,
        problems=problems or {},
        next=next_after(key, library),
        progress=progress_of(library),
    )


def sign(
    clinic: Path | None, key: str, form: Mapping[str, str], today: datetime.date
) -> dict[str, str]:
    """Record a review of what the form shows; what is wrong, by field, or nothing."""
    problems = _wrong(form, today)
    if clinic is None:
        problems["form"] = NO_FOLDER
    if problems or clinic is None:
        return problems
    signature = Signature(
        by=form["by"].strip(),
        license_number=form["license"].strip(),
        date=datetime.date.fromisoformat(form["date"]),
    )
    try:
        library = library_of(clinic)  # as it stands at this moment
        if content_hash(library.content(key)) != form.get("content"):
            return {"form": EDITED}
        seen = _seen(library, key, form)
        record_reviews(clinic, library, (key,), signature, seen)
    except (BadInput, OutputError) as error:
        return {"form": _said(error)}
    return {}


def take_back(clinic: Path | None, key: str, form: Mapping[str, str]) -> dict[str, str]:
    """Take back the review that the form shows; what is wrong, or nothing."""
    if clinic is None:
        return {"form": NO_FOLDER}
    try:
        seen = _seen(library_of(clinic), key, form)
        if not seen:
            return {"form": MEANWHILE}
        withdraw_reviews(clinic, seen)
    except (BadInput, OutputError) as error:
        return {"form": _said(error)}
    return {}


def _seen(library: Library, key: str, form: Mapping[str, str]) -> dict[str, ReviewRecord]:
    """The mark that the form shows.

    Raises: BadInput when it is another one by now.
    """
    record = library.reviews.get(key)
    if content_hash(record) != form.get("seen"):
        raise BadInput.one(key, MEANWHILE)
    return {key: record} if record else {}


def _wrong(form: Mapping[str, str], today: datetime.date) -> dict[str, str]:
    problems = {}
    for field, missing in (("by", "Write your name."), ("license", "Write your license number.")):
        text = form.get(field, "").strip()
        if not text:
            problems[field] = missing
        elif len(text) > LONGEST:
            problems[field] = f"This is longer than {LONGEST} characters: shorten it."
        elif not text.isprintable():
            problems[field] = "This has characters that cannot be printed: leave them out."
    try:
        if datetime.date.fromisoformat(form.get("date", "")) > today:
            problems["date"] = "This day has not come yet."
    except ValueError:
        problems["date"] = "Write the day like 2026-11-20."
    return problems


def _said(error: BadInput | OutputError) -> str:
    """What went wrong, without the path of a file."""
    found = ["; ".join(part for part in (one.message, one.hint) if part) for one in error.problems]
    return " ".join(f"{text[0].upper()}{text[1:].rstrip('.')}." for text in found if text)
