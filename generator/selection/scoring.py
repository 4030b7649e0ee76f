"""How well an exercise fits the findings (4.3 step 3), and the order of equals (step 7)."""

from generator.model.base import DEFAULT_SEVERITY, ExerciseType, HeadacheType
from generator.model.exercise import Exercise
from generator.model.results import Candidate, Score, Term
from generator.selection.setting import Setting

_HEADACHE = "headache_type="


def score_of(exercise: Exercise, setting: Setting) -> Score:
    """Add up what each present finding says for the exercise; keep every part."""
    rules = setting.library.rules.selection
    terms = tuple(
        term
        for key, strength in exercise.indications.items()
        if (key in setting.findings or key.startswith(_HEADACHE))
        and (term := _term(key, strength, setting)) is not None
    )
    weight = type_weight(exercise.type, setting.types, setting.library.rules.type_weights)
    preferred = setting.restrictions.prefer_types
    prefer = 1.0
    if preferred:
        weights = rules.prefer_weight
        prefer = weights.listed if exercise.type in preferred else weights.not_listed
    evidence = rules.evidence_bonus[exercise.evidence.level]
    direction = rules.direction_bonus[exercise.evidence.direction]
    fit = sum(term.points for term in terms)
    return Score(
        # Rounded, so that sums of tenths compare as they would on paper.
        total=round(fit * weight * prefer + evidence + direction, 9),
        terms=terms,
        type_weight=weight,
        prefer=prefer,
        evidence_bonus=evidence,
        direction_bonus=direction,
    )


def type_weight(
    kind: ExerciseType,
    types: frozenset[HeadacheType],
    weights: dict[HeadacheType, dict[ExerciseType, float]],
) -> float:
    """The lowest weight of all headache types named: the cautious one."""
    return min((weights.get(name, {}).get(kind, 1.0) for name in types), default=1.0)


def strength_for(exercise: Exercise, finding: str) -> int:
    """How strongly the exercise is indicated by a finding; 0 when not at all."""
    return exercise.indications.get(finding, 0)


def best_first(candidate: Candidate) -> tuple[float, str, float, str]:
    """Sort key: score, then evidence level, then fewer minutes, then the id."""
    exercise = candidate.exercise
    return -candidate.score.total, exercise.evidence.level, candidate.minutes, exercise.id


def _term(key: str, strength: int, setting: Setting) -> Term | None:
    rules = setting.library.rules.selection
    finding = setting.findings.get(key)
    if finding is not None:
        points = strength * rules.severity_weight[finding.severity]
        if key in setting.priority:
            points *= rules.priority_weight
        if finding.group == "context":
            points *= rules.context_weight
        return Term(finding=key, strength=strength, points=points)
    if key.startswith(_HEADACHE) and key.removeprefix(_HEADACHE) in setting.types:
        points = strength * rules.severity_weight[DEFAULT_SEVERITY] * rules.context_weight
        return Term(finding=key, strength=strength, points=points)
    return None
