"""Programs are found again: by patient, by day, a page at a time; a patient is forgotten."""

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from msgspec.structs import replace

from generator.records.database import Database
from tests.cli.mailing import CASE
from tests.web.conftest import Client
from tests.web.history.recorded import BEN, give, settle
from tests.web.pages import page, select, text

NOBODY = 9_223_372_036_854_775_807


def test_an_empty_record_says_so(client: Client) -> None:
    shown = client.get("/history")
    assert shown.status_code == 200
    assert "Nothing was given yet" in shown.text
    assert "Nothing waits, and nothing failed." in client.get("/history/outbox").text


def test_the_list_names_the_patient_and_the_mail(
    client: Client, ana: int, record: Path, tmp_path: Path
) -> None:
    ben = give(record, tmp_path / "clinic", BEN)
    settle(record, ana, "failed", "550 no such user")
    settle(record, ben, "sent")
    root = page(client.get("/history").data)
    rows = [" ".join(row.text_content().split()) for row in select(root, "ol.rows li")]
    assert rows == [
        "Ben Okafor B-1 2026-11-21 5 exercises · phase 1 mailed",
        "Ana Ruiz CHART-77 2026-11-21 5 exercises · phase 1 mail failed",
    ]
    assert "1 message was not sent" in text(root, "a.banner")


def found(client: Client, **query: str) -> list[str]:
    answer = client.send("/history", query)
    assert answer.status_code == 303
    for words in query.values():
        assert not words or words not in answer.location
    root = page(client.get(answer.location).data)
    return [one.text_content() for one in select(root, "ol.rows a.who")]


@pytest.mark.usefixtures("ana")
def test_a_search_puts_no_name_into_an_address(
    client: Client, record: Path, tmp_path: Path
) -> None:
    give(record, tmp_path / "clinic", BEN)
    assert found(client, patient="okaf") == ["Ben Okafor"]
    assert found(client, patient="chart-") == ["Ana Ruiz"]
    assert found(client, day="2026-11-21", patient="") == ["Ben Okafor", "Ana Ruiz"]
    assert found(client, day="2026-11-22", patient="ana") == []
    assert "Ben Okafor" in client.get("/history?search=forgotten-long-ago").text


def test_a_day_that_is_none(client: Client) -> None:
    answer = client.send("/history", {"day": "soon", "patient": "<b>Ana"})
    assert answer.status_code == 422
    assert "This is no day" in answer.text
    assert "&lt;b&gt;Ana" in answer.text


@pytest.mark.parametrize("before", ["0", "-1", "x", str(NOBODY + 1), ""])
def test_a_place_in_the_list_that_is_none(client: Client, before: str) -> None:
    assert client.get("/history", query_string={"before": before}).status_code == 404


@pytest.mark.usefixtures("ana")
def test_older_programs_stand_on_the_next_page(client: Client, record: Path) -> None:
    with Database(record) as database, database.writing() as db:
        columns = (
            "patient_id, made_at, issued_on, phase, version, library, digest, case_name, "
            "case_text, explanation"
        )
        for _ in range(30):
            db.execute(
                f"INSERT INTO program ({columns}) SELECT {columns} FROM program WHERE id = 1"
            )
    first = page(client.get("/history").data)
    assert len(select(first, "ol.rows li")) == 25
    (older,) = select(first, "nav a.button.second[href=/history?before=7]")
    second = page(client.get(older.get("href")).data)
    assert len(select(second, "ol.rows li")) == 6
    assert "Newest" in text(second, "main nav")


@pytest.mark.usefixtures("ana")
def test_a_patient_is_forgotten_once_the_chart_number_was_typed(
    client: Client, record: Path
) -> None:
    shown = text(page(client.get("/history/patient/1/forget").data), "main")
    for part in ("1 program with its case", "2 handouts", "1 message", "1 of them not sent yet"):
        assert part in shown
    wrong = client.send("/history/patient/1/forget", {"chart": "77"})
    assert wrong.status_code == 422
    assert "not the chart number of this patient" in wrong.text
    assert client.get("/history/1").status_code == 200
    answer = client.send("/history/patient/1/forget", {"chart": " CHART-77 "})
    assert (answer.status_code, answer.location) == (303, "/history?said=forgotten")
    assert "Everything about the patient was erased" in client.get(answer.location).text
    assert client.get("/history/1").status_code == 404
    assert client.get("/history/patient/1/forget").status_code == 404
    assert b"CHART-77" not in record.read_bytes()


@pytest.mark.usefixtures("ana")
def test_nobody_is_forgotten_while_their_mail_is_on_its_way(client: Client, record: Path) -> None:
    with Database(record) as database, database.writing() as db:
        db.execute("UPDATE message SET state = 'sending', worker = 'w', lease_until = '9999-01-01'")
    answer = client.send("/history/patient/1/forget", {"chart": "CHART-77"})
    assert answer.status_code == 422
    assert "being sent at this moment" in answer.text


@pytest.mark.parametrize("path", ["/history", "/history/1", "/history/outbox"])
def test_a_record_that_cannot_be_opened_is_a_plain_page(
    client: Client, record: Path, path: str
) -> None:
    record.write_text("no record, " * 100)
    answer = client.get(path)
    assert answer.status_code == 503
    assert "this file is no record of hep" in answer.text
    assert str(record) not in answer.text
    record.unlink()
    with sqlite3.connect(record) as other:
        other.execute("CREATE TABLE a (b)")
    other.close()
    assert "database of another program" in client.get(path).text


@pytest.mark.parametrize("path", ["/history", "/history/outbox"])
def test_a_record_that_can_never_be_is_no_empty_one(
    client: Client, record: Path, path: str
) -> None:
    record.unlink(missing_ok=True)
    in_the_way = record.with_name("file")
    in_the_way.touch()
    client.application.config["HEP"] = replace(
        client.application.config["HEP"], db=in_the_way / "hep" / "record.db"
    )
    answer = client.get(path)
    assert answer.status_code == 503
    assert "the record cannot be opened" in answer.text


@pytest.mark.usefixtures("ana")
def test_the_record_is_closed_after_each_request(app: Flask) -> None:
    with app.test_request_context():
        from generator.web.record import record as opened  # noqa: PLC0415

        database = opened()
        assert opened() is database
    with pytest.raises(sqlite3.ProgrammingError, match="closed"), database.reading() as db:
        db.execute("SELECT 1")


def test_hostile_words_stay_words(client: Client, app: Flask, record: Path) -> None:
    evil = "<script>alert(1)</script>"
    case = CASE.replace("Ana Ruiz", f'"{evil}"').replace('"CHART-77"', f"'{evil}'")
    give(record, app.config["HEP"].clinic, case)
    settle(record, 1, "failed", evil)
    for path in ("/history", "/history/1", "/history/outbox", "/history/patient/1/forget"):
        shown = client.get(path).text
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown
