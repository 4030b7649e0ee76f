"""Checks that a measurement has the right form, and is a value that a person can have."""

from generator.errors import Path, Problem, did_you_mean
from generator.model.case import MeasurementValue
from generator.model.finding import Measurement
from generator.model.library import Library
from generator.yamlread import Document

SIDES = ("right", "left")


def check_measurements(
    document: Document, measurements: dict[str, MeasurementValue], library: Library
) -> list[Problem]:
    """Find every value of the wrong form or outside the plausible range."""
    problems = []
    for key, value in measurements.items():
        known = library.measurements.get(key)
        if known is not None:
            problems += _check(document, ("measurements", key), value, known)
    return problems


def _check(
    document: Document, path: Path, value: MeasurementValue, known: Measurement
) -> list[Problem]:
    if known.shape == "per_side":
        return _parts(document, path, value, known, SIDES)
    if known.shape == "opening":
        return _parts(document, path, value, known, known.parts) or _gain(
            document, path, value, known
        )
    if known.shape == "pair":
        return _pair(document, path, value, known)
    if isinstance(value, dict | tuple):
        text = f"{known.label} is one number, in {known.unit}"
        return [document.problem(path, text, f"write a number{_range(known)}")]
    return _in_range(document, path, value, known)


def _parts(
    document: Document,
    path: Path,
    value: MeasurementValue,
    known: Measurement,
    parts: tuple[str, ...],
) -> list[Problem]:
    if not isinstance(value, dict):
        shown = ", ".join(f"{part}: …" for part in parts)
        text = f"{known.label} needs {' and '.join(parts)}, in {known.unit}"
        return [document.problem(path, text, f"write {{{shown}}}; one may be left out")]
    problems = []
    for part, number in value.items():
        if part not in parts:
            text = f'unknown part "{part}" of {known.label}'
            hint = did_you_mean(part, parts) or f"write {' or '.join(parts)}"
            problems.append(document.problem((*path, part), text, hint, key=True))
        else:
            problems += _in_range(document, (*path, part), number, known)
    return problems


def _gain(
    document: Document, path: Path, value: MeasurementValue, known: Measurement
) -> list[Problem]:
    if not isinstance(value, dict) or not {"assisted", "unassisted"} <= value.keys():
        return []
    if value["assisted"] >= value["unassisted"]:
        return []
    shown = f"assisted ({value['assisted']:g}) is less than unassisted ({value['unassisted']:g})"
    text = f"{known.label}: {shown}"
    return [document.problem((*path, "assisted"), text, "were they swapped?")]


def _pair(
    document: Document, path: Path, value: MeasurementValue, known: Measurement
) -> list[Problem]:
    if not isinstance(value, tuple) or len(value) != len(known.parts):
        text = f"{known.label} needs {len(known.parts)} numbers: {' and '.join(known.parts)}"
        return [document.problem(path, text, f"write [{', '.join(known.parts)}]")]
    problems = []
    for index, (part, number) in enumerate(zip(known.parts, value, strict=True)):
        low, high = known.ranges[part]
        if not low <= number <= high:
            text = f"{part} {number:g} {known.unit} is not plausible"
            hint = f"a person has from {low:g} to {high:g}"
            problems.append(document.problem((*path, index), text, hint))
    if not problems and value[0] <= value[1]:
        text = f"{known.parts[0]} must be above {known.parts[1]}"
        problems.append(document.problem(path, text, f"write [{', '.join(known.parts)}]"))
    return problems


def _in_range(document: Document, path: Path, value: float, known: Measurement) -> list[Problem]:
    if known.range is not None and not known.range[0] <= value <= known.range[1]:
        text = f"{known.label}: {value:g} {known.unit} is not plausible"
        low, high = known.range
        return [document.problem(path, text, f"a person has from {low:g} to {high:g} {known.unit}")]
    if known.allowed and value not in known.allowed:
        allowed = ", ".join(f"{number:g}" for number in known.allowed)
        text = f"{known.label} is one of {allowed} {known.unit}, not {value:g}"
        return [document.problem(path, text, known.note)]
    return []


def _range(known: Measurement) -> str:
    return f" from {known.range[0]:g} to {known.range[1]:g}" if known.range else ""
