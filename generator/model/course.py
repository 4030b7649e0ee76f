"""The course of a program over weeks: phases, progression, flares (reference 4.2-4.6)."""

from generator.model.base import Model, Phase


class AdverseResponse(Model, frozen=True, kw_only=True):
    """When an exercise did harm, and what follows; hours, and points on the 0-10 pain scale."""

    pain_rise_over: float
    worse_longer_than_h: float
    headache_within_h: float
    headache_occasions: int
    dose_factor: float
    first: str
    if_again: str


class Progression(Model, frozen=True, kw_only=True):
    """When an exercise may get harder, one variable at a time."""

    sessions_in_a_row: int
    pain_rise_max: float
    good_form: bool
    next_day_flare: bool
    variables_at_a_time: int
    order: tuple[str, ...]
    after_flare: str
    restart_after_break_weeks: float
    restart_dose_factor: float


class PhaseInfo(Model, frozen=True, kw_only=True):
    """One phase of the program; guidance, not safety."""

    phase: Phase
    name: str
    weeks: tuple[int, int]
    aim: str
    content: str


class Maintenance(Model, frozen=True, kw_only=True):
    """What stays after the last phase."""

    name: str
    after_week: int
    aim: str
    content: str


class Reevaluation(Model, frozen=True, kw_only=True):
    """When to test again, and what; the first check is in `irritability_levels`."""

    repeat_every_weeks: int
    full_retest_weeks: tuple[int, ...]
    retest: tuple[str, ...]
    no_change_weeks: int
    no_change: str
