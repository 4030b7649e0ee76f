"""Everything the rules of selection look at, gathered once a case."""

from msgspec import Struct

from generator.model.base import HeadacheType, Irritability, Phase
from generator.model.case import Case
from generator.model.library import Library
from generator.model.results import Allowed, PresentFinding, Restrictions
from generator.model.rules import CaseTest, DefaultPhase


class Setting(Struct, frozen=True, kw_only=True):
    """A case as selection sees it, after screening."""

    case: Case
    library: Library
    restrictions: Restrictions
    not_screened: frozenset[str]
    findings: dict[str, PresentFinding]
    phase: Phase
    priority: tuple[str, ...]
    irritability: Irritability  # the level in force: the provider's, or a flag's higher floor
    types: frozenset[HeadacheType]  # the headache types named


def setting_of(
    case: Case,
    library: Library,
    screening: Allowed,
    findings: tuple[PresentFinding, ...],
) -> Setting:
    """Gather what selection needs (4.3 step 1)."""
    restrictions = screening.restrictions
    present = {found.id: found for found in findings}
    named = tuple(dict.fromkeys(case.priority))[: library.rules.selection.priority_max]
    return Setting(
        case=case,
        library=library,
        restrictions=restrictions,
        not_screened=frozenset(screening.not_screened),
        findings=present,
        phase=case.phase
        or default_phase(case, restrictions.irritability, library.rules.default_phase),
        priority=tuple(key for key in named if key in present),
        irritability=restrictions.irritability,
        types=case.types,
    )


def default_phase(case: Case, irritability: Irritability, rule: DefaultPhase) -> Phase:
    """The phase of a case that names none (block `default_phase`)."""
    test, months = rule.when, case.symptom_months
    long_enough = (
        test.symptom_months.if_missing if months is None else test.symptom_months.holds(months)
    )
    later = (
        irritability in test.irritability
        and not case.types & set(test.no_headache_type)
        and long_enough
    )
    return rule.value if later else rule.otherwise


def any_holds(test: CaseTest, setting: Setting) -> bool:
    """Whether any part of an `any_of` holds."""
    return bool(
        setting.irritability in test.irritability
        or setting.types & set(test.headache_type)
        or setting.findings.keys() & set(test.findings)
    )
