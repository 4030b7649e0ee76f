"""A value that does not fit its model gives every problem at once, in plain words."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta, Struct

from generator.decode import MAX_PROBLEMS, decode, decode_value
from generator.errors import BadInput, Problem
from generator.yamlread import read_yaml

Age = Annotated[int, Meta(ge=15, le=80, description="The patient's age in years.")]
Bone = enum.Enum("Bone", {"ATLAS": "atlas", "AXIS": "axis"})
MANY = Literal[
    "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3", "neck_flexion"
]


class Dose(Struct, frozen=True, forbid_unknown_fields=True):
    """A struct with a check of its own."""

    least: int = 1
    most: int = 9

    def __post_init__(self) -> None:
        """Refuse a range that is upside down."""
        if self.least > self.most:
            message = "least is more than most"
            raise ValueError(message)


class Patient(Struct, frozen=True, forbid_unknown_fields=True, rename={"kind": "type"}):
    """A struct with required and renamed keys."""

    age: Age
    name: Annotated[str, Meta(min_length=1, max_length=20)]
    kind: Literal["new", "known"] = "new"


class Detail(Struct, frozen=True, forbid_unknown_fields=True):
    """One branch of a union."""

    side: Literal["left", "right"]
    severity: Literal[1, 2, 3] = 2


class Case(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A struct with some of everything."""

    patient: Patient
    screened: bool = False
    evaluated: dt.date | None = None
    ratio: Annotated[float, Meta(gt=0, lt=1)] = 0.5
    step: Annotated[int, Meta(multiple_of=5)] = 5
    least: Annotated[int, Meta(ge=3)] = 3
    code: Annotated[str, Meta(pattern="^[a-z]+$", description="small letters only")] = "a"
    doses: tuple[Dose, ...] = ()
    few: Annotated[tuple[str, ...], Meta(min_length=1, max_length=2)] = ("a",)
    pressure: tuple[int, int] | None = None
    findings: dict[Literal["frt", "jaw"], Literal["left", "right"] | bool | Detail] = {}
    numbered: dict[int, str] = {}
    limits: Annotated[dict[Annotated[str, Meta(pattern="^x")], float], Meta(max_length=2)] = {}
    region: MANY = "a1"
    bone: Bone = Bone.ATLAS
    grade: int | Literal["none"] = 0
    anything: Any = None
    open: Mapping[str, int] = {}
    moves: dict[MANY, int] = {}


OK = "patient: {age: 34, name: Ana}\n"


def said(text: str, type_: type[Any] = Case) -> list[str]:
    """Return `line:column: message; hint` of every problem."""
    with pytest.raises(BadInput) as caught:
        decode(read_yaml(text, "f"), type_)
    assert caught.value.problems
    return [str(problem).split("\n")[0].removeprefix("f:") for problem in caught.value.problems]


def test_what_fits_becomes_a_model() -> None:
    text = OK + (
        "evaluated: 2026-11-20\ndoses: [{most: 3}]\nfindings: {frt: left, jaw: {side: right}}\n"
        "numbered: {1: a}\npressure: [120, 80]\nratio: .25\nbone: axis\n"
    )
    case = decode(read_yaml(text, "f"), Case)
    assert case.evaluated == dt.date(2026, 11, 20)
    assert case.doses == (Dose(1, 3),)
    assert case.findings == {"frt": "left", "jaw": Detail("right")}
    assert case.pressure == (120, 80)
    assert case.bone is Bone.AXIS


KEYS = "the keys here are"
BARE = ", without quotes or a unit"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("screened: no", '2:11: "no" is not true or false; write false'),
        ("screened: Yes", '2:11: "Yes" is not true or false; write true'),
        ("screened: 1", "2:11: 1 is not true or false; write true"),
        ("screened: maybe", '2:11: "maybe" is not true or false'),
        ("screened:", "2:10: true or false is needed here, not an empty value"),
        ("screened: [a]", "2:11: true or false is needed here, not a list"),
        ("evaluated: 2026-02-30", '2:12: "2026-02-30" is not a date; write it like 2026-11-20'),
        ("evaluated: 20261120", "2:12: 20261120 is not a date; write it like 2026-11-20"),
        ("evaluated: '20261120'", '2:12: "20261120" is not a date; write it like 2026-11-20'),
        ("evaluated: 2026-W01-1", '2:12: "2026-W01-1" is not a date; write it like 2026-11-20'),
        ("ratio: 1", "2:8: must be more than 0 and less than 1, not 1"),
        ("ratio: true", "2:8: true is not a number that is more than 0 and less than 1"),
        ("step: 7", "2:7: must be a multiple of 5, not 7"),
        ("step: 5.0", "2:7: 5.0 is not a whole number; write 5"),
        ("step: 5.5", "2:7: 5.5 is not a whole number"),
        ("step: '5'", f'2:7: "5" is not a whole number that is a multiple of 5; write 5{BARE}'),
        ("least: 2", "2:8: must be at least 3, not 2"),
        ("least: 24°", f'2:8: "24°" is not a whole number that is at least 3; write 24{BARE}'),
        ("least: two", '2:8: "two" is not a whole number that is at least 3'),
        ("code: A1", '2:7: "A1" is not in the right form; small letters only'),
        ("code: 12", "2:7: 12 is not text; put it in quotes"),
        ("code: {a: 1}", "2:7: text is needed here, not a mapping; small letters only"),
        ("doses: {}", "2:8: a list is needed here, not a mapping"),
        ("doses: jaw", '2:8: "jaw" is not a list; put it in brackets: [ ]'),
        ("doses: [{least: 5, most: 3}]", "2:9: least is more than most"),
        ("doses: [1]", "2:9: a mapping (key: value) is needed here, not 1"),
        ("few: []", "2:6: must have at least 1 item, not 0"),
        ("few: [a, b, c]", "2:6: must have at most 2 items, not 3"),
        ("pressure: [1]", "2:11: must have 2 items, not 1"),
        ("findings: {frt: rihgt}",
         '2:17: "rihgt" is not one of: left, right; did you mean "right"?'),
        ("findings: {frt: no}", '2:17: "no" is not one of: left, right; write false'),
        ("findings: {frt: 3}",
         "2:17: 3 is not one of: left, right or true or false or a mapping (key: value)"),
        ("findings: {frt: {side: left, severity: 9}}", "2:40: 9 is not one of: 1, 2, 3"),
        ("findings: {jaws: true}", '2:12: unknown key "jaws"; did you mean "jaw"?'),
        ("findings: {zzzzz: true}", f'2:12: unknown key "zzzzz"; {KEYS}: frt, jaw'),
        ("findings: {1: true}", f"2:12: unknown key 1; {KEYS}: frt, jaw"),
        ("numbered: {a: b}", '2:12: the key "a" is not a whole number'),
        ("limits: {a: 1}", '2:10: the key: "a" is not in the right form'),
        ("limits: {1: 1}", "2:10: the key 1 is not text; put it in quotes"),
        ("limits: {x: 1, xx: 2, xxx: 3}", "2:9: must have at most 2 keys, not 3"),
        ("region: neck_flexon",
         '2:9: "neck_flexon" is not a known name; did you mean "neck_flexion"?'),
        ("region: zzzzzzz", '2:9: "zzzzzzz" is not a known name'),
        ("bone: atlass", '2:7: "atlass" is not one of: atlas, axis; did you mean "atlas"?'),
        ("grade: nome", '2:8: "nome" is not one of: none; did you mean "none"?'),
        ("grade: 1.5", "2:8: 1.5 is not a whole number"),
        ("open: {a: x}", '2:11: "x" is not a whole number'),
        ("moves: {neck_flexon: 1}", '2:9: unknown key "neck_flexon"; did you mean "neck_flexion"?'),
        ("moves: {zzzzz: 1}", '2:9: unknown key "zzzzz"'),
        ("dozes: []", '2:1: unknown key "dozes"; did you mean "doses"?'),
        ("zzzzz: []", '2:1: unknown key "zzzzz"'),
        ("1: []", "2:1: unknown key 1"),
    ],
)  # fmt: skip
def test_one_problem(line: str, expected: str) -> None:
    assert said(OK + line + "\n") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [" the file is empty; write a mapping (key: value) in it"]),
        ("[]", ["1:1: a mapping (key: value) is needed here, not a list"]),
        ("a:1", ['1:1: a mapping (key: value) is needed here, not "a:1"']),
        ("screened: true",
         ['1:1: missing key "patient"; add "patient: …" (a mapping (key: value))']),
        (
            "screened: true\npatient: {}",
            [
                '2:1: missing key "age"; add "age: …" (The patient\'s age in years)',
                '2:1: missing key "name"; add "name: …" (text)',
            ],
        ),
        ("patient: {aeg: 34, name: A}", ['1:11: unknown key "aeg"; did you mean "age"?']),
        ("patient: {age: 34, name: A, kind: new}",
         [f'1:29: unknown key "kind"; {KEYS}: age, name, type']),
        ("patient: {age: 3, name: ''}", [
            "1:16: must be from 15 to 80, not 3; The patient's age in years",
            "1:25: the text is empty",
        ]),
        ("patient: {age: , name: 12, type: newer}", [
            (
                "1:16: a whole number from 15 to 80 is needed here, not an empty value; "
                "The patient's age in years"
            ),
            "1:24: 12 is not text; put it in quotes",
            '1:34: "newer" is not one of: known, new; did you mean "new"?',
        ]),
    ],
)  # fmt: skip
def test_problems_of_keys(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_all_problems_are_told_in_the_order_of_the_file() -> None:
    text = (
        "screened: on\npatient: {age: 9, nam: Ana}\n"
        "doses:\n  - {least: 5, most: 3}\n  - {mots: 1}\n"
        "findings:\n  frt: lefft\n  jaw: {severity: 2}\nevaluated: soon\n"
    )
    assert [line.split(":")[0] for line in said(text)] == ["1", "2", "2", "4", "5", "7", "8", "9"]


def test_a_hostile_file_gives_a_hundred_problems_and_says_that_there_are_more() -> None:
    lines = said(OK + "doses: [" + "x," * 5000 + "]")
    assert len(lines) == MAX_PROBLEMS + 1
    assert lines[-1] == "1:1: there are more problems; correct the others first"


def test_a_part_of_a_document() -> None:
    document = read_yaml("cases:\n  - {age: 9, name: A}\n", "f")
    with pytest.raises(BadInput) as caught:
        decode(document, Patient, ("cases", 0))
    problem = caught.value.problems[0]
    assert (problem.line, problem.column, problem.path) == (2, 11, ("cases", 0, "age"))
    with pytest.raises(BadInput, match='f:1:1: missing key "x"; add it'):
        decode(document, Patient, ("x",))
    with pytest.raises(BadInput, match="f:2:3: missing item 8; add it"):
        decode(document, Patient, ("cases", 7))


def test_a_check_that_ends_in_a_bug_is_not_hidden() -> None:
    class Wrong(Struct, frozen=True):
        a: int

        def __post_init__(self) -> None:
            raise KeyError("a")

    with pytest.raises(KeyError):
        decode(read_yaml("a: 1", "f"), Wrong)


def test_plain_data_from_elsewhere_needs_only_a_way_to_make_problems() -> None:
    def problem_at(
        path: tuple[str | int, ...], message: str, hint: str = "", *, key: bool = False
    ) -> Problem:
        return Problem("form", None, None, f"{path} {message} {key}", hint)

    assert decode_value({"least": 2}, Dose, problem_at) == Dose(2)
    with pytest.raises(BadInput) as caught:
        decode_value({"least": "x", "y": None}, Dose, problem_at, ("dose",))
    assert str(caught.value) == (
        "form: ('dose', 'y') unknown key \"y\" True; the keys here are: least, most\n"
        "form: ('dose', 'least') \"x\" is not a whole number False"
    )


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(["left", "no", "2026-11-20", "2026-13-01", "cat", "a1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3) | st.integers(-3, 3), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = {field.encode_name: field for field in msgspec.structs.fields(Case)}
CASES = PLAIN | st.fixed_dictionaries(
    {"patient": PLAIN | st.just({"age": 34, "name": "Ana"})},
    optional={name: PLAIN for name in FIELDS if name != "patient"} | {"other": PLAIN},
)
FOREIGN = re.compile(
    r"`|\b(int|str|float|bool|dict|tuple|list object|None|NoneType|Struct|array)\b"
)


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_any_data_makes_a_model_or_plain_problems(data: object) -> None:
    def problem_at(
        path: tuple[str | int, ...], message: str, hint: str = "", *, key: bool = False
    ) -> Problem:
        assert isinstance(key, bool)
        return Problem("f", None, None, message, hint, path=path)

    try:
        case = decode_value(data, Case, problem_at)
    except BadInput as error:
        problems = error.problems
    else:
        assert isinstance(case, Case)
        return
    assert problems
    for problem in problems:
        assert "right form" not in problem.message or "is not in" in problem.message
        assert "another form" not in problem.message
        assert not FOREIGN.search(re.sub('".*?"', "", f"{problem.message} {problem.hint}"))
