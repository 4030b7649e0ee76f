"""`hep history`, `hep backup`, `hep restore`: what was given, found again, erased, kept safe."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from generator.errors import ExitCode
from generator.records import drafts
from generator.records.database import Database
from tests.cli.conftest import Hep, Ran
from tests.cli.mailing import CASE, DAY


@pytest.fixture
def given(hep: Hep, tmp_path: Path) -> Hep:
    """Two patients have been given a program each."""
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "ben.yaml").write_text(
        CASE.replace("CHART-77", "B-1").replace("Ana", "Ben").replace("ana@", "ben@")
    )
    for case in ("case.yaml", "ben.yaml"):
        assert hep("send", case, *DAY).code == 0
    return hep


def _bytes_of_record(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (folder / "record").iterdir())


def test_the_list_and_one_patient(given: Hep) -> None:
    lines = given("history").out.splitlines()
    assert [line.split("  ")[2] for line in lines] == ["patient B-1", "patient CHART-77"]
    assert len(given("history", "B-1").out.splitlines()) == 1
    assert len(given("history", "--most", "1").out.splitlines()) == 1
    nobody = given("history", "nobody")
    assert (nobody.code, nobody.out, nobody.err) == (0, "", "nothing was given yet\n")


def test_a_program_in_full(given: Hep) -> None:
    shown = given("history", "show", "1").out
    for part in ("program 1 for patient CHART-77", "issued for 2026-11-21", "SHA-256", "drafted"):
        assert part in shown
    missing = given("history", "show", "9")
    assert (missing.code, missing.out) == (ExitCode.BAD_INPUT, "")
    assert "program 9: there is no such program" in missing.err


def test_the_same_bytes_as_then(given: Hep, tmp_path: Path) -> None:
    assert given("generate", "case.yaml", "--date", "2026-11-21").code == 0
    assert given("history", "reprint", "1").out == "program-1.pdf\n"
    assert (tmp_path / "program-1.pdf").read_bytes() == (tmp_path / "case.pdf").read_bytes()
    again = given("history", "reprint", "1")
    assert again.code == ExitCode.BAD_INPUT
    assert given("history", "reprint", "1", "--force", "-o", "program-1.pdf").code == 0
    assert "has no html handout" in given("history", "reprint", "1", "--format", "html").err


def test_all_about_a_patient(given: Hep, tmp_path: Path) -> None:
    assert given("history", "export", "--patient", "CHART-77").out == "patient.zip\n"
    with zipfile.ZipFile(tmp_path / "patient.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) == {
        "program-1/case.yaml",
        "program-1/reasons.json",
        "program-1/handout-1.pdf",
        "program-1/message-1.eml",
        "record.json",
    }
    assert files["program-1/case.yaml"].decode() == CASE
    record = json.loads(files["record.json"])
    assert (record["patient"], len(record["programs"])) == ("CHART-77", 1)
    assert [line["what"] for line in record["history"]] == ["given by mail", "drafted"]
    assert not any(b"ben@example.org" in data for data in files.values())
    again = given("history", "export", "--patient", "CHART-77")
    assert (again.code, again.out) == (ExitCode.BAD_INPUT, "")
    assert given("history", "export", "--patient", "x", "-o", "x.zip").code == ExitCode.BAD_INPUT
    assert not (tmp_path / "x.zip").exists()


def test_a_forgotten_patient_is_gone(
    given: Hep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    asked = given("history", "forget", "--patient", "CHART-77")
    assert "Erase everything about patient CHART-77?" in asked.err
    assert asked.code != 0
    assert b"CHART-77" in _bytes_of_record(tmp_path)
    ran = given("history", "forget", "--patient", "CHART-77", "--yes")
    assert (ran.code, ran.err) == (
        0,
        "erased 1 program, 1 message and 0 drafts\n",
    )
    kept = _bytes_of_record(tmp_path)
    assert b"CHART-77" not in kept
    assert b"Ana Ruiz" not in kept
    assert b"Ben Ruiz" in kept
    assert given("history", "show", "1").code == ExitCode.BAD_INPUT


def test_a_patient_with_an_evaluation_only_is_exported_and_forgotten(
    given: Hep, tmp_path: Path
) -> None:
    with Database(tmp_path / "record" / "record.db") as database, database.writing() as db:
        drafts.save(db, drafts.new_id(), 0, {"patient.id": ["NEW-1"]})
    ran = given("history", "export", "--patient", "NEW-1")
    assert (ran.code, ran.out) == (0, "patient.zip\n")
    ran = given("history", "forget", "--patient", "NEW-1", "--yes")
    assert (ran.code, ran.err) == (0, "erased 0 programs, 0 messages and 1 draft\n")


@pytest.mark.parametrize("age", ["7", "0d", "-1y", "7 years", "y", "99999999d"])
def test_an_age_that_is_none(given: Hep, age: str) -> None:
    ran = given("history", "purge", "--older-than", age, "--yes")
    assert ran.code == ExitCode.USAGE
    assert "write it like 7y" in ran.err


def test_purging(given: Hep) -> None:
    ran = given("history", "purge", "--older-than", "1d", "--yes")
    assert (ran.code, ran.err) == (0, "erased 0 programs, 0 messages and 0 drafts\n")
    assert len(given("history").out.splitlines()) == 2


def test_backup_and_restore(given: Hep, tmp_path: Path) -> None:
    assert given("backup", "copy.db").out == "copy.db\n"
    given("history", "forget", "--patient", "B-1", "--yes")
    refused = given("restore", "copy.db")
    assert refused.code == ExitCode.RECORD
    assert "there is a record already; use --force" in refused.err
    restored = given("restore", "copy.db", "--force")
    assert restored.code == 0
    assert "what stood there before is now" in restored.err
    assert len(given("history").out.splitlines()) == 2
    assert len(list((tmp_path / "record").glob("record-before-*.db"))) == 1


def _refused(ran: Ran) -> str:
    assert (ran.code, ran.out) == (ExitCode.RECORD, "")
    return ran.err


def test_a_record_that_cannot_be_used(hep: Hep, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    other = tmp_path / "other.txt"
    other.write_text("not a record, " * 100)
    for command in (("history",), ("outbox",), ("backup", "b.db"), ("send", "case.yaml", *DAY)):
        said = _refused(hep(*command, "--db", str(other)))
        assert said.endswith(
            f"{other}: this file is no record of hep; give another one with --db\n"
        )
    assert other.read_text() == "not a record, " * 100
    assert not (tmp_path / "case.eml").exists()


def test_a_handout_that_is_only_made_leaves_no_trace(hep: Hep, tmp_path: Path) -> None:
    assert hep("generate", "case.yaml", "--date", "2026-11-21").code == 0
    assert hep("explain", "case.yaml", "--date", "2026-11-21").code == 0
    assert not (tmp_path / "record").exists()
