"""From choices to the words, doses and minutes of a program (reference 0.3, 0.4 and 4.3 step 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.model.capping import capped
from generator.model.exercise import Dosage, minutes, seconds, with_changes
from generator.model.flag import Caps
from tests.reasoning import assessed, library, prescribed, program_of

if TYPE_CHECKING:
    from generator.model.results import Prescription

Shape = dict[str, Any]


def given(key: str, **keys: Any) -> Prescription:
    """One exercise of a case."""
    return prescribed(assessed(**keys))[key]


# --- 0.4 Minutes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise", "row", "in_seconds", "one_side", "both_sides"),
    [
        # Set-up 15 + 10 x (3 + 5); each side is rounded up to a quarter.
        ("ccf_nod", "moderate", 95, 1.75, 3.5),
        # Own set-up 30 and pause 8.
        ("c1c2_self_snag", "moderate", 52, 1, 2),
        # Two directions, pause 4.
        ("cervical_rotation_arom", "moderate", 111, 2, 4),
        # Two sets: 45 seconds between them.
        ("band_row", "moderate", 180, 3, 6),
        # Neither set-up nor pause.
        ("jaw_rest_position", "moderate", 15, 0.25, 0.5),
        ("cervical_isometrics", "low", 275, 4.75, 9.5),
    ],
)
def test_seconds_and_minutes(
    exercise: str, row: Any, in_seconds: float, one_side: float, both_sides: float
) -> None:
    known, formula = library().exercises[exercise], library().rules.dose_formula
    dosage = known.dose.row(row)
    assert dosage is not None
    assert seconds(known, dosage, formula) == in_seconds
    assert minutes(known, dosage, formula, sides=1) == one_side
    assert minutes(known, dosage, formula, sides=2) == both_sides


def test_what_a_session_and_a_day_count() -> None:
    case: Shape = {
        "headache_type": ["migraine"],
        "findings": {"stress_tension_high": True, "awake_clenching": True, "crot_limited": "left"},
    }
    program = program_of(assessed(**case))
    slots = {item.slot for item in (*program.exercises, *program.extra)}
    assert {"calm", "habit", "extra"} <= slots
    counted = [
        item
        for item in program.exercises
        if item.slot != "habit" and item.exercise.type != "relaxation"
    ]
    assert program.minutes_per_session == sum(item.minutes for item in counted)
    daily = [item.minutes * item.dosage.per_day for item in program.exercises]
    assert program.minutes_per_day == sum(daily)


# --- Caps ---------------------------------------------------------------------------------------

DOSAGE = Dosage(sets=2, reps=2, hold_s=40, per_day=3, days=7, effort_percent=40)


@pytest.mark.parametrize(
    ("exercise", "caps", "hold", "effort"),
    [
        ("masseter_self_massage", Caps(massage_minutes=1), 15, 40),
        ("masseter_self_massage", Caps(massage_minutes=3), 40, 40),
        ("masseter_self_massage", Caps(isometric_hold_s=5, isometric_effort_percent=30), 40, 40),
        ("jaw_isometric_opening", Caps(isometric_hold_s=5, isometric_effort_percent=30), 5, 30),
        ("jaw_isometric_opening", Caps(isometric_hold_s=50, isometric_effort_percent=50), 40, 40),
        ("jaw_isometric_opening", Caps(massage_minutes=1, massage_pressure=2), 40, 40),
        ("band_row", Caps(isometric_hold_s=5, isometric_effort_percent=30), 5, 40),
        ("upper_trap_stretch", Caps(isometric_hold_s=5, massage_minutes=1), 40, 40),
    ],
)
def test_caps_shorten_and_soften(exercise: str, caps: Caps, hold: float, effort: float) -> None:
    after = capped(library().exercises[exercise], DOSAGE, caps)
    assert (after.hold_s, after.effort_percent) == (hold, effort)
    assert with_changes(after, hold_s=40, effort_percent=40) == DOSAGE


def test_no_effort_stays_no_effort() -> None:
    plain = with_changes(DOSAGE, hold_s=5)
    without = Dosage(sets=2, reps=2, hold_s=5, per_day=3, days=7)
    caps = Caps(isometric_effort_percent=30)
    assert capped(library().exercises["jaw_isometric_opening"], without, caps) is without
    assert plain.effort_percent == 40


# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("side", "other"), [("left", "right"), ("right", "left")])
def test_one_side_is_named_throughout(side: str, other: str) -> None:
    item = given("upper_trap_stretch", findings={"ut_short": side})
    assert item.side == side
    assert item.start == f"Sit tall. Hold the chair seat with your {side} hand."
    assert item.steps[1] == (
        f"Tip your head so your {other} ear goes toward your {other} shoulder."
    )
    assert f"Let your {side} shoulder drop" in item.breathing
    assert f"the {side} of the neck" in item.feel
    assert item.mistakes[1] == f"Letting the {side} shoulder rise"
    assert len(item.steps) == 5


def test_both_sides_are_written_for_the_worse_one() -> None:
    numbers = {"thoracic_rotation_deg": {"right": 30, "left": 28}}
    item = given("open_book", irritability="low", measurements=numbers)
    assert item.side == "both"
    assert item.steps[0].startswith("Lie on your right side.")
    assert item.steps[-1] == "Then do the other side."


def test_what_has_no_side_is_printed_as_it_is() -> None:
    item = given("ccf_nod", findings={"ccft_impaired": True})
    assert item.side is None
    assert item.steps == library().exercises["ccf_nod"].steps


def test_the_gentle_variant_has_words_of_its_own() -> None:
    item = given("upper_trap_stretch", irritability="high", findings={"ut_short": "left"})
    assert item.gentle
    assert item.start == "Sit tall with both hands in your lap."
    assert item.steps[0] == "Sit tall with both hands in your lap."
    # The fourth step, the hand on the head, is left out.
    assert len(item.steps) == 4
    assert item.steps[3].startswith("Hold and breathe.")
    # The dose's note says a part of it: nothing is said twice.
    assert item.notes == ("Keep both hands in your lap. Stop at the first light pull.",)


def test_a_variant_without_a_start_keeps_the_usual_one() -> None:
    item = given("wall_slide", irritability="high", findings={"serratus_weak": "left"})
    assert item.gentle
    assert item.start == library().exercises["wall_slide"].start
    assert "Stop when your hands reach shoulder height." in item.steps[3]


def test_another_position_has_words_of_its_own() -> None:
    stress: Shape = {"findings": {"stress_tension_high": True}, "headache_type": ["tension_type"]}
    lying = given("diaphragmatic_breathing", **stress)
    assert lying.start == library().exercises["diaphragmatic_breathing"].start
    sitting = given("diaphragmatic_breathing", **stress, flags={"pr_pregnancy": True})
    assert sitting.start.startswith("Sit in a chair")


def test_short_lying_exercises_are_done_propped_up() -> None:
    case: Shape = {"findings": {"ccft_impaired": True}}
    flat = given("ccf_nod", **case)
    propped = given("ccf_nod", **case, flags={"pr_pregnancy": True, "pr_cannot_lie_flat": True})
    assert propped.start == (
        f"{flat.start} Lie propped up on pillows, not flat. Roll onto your left side if you feel"
        " faint. Lie propped up on pillows so that you feel at ease, not flat."
    )


def test_the_notes_of_doses_are_sentences() -> None:
    exercises = library().exercises.values()
    notes = [one.dose.row(level) for one in exercises for level in ("high", "moderate", "low")]
    told = [row.note for row in notes if row is not None and row.note]
    assert len(told) >= 9
    assert [note for note in told if not (note[0].isupper() and note.endswith("."))] == []


def test_notes_come_from_the_dose_and_from_flags() -> None:
    high = given("walking_aerobic", irritability="high", headache_type=["migraine"])
    note = library().exercises["walking_aerobic"].dose.row("high")
    assert note is not None
    assert high.notes == (note.note,)
    turning: Shape = {"findings": {"crot_limited": "left"}}
    assert given("cervical_rotation_arom", **turning).notes == ()
    risk = given("cervical_rotation_arom", **turning, flags={"pr_vascular_risk": True})
    assert risk.notes == ("Turn only half way to each side.",)


def test_massage_is_lighter_with_blood_thinners() -> None:
    findings = {"masseter_tender": "left", "temporalis_tender": "left"}
    case: Shape = {"findings": findings, "flags": {"pr_anticoagulant": True}}
    assert given("masseter_self_massage", **case).notes == ("Press no harder than 2 out of 10.",)
    assert given("jaw_rest_position", **case).notes == ()
    assert given("masseter_self_massage", findings=findings).notes == ()
    # The usual feel, "3 out of 10 at most", would say otherwise.
    assert given("masseter_self_massage", **case).feel == ""
    assert "3 out of 10" in given("masseter_self_massage", findings=findings).feel
    assert given("jaw_rest_position", **case).feel


def test_stop_texts_are_written_out() -> None:
    item = given("upper_trap_stretch", findings={"ut_short": "left"})
    assert item.stop_if == (library().stop_texts["std_neck"], "Stop if your arm tingles.")


def test_an_easier_exercise_is_named_unless_it_is_excluded() -> None:
    case: Shape = {"findings": {"forward_head": True, "desk_work": True}}
    assert given("desk_microbreak", findings={"desk_work": True}).easier == "Every hour."
    assert given("chin_tuck_seated", **case).easier == "Ask us to show you “Chin tuck lying down”."
    attack: Shape = {
        "exercises": {
            "add": ["chin_tuck_seated"],
            "override": {"chin_tuck_seated": "she asks for it"},
        }
    }
    barred = given("chin_tuck_seated", flags={"pr_migraine_attack_now": True}, **attack)
    assert barred.easier == ""


def test_the_program_says_what_it_rests_on() -> None:
    program = program_of(
        assessed(irritability="low", findings={"ut_short": "left"}, flags={"pr_osteoporosis": True})
    )
    assert (program.irritability, program.phase) == ("low", 2)
    assert program.patient_lines == (
        "Do not bend forward hard or twist hard. New back pain is a reason to call us.",
    )
