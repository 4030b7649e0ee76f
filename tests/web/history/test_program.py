"""One program with every reason, its handouts byte for byte, and sending it again."""

from pathlib import Path

import pytest
from flask import Flask

from generator.records import reading
from generator.records.database import Database
from generator.records.words import state_of
from tests.cli.mailing import CASE, clinic
from tests.web.conftest import Client
from tests.web.history.recorded import BEN, SEND, give, message, settle
from tests.web.pages import page, select, text

NOBODY = 9_223_372_036_854_775_807


def handouts(record: Path, program: int = 1) -> dict[str, tuple[int, bytes]]:
    with Database(record) as database, database.reading() as db:
        kept = reading.whole(db, program).handouts
        return {one.form: (one.id, reading.handout(db, one)) for one in kept}


def test_a_program_with_every_reason(client: Client, app: Flask, record: Path) -> None:
    reason = "Seen with the dentist; may start"
    case = (
        CASE
        + f'flags: {{rf_tmj_closed_lock: true}}\noverride: {{rf_tmj_closed_lock: "{reason}"}}\n'
    )
    give(record, app.config["HEP"].clinic, case)
    settle(record, 1, "failed", "550 5.1.1 unknown; ask for the address")
    root = page(client.get("/history/1").data)
    assert text(root, "h1") == "Ana Ruiz"
    assert "Chart CHART-77 · program 1 · 2026-11-21 · phase 1" in text(root, "p.lead")
    assert len(select(root, "ol.program h3")) == 5
    assert "twice a day" in text(root, "ol.program p.dose")
    assert "Upper-neck" in text(root, "ol.program ul.reasons")
    assert reason in text(root, "section.warn dd")
    assert text(root, "li.message p.state").startswith("Failed 20")
    assert "550 5.1.1 unknown; ask for the address" in text(root, "p.why")
    assert "desk: given by mail" in text(root, "ol.events")
    assert "Ana" not in text(root, "title")


def test_the_words_of_a_state_are_those_of_the_command_line(client: Client, ana: int) -> None:
    said = state_of(message(client.application.config["HEP"].db, ana))
    assert said.startswith("waits until 20")
    assert f"W{said[1:]}" in client.get("/history/1").text
    assert f"W{said[1:]}" in client.get("/history/outbox").text


@pytest.mark.usefixtures("ana")
def test_the_handouts_are_the_stored_bytes(client: Client, record: Path) -> None:
    kept = handouts(record)
    number, data = kept["pdf"]
    shown = client.get(f"/history/handout/{number}")
    assert shown.data == data
    assert shown.mimetype == "application/pdf"
    assert shown.headers["Content-Disposition"] == 'inline; filename="program-1.pdf"'
    assert shown.headers["Cache-Control"] == "no-store"
    loaded = client.get(f"/history/handout/{number}?download=1")
    assert loaded.data == data
    assert loaded.headers["Content-Disposition"] == 'attachment; filename="program-1.pdf"'
    number, data = kept["html"]
    web = client.get(f"/history/handout/{number}")
    assert web.data == data
    assert web.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.usefixtures("ana")
def test_a_damaged_handout_is_not_given_out(client: Client, record: Path) -> None:
    with Database(record) as database, database.writing() as db:
        db.execute("UPDATE handout SET data = x'00'")
    answer = client.get("/history/handout/1")
    assert answer.status_code == 503
    assert "handout 1 is damaged in the record" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/history/{}",
        "/history/handout/{}",
        "/history/message/{}.eml",
        "/history/message/{}/release",
        "/history/patient/{}/forget",
    ],
)
@pytest.mark.usefixtures("ana")
def test_numbers_that_nothing_has(client: Client, path: str) -> None:
    for number in (2, 0, -1, NOBODY, NOBODY + 1, "1e3", "x", "1.0", "٣"):
        if (path, number) != ("/history/handout/{}", 2):  # the page beside the PDF
            assert client.get(path.format(number)).status_code == 404, number


@pytest.mark.usefixtures("ana")
def test_unknown_numbers_cannot_be_changed(client: Client) -> None:
    for path in ("9/send", "message/9/retry", "message/9/cancel", "message/1/delete"):
        assert client.send(f"/history/{path}").status_code in (404, 405)


@pytest.mark.usefixtures("ana")
def test_a_follow_up_is_offered(client: Client) -> None:
    assert 'action="/new/follow-up/1"' in client.get("/history/1").text


def test_a_program_is_sent_again(client: Client, ana: int, record: Path) -> None:
    settle(record, ana, "sent")
    answer = client.send("/history/1/send", SEND | {"to": "new@example.org", "own_words": "Hi"})
    assert answer.status_code == 303
    assert "is in the outbox" in client.get(answer.location).text
    sent = message(record, 2)
    assert (sent.recipient, sent.state, sent.program_id) == ("new@example.org", "queued", 1)
    letter = client.get("/history/message/2.eml")
    assert b"To: new@example.org" in letter.data
    assert letter.headers["Content-Disposition"] == 'attachment; filename="message-2.eml"'


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({"to": "nobody"}, "to", "address"),
        ({"to": ""}, "to", "address"),
        ({"draft_ok": None}, "draft_ok", "no clinician has reviewed"),
        ({"to": "ben@example.org"}, "address_ok", "that of another patient"),
        ({"password": "nine words", "password_again": "x"}, "password", "not the same"),
        ({"password": "short", "password_again": "short"}, "password", "too short"),
        ({"own_words": "\x07"}, "own_words", "control character"),
    ],
)
def test_what_speaks_against_it_stands_beside_its_field(
    client: Client, ana: int, record: Path, form: dict[str, str | None], field: str, said: str
) -> None:
    give(record, client.application.config["HEP"].clinic, BEN)
    settle(record, ana, "sent")
    sent = {key: value for key, value in (SEND | form).items() if value is not None}
    answer = client.send("/history/1/send", sent)
    assert answer.status_code == 422
    root = page(answer.data)
    assert said in text(root, f'[id="{field}-problem"]') or said in text(root, "section.problems")
    assert select(root, f'[id="{field}"]')
    assert "--" not in text(root, "section.problems")
    assert 'value="short"' not in answer.text
    with Database(record) as database, database.reading() as db:
        assert db.execute("SELECT count(*) FROM message").fetchone()[0] == 2


def test_a_locked_pdf_asks_for_a_password(client: Client, app: Flask, record: Path) -> None:
    give(record, app.config["HEP"].clinic, password="nine words")
    settle(record, 1, "sent")
    assert "the PDF had a password" in client.get("/history/1").text.replace("The PDF", "the PDF")
    assert "locked with a password" in client.send("/history/1/send", SEND).text
    words = {"password": "other words", "password_again": "other words"}
    assert client.send("/history/1/send", SEND | words).status_code == 303
    assert message(record, 2).locked


def test_without_a_mail_server_it_is_a_draft(client: Client, ana: int, record: Path) -> None:
    settle(record, ana, "sent")
    folder = client.application.config["HEP"].clinic
    clinic(folder, None)
    client.application.extensions["hep-desk"].renew()
    answer = client.send("/history/1/send", SEND)
    assert answer.status_code == 303
    assert message(record, 2).state == "drafted"
    assert 'href="/history/message/2.eml"' in client.get(answer.location).text
    assert client.send("/history/outbox/deliver").status_code == 404
