"""`hep explain`, `new`, `schema`, `library`, `review`, and help."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from generator.cli import COMMANDS
from tests.cli.conftest import DAY, GOOD, Hep

ROOT = Path(__file__).parents[2]
KEYS = {
    "action", "urgency", "flags", "irritability", "phase", "findings", "notices", "not_screened",
    "exercises", "extra", "dropped", "minutes_per_session", "minutes_per_day",
}  # fmt: skip


def test_explain_gives_reasons_to_a_person(hep: Hep) -> None:
    ran = hep("explain", "case.yaml", *DAY)
    assert ran.code == 0
    assert "measured right 24, left 42 deg, normal about 44 deg each way, severity 2" in ran.out
    assert "best for the priority frt_restricted" in ran.out
    assert "dnf_head_lift: not offered at moderate irritability" in ran.out


@pytest.mark.parametrize(
    ("more", "action"),
    [
        ("", "program"),
        ("flags: {rf_5d3n: true}\n", "stop"),
        ("flags: {rf_cancer: true}\n", "refer"),
        ("not_screened: [rf_cancer]\n", "unscreened"),
    ],
)
def test_explain_json_has_its_keys_whatever_the_action(hep: Hep, more: str, action: str) -> None:
    Path("case.yaml").write_text(GOOD + more)
    ran = hep("explain", "case.yaml", *DAY, "--json")
    found = json.loads(ran.out)
    assert ran.code == 0
    assert found.keys() == KEYS
    assert found["action"] == action
    lists = found["exercises"], found["extra"], found["dropped"]
    assert all(lists[::2]) if action == "program" else not any(lists)
    assert "{" not in json.dumps([item["text"]["steps"] for item in found["exercises"]])


def test_explain_of_what_cannot_be_read_prints_nothing(hep: Hep) -> None:
    Path("case.yaml").write_text("patient: [")
    ran = hep("explain", "case.yaml", "--json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("case.yaml:1:")


def test_new_writes_a_starter_that_asks_for_what_it_needs(hep: Hep) -> None:
    assert hep("new", "mine.yaml", *DAY).code == 0
    first = Path("mine.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=hep-case.schema.json"
    assert json.loads(Path("hep-case.schema.json").read_text())["title"]
    said = hep("explain", "mine.yaml", *DAY).err
    assert 'missing key "age"' in said
    assert 'missing key "irritability"' in said
    assert hep("new", "mine.yaml").code == 3
    filled = Path("mine.yaml").read_text().replace("  age: ", "  age: 40 ", 1)
    Path("mine.yaml").write_text(filled.replace("irritability: ", "irritability: low ", 1))
    assert "NOT SCREENED" in hep("explain", "mine.yaml", *DAY).out


def test_every_line_of_the_starter_can_be_used(hep: Hep) -> None:
    """Each commented flag and finding is one that the reader knows."""
    starter = hep("new", "-", *DAY).out
    section, keys = "", dict[str, list[str]]()
    for line in starter.splitlines():
        if line[:1].isalpha():
            section = line.split(":")[0]
        elif line.startswith("  # ") and section in ("flags", "findings", "measurements"):
            keys.setdefault(section, []).append(line[4:].split(":")[0])
    assert [len(keys[name]) for name in ("flags", "measurements", "findings")] == [57, 29, 58]


def test_the_schema_knows_every_id(hep: Hep) -> None:
    schema = json.loads(hep("schema").out)
    case = schema["$defs"]["Case"]["properties"]
    assert len(case["flags"]["properties"]) == 57
    assert len(case["measurements"]["properties"]) == 29
    assert len(case["findings"]["properties"]) == 58
    assert "ccf_nod" in schema["$defs"]["Edits"]["properties"]["add"]["items"]["enum"]


def test_the_library_can_be_looked_at(hep: Hep) -> None:
    assert len(hep("library", "list").out.splitlines()) == 63
    assert len(hep("library", "list", "flags").out.splitlines()) == 57
    assert "c1c2_self_snag" in hep("library", "search", "strap", "towel").out
    shown = hep("library", "show", "c1c2_self_snag").out
    assert "requires_finding" in shown
    assert "Hall T, Chan HT" in shown
    assert 'did you mean "ccf_nod"' in hep("library", "show", "ccf_nodd").err
    assert hep("library", "show", "ccf_nodd").code == 3


def test_a_review_is_recorded_and_goes_stale(hep: Hep) -> None:
    Path("ours/neck").mkdir(parents=True)
    named = ("--by", "Dr. M. Lee", "--license", "PT1", "--clinic", "ours")
    assert hep("review", "ccf_nod", *named).code == 0
    states = hep("review", "--clinic", "ours").out.splitlines()
    assert "reviewed ccf_nod" in states
    Path("ours/neck/ccf_nod.yaml").write_text('id: ccf_nod\nfeel: "Easy."\n')
    assert "stale    ccf_nod" in hep("review", "--clinic", "ours").out.splitlines()
    assert hep("review", "ccf_nodd", *named).code == 3
    assert hep("review", "ccf_nod", "--by", "X").code == 2


def test_a_reviewed_handout_loses_the_draft_footer(hep: Hep) -> None:
    Path("ours").mkdir()
    everything = [line.split()[1] for line in hep("review").out.splitlines()]
    hep("review", *everything, "--by", "L", "--license", "PT1", "--clinic", "ours")
    ran = hep("generate", "case.yaml", *DAY, "--clinic", "ours", "--format", "html", "-o", "-")
    assert "Draft content" not in ran.out
    assert "draft content" not in ran.err
    assert "Draft content" in hep("generate", "case.yaml", *DAY, "--format", "html", "-o", "-").out


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_teaches_with_an_example(hep: Hep, command: tuple[str, ...]) -> None:
    ran = hep(*command, "--help")
    assert ran.code == 0
    assert "  hep " in ran.out.partition("Options")[2]


def test_a_reader_that_goes_away_is_no_error(hep: Hep, tmp_path: Path) -> None:
    hep("explain", "case.yaml", *DAY)
    code = (
        "import sys; from generator.cli import main; sys.exit(main(['library', 'list', 'flags']))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait() == 0
    run.stderr.close()


def test_the_json_can_be_read_back(hep: Hep) -> None:
    assert msgspec.json.decode(hep("explain", "case.yaml", *DAY, "--json").out)
