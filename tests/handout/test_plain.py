"""The handout as plain text: every word, in order, in lines that any program shows."""

from msgspec.structs import replace

from generator.handout.plain import WIDTH, plain_text
from generator.handout.template import render_xhtml
from tests.handout.sample import SAMPLE, TEMPLATES, TEXTS
from tests.handout.test_pdf import HOSTILE, assert_in_order

TEXT = plain_text(render_xhtml(SAMPLE, TEMPLATES))
FLOWING = " ".join(TEXT.split())


def test_every_word_of_an_exercise_is_there_in_order() -> None:
    for exercise in SAMPLE.exercises:
        assert_in_order(
            FLOWING,
            f"{exercise.number}. {exercise.name}",
            exercise.start,
            *(f"{number}. {step}" for number, step in enumerate(exercise.steps, 1)),
            *exercise.notes,
            exercise.breathing,
            exercise.feel,
            *exercise.mistakes,
            exercise.easier,
            *exercise.stop_if,
        )


def test_every_safety_line_is_there() -> None:
    for words in (line for text in TEXTS for line in text.lines):
        assert words in FLOWING


def test_a_dose_is_a_sentence() -> None:
    assert "\n10 times, hold 3 seconds, twice a day, every day\n" in TEXT


def test_the_log_has_a_box_for_each_day() -> None:
    rows = len(SAMPLE.exercises) + len(SAMPLE.extra)
    assert TEXT.count("[ ]") == rows * 4 * 7
    for week in range(1, 5):
        assert TEXT.count(f"Week {week}: [ ]") == rows


def test_the_foot_comes_once_at_the_end() -> None:
    assert FLOWING.count("Made for this patient only. Not a diagnosis.") == 1
    assert FLOWING.endswith("Draft content, not yet reviewed by a licensed clinician")


def test_lines_are_short_and_without_markup() -> None:
    assert max(map(len, TEXT.splitlines())) <= WIDTH
    assert not set("<>\t") & set(TEXT)
    assert "&amp;" not in TEXT


def test_what_a_person_wrote_stays_as_written() -> None:
    text = plain_text(render_xhtml(replace(SAMPLE, note=HOSTILE), TEMPLATES))
    assert HOSTILE in " ".join(text.split())


def test_an_address_keeps_its_letters() -> None:
    clinic = SAMPLE.clinic
    assert clinic.email.islower()
    for address in (clinic.email, clinic.web):
        assert f"\n{address}\n" in TEXT
