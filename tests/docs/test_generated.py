"""What scripts make of the documentation is fresh, and the JSON has the keys that it names."""

import io
import json
import re
import runpy
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from generator.cli import main
from tests.docs.pages import ROOT

DOCS = ROOT / "docs"

# Beside the shipped examples: a stop by measurement, a refer flag, open questions.
MORE = {
    "stop": "measurements: {blood_pressure_mmhg: [190, 95]}",
    "refer": "flags: {rf_cancer: true}",
    "open": "not_screened: [rf_5d3n]",
}
CASE = "patient: {{age: 40}}\nirritability: low\nscreened: true\n{}\n"


def script(name: str) -> dict[str, Any]:
    """What one of the scripts below docs/ defines."""
    return runpy.run_path(str(DOCS / name))


def test_the_tables_of_the_case_file_are_fresh() -> None:
    renewed = script("make_case_file.py")["renewed"]
    page = (DOCS / "case-file.md").read_text("utf-8")
    assert page.count("\n| `") > 170
    assert page == renewed(page), "run: .venv/bin/python docs/make_case_file.py"


def test_a_stale_table_is_seen() -> None:
    renewed = script("make_case_file.py")["renewed"]
    page = (DOCS / "case-file.md").read_text("utf-8")
    for stale in (page.replace("| 0 to 70 |", "| 0 to 71 |"), page + "\n| `one_more` |\n"):
        assert stale != page
        assert stale != renewed(stale) == page
    by_hand = page.replace("# The case file", "# A case file", 1)
    assert renewed(by_hand) == by_hand


def test_the_page_of_commands_is_fresh() -> None:
    page = script("make_commands.py")["page"]()
    assert page.count("Usage: hep") == page.count("\n## ") > 10
    assert (DOCS / "commands.md").read_text("utf-8") == page, (
        "run: .venv/bin/python docs/make_commands.py"
    )


def content(path: Path) -> list[bytes]:
    """What the pages of a PDF paint, or the words of another file: no compression, no identity."""
    if path.suffix != ".pdf":
        return [path.read_bytes()]
    with pikepdf.open(path) as pdf:
        return [page.Contents.read_bytes() for page in pdf.pages]


def test_the_samples_are_fresh(tmp_path: Path) -> None:
    made = script("make_samples.py")
    for name in made["FORMS"]:
        _, *arguments = made["command"](name, tmp_path)
        assert main(arguments) == 0
        assert content(tmp_path / name) == content(DOCS / "samples" / name), (
            "run: .venv/bin/python docs/make_samples.py"
        )
    assert content(tmp_path / "a4.pdf") != content(tmp_path / "standard.pdf")


def documented(page: str) -> list[str]:
    """The keys in the first column of the tables of a page."""
    return re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)


def keys(value: object, path: str = "") -> Iterator[str]:
    """The paths of a JSON value, as the page writes them; what was measured has keys of its own."""
    if path:
        yield path.replace("extra[]", "exercises[]")
    if isinstance(value, dict) and path != "findings[].value":
        for key, item in value.items():
            yield from keys(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from (key for key in keys(item, f"{path}[]") if not key.endswith("[]"))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """The JSON of cases with everything in them."""
    folder = tmp_path_factory.mktemp("cases")
    for name, line in MORE.items():
        (folder / f"{name}.yaml").write_text(CASE.format(line), "utf-8")
    return [explained(case) for case in (*(ROOT / "examples").glob("*.yaml"), *folder.iterdir())]


def explained(case: Path) -> dict[str, object]:
    """What `hep explain --json` prints for a case."""
    with redirect_stdout(io.StringIO()) as out:
        assert main(["explain", str(case), "--json", "--date", "2026-11-21"]) == 0
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def test_the_documented_keys_are_those_of_the_json(printed: list[dict[str, object]]) -> None:
    page = (DOCS / "explain-json.md").read_text("utf-8")
    named = documented(page)
    assert len(named) == len(set(named)) > 30
    assert {found["action"] for found in printed} == {"program", "refer", "stop", "unscreened"}
    assert any(found["extra"] for found in printed)
    assert any(found["dropped"] for found in printed)
    real = {key for found in printed for key in keys(found)}
    assert set(named) == real
    for found in printed:
        assert list(found) == [key for key in named if not re.search(r"[.\[]", key)]


def test_a_key_that_is_not_documented_is_seen(printed: list[dict[str, object]]) -> None:
    (program, *_) = (found for found in printed if found["exercises"])
    grown = {**program, "new": 1, "exercises": [{"id": "x", "text": {"more": []}}]}
    named = documented((DOCS / "explain-json.md").read_text("utf-8"))
    assert set(keys(grown)) - set(named) == {"new", "exercises[].text.more"}
