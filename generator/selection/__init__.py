"""Choosing the exercises: pool, score, slots, then the provider's own changes (4.3)."""

from typing import TYPE_CHECKING

from generator.model.case import Case
from generator.model.library import Library
from generator.model.results import (
    Allowed,
    Candidate,
    Choices,
    Dropped,
    EditProblem,
    Notice,
    PresentFinding,
)
from generator.selection.edits import Edited, apply_edits
from generator.selection.pool import pool_of
from generator.selection.setting import Setting, setting_of
from generator.selection.slots import Tray, fill

if TYPE_CHECKING:
    from generator.model.base import Phase

__all__ = ["select"]


def select(
    case: Case, screening: Allowed, findings: tuple[PresentFinding, ...], library: Library
) -> tuple[Choices, tuple[EditProblem, ...]]:
    """Choose for an allowed case; every exercise of the library gets its reason.

    The second value lists changes of the provider that cannot be made.
    """
    setting = setting_of(case, library, screening, findings)
    pool, dropped, notices = _pool(setting)
    tray, extra = fill(pool, setting)
    edited, problems = apply_edits(setting, tray, extra, pool, dropped)
    kept = {item.candidate.exercise.id for item in (*edited.chosen, *edited.extra)}
    left_out = {
        **dropped,
        **{key: _passed_over(tray, candidate) for key, candidate in pool.items()},
        **{item.id: item for item in edited.removed},
    }
    choices = Choices(
        chosen=edited.chosen,
        extra=edited.extra,
        dropped=tuple(left_out[key] for key in library.exercises if key not in kept),
        irritability=setting.irritability,
        phase=setting.phase,
        notices=(*notices, *tray.notices, *edited.notices, *_nothing_left(edited)),
    )
    return choices, problems


def _pool(setting: Setting) -> tuple[dict[str, Candidate], dict[str, Dropped], list[Notice]]:
    """The pool, looked for one phase further when it holds too little."""
    pool, dropped = pool_of(setting, setting.phase)
    enough = setting.library.rules.selection.count_min
    later: dict[Phase, Phase] = {1: 2, 2: 3}
    if len(pool) >= enough or setting.irritability == "high" or setting.phase not in later:
        return pool, dropped, []
    wider, wider_dropped = pool_of(setting, later[setting.phase])
    if wider.keys() == pool.keys():
        return pool, dropped, []
    text = (
        f"Phase {setting.phase} held too few exercises, so phase {later[setting.phase]} was used."
    )
    return wider, wider_dropped, [Notice("phase", text)]


def _nothing_left(edited: Edited) -> tuple[Notice, ...]:
    if edited.chosen or edited.extra:
        return ()
    text = "No exercise is left for this case; each one's reason stands below."
    return (Notice("exercises", text),)


def _passed_over(tray: Tray, candidate: Candidate) -> Dropped:
    """Why an exercise that may be given was not."""
    key = candidate.exercise.id
    reason = tray.passed.get(key, "taken out to keep within the time")
    if candidate.slot == "extra":
        reason = "nothing in this case calls for it"
    return Dropped(id=key, reasons=(f"{reason} (score {candidate.score.total:.2f})",))
