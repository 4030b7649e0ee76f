"""What the present flags and the headache types forbid, limit and say, as one value."""

from collections.abc import Iterable

from msgspec.structs import asdict

from generator.model.base import (
    IRRITABILITY_ORDER,
    Irritability,
    Side,
    compare,
    sides_of,
)
from generator.model.case import Case
from generator.model.flag import Caps
from generator.model.library import Library, Phrases
from generator.model.results import Exclusion, PresentFlag, Restrictions, SupineLimit


def restrict(
    case: Case,
    library: Library,
    present: tuple[PresentFlag, ...],
    open_questions: tuple[str, ...],
) -> Restrictions:
    """Add up all flags: union of exclusions, strictest caps, highest floor (reference 2)."""
    caps, cap_sources = _caps(present)
    floors = [found.flag.caps.irritability_floor for found in present]
    return Restrictions(
        exclusions=(
            *(exclusion for found in present for exclusion in exclusions_of(found)),
            *_while_unanswered(case, library, open_questions),
            *_headache_exclusions(case, library),
        ),
        present=present,
        caps=caps,
        cap_sources=cap_sources,
        supine=_supine(present),
        prefer_types=frozenset(kind for found in present for kind in found.flag.prefer_types),
        irritability=_highest(case.irritability, floors),
        patient_lines=tuple(dict.fromkeys(_patient_lines(case, library, present))),
    )


def _highest(level: Irritability, floors: Iterable[Irritability | None]) -> Irritability:
    levels = [level, *(floor for floor in floors if floor is not None)]
    return max(levels, key=IRRITABILITY_ORDER.index)


def exclusions_of(found: PresentFlag) -> list[Exclusion]:
    """What a flag that is present takes out of the pool."""
    flag = found.flag
    overridden = flag.action == "refer"
    attributes = flag.override_exclude_attributes if overridden else flag.exclude_attributes
    exclusions = [
        Exclusion(
            source=flag.id,
            attributes=frozenset(attributes),
            exercises=frozenset(flag.exclude_exercises),
            types=frozenset(flag.exclude_types),
            only_attack_safe=flag.only_attack_safe,
            side=found.side,
        )
    ]
    exclusions += [
        Exclusion(source=flag.id, attributes=frozenset(rule.exclude_attributes))
        for rule in flag.rules
        if found.days is not None and rule.days[0] <= found.days <= rule.days[1]
    ]
    exclusions += [
        Exclusion(source=flag.id, attributes=frozenset(rule.exclude_attributes))
        for rule in flag.symptom_rules
        if rule.symptom in found.symptoms
    ]
    exclusions += [
        Exclusion(
            source=flag.id,
            regions=frozenset(rule.exclude_region),
            any_arm_load=rule.exclude_arm_loading,
            side=found.side,
        )
        for rule in flag.weeks_rules
        if found.weeks_since is not None and compare(rule.op, found.weeks_since, rule.weeks)
    ]
    return exclusions


def _while_unanswered(
    case: Case, library: Library, open_questions: tuple[str, ...]
) -> list[Exclusion]:
    rules = ((key, library.flags[key].if_unanswered) for key in open_questions)
    return [
        Exclusion(source=f"{key} not screened", attributes=frozenset(rule.exclude_attributes))
        for key, rule in rules
        if rule is not None and rule.age.holds(case.patient.age)
    ]


def _headache_exclusions(case: Case, library: Library) -> list[Exclusion]:
    return [
        Exclusion(
            source=f"headache type {' or '.join(sorted(case.types & set(rule.headache_type)))}",
            attributes=frozenset(rule.exclude_attributes),
        )
        for rule in library.rules.headache_rules
        if case.types & set(rule.headache_type)
    ]


def _caps(present: tuple[PresentFlag, ...]) -> tuple[Caps, dict[str, tuple[str, ...]]]:
    """The strictest of each cap; the irritability floor and lying time are handled on their own."""
    merged: dict[str, float] = {}
    sources: dict[str, tuple[str, ...]] = {}
    for found in present:
        for key, value in asdict(found.flag.caps).items():
            if value is None or key in ("irritability_floor", "supine_minutes"):
                continue
            merged[key] = min(merged.get(key, value), value)
            sources[key] = (*sources.get(key, ()), found.flag.id)
    return Caps(**merged), sources  # type: ignore[arg-type]


def _supine(present: tuple[PresentFlag, ...]) -> SupineLimit | None:
    acting = [found for found in present if found.flag.caps.supine_minutes and _supine_acts(found)]
    if not acting:
        return None
    return SupineLimit(
        minutes=min(found.flag.caps.supine_minutes or 0 for found in acting),
        sources=tuple(found.flag.id for found in acting),
        instead=tuple(
            dict.fromkeys(
                found.flag.replace_supine for found in acting if found.flag.replace_supine
            )
        ),
    )


def _supine_acts(found: PresentFlag) -> bool:
    """From `supine_from_week` on; unknown weeks count as that many (the cautious reading)."""
    start = found.flag.supine_from_week
    return start is None or found.weeks is None or found.weeks >= start


def _patient_lines(case: Case, library: Library, present: tuple[PresentFlag, ...]) -> Iterable[str]:
    """The lines of the box "Just for you"."""
    for found in present:
        flag = found.flag
        if flag.patient_text:
            yield from _for_sides(flag.patient_text, found.side, library.phrases)
        for rule in flag.rules:
            if found.days is not None and rule.days[0] <= found.days <= rule.days[1]:
                yield rule.text
    for headache in library.rules.headache_rules:
        if headache.patient_text and case.types & set(headache.headache_type):
            yield headache.patient_text


def _for_sides(text: str, side: Side | None, phrases: Phrases) -> Iterable[str]:
    if side is None:
        return (text,)
    return (text.replace("{side}", phrases.sides[one]) for one in sides_of(side))
