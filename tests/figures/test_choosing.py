"""Which drawings are shown: of the words that are printed, on their side, or none."""

from typing import Any

import pytest
from msgspec.structs import replace

from generator.figures.choosing import Choice, Told, choose
from generator.figures.manifest import Entry, Source, key_of
from generator.figures.texts import text_hash, words_shown
from generator.model.exercise import Exercise
from tests.figures.samples import entry, library

SIDES = library().phrases.sides
STRETCH = library().exercises["upper_trap_stretch"]  # sided, with a gentle way
SCALENE = library().exercises["scalene_stretch"]  # sided, with words for lying
NOD = library().exercises["ccf_nod"]
ROLLS = library().exercises["shoulder_rolls"]  # two positions with the same words


def source(exercise: Exercise, part: str, variant: str | None = None, **changes: Any) -> Source:
    fields = entry(exercise.id, part, variant) | changes
    known = {name: fields[name] for name in Entry.__struct_fields__ if name in fields}
    key = key_of(exercise.id, variant, part)
    return Source(key, f"{key}.svg", "manifest.json", Entry(**known))


def pair(exercise: Exercise, variant: str | None = None, **changes: Any) -> list[Source]:
    return [source(exercise, part, variant, **changes) for part in ("start", "end")]


def shown(told: Told, drawings: list[Source]) -> Choice:
    return choose(told, drawings, SIDES)


def keys(choice: Choice) -> list[str]:
    return [one.source.key for one in choice.shown]


@pytest.mark.parametrize(
    ("side", "mirrored", "hand"), [("right", False, "right"), ("left", True, "left")]
)
def test_a_sided_drawing_is_mirrored_for_the_other_side(
    side: Any, mirrored: bool, hand: str
) -> None:
    choice = shown(Told(STRETCH, side), pair(STRETCH))
    assert [one.mirrored for one in choice.shown] == [mirrored, mirrored]
    assert choice.shown[0].alt.startswith(f"Front view. The {hand} hand")
    assert [one.caption for one in choice.shown] == ["Start", "End"]


def test_a_drawing_of_the_left_side_is_mirrored_for_the_right() -> None:
    choice = shown(Told(STRETCH, "right"), pair(STRETCH, authored_side="left"))
    assert all(one.mirrored for one in choice.shown)


def test_without_a_side_nothing_is_mirrored() -> None:
    assert [one.mirrored for one in shown(Told(NOD), pair(NOD)).shown] == [False, False]
    drawn_right = pair(NOD, authored_side="right")
    assert [one.mirrored for one in shown(Told(NOD), drawn_right).shown] == [False, False]


def test_a_drawing_that_does_not_say_its_side_is_not_shown_where_there_is_one() -> None:
    choice = shown(Told(STRETCH, "left"), pair(STRETCH, authored_side=None))
    assert not choice.shown
    assert "does not say which side it shows" in choice.left_out


def test_other_steps_show_no_drawing_and_say_so() -> None:
    changed = replace(STRETCH, steps=("Do something else.", *STRETCH.steps[1:]))
    choice = shown(Told(changed, "right"), pair(STRETCH))
    assert not choice.shown
    assert choice.left_out == (
        "upper_trap_stretch-start, upper_trap_stretch-end not printed: "
        "it shows other steps than those printed"
    )


def test_half_a_pair_is_not_shown() -> None:
    start, end = pair(STRETCH)
    stale = [start, Source(end.key, end.file, end.list_file, replace(end.entry, text_hash="0"))]
    choice = shown(Told(STRETCH, "right"), stale)
    assert not choice.shown
    assert choice.left_out.startswith("upper_trap_stretch-end not printed")


def test_the_gentle_way_shows_its_own_drawings_or_none() -> None:
    gentle = Told(STRETCH, "right", "gentle")
    assert shown(gentle, pair(STRETCH)) == Choice()
    both = [*pair(STRETCH), *pair(STRETCH, "gentle")]
    assert keys(shown(gentle, both)) == [
        "upper_trap_stretch-gentle-start",
        "upper_trap_stretch-gentle-end",
    ]
    assert keys(shown(Told(STRETCH, "right"), both)) == [
        "upper_trap_stretch-start",
        "upper_trap_stretch-end",
    ]


def test_a_position_with_words_of_its_own_is_like_another_way() -> None:
    lying = Told(SCALENE, "left", "supine")
    assert shown(lying, pair(SCALENE)) == Choice()
    assert len(shown(lying, pair(SCALENE, "supine")).shown) == 2


def test_a_position_with_the_same_words_shows_the_plain_drawing_unless_it_has_one() -> None:
    standing = Told(ROLLS, None, "standing")
    assert keys(shown(standing, pair(ROLLS))) == ["shoulder_rolls-start", "shoulder_rolls-end"]
    both = [*pair(ROLLS), *pair(ROLLS, "standing")]
    assert keys(shown(standing, both))[0] == "shoulder_rolls-standing-start"


def test_who_must_not_lie_flat_sees_nobody_lie_flat() -> None:
    choice = shown(Told(NOD, propped=True), pair(NOD))
    assert not choice.shown
    assert "it shows lying flat, and the words say propped up" in choice.left_out


def test_without_drawings_there_is_nothing_to_say() -> None:
    assert shown(Told(NOD, propped=True), []) == Choice()


def test_a_picture_of_a_clinic_need_not_say_which_words_it_shows() -> None:
    assert len(shown(Told(NOD), pair(NOD, text_hash=None)).shown) == 2


def test_a_way_that_is_not_there_is_never_shown() -> None:
    stray = pair(NOD, text_hash=None)
    stray = [
        Source(one.key, one.file, one.list_file, replace(one.entry, variant="flying"))
        for one in stray
    ]
    assert shown(Told(NOD), stray) == Choice()


# --- The hash of the words -----------------------------------------------------------------------


def test_the_hash_follows_the_words_and_nothing_else() -> None:
    assert text_hash(NOD) == text_hash(replace(NOD, name="Another", breathing="In.", minutes=9))
    assert text_hash(NOD) != text_hash(replace(NOD, start="Sit."))
    assert text_hash(NOD) != text_hash(replace(NOD, steps=NOD.steps[::-1]))
    assert len(text_hash(NOD)) == 16


def test_each_way_has_words_of_its_own() -> None:
    gentle = words_shown(STRETCH, "gentle")
    assert "Sit tall with both hands in your lap." in gentle
    assert gentle[-1] == "Keep both hands in your lap. Stop at the first light pull."
    assert "{side}" in " ".join(words_shown(STRETCH))
    assert text_hash(ROLLS, "standing") == text_hash(ROLLS)
    assert text_hash(SCALENE, "supine") != text_hash(SCALENE)
    with pytest.raises(KeyError):
        text_hash(NOD, "gentle")
    with pytest.raises(KeyError):
        text_hash(NOD, "standing")


def test_what_joins_two_steps_is_seen() -> None:
    steps = ("One. Two.", "Three.")
    joined = replace(NOD, steps=steps)
    parted = replace(NOD, steps=("One.", "Two. Three."))
    assert text_hash(joined) != text_hash(parted)
