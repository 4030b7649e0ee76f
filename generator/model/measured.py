"""Reading a case's measurements by side and by part."""

from generator.model.base import OneSide
from generator.model.case import Case
from generator.model.finding import Measurement

Values = dict[OneSide | None, float]


def values_of(case: Case, measurement: Measurement, name: str, part: str | None = None) -> Values:
    """The values by side (key None where there is no side); empty when not measured.

    `gain` is the assisted minus the unassisted mouth opening.
    """
    value = case.measurements.get(name)
    if value is None:
        return {}
    if isinstance(value, tuple):
        return {None: value[measurement.parts.index(part)]} if part else {}
    if not isinstance(value, dict):
        return {None: value}
    if part == "gain":
        whole = set(measurement.parts) <= set(value)
        return {None: difference(value["assisted"], value["unassisted"])} if whole else {}
    if part is not None:
        return {None: value[part]} if part in value else {}
    names: tuple[OneSide, ...] = ("right", "left")
    return {side: value[side] for side in names if side in value}


def worse_of(values: Values, measurement: Measurement) -> OneSide:
    """The side with the worse value; right when equal (reference 0.3)."""
    right, left = values.get("right"), values.get("left")
    if right is None or left is None:
        return "left" if right is None and left is not None else "right"
    return "left" if (left < right if measurement.worse == "lower" else left > right) else "right"


def difference(first: float, second: float) -> float:
    """How far two measured values lie apart, as on paper: 6.1 and 5.1 are 1 apart."""
    return round(abs(first - second), 9)
