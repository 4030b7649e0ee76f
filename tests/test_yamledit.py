"""Changing a YAML text: comments and all other values stay."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import BadInput
from generator.yamledit import edited
from generator.yamlread import read_yaml

CLINIC = """\
# Our clinic
name: Cedar Street   # as on the door
address:
    - 120 Cedar Street
    - "Springfield"

phone: 0123
# the one to call
emergency_number: '112'
colors: {accent: "#7a2e63"}
mail:
    host: a.example  # the server

    # who
    sender: x@y.example
# the paper of the printer
paper: a4
# the end
"""


def data(text: str) -> object:
    return read_yaml(text, "clinic.yaml").data


def test_what_is_not_changed_stays_as_it_is() -> None:
    assert edited(CLINIC, {}, "clinic.yaml") == CLINIC
    changed = edited(CLINIC, {("phone",): "no", ("mail", "host"): "b.example"}, "clinic.yaml")
    assert changed == CLINIC.replace("0123", '"no"').replace("host: a.", 'host: "b.').replace(
        "example  # the server", 'example" # the server'
    )


def test_new_keys_and_tables_find_a_place_and_every_comment_stays() -> None:
    changes = {("mail", "port"): 25, ("web",): "c.example", ("videos", "ccf_nod"): "https://x.y"}
    text = edited(CLINIC, changes, "clinic.yaml")
    found = data(text)
    assert isinstance(found, dict)
    assert found["mail"] == {"port": 25, "host": "a.example", "sender": "x@y.example"}
    assert found["videos"] == {"ccf_nod": "https://x.y"}
    assert re.findall("#.*", text) == re.findall("#.*", CLINIC)
    assert text.index("port") < text.index("# the paper of the printer") < text.index("a4")


def test_a_list_and_nothing_can_be_set() -> None:
    text = edited(CLINIC, {("address",): ["a: b", "# c"], ("colors", "accent"): None}, "f")
    found = data(text)
    assert isinstance(found, dict)
    assert found["address"] == ["a: b", "# c"]
    assert found["colors"] == {"accent": None}


@pytest.mark.parametrize("before", ["", "\n", "# only a remark", "{}\n", "mail:\n", "# x\n\n"])
def test_a_text_that_says_nothing_can_be_filled(before: str) -> None:
    text = edited(before, {("name",): "x", ("mail", "port"): 25}, "clinic.yaml")
    assert data(text) == {"name": "x", "mail": {"port": 25}}
    assert re.findall("#.*", text) == re.findall("#.*", before)


def test_line_ends_of_windows_stay() -> None:
    text = edited(CLINIC.replace("\n", "\r\n"), {("paper",): "letter"}, "clinic.yaml")
    assert text.count("\n") == text.count("\r\n") == CLINIC.count("\n")


def test_a_text_that_cannot_be_read_or_changed_is_refused() -> None:
    for before in ("- a\n", "x\n", "a: [\n", "a: &b c\n", "mail: x\n"):
        with pytest.raises(BadInput):
            edited(before, {("mail", "port"): 25}, "clinic.yaml")


@pytest.mark.parametrize("value", ["1__0", "2001-01-01 1:02:03", "2026-99-99"])
def test_a_value_that_would_become_another_one_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match="only you can change"):
        edited(f"name: {value}\n", {("phone",): "1"}, "clinic.yaml")


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufffe\uffff")
)


@settings(deadline=None)
@given(st.lists(texts, min_size=1), texts)
def test_any_text_is_read_as_it_was_written(lines: list[str], word: str) -> None:
    text = edited(CLINIC, {("address",): lines, ("mail", "sender"): word}, "clinic.yaml")
    found = data(text)
    assert isinstance(found, dict)
    assert found["address"] == lines
    assert found["mail"]["sender"] == word
    assert found["phone"] == 123


COMMENTED = """\
address:
    # where we are
    - 120 Cedar Street  # the house
    - Springfield  # the town

# what rings
phone: "1"
name: |
    Cedar
    Street
# the printer
paper: a4
"""


@pytest.mark.parametrize(
    "lines", [["1", "2"], ["1", "2", "3"], ["1", "2", "3", "4"]], ids=["two", "three", "four"]
)
def test_a_list_is_replaced_and_every_comment_stays(lines: list[str]) -> None:
    text = edited(COMMENTED, {("address",): lines}, "f")
    assert re.findall("#.*", text) == re.findall("#.*", COMMENTED)
    assert "\n# what rings\nphone" in text
    plain = re.sub("  #.*", "", COMMENTED)
    for some in (lines, lines[:1], []):
        text = edited(plain, {("address",): some}, "f")
        found = data(text)
        assert isinstance(found, dict)
        assert found["address"] == some
        assert "\n# what rings\nphone" in text


@pytest.mark.parametrize(
    ("before", "place", "value"),
    [
        (COMMENTED, ("address",), ["1"]),
        (COMMENTED, ("name",), "x"),
        ("mail: {\n  # who\n  host: a\n  }\n", ("mail", "host"), "b"),
        ("name: |  # ours\n  x\n", ("name",), "y"),
    ],
)
def test_where_a_comment_would_be_lost_or_moved_nothing_is_changed(
    before: str, place: tuple[str, ...], value: str | list[str]
) -> None:
    with pytest.raises(BadInput, match="only you can change"):
        edited(before, {place: value}, "clinic.yaml")
