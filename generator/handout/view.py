"""What a handout template sees.

Words and numbers of one program, ready to print: no clinical logic is left in them.
"""

import datetime
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Side = Literal["left", "right", "both"]
TextKind = Literal["start", "card", "guide", "day", "emergency", "call", "stop"]


class ClinicView(Struct, frozen=True, kw_only=True):
    """The letterhead. Every part may be missing: the template then says "your clinic"."""

    name: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    web: str = ""
    qr: str = ""  # an address to scan
    emergency_number: str = ""
    logo: bytes | None = None  # PNG or JPEG
    accent: str = ""  # "#rrggbb", for the browser; the PDF takes it from its Theme


class DoseView(Struct, frozen=True, kw_only=True):
    """How much and how often.

    `hold_s` in seconds, `per_day` sessions a day, `days` a week, effort in percent.
    """

    sets: int
    reps: int
    hold_s: int
    per_day: int
    days: int
    effort_percent: int | None = None
    directions: int = 1
    type: str = ""  # the exercise's type: relaxation, aerobic and soft tissue are not "held"


class FigureView(Struct, frozen=True, kw_only=True):
    """A drawing: `alt` says what it shows, `caption` stands under it.

    `side` is the side of the body that it shows, if it shows one. It has an `address` by which the
    PDF's layout and the page for a browser find it, or the bytes of a PNG or JPEG.
    """

    alt: str
    caption: str = ""
    side: Literal["left", "right"] | None = None
    address: str = ""
    image: bytes = b""
    mirrored: bool = False  # of `image`; an address says it by itself


class ExerciseView(Struct, frozen=True, kw_only=True):
    """One exercise as this patient does it; all texts are final (no placeholder)."""

    number: int
    id: str
    name: str
    side: Side | None
    start: str
    steps: tuple[str, ...]
    dose: DoseView
    position: str = ""
    equipment: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    breathing: str = ""
    feel: str = ""
    mistakes: tuple[str, ...] = ()
    easier: str = ""
    harder: str = ""
    stop_if: tuple[str, ...] = ()
    minutes: float = 0.0
    figures: tuple[FigureView, ...] = ()
    video: str = ""  # an address
    is_walk: bool = False
    is_habit: bool = False  # done here and there through the day, not in a session


class TextView(Struct, frozen=True, kw_only=True):
    """A patient text; `kind` says where the template puts it and what kind of box it is."""

    id: str
    heading: str
    lines: tuple[str, ...]
    kind: TextKind = "card"


class HandoutView(Struct, frozen=True, kw_only=True):
    """Everything on a handout.

    `date` is the day of issue; `patient_name` or `patient_id` names the patient.
    """

    lang: str
    ink: Literal["color", "bw"] = "color"  # this and the size: for the browser;
    size: Literal["standard", "large"] = "standard"  # the PDF takes both from its Theme
    layout: Literal["full", "compact", "cards"] = "full"
    fillable: bool = False  # the boxes of the log are form fields
    patient_name: str
    provider_name: str
    date: datetime.date
    exercises: tuple[ExerciseView, ...]
    next_check: datetime.date | None = None
    patient_id: str = ""
    provider_license: str = ""
    title: str = ""  # "" = the template's own title
    clinic: ClinicView = ClinicView()
    extra: tuple[ExerciseView, ...] = ()
    why: tuple[str, ...] = ()
    just_for_you: tuple[str, ...] = ()
    texts: tuple[TextView, ...] = ()
    note: str = ""
    minutes_per_session: float = 0.0
    draft: bool = True

    @property
    def sessions(self) -> tuple[int, int]:
        """The fewest and the most sessions a day; habits count only where there is no other."""
        counted = [exercise for exercise in self.exercises if not exercise.is_habit]
        return _range(exercise.dose.per_day for exercise in counted or self.exercises)

    @property
    def has_habits(self) -> bool:
        """Whether there are habits beside the sessions."""
        kinds = {exercise.is_habit for exercise in self.exercises}
        return kinds == {True, False}

    @property
    def days(self) -> tuple[int, int]:
        """The fewest and the most days a week that an exercise is done."""
        return _range(exercise.dose.days for exercise in self.exercises)

    def texts_of(self, kind: TextKind) -> tuple[TextView, ...]:
        """The texts of a kind, in order.

        One without a heading adds its lines to the one before it.
        """
        merged: list[TextView] = []
        for text in self.texts:
            if text.kind == kind and merged and not text.heading:
                merged[-1] = replace(merged[-1], lines=merged[-1].lines + text.lines)
            elif text.kind == kind:
                merged.append(text)
        return tuple(merged)


class CardView(Struct, frozen=True, kw_only=True):
    """One way to do an exercise on the contact sheet; `missing` says why it has no drawing."""

    id: str
    name: str
    way: str
    phase: int
    state: str
    dose: DoseView | None
    indications: tuple[str, ...]
    figures: tuple[FigureView, ...]
    missing: str = ""


class SheetView(Struct, frozen=True, kw_only=True):
    """The contact sheet of the library: the cards of each region."""

    lang: str
    clinic: str
    date: datetime.date
    regions: tuple[tuple[str, tuple[CardView, ...]], ...]


def _range(numbers: Iterable[int]) -> tuple[int, int]:
    found = sorted(numbers) or [0]
    return found[0], found[-1]
