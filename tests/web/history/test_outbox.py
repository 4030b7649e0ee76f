"""Mail that waits, failed or is held, and what can be done about it."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from generator.records import messages, programs
from generator.records.database import Database
from tests.cli.mailing import CASE, clinic
from tests.delivery.mishaps import ByTable, say
from tests.delivery.servers import FakeServer
from tests.recorded import given as program_of
from tests.recorded import new
from tests.web.conftest import Client
from tests.web.history.recorded import SEND, TODAY, message, settle


def test_delivering_from_the_page(
    client: Client, ana: int, record: Path, server: FakeServer, app: Flask
) -> None:
    assert client.send("/history/outbox/deliver").status_code == 303
    app.extensions["hep-postman"].round()
    assert message(record, ana).state == "sent"
    assert len(server.accepted) == 1
    assert "message 1" not in client.get("/history/outbox").text
    assert "Sent 20" in client.get("/history/outbox?all=1").text


def test_a_mail_that_failed_is_seen_and_tried_again(
    client: Client, ana: int, record: Path, app: Flask, tmp_path: Path
) -> None:
    unknown = ByTable({"rcpt": [say("550 5.1.1 unknown")]})
    with FakeServer(unknown) as refusing:
        clinic(tmp_path / "clinic", refusing)
        app.extensions["hep-desk"].renew()
        client.send("/history/outbox/deliver")
        app.extensions["hep-postman"].round()
    for path in ("/history", "/history/1", "/history/outbox"):
        assert "1 message was not sent" in client.get(path).text
    assert "there is no such mailbox; ask for the address" in client.get("/history/1").text
    answer = client.send("/history/message/1/retry", {"back": "outbox"})
    assert (answer.status_code, answer.location) == (303, "/history/outbox?said=retried")
    assert message(record, ana).state == "queued"


@pytest.mark.usefixtures("ana")
def test_a_server_that_takes_nobody_is_named(client: Client, app: Flask, tmp_path: Path) -> None:
    with FakeServer(ByTable({"mail": [say("550 5.1.8 not you")]})) as refusing:
        clinic(tmp_path / "clinic", refusing)
        app.extensions["hep-desk"].renew()
        client.send("/history/outbox/deliver")
        app.extensions["hep-postman"].round()
    assert "The last delivery ended early" in client.get("/history/outbox").text


def test_a_fault_while_delivering_says_nothing_of_a_patient(
    client: Client,
    ana: int,
    record: Path,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("Ana Ruiz")

    monkeypatch.setattr("generator.web.postman.Worker.run", fail)
    client.send("/history/outbox/deliver")
    app.extensions["hep-postman"].round()
    assert "a fault of the program" in client.get("/history/outbox").text
    assert [one.getMessage() for one in caplog.records] == ["delivery: ValueError"]
    assert message(record, ana).state == "queued"


def test_cancelling(client: Client, ana: int, record: Path) -> None:
    answer = client.send("/history/message/1/cancel")
    assert answer.location == "/history/1?said=cancelled#mail"
    assert message(record, ana).state == "cancelled"
    again = client.send("/history/message/1/cancel")
    assert again.status_code == 422
    assert "Message 1: it was cancelled already" in again.text
    assert 'value="ana@example.org"' in again.text
    assert client.send("/history/message/1/retry", {"back": "outbox"}).status_code == 422


ASKED = {"asked": ["stop", "refer", "precaution"], "irritability": "moderate"} | SEND


@pytest.fixture
def held(app: Flask, record: Path, given: dict[str, Path]) -> int:
    """Phase 2 of Ana's plan, half a month later."""
    shutil.copy(given["plan"], record)
    settle(record, 1, "sent")
    app.config["HEP_TODAY"] = TODAY.replace(month=12, day=8)
    return 4


def test_a_held_phase_is_released_once_all_was_asked(
    client: Client, held: int, record: Path
) -> None:
    shown = client.get(f"/history/message/{held}/release")
    assert "Release phase 2" in shown.text
    missing = client.send(f"/history/message/{held}/release", SEND)
    assert missing.status_code == 422
    assert missing.text.count("Ask each question, then say so.") == 6  # above, and beside
    assert message(record, held).state == "held"
    answer = client.send(f"/history/message/{held}/release", ASKED)
    assert (answer.status_code, answer.location) == (303, "/history/2?said=released")
    assert message(record, held).state == "released"
    assert "phase 2" in client.get("/history/2").text
    assert client.get(f"/history/message/{held}/release").status_code == 404
    assert client.send(f"/history/message/{held}/release", ASKED).status_code == 422


def test_a_stop_flag_at_the_release_cancels_the_plan(
    client: Client, held: int, record: Path
) -> None:
    answer = client.send(f"/history/message/{held}/release", ASKED | {"present": "rf_thunderclap"})
    assert answer.status_code == 422
    assert "cancelled, since a stop flag is present: message 2, message 3, message 4" in answer.text
    assert message(record, held).state == "cancelled"


def test_a_new_evaluation_as_a_file(client: Client, held: int) -> None:
    case = CASE.replace("2026-11-20", "2026-12-07") + "phase: 2\n"
    file = (BytesIO(case.encode()), "case.yaml")
    answer = client.send(f"/history/message/{held}/release", SEND | {"case": file})
    assert answer.location == "/history/2?said=released"
    bad = client.send(f"/history/message/{held}/release", SEND | {"case": (BytesIO(b"["), "c")})
    assert bad.status_code == 422


def release(client: Client, held: int, email: str, **more: str) -> tuple[int, str]:
    """Release a phase by a new evaluation with this address."""
    case = CASE.replace("2026-11-20", "2026-12-07").replace("ana@example.org", email)
    file = (BytesIO(f"{case}phase: 2\n".encode()), "case.yaml")
    answer = client.send(f"/history/message/{held}/release", SEND | {"case": file} | more)
    return answer.status_code, answer.text


def test_the_address_of_the_plan_can_be_confirmed(client: Client, held: int, record: Path) -> None:
    status, said = release(client, held, "ana.new@example.org")
    assert status == 422
    assert "the case says ana.new@example.org" in said.replace("The", "the")
    assert 'name="to_ok"' in said
    assert release(client, held, "ana.new@example.org", to_ok="on")[0] == 303
    assert message(record, 5).recipient == "ana@example.org"


def test_a_phase_goes_to_no_other_patient(client: Client, held: int, record: Path) -> None:
    with Database(record) as database, database.writing() as db:
        about = programs.keep(db, program_of("other"), "sent")
        messages.put(db, new(recipient="ben@example.org"), about)
    status, said = release(client, held, "ana@example.org", to="ben@example.org")
    assert status == 422
    assert "address is that of another patient" in said
    assert release(client, held, "", to="ben@example.org", address_ok="on")[0] == 303


def test_what_is_released_goes_at_once(client: Client, held: int, app: Flask) -> None:
    woken = app.extensions["hep-postman"]._woken
    assert not woken.is_set()
    assert release(client, held, "ana@example.org")[0] == 303
    assert woken.is_set()
