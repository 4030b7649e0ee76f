"""Thresholds: the limits that turn a measurement into a finding, its sides and its severity."""

from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from msgspec import Struct

from generator.check.known import table
from generator.check.measures import GAIN, outside, part_fault, range_of
from generator.errors import Path, Problem
from generator.library.entries import Entry
from generator.library.load import Loaded
from generator.model.base import Severity
from generator.model.finding import Finding, Measurement, SeverityRule, ThresholdRule, Thresholds

_AT: Path = ("thresholds",)


class _Case(Struct, frozen=True):
    """A finding that follows from a measurement."""

    entry: Entry
    finding: Finding
    rules: Thresholds
    measurement: Measurement


def _cases(loaded: Loaded) -> Iterator[_Case]:
    for key, finding in loaded.library.findings.items():
        rules = finding.thresholds
        if rules is not None and rules.measurement in loaded.library.measurements:
            measurement = loaded.library.measurements[rules.measurement]
            yield _Case(table(loaded, "findings")[key], finding, rules, measurement)


def shape(loaded: Loaded) -> Iterator[Problem]:
    """A sided finding is measured on each side, any other once; of several parts one is named."""
    for case in _cases(loaded):
        entry, measurement, rules = case.entry, case.measurement, case.rules
        per_side = measurement.shape == "per_side"
        if case.finding.sided != per_side:
            has = "a side" if case.finding.sided else "no side"
            how = "on each side" if per_side else "once"
            text = f"the finding has {has}, but {rules.measurement} is measured {how}"
            yield entry.problem((*_AT, "measurement"), text, "name another, or change laterality")
        fault = part_fault(measurement, rules.part)
        if fault:
            yield entry.problem((*_AT, "part"), *fault, key=rules.part is None)
        if not rules.present:
            text = "no rule says when the finding is present"
            yield entry.problem((*_AT, "present"), text, "add one", key=True)


def rules_of_presence(loaded: Loaded) -> Iterator[Problem]:
    """Each rule compares one value, or the two sides, with a limit that a person can reach."""
    for case in _cases(loaded):
        for place, rule in enumerate(case.rules.present):
            yield from _present(case, (*_AT, "present", place), rule)
        for place, rule in enumerate(case.rules.and_also):
            yield from _of_a_part(case, (*_AT, "and_also", place), rule)
        for place, notice in enumerate(case.rules.notices):
            for number, rule in enumerate(notice.all_of):
                path = (*_AT, "notices", place, "all_of", number)
                yield from _of_a_part(case, path, rule)
        flag = case.rules.suggests_flag
        if flag is not None:
            path = (*_AT, "suggests_flag", "value")
            yield from _limit(case, path, flag.value, case.rules.part)


def _present(case: _Case, path: Path, rule: ThresholdRule) -> Iterator[Problem]:
    entry = case.entry
    if rule.part is not None:
        text = "the part is named beside measurement, not here"
        yield entry.problem((*path, "part"), text, "take it out", key=True)
    if rule.side_difference is None:
        yield from _plain(case, path, rule, case.rules.part)
        return
    if rule.op is not None or rule.value is not None or rule.value_by_sex is not None:
        text = "one rule compares a value or the two sides, not both"
        yield entry.problem(path, text, "write two rules")
    place = (*path, "side_difference")
    if case.measurement.shape != "per_side":
        text = f"{case.rules.measurement} has no sides to compare"
        yield entry.problem(place, text, "take this rule out", key=True)
    else:
        widest = range_of(case.measurement, GAIN)
        fault = outside(rule.side_difference.value, widest, case.measurement.unit)
        if fault:
            yield entry.problem((*place, "value"), *fault)


def _of_a_part(case: _Case, path: Path, rule: ThresholdRule) -> Iterator[Problem]:
    if rule.side_difference is not None:
        text = "sides are compared under present alone"
        yield case.entry.problem((*path, "side_difference"), text, "move it there", key=True)
        return
    fault = part_fault(case.measurement, rule.part)
    if fault:
        yield case.entry.problem((*path, "part"), *fault, key=rule.part is None)
    yield from _plain(case, path, rule, rule.part)


def _plain(case: _Case, path: Path, rule: ThresholdRule, part: str | None) -> Iterator[Problem]:
    entry = case.entry
    if rule.op is None or (rule.value is None and rule.value_by_sex is None):
        yield entry.problem(path, "a rule needs op and value", 'write {op: "<", value: 40}')
    if rule.value is not None and rule.value_by_sex is not None:
        text = "value_by_sex takes the place of value"
        yield entry.problem((*path, "value"), text, "take one of them out", key=True)
    if rule.value is not None:
        yield from _limit(case, (*path, "value"), rule.value, part)
    if rule.value_by_sex is not None:
        by_sex = rule.value_by_sex
        limits = {"male": by_sex.male, "female": by_sex.female, "other": by_sex.other}
        for sex, value in limits.items():
            yield from _limit(case, (*path, "value_by_sex", sex), value, part)
    for place, step in enumerate(rule.from_age):
        where = (*path, "from_age", place)
        if step.age in [earlier.age for earlier in rule.from_age[:place]]:
            text = f"the age {step.age} stands here twice"
            yield entry.problem((*where, "age"), text, "take one out")
        yield from _limit(case, (*where, "value"), step.value, part)


def _limit(case: _Case, path: Path, value: float, part: str | None) -> Iterator[Problem]:
    fault = outside(value, range_of(case.measurement, part), case.measurement.unit)
    if fault:
        yield case.entry.problem(path, *fault)


def severity(loaded: Loaded) -> Iterator[Problem]:
    """Levels go down, limits get milder, and `otherwise` closes the list."""
    for case in _cases(loaded):
        listed = case.rules.severity
        at = (*_AT, "severity")
        for place, rule in enumerate(listed):
            yield from _level(case, (*at, place), rule, last=place == len(listed) - 1)
        for place, (before, rule) in enumerate(pairwise(listed), start=1):
            text = _order(before, rule)
            if text:
                hint = "the most severe comes first"
                yield case.entry.problem((*at, place), text, hint)


def _level(case: _Case, path: Path, rule: SeverityRule, *, last: bool) -> Iterator[Problem]:
    entry = case.entry
    compares = rule.op is not None or rule.value is not None
    if rule.otherwise and compares:
        yield entry.problem(path, "otherwise stands without op and value", "take them out")
    elif rule.otherwise and not last:
        yield entry.problem(path, "nothing after otherwise is ever read", "put it last")
    elif not rule.otherwise and (rule.op is None or rule.value is None):
        yield entry.problem(path, "a level needs op and value", "or otherwise: true, as the last")
    elif not rule.otherwise and last:
        hint = "add {level: 1, otherwise: true}"
        yield entry.problem(path, "the list is not closed", hint)
    if rule.value is not None:
        yield from _limit(case, (*path, "value"), rule.value, case.rules.part)


def _order(before: SeverityRule, rule: SeverityRule) -> str:
    if rule.level >= before.level:
        return f"level {rule.level} stands below level {before.level}"
    if before.op is None or rule.op is None or before.value is None or rule.value is None:
        return ""
    if before.op[0] != rule.op[0]:
        return f'"{before.op}" and "{rule.op}" point different ways'
    lower = before.op[0] == "<"
    if rule.value <= before.value if lower else rule.value >= before.value:
        return f"{rule.op} {rule.value:g} never counts after {before.op} {before.value:g}"
    return ""


def severity_words(loaded: Loaded) -> Iterator[Problem]:
    """The severity in words has the levels that there are."""
    levels = get_args(Severity)
    for key, finding in loaded.library.findings.items():
        for level in finding.severity:
            if level not in levels:
                entry = table(loaded, "findings")[key]
                text = f"there is no severity {level}"
                hint = "1 mild, 2 moderate, 3 marked"
                yield entry.problem(("severity", level), text, hint, key=True)
