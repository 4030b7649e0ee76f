"""Which exercises may be given at all, and in what form (4.3 step 2): one small rule a letter."""

from collections.abc import Callable

from generator.model.base import IRRITABILITY_ORDER, Irritability, Phase
from generator.model.capping import capped
from generator.model.exercise import Dosage, Exercise, minutes
from generator.model.results import Candidate, Dropped
from generator.selection.draft import Draft
from generator.selection.exclusion import excluded_attributes, excluded_by_name
from generator.selection.scoring import score_of
from generator.selection.setting import Setting
from generator.selection.sides import target_of

Rule = Callable[[Draft, Setting], None]


def pool_of(setting: Setting, phase: Phase) -> tuple[dict[str, Candidate], dict[str, Dropped]]:
    """Walk every rule over every exercise; each ends as a candidate or with all its reasons."""
    pool: dict[str, Candidate] = {}
    dropped: dict[str, Dropped] = {}
    for exercise in setting.library.exercises.values():
        draft = _start(exercise, setting, phase)
        for rule in RULES:
            rule(draft, setting)
        if draft.objections or draft.unfit or draft.dosage is None:
            reasons = (*draft.objections, *draft.unfit)
            dropped[exercise.id] = Dropped(
                id=exercise.id, reasons=reasons, excluded=bool(draft.objections)
            )
        else:
            pool[exercise.id] = _candidate(draft, draft.dosage, setting)
    _replace(pool, dropped, setting, phase)
    return pool, dropped


def forced(exercise: Exercise, setting: Setting) -> Candidate:
    """The exercise as the provider wants it against the rules, in its softest fitting form."""
    draft = _start(exercise, setting, setting.phase)
    skipped = draft.dosage is None
    dosage = draft.dosage
    if dosage is None:
        draft.row, dosage = _mildest(exercise, setting)
        draft.dosage = dosage
    for rule in RULES:
        rule(draft, setting)
    if exercise.gentle_variant and (skipped or draft.objections):
        draft.gentle = True
        settle_gentle_position(draft)
    return _candidate(draft, dosage, setting)


def row_of(exercise: Exercise, setting: Setting) -> Irritability:
    """The dose row: the irritability, or one level higher where a headache rule says so."""
    level = IRRITABILITY_ORDER.index(setting.irritability)
    for rule in setting.library.rules.headache_rules:
        step = rule.step_down
        if (
            step is not None
            and setting.types & set(rule.headache_type)
            and exercise.region == step.region
            and exercise.type in step.types
        ):
            level = min(level + 1, len(IRRITABILITY_ORDER) - 1)
    return IRRITABILITY_ORDER[level]


def _start(exercise: Exercise, setting: Setting, phase: Phase) -> Draft:
    row = row_of(exercise, setting)
    dosage = exercise.dose.row(row)
    return Draft(
        exercise=exercise,
        phase=phase,
        row=row,
        dosage=dosage and capped(exercise, dosage, setting.restrictions.caps),
        target=target_of(exercise, setting),
        position=exercise.positions[0],
        score=score_of(exercise, setting),
    )


def _mildest(exercise: Exercise, setting: Setting) -> tuple[Irritability, Dosage]:
    """The gentlest row there is, for an exercise that this level would skip."""
    rows = ((level, exercise.dose.row(level)) for level in reversed(IRRITABILITY_ORDER))
    level, dosage = next((level, row) for level, row in rows if row is not None)
    return level, capped(exercise, dosage, setting.restrictions.caps)


def a_offered_at_this_level(draft: Draft, setting: Setting) -> None:
    """2a: the dose row says skip."""
    if draft.dosage is None:
        stepped = (
            " (one level down for the headache type)" if draft.row != setting.irritability else ""
        )
        draft.objections.append(f"not offered at {draft.row} irritability{stepped}")


def b_phase(draft: Draft, setting: Setting) -> None:
    """2b: too early."""
    if draft.exercise.phase > draft.phase:
        draft.objections.append(
            f"from phase {draft.exercise.phase} on; this program is in phase {setting.phase}"
        )


def e_visit(draft: Draft, setting: Setting) -> None:
    """2e: what a video visit forbids, or what must be screened first in person."""
    exercise, rules = draft.exercise, setting.library.rules
    if setting.case.visit == "virtual":
        virtual = rules.virtual_rule
        if exercise.requires and virtual.exclude_if_requires:
            draft.objections.append(f"video visit: it needs {_words(exercise.requires)}")
        for attribute in sorted(set(exercise.attributes) & set(virtual.exclude_attributes)):
            draft.objections.append(f"video visit: {_words((attribute,))}")
        return
    for key in exercise.requires:
        rule = rules.requirements[key]
        if not setting.case.screened or setting.not_screened & set(rule.not_screened_none_of):
            draft.objections.append(f"it needs {_words((key,))}, and that was not screened")


def f_gentle(draft: Draft, setting: Setting) -> None:
    """2f: at high irritability the gentle variant wherever there is one."""
    gentle_at = setting.library.rules.gentle_at_irritability
    if draft.exercise.gentle_variant and setting.irritability in gentle_at:
        draft.gentle = True
        draft.notes.append(f"gentle variant at {setting.irritability} irritability")


def g_fits(draft: Draft, setting: Setting) -> None:
    """2g: nothing found calls for it; a migraine attack's own two exercises need no finding."""
    if setting.restrictions.only_attack_safe:
        return
    needed = draft.exercise.requires_finding
    if needed and not setting.findings.keys() & set(needed):
        draft.objections.append(f"only when one of these is found: {', '.join(needed)}")
    if not draft.score.terms:
        draft.unfit.append("no finding calls for it")


def position_and_time(draft: Draft, setting: Setting) -> None:
    """Settle the minutes, and keep long exercises off the back where a flag limits that."""
    exercise = draft.exercise
    if draft.dosage is None:
        return
    formula = setting.library.rules.dose_formula
    draft.minutes = minutes(exercise, draft.dosage, formula, sides=draft.target.count)
    settle_gentle_position(draft)
    limit = setting.restrictions.supine
    if limit is None or "supine" not in exercise.positions:
        return
    source = " and ".join(limit.sources)
    if draft.minutes <= limit.minutes:
        if draft.position == "supine":
            draft.prop_up = limit.instead
            draft.notes.append(f"propped up, not flat: {source}")
        return
    others = [place for place in exercise.positions if place != "supine"]
    if not others:
        draft.objections.append(f"longer on the back than {source} allows")
        return
    draft.position = "sitting" if "sitting" in others else others[0]
    draft.notes.append(f"{draft.position}, not on the back: {source}")


def settle_gentle_position(draft: Draft) -> None:
    """A gentle variant that avoids a position is done in another one."""
    variant = draft.exercise.gentle_variant
    if not (draft.gentle and variant) or draft.position not in variant.removes:
        return
    free = [place for place in draft.exercise.positions if place not in variant.removes]
    draft.position = free[0] if free else draft.position


RULES: tuple[Rule, ...] = (
    a_offered_at_this_level,
    b_phase,
    excluded_by_name,
    excluded_attributes,
    e_visit,
    f_gentle,
    g_fits,
    position_and_time,
)


def _candidate(draft: Draft, dosage: Dosage, setting: Setting) -> Candidate:
    return Candidate(
        exercise=draft.exercise,
        slot=setting.library.slot_of(draft.exercise),
        target=draft.target,
        dosage=dosage,
        row=draft.row,
        position=draft.position,
        gentle=draft.gentle,
        minutes=draft.minutes,
        score=draft.score,
        notes=tuple(draft.notes),
        prop_up=draft.prop_up,
    )


def _replace(
    pool: dict[str, Candidate], dropped: dict[str, Dropped], setting: Setting, phase: Phase
) -> None:
    """2h: an exercise that a better version makes superfluous."""
    for rule in setting.library.rules.replacements:
        test = rule.when
        if (
            rule.drop in pool
            and test.eligible in pool
            and phase >= test.min_phase
            and setting.irritability not in test.not_irritability
            and not setting.types & set(test.no_headache_type)
            and not (test.no_prefer_types and setting.restrictions.prefer_types)
        ):
            del pool[rule.drop]
            dropped[rule.drop] = Dropped(id=rule.drop, reasons=(rule.reason,))


def _words(keys: tuple[str, ...]) -> str:
    return " and ".join(key.replace("_", " ") for key in keys)
