"""From the form to a case file and back: nothing is lost, and no text becomes a number."""

from __future__ import annotations

import datetime
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from generator.case import check_case
from generator.compiled import library_of
from generator.errors import BadInput
from generator.web.casedata import FILE, LINE, data_of, field_names, text_of
from generator.web.casefields import fields_of, lost, meaning
from generator.yamlread import read_yaml
from tests.reasoning import TODAY
from tests.strategies import cases, flags_with

if TYPE_CHECKING:
    from generator.model.case import Case

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
LIBRARY = library_of(None)
LEAST = {"patient": {"age": 40}, "irritability": "low"}


def read(text: bytes | str) -> Case:
    return check_case(read_yaml(text, FILE), LIBRARY, TODAY).case


def through_the_form(case: Case) -> Case:
    return read(text_of(data_of(fields_of(case, LIBRARY), LIBRARY)))


def written(**fields: str | list[str]) -> dict[str, Any]:
    """The data of a form with these fields, `_` for the dots."""
    given = {name.replace("__", "."): value for name, value in fields.items()}
    return data_of({k: v if isinstance(v, list) else [v] for k, v in given.items()}, LIBRARY)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_comes_back_as_it_was(path: Path) -> None:
    case = read(path.read_bytes())
    assert meaning(through_the_form(case)) == meaning(case)
    fields = fields_of(case, LIBRARY)
    assert fields_of(through_the_form(case), LIBRARY) == fields


@settings(deadline=None)
@given(cases(edited=True))
def test_any_case_comes_back_as_it_was(drawn: dict[str, Any]) -> None:
    try:
        case = read(json.dumps(drawn))
    except BadInput:  # a flag with a detail that it does not take
        reject()
    assert meaning(through_the_form(case)) == meaning(case)
    assert lost(case, LIBRARY, TODAY) == []


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"patient": {"age": 40, "name": "two\nlines"}}, ["patient"]),
        ({"screened": True, "not_screened": list(LIBRARY.flags)}, ["screened", "not_screened"]),
        ({"provider": "x" * (LINE + 1)}, ["provider.name"]),
        ({"symptom_months": 1e20}, ["symptom_months"]),
    ],
)
def test_what_the_form_cannot_show_is_named(more: dict[str, Any], what: list[str]) -> None:
    assert lost(read(json.dumps(LEAST | more)), LIBRARY, TODAY) == what


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(field_names(LIBRARY))), st.text(), max_size=8))
def test_whatever_is_typed_is_data_or_is_refused_in_words(typed: dict[str, str]) -> None:
    with suppress(BadInput):
        read(text_of(data_of({name: [value] for name, value in typed.items()}, LIBRARY)))


@pytest.mark.parametrize("text", ["1234", "1e3", "no", "true", "null", "~", "2026-11-20", "0x1f"])
def test_text_stays_text(text: str) -> None:
    data = written(patient__id=text, patient__age="40", irritability="low", notes=text)
    again = read(text_of(data))
    assert (again.patient.id, again.notes) == (text, text)


@pytest.mark.parametrize("text", ["4O", "1e1", "\uff14\uff10", "0x28", "40 y", "1_0", "--4", "nan"])
def test_a_number_is_digits_or_a_problem(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(text_of(written(patient__age=text, irritability="low")))
    assert [problem.path for problem in caught.value.problems] == [("patient", "age")]


@pytest.mark.parametrize(
    "fields",
    [
        {"patient__nmae": "x"},
        {"flags__rf_nothing": "on"},
        {"exercises__dose__chin_tuck_seated__speed": "3"},
        {"patient__age": ["40", "41"]},
        {"notes": "x" * 5001},
        {"patient__name": "x" * (LINE + 1)},
        {"headache_type": ["migraine"] * 201},
    ],
)
def test_what_the_form_does_not_have_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        written(**fields)


def test_a_group_that_was_not_asked_is_open() -> None:
    data = written(asked=["stop", "refer"], flags__pr_osteoporosis="on")
    rest = [key for key in flags_with("precaution") if key != "pr_osteoporosis"]
    assert data["screened"] is True
    assert data["not_screened"] == rest
    assert data["flags"] == {"pr_osteoporosis": True}
    assert "screened" not in written(flags__pr_osteoporosis="on")


def test_a_detail_without_its_tick_counts_as_present() -> None:
    assert written(flags__pr_pregnancy__weeks="20")["flags"] == {"pr_pregnancy": {"weeks": 20}}


def test_a_day_is_a_day() -> None:
    data = written(patient__age="40", irritability="low", evaluated="2026-11-20")
    assert read(text_of(data)).evaluated == datetime.date(2026, 11, 20)
