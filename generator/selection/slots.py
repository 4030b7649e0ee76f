"""From the pool to the few that are given: coverage, balance, score, time (4.3 steps 4 and 5)."""

from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model.base import Slot
from generator.model.exercise import with_changes
from generator.model.library import Library
from generator.model.results import Candidate, Chosen, Notice
from generator.selection.scoring import best_first, strength_for
from generator.selection.setting import Setting, any_holds

# Strength from which an exercise counts as covering a finding (4.3 step 4a).
COVERS = 2
# Sessions a day that a tight day allows, tried in this order (4.3 step 4f).
FEWER_SESSIONS = (2, 1)


class Tray(Struct):
    """The exercises picked so far; mutable only inside `fill`."""

    setting: Setting
    target: int
    chosen: list[Chosen] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    passed: dict[str, str] = field(default_factory=dict)

    def take(self, candidate: Candidate, why: str, *, coverage: bool = False) -> None:
        """Pick a candidate, with the reason."""
        reasons = (*reasons_of(candidate), why, *candidate.notes)
        self.chosen.append(Chosen(candidate=candidate, reasons=reasons, coverage=coverage))

    def has(self, slot: Slot) -> bool:
        """Whether something already fills this slot."""
        return any(item.candidate.slot == slot for item in self.chosen)

    def obstacle(self, candidate: Candidate) -> str | None:
        """Why the candidate cannot be picked now; None when it can."""
        full = len(self.chosen) >= self.target
        return (
            relative(candidate, self.chosen, self.setting.library)
            or self._slot_full(candidate)
            or ("others scored higher and the program is full" if full else None)
        )

    def _slot_full(self, candidate: Candidate) -> str | None:
        slot = candidate.slot
        inside = [item.candidate for item in self.chosen if item.candidate.slot == slot]
        if len(inside) >= self._slot_max(slot, [*inside, candidate]):
            return f"the slot {slot} is full"
        region = candidate.exercise.region
        same_region = [item for item in inside if item.exercise.region == region]
        limit = self.setting.library.rules.selection.control_max_per_region
        if slot == "control" and len(same_region) >= limit:
            return f"the slot {slot} is full for the {region}"
        return None

    def _slot_max(self, slot: Slot, members: list[Candidate]) -> int:
        rules = self.setting.library.rules.selection
        ids = {member.exercise.id for member in members}
        larger = [
            rule.max
            for rule in rules.slot_max_exceptions
            if rule.slot == slot
            and (
                self.setting.irritability in rule.when.irritability
                or self.setting.phase in rule.when.phase
                or rule.when.one_of_them_is in ids
            )
        ]
        return max([rules.slot_max[slot], *larger])


def fill(pool: dict[str, Candidate], setting: Setting) -> tuple[Tray, list[Chosen]]:
    """Pick from the pool in the reference's order; the walk comes back apart, uncounted."""
    rules = setting.library.rules.selection
    most = setting.restrictions.caps.max_exercises
    target = int(rules.count_target.at(setting.irritability))
    tray = Tray(setting, target if most is None else min(target, most))
    ranked = sorted(pool.values(), key=best_first)
    counted = [candidate for candidate in ranked if candidate.slot != "extra"]
    _cover_priorities(tray, counted)
    _balance(tray, counted)
    _by_score(tray, counted)
    _remember_passed(tray, counted)
    _fit_session(tray)
    _fit_day(tray)
    tray.chosen.sort(key=print_key(setting))
    return tray, _walk(setting, ranked)


def relative(candidate: Candidate, chosen: Iterable[Chosen], library: Library) -> str | None:
    """The chosen exercise that the candidate would repeat, by family or by chain (4.5)."""
    nothing: frozenset[str] = frozenset()
    chains = library.chains_of.get(candidate.exercise.id, nothing)
    for item in chosen:
        other = item.candidate.exercise
        common = chains & library.chains_of.get(other.id, nothing)
        if other.family == candidate.exercise.family:
            return f"shares the family {other.family} with {other.id}, which is chosen"
        if common:
            return f"shares the chain {min(common)} with {other.id}, which is chosen"
    return None


def print_key(setting: Setting) -> "PrintKey":
    """Sort key of the print order: slot by slot, inside a slot by score."""
    return PrintKey(setting.library.rules.selection.print_order)


class PrintKey(Struct, frozen=True):
    """Callable sort key over chosen exercises."""

    order: tuple[Slot, ...]

    def __call__(self, item: Chosen) -> tuple[int, tuple[float, str, float, str]]:
        """Return the key of one chosen exercise."""
        return self.order.index(item.candidate.slot), best_first(item.candidate)


def counts_in_session(candidate: Candidate) -> bool:
    """Habits and relaxation are done apart, so the session cap does not count them (4e)."""
    return candidate.slot not in ("habit", "extra") and candidate.exercise.type != "relaxation"


def session_minutes(chosen: Iterable[Candidate]) -> float:
    """Minutes of one session, as the session cap counts them."""
    return sum(candidate.minutes for candidate in chosen if counts_in_session(candidate))


def day_minutes(chosen: Iterable[Candidate]) -> float:
    """Minutes of a whole day; what the library marks as not counted is left out."""
    return sum(
        candidate.minutes * candidate.dosage.per_day
        for candidate in chosen
        if candidate.exercise.counts_in_daily_minutes
    )


def reasons_of(candidate: Candidate) -> tuple[str, ...]:
    """The findings that speak for an exercise, the weightiest first."""
    terms = sorted(candidate.score.terms, key=lambda term: -term.points)
    return tuple(
        f"{term.finding}: strength {term.strength}, adds {term.points:g}" for term in terms
    )


def _cover_priorities(tray: Tray, ranked: list[Candidate]) -> None:
    for finding in tray.setting.priority:
        if any(strength_for(item.candidate.exercise, finding) >= COVERS for item in tray.chosen):
            continue
        for candidate in ranked:
            if strength_for(candidate.exercise, finding) >= COVERS and not _barred(tray, candidate):
                tray.take(candidate, f"best for the priority {finding}", coverage=True)
                break


def _balance(tray: Tray, ranked: list[Candidate]) -> None:
    wanted: list[tuple[Slot, str]] = [
        ("control", "every program trains control"),
        ("habit", "every program has a daily habit"),
    ]
    if any_holds(tray.setting.library.rules.selection.calm_required_if.any_of, tray.setting):
        wanted.append(("calm", "this case needs something that calms"))
    for slot, why in wanted:
        if tray.has(slot):
            continue
        for candidate in ranked:
            if candidate.slot == slot and not _barred(tray, candidate):
                tray.take(candidate, why)
                break


def _by_score(tray: Tray, ranked: list[Candidate]) -> None:
    rules = tray.setting.library.rules.selection
    for candidate in ranked:
        low = candidate.score.total < rules.min_score and len(tray.chosen) >= rules.count_min
        if not low and not _barred(tray, candidate):
            tray.take(candidate, f"best score left: {candidate.score.total:.2f}")


def _remember_passed(tray: Tray, ranked: list[Candidate]) -> None:
    """Why each was not picked, before the time limits make room again."""
    low = f"its score is under {tray.setting.library.rules.selection.min_score:g}"
    for candidate in ranked:
        if all(item.candidate is not candidate for item in tray.chosen):
            tray.passed[candidate.exercise.id] = tray.obstacle(candidate) or low


def _barred(tray: Tray, candidate: Candidate) -> bool:
    taken = any(item.candidate is candidate for item in tray.chosen)
    return taken or tray.obstacle(candidate) is not None


def _fit_session(tray: Tray) -> None:
    cap = tray.setting.library.rules.selection.session_minutes_cap.at(tray.setting.irritability)
    while (total := session_minutes(item.candidate for item in tray.chosen)) > cap:
        if not _drop_lowest(tray, only_counted=True):
            text = f"One session takes {total:g} minutes; the guide for this level is {cap:g}."
            tray.notices.append(Notice("session_minutes", text))
            return


def _fit_day(tray: Tray) -> None:
    limit = tray.setting.case.minutes_per_day
    if limit is None:
        return
    for sessions in FEWER_SESSIONS:
        for item in sorted(tray.chosen, key=lambda item: best_first(item.candidate), reverse=True):
            if day_minutes(entry.candidate for entry in tray.chosen) <= limit:
                return
            _fewer_sessions(tray, item, sessions)
    while (total := day_minutes(item.candidate for item in tray.chosen)) > limit:
        if not _drop_lowest(tray, only_counted=False):
            text = f"The program takes {total:g} minutes a day; the patient has {limit:g}."
            tray.notices.append(Notice("minutes_per_day", text))
            return


def _fewer_sessions(tray: Tray, item: Chosen, sessions: int) -> None:
    dosage = item.candidate.dosage
    if dosage.per_day <= sessions:
        return
    reason = f"{sessions} a day in place of {dosage.per_day}, to fit the patient's time"
    fewer = replace(item.candidate, dosage=with_changes(dosage, per_day=sessions))
    tray.chosen[tray.chosen.index(item)] = replace(
        item, candidate=fewer, reasons=(*item.reasons, reason)
    )


def _drop_lowest(tray: Tray, *, only_counted: bool) -> bool:
    """Take out the lowest score that is no coverage pick; False when there is none."""
    may_go = [
        item
        for item in tray.chosen
        if not item.coverage and (counts_in_session(item.candidate) or not only_counted)
    ]
    if not may_go:
        return False
    tray.chosen.remove(max(may_go, key=lambda item: best_first(item.candidate)))
    return True


def _walk(setting: Setting, ranked: list[Candidate]) -> list[Chosen]:
    if not any_holds(setting.library.rules.selection.extra_if.any_of, setting):
        return []
    return [
        Chosen(
            candidate=candidate,
            reasons=(*reasons_of(candidate), "not counted: general activity", *candidate.notes),
        )
        for candidate in ranked
        if candidate.slot == "extra"
    ][: setting.library.rules.selection.slot_max["extra"]]
