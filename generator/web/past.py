"""A program of the record, ready for its template: what was said of it then, by today's names."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from generator.handout.view import DoseView
from generator.model.library import Library
from generator.records.messages import Message
from generator.records.orders import CANCELLABLE, RETRIABLE
from generator.records.reading import Kept, Whole
from generator.records.searching import name_of
from generator.web.naming import called, in_words
from generator.yamlread import read_yaml

MOODS: Final = {
    "sent": "good",
    "failed": "alarm",
    "queued": "warn",
    "sending": "warn",
    "held": "warn",
}
WAITING: Final = ("queued", "sending", "held")


class Words(Struct, frozen=True):
    """The final words of an exercise."""

    start: str = ""
    steps: tuple[str, ...] = ()


class Dose(Struct, frozen=True):
    """How much and how often."""

    sets: int = 1
    reps: int = 1
    hold_s: float = 0
    per_day: int = 1
    days: int = 7


class Exercise(Struct, frozen=True):
    """An exercise as the explanation keeps it (docs/explain-json.md)."""

    id: str
    side: str | None = None
    minutes: float = 0
    variant: str | None = None
    dosage: Dose = field(default_factory=Dose)
    reasons: tuple[str, ...] = ()
    text: Words = field(default_factory=Words)


class Dropped(Struct, frozen=True):
    """An exercise that was left out."""

    id: str
    reasons: tuple[str, ...] = ()


class Notice(Struct, frozen=True):
    """What the provider was told."""

    text: str


class Finding(Struct, frozen=True):
    """A finding that counted."""

    id: str
    side: str | None = None
    severity: int = 1


class Explained(Struct, frozen=True):
    """The reasoning as it was stored."""

    exercises: tuple[Exercise, ...] = ()
    extra: tuple[Exercise, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notices: tuple[Notice, ...] = ()
    findings: tuple[Finding, ...] = ()
    irritability: str | None = None
    minutes_per_session: float = 0
    minutes_per_day: float = 0


class Past(Struct, frozen=True):
    """A program of the record."""

    kept: Whole
    library: Library

    @property
    def explained(self) -> Explained:
        """Every reason of then."""
        return msgspec.json.decode(self.kept.explanation, type=Explained)

    @property
    def name(self) -> str:
        """The patient's name; empty where the case has none."""
        return name_of(self.kept.case_text)

    @property
    def address(self) -> str:
        """Where it went last, or where the case says."""
        if self.kept.messages:
            return self.kept.messages[-1].recipient
        data: Any = read_yaml(self.kept.case_text, "case").data
        return str(data.get("patient", {}).get("email") or "") if isinstance(data, dict) else ""

    @property
    def mail(self) -> list[Message]:
        """Its messages in the order in which somebody looks at them."""
        return in_order(self.kept.messages)

    @property
    def failed(self) -> list[Message]:
        """The messages that did not go out."""
        return [message for message in self.kept.messages if message.state == "failed"]

    @property
    def pdf(self) -> Kept | None:
        """The handout to open."""
        return next((kept for kept in self.kept.handouts if kept.form == "pdf"), None)

    @property
    def has_drafts(self) -> bool:
        """Whether an exercise of it is still not reviewed."""
        used = [one.id for one in (*self.explained.exercises, *self.explained.extra)]
        return any(self.library.review_state(key) != "reviewed" for key in used)

    def called(self, key: str) -> str:
        """An exercise, flag or finding by its name, or by its words."""
        return called(key, self.library)

    def reason(self, text: str) -> str:
        """A reason in which names stand for ids."""
        return in_words(text, self.library)

    def dose(self, one: Exercise) -> DoseView:
        """A dose in the words' terms."""
        known = self.library.exercises.get(one.id)
        return DoseView(
            sets=one.dosage.sets,
            reps=one.dosage.reps,
            hold_s=round(one.dosage.hold_s),
            per_day=one.dosage.per_day,
            days=one.dosage.days,
            directions=(known and known.directions) or 1,
            type=known.type if known else "",
        )


def in_order(messages: Iterable[Message]) -> list[Message]:
    """What failed, for somebody must act; then what waits, the next first; then the rest."""
    newest = sorted(messages, key=lambda one: one.id, reverse=True)
    failed = [one for one in newest if one.state == "failed"]
    waiting = [one for one in newest if one.state in WAITING]
    rest = [one for one in newest if one.state not in ("failed", *WAITING)]
    return [*failed, *sorted(waiting, key=lambda one: one.next_at), *rest]


def mood_of(message: Message) -> str:
    """How a state looks: good, bad, or waiting."""
    return MOODS.get(message.state, "calm")


def can_retry(message: Message) -> bool:
    """Whether a message can be sent now: what failed, or waits for later."""
    return message.state in RETRIABLE


def can_cancel(message: Message) -> bool:
    """Whether a message can still be stopped."""
    return message.state in CANCELLABLE
