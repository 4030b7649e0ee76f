"""The small buttons of the form: what each does to the fields."""

import pytest

from generator.web.actions import Edited, edited

OUT = {"exercises.remove": ["a"]}
OTHER = {"exercises.dose.ab.reps": ["1"]}
PROGRAM = ("a", "b", "c")
CASES: list[tuple[str, Edited, Edited]] = [
    ("star:x", {}, {"priority": ["x"]}),
    ("star:x", {"priority": ["y", "x"]}, {"priority": ["y"]}),
    ("star:z", {"priority": ["x", "y"]}, {"priority": ["x", "y"]}),
    ("up:b", {}, {"exercises.order": ["b", "a", "c"]}),
    ("down:b", {}, {"exercises.order": ["a", "c", "b"]}),
    ("up:a", {}, {"exercises.order": ["a", "b", "c"]}),
    ("down:x", {}, {}),
    ("remove:a", {}, {"exercises.remove": ["a"]}),
    ("remove:a", {"exercises.add": ["a", "b"]}, {"exercises.add": ["b"]}),
    ("remove:a", {"exercises.swap.z": ["a"]}, {"exercises.remove": ["z"]}),
    ("remove:a", {"exercises.order": ["b", "a"]}, {"exercises.order": ["b"], **OUT}),
    (
        "remove:a",
        {"exercises.dose.a.reps": ["5"], "exercises.side.a": ["left"], **OTHER},
        {**OUT, **OTHER},
    ),
    ("keep:a", {"exercises.remove": ["a", "b"]}, {"exercises.remove": ["b"]}),
    ("asked:stop", {"asked": ["refer"]}, {"asked": ["refer", "stop"]}),
    ("asked:all", {"asked": ["refer"]}, {"asked": ["refer", "stop", "precaution"]}),
    ("asked:x", {}, {}),
    ("show", {"notes": ["x"], "empty": [""]}, {"notes": ["x"]}),
    ("remove", {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("do", "before", "after"), CASES)
def test_a_button_does_what_it_says(do: str, before: Edited, after: Edited) -> None:
    given = {name: list(values) for name, values in before.items()}
    assert edited(given, do, PROGRAM, most=2) == after
    assert given == before
