"""The JSON Schema of the case file, with the library's ids for an editor to complete."""

from typing import Any

import msgspec

from generator.case import OWN_KEYS
from generator.measurements import SIDES
from generator.model.case import Case
from generator.model.finding import Finding, Measurement
from generator.model.flag import Flag
from generator.model.library import Library

Schema = dict[str, Any]
TITLE = "A case for the home exercise program generator"
SIDE_WORDS = ["left", "right", "both"]
EXERCISE_KEYS = ("side", "dose", "override", "swap")


def case_schema(library: Library) -> Schema:
    """The schema of one case file."""
    schema: Schema = msgspec.json.schema(Case)
    definitions = schema["$defs"]
    keys = definitions["Case"]["properties"]
    findings = {key: value for key, value in library.findings.items() if key not in OWN_KEYS}
    keys["flags"] = _named({key: _flag(flag) for key, flag in library.flags.items()}, keys["flags"])
    refer = {key: flag for key, flag in library.flags.items() if flag.action == "refer"}
    keys["override"] = _named({key: _reason(flag) for key, flag in refer.items()}, keys["override"])
    keys["measurements"] = _named(
        {key: _measurement(value) for key, value in library.measurements.items()},
        keys["measurements"],
    )
    keys["findings"] = _named(
        {key: _finding(value) for key, value in findings.items()}, keys["findings"]
    )
    keys["not_screened"]["items"] = {"enum": list(library.flags)}
    keys["priority"]["items"] = {"enum": list(findings)}
    edits = definitions["Edits"]["properties"]
    for name in ("add", "remove", "order"):
        edits[name]["items"] = {"enum": list(library.exercises)}
    for name in EXERCISE_KEYS:
        edits[name]["propertyNames"] = {"enum": list(library.exercises)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": TITLE, **schema}


def _named(properties: dict[str, Schema], old: Schema) -> Schema:
    """A mapping whose keys are known; an unknown one is marked in the editor."""
    return {
        "type": "object",
        "description": old.get("description", ""),
        "default": {},
        "properties": properties,
        "additionalProperties": False,
    }


def _flag(flag: Flag) -> Schema:
    forms: list[Schema] = [{"type": "boolean"}]
    if flag.sided:
        forms.append({"enum": SIDE_WORDS})
    details: dict[str, Schema] = {key: {"description": words} for key, words in flag.value.items()}
    details |= {key: {"type": "boolean"} for key in flag.escalate if key not in details}
    if flag.rules:
        details["days_since"] = {"type": "integer", "minimum": 0}
    if flag.sided:
        details["side"] = {"enum": SIDE_WORDS}
    if details:
        forms.append({"type": "object", "properties": details, "additionalProperties": False})
    return {"title": f"{flag.action} flag", "description": flag.question, "anyOf": forms}


def _reason(flag: Flag) -> Schema:
    return {"type": "string", "minLength": 1, "description": f"Why it is safe: {flag.question}"}


def _finding(finding: Finding) -> Schema:
    forms: list[Schema] = [{"type": "boolean"}]
    detail: dict[str, Schema] = {"severity": {"enum": [1, 2, 3]}}
    if finding.sided:
        forms.insert(0, {"enum": SIDE_WORDS})
        detail["side"] = {"enum": SIDE_WORDS}
    forms.append({"type": "object", "properties": detail, "additionalProperties": False})
    means = f" Side: {finding.side_means}." if finding.side_means else ""
    text = f"{finding.label}. Present when: {finding.flag}.{means}"
    return {"title": finding.group, "description": text, "anyOf": forms}


def _measurement(known: Measurement) -> Schema:
    text = f"{known.label}, in {known.unit}. {known.note}".strip()
    if known.shape == "pair":
        items = [_number(*known.ranges[part]) for part in known.parts]
        return {
            "description": text,
            "type": "array",
            "prefixItems": items,
            "minItems": len(items),
            "maxItems": len(items),
        }
    low, high = known.range or (0, 0)
    if known.shape == "single":
        return {"description": text, **_number(low, high), **_allowed(known)}
    parts = SIDES if known.shape == "per_side" else known.parts
    return {
        "description": text,
        "type": "object",
        "properties": {part: _number(low, high) for part in parts},
        "additionalProperties": False,
    }


def _number(low: float, high: float) -> Schema:
    return {"type": "number", "minimum": low, "maximum": high}


def _allowed(known: Measurement) -> Schema:
    return {"enum": list(known.allowed)} if known.allowed else {}
