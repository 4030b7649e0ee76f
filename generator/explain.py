"""The reasoning as one JSON object; its keys are described in docs/explain-json.md."""

from generator.assess import Assessment
from generator.model.results import (
    Caution,
    Clear,
    Prescription,
    PresentFinding,
    PresentFlag,
    Refer,
    Screening,
    Stop,
)

Json = dict[str, object]


def action_of(screening: Screening) -> str:
    """The action in one word: program, refer, stop or unscreened."""
    if isinstance(screening, Clear | Caution):
        return "program"
    if isinstance(screening, Stop):
        return "stop"
    return "refer" if isinstance(screening, Refer) else "unscreened"


def as_json(assessment: Assessment) -> Json:
    """Everything concluded, in the documented and stable form."""
    screening, program = assessment.screening, assessment.program
    return {
        "action": action_of(screening),
        "urgency": screening.urgency if isinstance(screening, Stop | Refer) else None,
        "flags": [_flag(found) for found in screening.flags],
        "irritability": program.irritability if program else assessment.case.irritability,
        "phase": program.phase if program else assessment.case.phase,
        "findings": [_finding(finding) for finding in assessment.findings],
        "notices": [{"id": notice.id, "text": notice.text} for notice in assessment.notices],
        "not_screened": list(screening.not_screened),
        "exercises": [_exercise(item) for item in program.exercises] if program else [],
        "extra": [_exercise(item) for item in program.extra] if program else [],
        "dropped": [
            {"id": item.id, "reasons": list(item.reasons)}
            for item in (program.dropped if program else ())
        ],
        "minutes_per_session": number(program.minutes_per_session) if program else 0,
        "minutes_per_day": number(program.minutes_per_day) if program else 0,
    }


def number(value: float) -> float:
    """A whole number without its decimal point."""
    return int(value) if value == int(value) else value


def _flag(found: PresentFlag) -> Json:
    return {
        "id": found.flag.id,
        "action": found.flag.action,
        "side": found.side,
        "source": found.source,
        "override": found.override,
    }


def _finding(finding: PresentFinding) -> Json:
    value = finding.value
    shown = (
        {side: number(one) for side, one in value.items()}
        if isinstance(value, dict)
        else value
        if value is None
        else number(value)
    )
    return {
        "id": finding.id,
        "side": finding.side,
        "severity": finding.severity,
        "source": finding.source,
        "value": shown,
    }


def _exercise(item: Prescription) -> Json:
    dosage = item.dosage
    return {
        "id": item.exercise.id,
        "side": item.side,
        "slot": item.slot,
        "score": round(item.score, 4),
        "minutes": number(item.minutes),
        "variant": "gentle" if item.gentle else None,
        "position": item.position,
        "dosage": {
            "sets": dosage.sets,
            "reps": dosage.reps,
            "hold_s": number(dosage.hold_s),
            "per_day": dosage.per_day,
            "days": dosage.days,
        },
        "reasons": list(item.reasons),
        "text": {"start": item.start, "steps": list(item.steps)},
    }
