"""A dose that the provider sets: within its allowed range, and within what present flags allow."""

from msgspec.structs import asdict, replace

from generator.model.capping import capped
from generator.model.case import DoseEdit
from generator.model.exercise import Dosage, minutes, with_changes
from generator.model.flag import Caps
from generator.model.results import Candidate, Chosen, EditProblem, Notice
from generator.selection.setting import Setting

OVERRIDE = "or give a reason under exercises.override"


class DoseEditor:
    """Sets one exercise's dose; notices and problems collect here."""

    def __init__(self, setting: Setting) -> None:
        """Work within the setting of one case."""
        self.setting = setting
        self.notices: list[Notice] = []
        self.problems: list[EditProblem] = []

    def set(self, item: Chosen, edit: DoseEdit) -> Chosen:
        """The exercise with its new dose, or as it was when that cannot be."""
        changes = {name: value for name, value in asdict(edit).items() if value is not None}
        candidate = item.candidate
        if not self._in_range(candidate, changes):
            return item
        wanted = with_changes(candidate.dosage, **changes)
        changed = self._timed(candidate, self._within_caps(candidate, wanted))
        if self._too_short(changed) or self._too_long_on_the_back(changed):
            return item
        words = ", ".join(f"{name} {value:g}" for name, value in changes.items())
        reason = f"dose set by the provider: {words}"
        return replace(item, candidate=changed, by_provider=True, reasons=(*item.reasons, reason))

    def problem(self, place: tuple[str, ...], message: str, hint: str = "") -> None:
        """Keep a problem with a key under `exercises.dose`."""
        path = ("exercises", "dose", *place)
        self.problems.append(EditProblem(path=path, message=message, hint=hint))

    def _timed(self, candidate: Candidate, dosage: Dosage) -> Candidate:
        formula = self.setting.library.rules.dose_formula
        time = minutes(candidate.exercise, dosage, formula, sides=candidate.target.count)
        return replace(candidate, dosage=dosage, minutes=time)

    def _in_range(self, candidate: Candidate, changes: dict[str, float]) -> bool:
        exercise = candidate.exercise
        ranges = self.setting.library.rules.dose_ranges.of(exercise.type)
        wrong = [
            name
            for name, value in changes.items()
            if not ranges[name][0] <= value <= ranges[name][1]
        ]
        for name in wrong:
            low, high = ranges[name]
            text = f"{name} of {exercise.id} must be from {low:g} to {high:g}"
            self.problem((exercise.id, name), text)
        return not wrong

    def _within_caps(self, candidate: Candidate, wanted: Dosage) -> Dosage:
        exercise, restrictions = candidate.exercise, self.setting.restrictions
        kept = capped(exercise, wanted, restrictions.caps)
        if kept == wanted:
            return wanted
        flags = " and ".join(self._holding(candidate, wanted))
        reason = self.setting.case.exercises.override.get(exercise.id)
        if reason is not None:
            text = f"The dose of {exercise.id} is over the limit of {flags}; your reason: {reason}"
            self.notices.append(Notice(exercise.id, text))
            return wanted
        text = f"The dose of {exercise.id} was held within the limit of {flags}."
        self.notices.append(Notice(exercise.id, text))
        return kept

    def _holding(self, candidate: Candidate, wanted: Dosage) -> list[str]:
        """The flags whose cap changes this dose."""
        restrictions = self.setting.restrictions
        return [
            flag
            for name, flags in restrictions.cap_sources.items()
            if capped(candidate.exercise, wanted, Caps(**{name: getattr(restrictions.caps, name)}))
            != wanted
            for flag in flags
        ]

    def _too_short(self, changed: Candidate) -> bool:
        """Whether a cap leaves less for each hold than the type allows."""
        exercise, hold = changed.exercise, changed.dosage.hold_s
        low = self.setting.library.rules.dose_ranges.of(exercise.type)["hold_s"][0]
        if hold >= low:
            return False
        text = f"so many times leave {hold:g} s for each, and {exercise.id} needs {low:g} s"
        return self._refused(changed, text, "lower sets or reps")

    def _too_long_on_the_back(self, changed: Candidate) -> bool:
        limit = self.setting.restrictions.supine
        if limit is None or changed.position != "supine" or changed.minutes <= limit.minutes:
            return False
        text = (
            f"{changed.minutes:g} minutes on the back are more than the {limit.minutes:g} "
            f"of {' and '.join(limit.sources)}"
        )
        return self._refused(changed, text, "lower the dose")

    def _refused(self, changed: Candidate, text: str, hint: str) -> bool:
        """Refuse a dose, unless the provider gives a reason, which is kept."""
        key = changed.exercise.id
        reason = self.setting.case.exercises.override.get(key)
        if reason is None:
            self.problem((key,), text, f"{hint}, {OVERRIDE}")
            return True
        self.notices.append(Notice(key, f"{key}: {text}; your reason: {reason}"))
        return False
