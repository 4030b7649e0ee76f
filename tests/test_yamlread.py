"""YAML is read strictly, and nothing that can stand in a file makes a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator.errors import BadInput
from generator.yamlread import Document, read_yaml, read_yaml_file
from generator.yamlsyntax import explain

BROKEN = sorted((Path(__file__).parent / "broken" / "yaml").glob("*.yaml"))
SAMPLE = """\
patient: {name: Ana Ruiz, age: 34}   # a comment
provider: "Dr. M. Lee"
findings:
  masseter_tender: both
  oa_nod_loss: {side: right, severity: 3}
priority:
  - frt_restricted
  - [a, 'b c']
notes: |
  Two
  lines.
empty:
"""


def test_there_are_broken_files() -> None:
    assert len(BROKEN) > 60


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_gives_exactly_this_message(path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_yaml_file(path)
    expected = path.with_suffix(".expected").read_text(encoding="utf-8")
    assert str(caught.value) + "\n" == expected.replace("{file}", str(path))


# PyYAML's own parser takes `{name:{a: b}}` for the key "name:{a"; libyaml does not.
@pytest.mark.parametrize(
    "path",
    [path for path in BROKEN if path.stem != "colon_in_flow"],
    ids=lambda path: path.stem,
)
def test_pyyamls_own_parser_refuses_the_same_files(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader")
    with pytest.raises(BadInput) as caught:
        read_yaml_file(path)
    assert "cannot be read as YAML" not in str(caught.value)


def test_data() -> None:
    assert read_yaml(SAMPLE, "f").data == {
        "patient": {"name": "Ana Ruiz", "age": 34},
        "provider": "Dr. M. Lee",
        "findings": {"masseter_tender": "both", "oa_nod_loss": {"side": "right", "severity": 3}},
        "priority": ["frt_restricted", ["a", "b c"]],
        "notes": "Two\nlines.\n",
        "empty": None,
    }


def test_both_parsers_give_the_same_document(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_yaml(SAMPLE, "f")
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert read_yaml(SAMPLE, "f") == fast


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("FALSE", False),
        ("null", None), ("Null", None), ("NULL", None), ("~", None), ("", None),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("N", "N"),
        ("tRUE", "tRUE"), ("010", 10), ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"),
        ("-7", -7), ("+7", 7), ("1:30", "1:30"), ("1_000", "1_000"), ("1,5", "1,5"),
        ("2026-11-20", "2026-11-20"), ("2026-11-20 10:00:00", "2026-11-20 10:00:00"),
        ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-1.5E-1", -0.15),
        (".", "."), ("-", [None]), ("+", "+"), ("1e", "1e"), ("1.2.3", "1.2.3"), ("inf", "inf"),
        ("nan", "nan"), ("+.nan", "+.nan"), ("9" * 30, int("9" * 30)),
        ("'true'", "true"), ('"12"', "12"), ("'~'", "~"), ('""', ""), ("|\n  12", "12\n"),
        ('"a\\tb"', "a\tb"), ("<<", "<<"), ("=", "="), ("٣", "٣"), ("24°", "24°"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    parsed = read_yaml(f"key: {written}\n" if written != "-" else "key:\n  -\n", "f").data["key"]
    assert parsed == value
    assert type(parsed) is type(value)


def test_keys_are_text_or_whole_numbers() -> None:
    assert read_yaml("1: mild\nyes: a\n'true': b\n\"<<\": c\n-2: d\n", "f").data == {
        1: "mild",
        "yes": "a",
        "true": "b",
        "<<": "c",
        -2: "d",
    }


def test_an_ordinary_file_may_start_with_a_byte_order_mark_and_end_lines_as_windows_does() -> None:
    document = read_yaml(b"\xef\xbb\xbfa: 1\r\nb: [\r\n  2]\r\n", "f")
    assert document.data == {"a": 1, "b": [2]}
    assert document.problem(("a",), "m").column == 4
    assert document.lines[2] == "  2]"


def test_an_explicit_start_and_end_is_one_document() -> None:
    assert read_yaml("# x\n---\na: 1\n...\n", "f").data == {"a": 1}


def places(
    document: Document, *path: str | int, key: bool = False
) -> tuple[int | None, int | None]:
    problem = document.problem(path, "m", key=key)
    return problem.line, problem.column


def test_every_key_and_value_has_its_place() -> None:
    document = read_yaml(SAMPLE, "f")
    assert places(document) == (1, 1)
    assert places(document, "patient") == (1, 10)
    assert places(document, "patient", key=True) == (1, 1)
    assert places(document, "patient", "age") == (1, 32)
    assert places(document, "patient", "age", key=True) == (1, 27)
    assert places(document, "findings") == (4, 3)
    assert places(document, "priority", 0) == (7, 5)
    assert places(document, "priority", 0, key=True) == (7, 5)
    assert places(document, "priority", 1, 1) == (8, 9)
    assert places(document, "empty") == (12, 7)


def test_a_place_that_is_not_there_falls_back_to_the_nearest_above_it() -> None:
    document = read_yaml(SAMPLE, "f")
    assert places(document, "patient", "sex") == places(document, "patient")
    assert places(document, "patient", "name", 3, "x") == places(document, "patient", "name")
    assert places(document, "priority", 9) == places(document, "priority")
    assert places(document, "nothing", "at", "all") == (1, 1)
    problem = document.problem(("patient", "sex"), "m", "h", severity="warning")
    assert (problem.path, problem.hint, problem.severity) == (("patient", "sex"), "h", "warning")
    assert problem.source_line == SAMPLE.split("\n", maxsplit=1)[0]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_holds_nothing_at_no_place(text: str) -> None:
    document = read_yaml(text, "f")
    assert document.data is None
    assert str(document.problem(("a",), "m")) == "f: m"


def test_a_value_is_found_by_its_path() -> None:
    document = read_yaml(SAMPLE, "f")
    assert document.value(("priority", 1, 1)) == "b c"
    for path in (("x",), ("patient", "age", "x"), ("provider", 0), ("priority", "x")):
        with pytest.raises(KeyError):
            document.value(path)
    with pytest.raises(IndexError):
        document.value(("priority", 9))


def test_an_error_that_nobody_has_seen_yet_is_still_said_in_plain_words() -> None:
    fault = explain(yaml.YAMLError("odd"), ("a: 1",))
    assert fault.position == (0, 0)
    assert fault.message == "this cannot be read as YAML"
