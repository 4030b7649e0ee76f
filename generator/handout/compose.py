"""From an assessed case to the handout: the view, the XHTML, the PDF."""

from pathlib import Path

from msgspec.structs import replace

from generator.advice import texts_for, why_these
from generator.assess import Assessment, next_check
from generator.handout.drawings import Drawings, told
from generator.handout.variant import STANDARD, Variant
from generator.handout.view import (
    ClinicView,
    DoseView,
    ExerciseView,
    HandoutView,
    TextView,
)
from generator.model.clinic import Clinic
from generator.model.exercise import Dosage, Exercise
from generator.model.library import Library, PatientText
from generator.model.results import Prescription, Program


def view_of(
    assessment: Assessment,
    library: Library,
    *,
    logo: bytes | None = None,
    drawings: Drawings | None = None,
    variant: Variant = STANDARD,
) -> HandoutView:
    """Everything the template prints, for an assessment that has a program.

    Raises: ValueError without a program; a stop flag never gets this far.
    """
    program = assessment.program
    if program is None:
        message = "there is no program to print"
        raise ValueError(message)
    case = assessment.case
    flags = assessment.screening.flags
    texts = texts_for(case, program, assessment.findings, flags, library)
    given = _given(program, drawings, library.clinic, variant)
    return HandoutView(
        lang=case.patient.language,
        ink=variant.ink,
        size=variant.size,
        layout=variant.layout,
        fillable=variant.fillable,
        patient_name=case.patient.name,
        patient_id=case.patient.id or "",
        provider_name=case.signed_by.name,
        provider_license=case.signed_by.license,
        date=assessment.today,
        next_check=next_check(assessment, library),
        clinic=clinic_view(library, logo),
        exercises=tuple(one for one in given if one.number),
        extra=tuple(one for one in given if not one.number),
        why=why_these(case, program, assessment.findings, library),
        just_for_you=program.patient_lines,
        texts=tuple(map(_text, texts)),
        note=case.notes,
        minutes_per_session=program.minutes_per_session,
        draft=bool(unreviewed(assessment, library)),
    )


def _given(
    program: Program, drawings: Drawings | None, clinic: Clinic, variant: Variant
) -> list[ExerciseView]:
    """The exercises in the order of doing, numbered, and then those that have no number."""
    items = (*enumerate(program.exercises, start=1), *((0, item) for item in program.extra))
    shown = [_exercise(item, number, drawings, clinic) for number, item in items]
    return [_shortened(one) for one in shown] if variant.layout == "compact" else shown


def _shortened(exercise: ExerciseView) -> ExerciseView:
    """Without what a patient who knows the exercise can do without; all safety words stay."""
    figures = tuple(replace(figure, caption="") for figure in exercise.figures[-1:])
    return replace(exercise, feel="", easier="", figures=figures)


def _text(text: PatientText) -> TextView:
    return TextView(id=text.id, heading=text.heading or "", lines=text.lines, kind=text.kind)


def unreviewed(assessment: Assessment, library: Library) -> tuple[str, ...]:
    """The ids of all content behind this handout that no clinician has reviewed as it stands."""
    program = assessment.program
    if program is None:
        return ()
    flags = assessment.screening.flags
    texts = texts_for(assessment.case, program, assessment.findings, flags, library)
    given = (*program.exercises, *program.extra)
    used = (
        *(item.exercise.id for item in given),
        *library.flags,
        *(text.id for text in texts),
        "findings",
        "rules",
        "stop_texts",
        "phrases",
    )
    return tuple(key for key in used if library.review_state(key) != "reviewed")


def template_folders(clinic: Path | None, ours: Path) -> tuple[Path, ...]:
    """Where templates are looked for: the clinic's folder first."""
    theirs = clinic / "templates" if clinic else None
    return (theirs, ours) if theirs and theirs.is_dir() else (ours,)


def clinic_view(library: Library, logo: bytes | None = None) -> ClinicView:
    """The letterhead, with the usual emergency number where the clinic names none."""
    clinic = library.clinic
    return ClinicView(
        name=clinic.name,
        address=clinic.address_lines,
        phone=clinic.phone,
        email=clinic.email,
        web=clinic.web,
        qr=clinic.qr,
        emergency_number=clinic.emergency_number or library.phrases.emergency_number,
        accent=clinic.colors.accent or "",
        logo=logo,
    )


def _exercise(
    item: Prescription, number: int, drawings: Drawings | None, clinic: Clinic
) -> ExerciseView:
    exercise, dosage = item.exercise, item.dosage
    video = clinic.videos.get(exercise.id, exercise.video)
    return ExerciseView(
        number=number,
        id=exercise.id,
        name=exercise.name,
        side=item.side,
        position=item.position,
        equipment=exercise.equipment,
        start=item.start,
        steps=item.steps,
        dose=dose_view(exercise, dosage),
        notes=item.notes,
        breathing=item.breathing,
        feel=item.feel,
        mistakes=item.mistakes,
        easier=item.easier,
        stop_if=item.stop_if,
        minutes=item.minutes,
        figures=drawings.figures(told(item)) if drawings else (),
        video=video,
        is_walk=item.slot == "extra",
        is_habit=item.slot == "habit",
    )


def dose_view(exercise: Exercise, dosage: Dosage) -> DoseView:
    """A dosage in the words' terms."""
    effort = dosage.effort_percent
    return DoseView(
        sets=dosage.sets,
        reps=dosage.reps,
        hold_s=round(dosage.hold_s),
        per_day=dosage.per_day,
        days=dosage.days,
        effort_percent=None if effort is None else round(effort),
        directions=exercise.directions or 1,
        type=exercise.type,
    )
