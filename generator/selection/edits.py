"""The provider's own changes: they win, within what the rules forbid without a reason."""

from collections.abc import Callable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model.results import Candidate, Chosen, Dropped, EditProblem, Notice
from generator.selection.dose_edits import DoseEditor
from generator.selection.pool import forced
from generator.selection.setting import Setting
from generator.selection.slots import (
    Tray,
    day_minutes,
    print_key,
    relative,
    session_minutes,
)

BY_PROVIDER = "chosen by the provider"


class Edited(Struct):
    """The program after the provider's changes."""

    chosen: tuple[Chosen, ...]
    extra: tuple[Chosen, ...]
    removed: list[Dropped] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


class _Desk:
    """Works one change after another on the selected program."""

    def __init__(
        self,
        setting: Setting,
        tray: Tray,
        extra: list[Chosen],
        pool: dict[str, Candidate],
        dropped: dict[str, Dropped],
    ) -> None:
        self.setting, self.pool, self.dropped = setting, pool, dropped
        self.doses = DoseEditor(setting)
        self.items = {item.candidate.exercise.id: item for item in (*tray.chosen, *extra)}
        self.removed: list[Dropped] = []
        self.notices: list[Notice] = []
        self.problems: list[EditProblem] = []

    def swap(self) -> None:
        for old, new in self.setting.case.exercises.swap.items():
            if old not in self.items:
                text = f'"{old}" is not in the program, so it cannot be swapped'
                self.problem(("swap", old), text)
            elif new in self.items:
                text = f'"{new}" is in the program already'
                self.problem(("swap", old), text, "remove the other one, or leave the swap out")
            elif self.put(new, ("swap", old), instead_of=old):
                self.take_out(old, f"swapped for {new} by the provider")

    def remove(self) -> None:
        for index, key in enumerate(self.setting.case.exercises.remove):
            if key in self.items:
                self.take_out(key, "taken out by the provider")
            else:
                text = f"{key} was to be taken out, but it is not in the program."
                self.notices.append(Notice(f"exercises.remove.{index}", text))

    def add(self) -> None:
        for index, key in enumerate(self.setting.case.exercises.add):
            if key in self.items:
                self.mark(key)
            else:
                self.put(key, ("add", index))

    def dose(self) -> None:
        for key, edit in self.setting.case.exercises.dose.items():
            if key not in self.items:
                self.problem(("dose", key), f'"{key}" is not in the program, so it has no dose')
            else:
                self.items[key] = self.doses.set(self.items[key], edit)

    def take_out(self, key: str, reason: str) -> None:
        del self.items[key]
        self.removed.append(Dropped(id=key, reasons=(reason,)))

    def mark(self, key: str) -> None:
        item = self.items[key]
        self.items[key] = replace(item, by_provider=True, reasons=(*item.reasons, BY_PROVIDER))

    def put(self, key: str, place: tuple[str | int, ...], *, instead_of: str = "") -> bool:
        """Add one exercise; an excluded one needs a reason, and keeps the rule it overrides."""
        why = [BY_PROVIDER]
        gone = self.dropped.get(key)
        if gone is not None and gone.excluded:
            reason = self.setting.case.exercises.override.get(key)
            if reason is None:
                self.problem(
                    place,
                    f'"{key}" is excluded: {"; ".join(gone.reasons)}',
                    f'to give it all the same, write a reason: exercises.override: {{{key}: "…"}}',
                )
                return False
            why = [f"{BY_PROVIDER}, overriding: {'; '.join(gone.reasons)}", f"reason: {reason}"]
            self.notices.append(Notice(key, f"{key} is given although {'; '.join(gone.reasons)}."))
        exercise = self.setting.library.exercises[key]
        candidate = self.pool.get(key) or forced(exercise, self.setting)
        others = [item for name, item in self.items.items() if name != instead_of]
        if obstacle := relative(candidate, others, self.setting.library):
            self.notices.append(Notice(key, f"{key}: {obstacle}."))
        self.items[key] = Chosen(
            candidate=candidate, reasons=(*why, *candidate.notes), by_provider=True
        )
        return True

    def problem(self, place: tuple[str | int, ...], message: str, hint: str = "") -> None:
        self.problems.append(EditProblem(path=("exercises", *place), message=message, hint=hint))

    def overrides(self) -> None:
        for key in self.setting.case.exercises.override:
            if key not in self.items:
                text = f"Your reason for {key} is not used: it is not in the program."
                self.notices.append(Notice(key, text))

    def side(self) -> None:
        for key in self.setting.case.exercises.side:
            if key not in self.items:
                text = f"{key} has a side of yours, but it is not in the program."
                self.notices.append(Notice(key, text))

    def ordered(self) -> tuple[Chosen, ...]:
        """The provider's order first, the print order for the rest."""
        key = print_key(self.setting)
        counted = sorted(
            (item for item in self.items.values() if item.candidate.slot != "extra"), key=key
        )
        named = list(self.setting.case.exercises.order)
        for index, wanted in enumerate(named):
            if wanted not in self.items:
                self.problem(("order", index), f'"{wanted}" is not in the program')
        places = {wanted: place for place, wanted in enumerate(named)}
        return tuple(
            sorted(counted, key=lambda item: places.get(item.candidate.exercise.id, len(named)))
        )


def apply_edits(
    setting: Setting,
    tray: Tray,
    extra: list[Chosen],
    pool: dict[str, Candidate],
    dropped: dict[str, Dropped],
) -> tuple[Edited, tuple[EditProblem, ...]]:
    """Make the provider's changes to the selected program, in the order of `Edits`."""
    desk = _Desk(setting, tray, extra, pool, dropped)
    steps: tuple[Callable[[], None], ...] = (
        desk.swap,
        desk.remove,
        desk.add,
        desk.dose,
        desk.side,
        desk.overrides,
    )
    for step in steps:
        step()
    chosen = desk.ordered()
    walk = tuple(item for item in desk.items.values() if item.candidate.slot == "extra")
    notices = [*desk.notices, *desk.doses.notices]
    if any(item.by_provider for item in chosen):
        notices += _over_limits(setting, [item.candidate for item in chosen])
    edited = Edited(chosen=chosen, extra=walk, removed=desk.removed, notices=notices)
    return edited, (*desk.problems, *desk.doses.problems)


def _over_limits(setting: Setting, candidates: list[Candidate]) -> Iterator[Notice]:
    """What the provider's changes do to the number of exercises, and to the time."""
    restrictions = setting.restrictions
    most = restrictions.caps.max_exercises
    if most is not None and len(candidates) > most:
        flags = " and ".join(restrictions.cap_sources["max_exercises"])
        text = f"With your changes there are {len(candidates)} exercises; {flags} allows {most:g}."
        yield Notice("max_exercises", text)
    cap = setting.library.rules.selection.session_minutes_cap.at(setting.irritability)
    session, day = session_minutes(candidates), day_minutes(candidates)
    if session > cap:
        text = f"With your changes one session takes {session:g} minutes; the guide is {cap:g}."
        yield Notice("session_minutes", text)
    limit = setting.case.minutes_per_day
    if limit is not None and day > limit:
        text = f"With your changes a day takes {day:g} minutes; the patient has {limit:g}."
        yield Notice("minutes_per_day", text)
