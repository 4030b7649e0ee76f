"""The provider's own changes: they win, within what the rules forbid without a reason."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from generator.model.capping import capped
from generator.model.case import DoseEdit
from generator.model.exercise import Dosage, Exercise, minutes, with_changes
from generator.model.results import Candidate, Chosen, Dropped, EditProblem, Notice
from generator.selection.pool import forced
from generator.selection.setting import Setting
from generator.selection.slots import Tray, counts_in_session, print_key, session_minutes

if TYPE_CHECKING:
    from collections.abc import Callable

BY_PROVIDER = "chosen by the provider"


@dataclass(slots=True)
class Edited:
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
        self.setting, self.tray, self.pool, self.dropped = setting, tray, pool, dropped
        self.items = {item.candidate.exercise.id: item for item in (*tray.chosen, *extra)}
        self.removed: list[Dropped] = []
        self.notices: list[Notice] = []
        self.problems: list[EditProblem] = []

    def swap(self) -> None:
        for old, new in self.setting.case.exercises.swap.items():
            if old not in self.items:
                self.problem(
                    ("swap", old), f'"{old}" is not in the program, so it cannot be swapped'
                )
            elif self.put(new, ("swap", old)):
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
                continue
            if self._in_range(key, edit):
                self._set_dose(key, edit)

    def take_out(self, key: str, reason: str) -> None:
        del self.items[key]
        self.removed.append(Dropped(id=key, reasons=(reason,)))

    def mark(self, key: str) -> None:
        item = self.items[key]
        self.items[key] = replace(item, by_provider=True, reasons=(*item.reasons, BY_PROVIDER))

    def put(self, key: str, place: tuple[str | int, ...]) -> bool:
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
        if obstacle := self.tray.conflict(candidate):
            self.notices.append(Notice(key, f"{key}: {obstacle}."))
        self.items[key] = Chosen(
            candidate=candidate, reasons=(*why, *candidate.notes), by_provider=True
        )
        return True

    def problem(self, place: tuple[str | int, ...], message: str, hint: str = "") -> None:
        self.problems.append(EditProblem(path=("exercises", *place), message=message, hint=hint))

    def _in_range(self, key: str, edit: DoseEdit) -> bool:
        ranges = self.setting.library.rules.dose_ranges.of(self.items[key].candidate.exercise.type)
        fine = True
        for name, value in asdict(edit).items():
            low, high = ranges[name]
            if value is not None and not low <= value <= high:
                self.problem(
                    ("dose", key, name), f"{name} of {key} must be from {low:g} to {high:g}"
                )
                fine = False
        return fine

    def _set_dose(self, key: str, edit: DoseEdit) -> None:
        item = self.items[key]
        candidate = item.candidate
        changes = {name: value for name, value in asdict(edit).items() if value is not None}
        wanted = with_changes(candidate.dosage, **changes)
        dosage = self._within_caps(candidate.exercise, wanted)
        formula = self.setting.library.rules.dose_formula
        changed = replace(
            candidate,
            dosage=dosage,
            minutes=minutes(candidate.exercise, dosage, formula, sides=candidate.target.count),
        )
        words = ", ".join(f"{name} {value:g}" for name, value in changes.items())
        self.items[key] = replace(
            item, candidate=changed, reasons=(*item.reasons, f"dose set by the provider: {words}")
        )

    def _within_caps(self, exercise: Exercise, wanted: Dosage) -> Dosage:
        if exercise.id in self.setting.case.exercises.override:
            return wanted
        kept = capped(exercise, wanted, self.setting.restrictions.caps)
        if kept != wanted:
            flags = sorted(
                {flag for names in self.setting.restrictions.cap_sources.values() for flag in names}
            )
            text = f"The dose of {exercise.id} was held within the limit of {' and '.join(flags)}."
            self.notices.append(Notice(exercise.id, text))
        return kept

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
    steps: tuple[Callable[[], None], ...] = (desk.swap, desk.remove, desk.add, desk.dose)
    for step in steps:
        step()
    chosen = desk.ordered()
    walk = tuple(item for item in desk.items.values() if item.candidate.slot == "extra")
    notices = desk.notices
    if desk.items and any(item.by_provider for item in chosen):
        notices = [*notices, *_over_time(setting, chosen)]
    edited = Edited(chosen=chosen, extra=walk, removed=desk.removed, notices=notices)
    return edited, tuple(desk.problems)


def _over_time(setting: Setting, chosen: tuple[Chosen, ...]) -> list[Notice]:
    cap = setting.library.rules.selection.session_minutes_cap.at(setting.irritability)
    candidates = [item.candidate for item in chosen if counts_in_session(item.candidate)]
    total = session_minutes(candidates)
    if total <= cap:
        return []
    text = f"With your changes one session takes {total:g} minutes; the guide is {cap:g}."
    return [Notice("session_minutes", text)]
