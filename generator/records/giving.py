"""From an assessment and its handouts to what the record keeps of them."""

import datetime
import hashlib

import msgspec
from msgspec.structs import replace

from generator import __version__
from generator.assess import Assessment
from generator.errors import visible
from generator.explain import as_json
from generator.handout.compose import view_of
from generator.handout.view import ClinicView
from generator.made import Source
from generator.model.library import Library
from generator.records.programs import Given, Handout, Override


def given_of(
    assessment: Assessment, library: Library, source: Source, handouts: tuple[Handout, ...]
) -> Given:
    """A program with its case, every reason, and the bytes of its handouts."""
    program, case = assessment.program, assessment.case
    if program is None:
        message = "there is no program to give"
        raise ValueError(message)
    flags = ((one.flag.id, one.override) for one in assessment.screening.flags)
    return Given(
        chart=(case.patient.id or "").strip(),
        issued_on=assessment.today,
        phase=program.phase,
        version=__version__,
        library=_digest(library),
        digest=_digest((program.exercises, program.extra, program.patient_lines, case.notes)),
        case_name=visible(source.path.name),
        case_text=source.read(),
        explanation=msgspec.json.encode(as_json(assessment)).decode(),
        told=_told(assessment, library),
        overrides=(
            *(Override("flag", key, reason) for key, reason in flags if reason),
            *(Override("exercise", *one) for one in case.exercises.override.items()),
        ),
        handouts=handouts,
    )


def _told(assessment: Assessment, library: Library) -> str:
    """A hash of every word that tells what to do and when to stop, without days and reasons."""
    view = view_of(assessment, library)
    clinic = ClinicView(emergency_number=view.clinic.emergency_number)
    return _digest(
        replace(view, date=datetime.date.min, next_check=None, clinic=clinic, why=(), draft=False)
    )


def _digest(value: object) -> str:
    """A short hash of what a value holds, the same in every process."""
    plain = msgspec.to_builtins(value, str_keys=True, order="deterministic")
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()[:32]
