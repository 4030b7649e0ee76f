"""From numbers and ticks to findings with side and severity (reference 1)."""

from generator.model.base import (
    DEFAULT_SEVERITY,
    OneSide,
    Severity,
    Sex,
    Side,
    compare,
    join_sides,
    sides_of,
)
from generator.model.case import Case, FindingDetail, FindingValue
from generator.model.finding import Finding, Measurement, SeverityRule, ThresholdRule, Thresholds
from generator.model.library import Library
from generator.model.measured import Values, difference, values_of, worse_of
from generator.model.results import Notice, PresentFinding


def derive(
    case: Case, library: Library, flags: frozenset[str]
) -> tuple[tuple[PresentFinding, ...], tuple[Notice, ...]]:
    """Find what is present by threshold or by tick, in library order, with notices."""
    present: list[PresentFinding] = []
    notices: list[Notice] = []
    for finding in library.findings.values():
        computed = _computed(finding, case, library, flags)
        if computed is not None and finding.virtual == "no" and case.visit == "virtual":
            computed = None
            if finding.id not in case.findings:
                text = f"{finding.label}: a number from a video visit is not used; test in person."
                notices.append(Notice(finding.id, text))
        given = case.findings.get(finding.id)
        if given and (barring := _barring(finding, flags)):
            text = f"{finding.label}: not counted while {' and '.join(barring)} is present."
            notices.append(Notice(finding.id, text))
            continue
        merged = None
        if computed or given:
            merged = _merge(finding, computed, given, _worse(finding, case, library))
        if merged is not None:
            present.append(merged)
        notices += _notices(finding, case, library, computed, merged, given)
    return tuple(present), tuple(notices)


def _barring(finding: Finding, flags: frozenset[str]) -> list[str]:
    """The present flags that keep a finding from counting, ticked or measured."""
    return sorted(flags & set(finding.thresholds.unless_flags)) if finding.thresholds else []


def _worse(finding: Finding, case: Case, library: Library) -> OneSide:
    if finding.thresholds is None:
        return "right"
    name = finding.thresholds.measurement
    measurement = library.measurements[name]
    return worse_of(values_of(case, measurement, name), measurement)


def _computed(
    finding: Finding, case: Case, library: Library, flags: frozenset[str]
) -> PresentFinding | None:
    rules = finding.thresholds
    if rules is None or _barring(finding, flags):
        return None
    measurement = library.measurements[rules.measurement]
    values = values_of(case, measurement, rules.measurement, rules.part)
    if not all(_part_holds(rule, rules, case, measurement) for rule in rules.and_also):
        return None
    hits = [side for side in values if _is_present(rules, side, values, measurement, case)]
    if not hits:
        return None
    sides = tuple(side for side in hits if side is not None)
    return PresentFinding(
        id=finding.id,
        label=finding.label,
        group=finding.group,
        side=join_sides(sides) if sides else None,
        worse=sides[0] if len(sides) == 1 else worse_of(values, measurement),
        severity=max(_severity(rules, values[side]) for side in hits),
        source="measurement",
        measurement=rules.measurement,
        value=_shown(values),
        unit=measurement.unit,
        normal=finding.normal,
    )


def _shown(values: Values) -> float | dict[str, float]:
    if None in values:
        return values[None]
    return {str(side): value for side, value in values.items()}


def _is_present(
    rules: Thresholds,
    side: OneSide | None,
    values: Values,
    measurement: Measurement,
    case: Case,
) -> bool:
    for rule in rules.present:
        if rule.side_difference is not None:
            both = "right" in values and "left" in values
            if both and side == worse_of(values, measurement):
                apart = difference(values["right"], values["left"])
                if rule.side_difference.holds(apart):
                    return True
        elif _rule_holds(rule, values[side], case):
            return True
    return False


def _rule_holds(rule: ThresholdRule, value: float, case: Case) -> bool:
    if rule.op is None:
        return False
    return compare(rule.op, value, _limit(rule, case.patient.age, case.patient.sex))


def _limit(rule: ThresholdRule, age: int, sex: Sex | None) -> float:
    limit = rule.value
    if rule.value_by_sex is not None:
        limit = getattr(rule.value_by_sex, sex or "other")
    for step in sorted(rule.from_age, key=lambda step: step.age):
        if age >= step.age:
            limit = step.value
    if limit is None:
        message = "a threshold rule needs a value"
        raise ValueError(message)
    return limit


def _severity(rules: Thresholds, value: float) -> Severity:
    for rule in rules.severity:
        if _severity_holds(rule, value):
            return rule.level
    return DEFAULT_SEVERITY


def _severity_holds(rule: SeverityRule, value: float) -> bool:
    if rule.op is None or rule.value is None:
        return rule.otherwise
    return compare(rule.op, value, rule.value)


def _merge(
    finding: Finding,
    computed: PresentFinding | None,
    given: FindingValue | None,
    worse: OneSide,
) -> PresentFinding | None:
    """A tick counts even where the number is normal, and wins side by side, key by key."""
    if given is None:
        return computed
    if given is False:
        return None
    detail = given if isinstance(given, FindingDetail) else FindingDetail()
    side: Side | None = given if isinstance(given, str) else detail.side
    if side is None and computed is not None:
        side = computed.side
    if side is None and finding.sided:
        side = "both"
    severity = detail.severity or (computed.severity if computed else DEFAULT_SEVERITY)
    if side is not None and side != "both":
        (worse,) = sides_of(side)
    return PresentFinding(
        id=finding.id,
        label=finding.label,
        group=finding.group,
        side=side,
        worse=worse,
        severity=severity,
        source="provider",
        measurement=computed.measurement if computed else None,
        value=computed.value if computed else None,
        unit=computed.unit if computed else "",
        normal=finding.normal,
    )


def _notices(
    finding: Finding,
    case: Case,
    library: Library,
    computed: PresentFinding | None,
    merged: PresentFinding | None,
    given: FindingValue | None,
) -> list[Notice]:
    notices = []
    rules = finding.thresholds
    if merged is not None:
        notices += [Notice(finding.id, text) for text in finding.provider_notices]
        if rules is not None and rules.confirm and given is None:
            notices.append(Notice(finding.id, f"{finding.label}: {rules.confirm}"))
        if given is True and finding.sided and computed is None:
            text = f"{finding.label}: no side was given, so both sides count."
            notices.append(Notice(finding.id, text))
        if given is not None and finding.virtual == "no" and case.visit == "virtual":
            text = f"{finding.label}: this should come from a test in person, not a video visit."
            notices.append(Notice(finding.id, text))
    elif computed is not None:
        text = f"{finding.label}: the number says yes, your answer says no; your answer counts."
        notices.append(Notice(finding.id, text))
    if rules is not None:
        measurement = library.measurements[rules.measurement]
        notices += [
            Notice(finding.id, notice.text)
            for notice in rules.notices
            if all(_part_holds(rule, rules, case, measurement) for rule in notice.all_of)
        ]
    return notices


def _part_holds(
    rule: ThresholdRule, rules: Thresholds, case: Case, measurement: Measurement
) -> bool:
    values = values_of(case, measurement, rules.measurement, rule.part).values()
    return any(_rule_holds(rule, value, case) for value in values)
