"""The starter case file: every usual key with a comment, ready to fill in."""

import datetime

from generator.model.library import Library

SCHEMA_NAME = "hep-case.schema.json"


def starter(library: Library, today: datetime.date, schema: str = SCHEMA_NAME) -> str:
    """A commented case; age and irritability are left open, so that no default can be wrong."""
    irritability = library.findings["irritability"].flag
    types = library.findings["headache_type"].unit
    measured = "\n".join(
        f"  # {key}: {_example(value.shape)}  # {value.label}, {value.unit}"
        for key, value in library.measurements.items()
    )
    ticked = "\n".join(
        f"  # {key}: {'right' if value.sided else 'true'}  # {value.label}"
        for key, value in library.findings.items()
        if value.unit and key not in ("irritability", "headache_type")
    )
    flagged = "\n".join(
        f"  # {key}: {'right' if flag.sided else 'true'}  # {flag.action}: {_short(flag.question)}"
        for key, flag in library.flags.items()
    )
    return TEMPLATE.format(
        schema=schema,
        today=today,
        irritability=irritability.replace(". ", ".\n# "),
        types=types,
        measured=measured,
        ticked=ticked,
        flagged=flagged,
    )


def _example(shape: str) -> str:
    forms = {
        "per_side": "{right: , left: }",
        "opening": "{unassisted: , assisted: }",
        "pair": "[systolic, diastolic]",
    }
    return forms.get(shape, "")


def _short(question: str, width: int = 90) -> str:
    words = " ".join(question.split())
    return words if len(words) <= width else words[: width - 1].rsplit(" ", 1)[0] + " …"


TEMPLATE = """\
# yaml-language-server: $schema={schema}
# One evaluation. Take the # away where a line applies, and fill it in.
# docs/case-file.md has every key.
patient:
  name: ""
  age:                 # years; needed
  # id: ""             # chart number; needed for sending
  # sex: female        # female, male or other; some norms depend on it
  # email: ""
provider: ""           # as it should print, or {{name: …, license: …}}
evaluated: {today}
visit: in_person       # or virtual

# Were all red-flag questions asked? Then write true. No program is made before that.
screened: false
# not_screened: []     # questions left open …
# confirmed_not_screened: true   # … and you take responsibility for going on

# {irritability}
irritability:          # low, moderate or high; needed

# {types}
headache_type: []
# symptom_months: 5

# What is present. stop and refer flags keep a program from being made.
flags:
{flagged}

# Numbers, as measured. The thresholds decide which findings, sides and severities follow.
measurements:
{measured}

# What you found by hand or by asking: a side (left, right, both), true,
# or {{side: right, severity: 3}}.
findings:
{ticked}

# priority: []         # the findings that matter most to this patient, at most three
# minutes_per_day: 15
# notes: ""            # printed to the patient

# Your own changes to the program:
# exercises: {{add: [], remove: [], swap: {{}}, order: [], side: {{}}, dose: {{}},
#   override: {{}}}}
"""
