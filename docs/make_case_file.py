"""Write the tables of docs/case-file.md anew, from the schema of the case file and the library."""  # noqa: INP001

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from generator.case import OWN_KEYS
from generator.library import load_library
from generator.model.base import HeadacheType, Irritability, Sex, Side, Visit
from generator.model.finding import Finding, Measurement
from generator.model.flag import Flag
from generator.model.library import Library
from generator.schema import case_schema

PAGE = Path(__file__).with_name("case-file.md")
BEGIN = "<!-- From here on the page is made by docs/make_case_file.py; do not edit it by hand. -->"
NOTHING = "–"

# The keys that hold one entry for each id, with what their tables are called.
BY_ID = {
    "flags": "one key for each flag that is present; see [Flags](#flags)",
    "override": "`{refer flag: reason}`",
    "measurements": "one key for each measurement; see [Measurements](#measurements)",
    "findings": "one key for each finding; see [Findings](#findings)",
    "not_screened": "list of flag ids",
    "priority": "list of finding ids",
    "exercises.add": "list of exercise ids",
    "exercises.remove": "list of exercise ids",
    "exercises.order": "list of exercise ids",
    "exercises.swap": "`{exercise id: exercise id}`",
    "exercises.side": "`{exercise id: left, right or both}`",
    "exercises.dose": "`{exercise id: dose fields}`; see [Dose fields](#dose-fields)",
    "exercises.override": "`{exercise id: reason}`",
}
# What the schema itself has no words for.
WORDS = {
    "provider.name": "As it should print.",
    "provider.license": "The license number; printed beside the name.",
}
ORDERS: tuple[tuple[object, ...], ...] = tuple(
    get_args(kind) for kind in (Irritability, HeadacheType, Sex, Side, Visit)
)
DOSE_FIELDS = {
    "sets": "Sets in one session.",
    "reps": "Repetitions in one set.",
    "hold_s": "Seconds that each repetition is held.",
    "per_day": "Sessions a day.",
    "days": "Days a week.",
    "effort_percent": "Share of full effort, in percent (isometric exercises).",
}
GROUPS = {
    "upper_cervical": "Upper neck",
    "cervical_rom": "Middle and lower neck",
    "thoracic": "Upper back and ribs",
    "muscle_length": "Muscle length",
    "motor_control": "Control and endurance",
    "jaw": "Jaw",
    "shoulder": "Shoulder",
    "posture": "Posture",
    "neurodynamic": "Nerves",
    "context": "Habits and context",
    "modifier": "Modifiers",
}

Schema = dict[str, Any]
Row = tuple[str, ...]


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
    sys.stdout.write(f"{PAGE}\n")


def renewed(text: str) -> str:
    """The page with its tables made anew; the part written by hand stays as it is."""
    by_hand, begin, _ = text.partition(BEGIN)
    if not begin:
        raise SystemExit(f"{PAGE.name} has lost the line\n{BEGIN}")
    library = load_library().library
    return "\n".join((by_hand.rstrip(), "", BEGIN, "", *_tables(library))) + "\n"


def _tables(library: Library) -> Iterator[str]:
    schema = case_schema(library)
    yield "## Every key"
    yield ""
    yield from _table(("Key", "What it is", "What to write", "When left out"), keys(schema))
    yield ""
    yield "### Dose fields"
    yield ""
    yield "These are the keys under `exercises.dose`. A value outside its range is an error."
    yield ""
    yield from _table(("Key", "What it is", "Range", "Other range"), _dose_fields(library))
    yield ""
    yield "## Measurements"
    yield ""
    yield "A value outside the range is an error: no person has it."
    yield ""
    headings: Row = ("Id", "What it is", "Unit", "Range", "How to write it")
    yield from _table(headings, (_measurement(*item) for item in library.measurements.items()))
    yield from _findings(library)
    yield ""
    yield "## Flags"
    yield ""
    yield "`stop`: no program. `refer`: no program until cleared. `precaution`: a program within"
    yield "limits."
    yield ""
    headings = ("Id", "Action", "Question", "How to write it")
    yield from _table(headings, (_flag(flag) for flag in library.flags.values()))


def keys(schema: Schema) -> Iterator[Row]:
    """One row for each key of the case file, inner keys after the outer one."""
    yield from _keys(schema["$defs"]["Case"], schema["$defs"], "")


def _keys(model: Schema, models: dict[str, Schema], above: str) -> Iterator[Row]:
    for key, value in model["properties"].items():
        path = above + key
        what = value.get("description") or WORDS[path]
        yield f"`{path}`", what, BY_ID.get(path) or _values(value), _default(key, value, model)
        for part in (value, *value.get("anyOf", ())):
            if "$ref" in part:
                yield from _keys(models[part["$ref"].rpartition("/")[2]], models, f"{path}.")


def _values(value: Schema) -> str:
    """What may be written for a key."""
    if "anyOf" in value:
        return " or ".join(_values(part) for part in value["anyOf"] if part.get("type") != "null")
    if "enum" in value:
        known = set(value["enum"])
        order = next((order for order in ORDERS if set(order) == known), value["enum"])
        return ", ".join(f"`{item}`" for item in order)
    if "$ref" in value:
        return "the keys below"
    kind = value["type"]
    if kind == "array":
        return f"list of {_values(value['items'])}"
    if kind in ("integer", "number"):
        return ("whole number" if kind == "integer" else "number") + _limits(value)
    return {"boolean": "`true` or `false`", "string": _text(value)}[kind]


def _text(value: Schema) -> str:
    if value.get("format") == "date":
        return "a day like `2026-11-20`"
    return "a language code like `en`" if "pattern" in value else "text"


def _limits(value: Schema) -> str:
    if "maximum" in value:
        return f" from {value['minimum']} to {value['maximum']}"
    if "exclusiveMinimum" in value:
        return f" over {value['exclusiveMinimum']}"
    return f", {value['minimum']} or more" if "minimum" in value else ""


def _default(key: str, value: Schema, model: Schema) -> str:
    if key in model.get("required", ()):
        return "**needed**"
    default = value.get("default")
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default}`" if default else NOTHING


def _dose_fields(library: Library) -> Iterator[Row]:
    ranges = library.rules.dose_ranges
    for key, words in DOSE_FIELDS.items():
        others = ", ".join(
            f"{kind.replace('_', ' ')} {_span(*limits[key])}"
            for kind, limits in ranges.by_type.items()
            if key in limits and limits[key] != ranges.all[key]
        )
        yield f"`{key}`", words, _span(*ranges.all[key]), others or NOTHING


def _measurement(key: str, known: Measurement) -> Row:
    what = f"{known.label}. {known.note[:1].upper()}{known.note[1:]}".strip()
    what = what if what.endswith(".") else f"{what}."
    if known.shape == "pair":
        parts = "; ".join(f"{part} {_span(*known.ranges[part])}" for part in known.parts)
        return f"`{key}`", what, known.unit, parts, f"`[{', '.join(known.parts)}]`"
    named = ", ".join(f"{part}: …" for part in known.parts)
    forms = {
        "per_side": "`{right: …, left: …}`; one side may be left out",
        "opening": f"`{{{named}}}`; one may be left out",
        "single": "a number",
    }
    allowed = ", ".join(f"{value:g}" for value in known.allowed)
    limits = allowed or _span(*(known.range or (0, 0)))
    return f"`{key}`", what, known.unit, limits, forms[known.shape]


def _findings(library: Library) -> Iterator[str]:
    yield ""
    yield "## Findings"
    yield ""
    yield "*From*: the measurement that fills the finding by itself. *Video*: can it be judged on a"
    yield "video visit? A measurement never fills a finding marked no on a video visit."
    known = [finding for key, finding in library.findings.items() if key not in OWN_KEYS]
    headings = ("Id", "What it is", "Side", "From", "Video")
    for group, found in groupby(known, key=lambda finding: finding.group):
        yield ""
        yield f"### {GROUPS[group]}"
        yield ""
        yield from _table(headings, map(_finding, found))


def _finding(finding: Finding) -> Row:
    side = finding.side_means or "side of the body where it lies"
    measured = f"`{finding.thresholds.measurement}`" if finding.thresholds else NOTHING
    shown = side if finding.sided else "no side"
    return f"`{finding.id}`", finding.label, shown, measured, finding.virtual


def _flag(flag: Flag) -> Row:
    forms = ["`true`"]
    if flag.sided:
        forms.append("`left`, `right` or `both`")
    details = [*flag.value, *(key for key in flag.escalate if key not in flag.value)]
    details += ["days_since"] if flag.rules else []
    details += ["side"] if flag.sided else []
    if details:
        forms.append("details: " + ", ".join(f"`{key}`" for key in details))
    action = f"{flag.action}, {flag.urgency.replace('_', ' ')}" if flag.urgency else flag.action
    return f"`{flag.id}`", action, " ".join(flag.question.split()), "; ".join(forms)


def _span(low: float, high: float) -> str:
    return f"{low:g} to {high:g}"


def _table(headings: Row, rows: Iterable[Row]) -> Iterator[str]:
    yield _row(headings)
    yield _row(("---",) * len(headings))
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    shown = (cell.replace("|", "\\|").replace("<", "&lt;").replace("~", "\\~") for cell in cells)
    return f"| {' | '.join(shown)} |"


if __name__ == "__main__":
    main()
