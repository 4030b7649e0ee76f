"""Mail from the page: the checks of `hep send`, the state in words, and what arrives."""

from __future__ import annotations

import datetime
import email
import io
from email.policy import default
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from generator.records import moments, reading
from generator.records.database import Database
from generator.records.drafts import new_id
from tests.delivery.mishaps import ByTable, say
from tests.web.pages import page, select, text
from tests.web.test_giving import form, kept, whats

if TYPE_CHECKING:
    from tests.delivery.servers import FakeServer
    from tests.web.conftest import Client

ANSWERED = {"mail.draft_ok": "on"}


def deliver(client: Client) -> None:
    client.application.extensions["hep-postman"].round()


def send(client: Client, at: str, fields: dict[str, Any], **more: Any) -> Any:
    return client.send(f"{at}/mail", form(client, at, **fields, **more))


def state(client: Client, at: str) -> str:
    return text(page(b'<meta charset="utf-8">' + client.get(f"{at}/messages").data), "[id=left]")


def test_a_message_is_sent_and_its_state_shown(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    client.send(at, patient)
    printed = client.send(f"{at}/handout.pdf", form(client, at)).data
    answer = send(client, at, {**ANSWERED, "mail.own_words": "¡Ánimo!\n\nSee you."})
    assert answer.status_code == 303
    assert "Waits" in state(client, at)
    assert select(page(client.get(f"{at}/messages").data), "[data-waits]")
    deliver(client)
    assert "Sent" in state(client, at)
    assert state(client, at) == text(page(client.get(at).data), "[id=left]")
    assert not select(page(client.get(at).data), "[data-waits]")
    (accepted,) = server.accepted
    assert accepted.recipient == patient["patient.email"]
    message = email.message_from_bytes(accepted.data, policy=default)
    assert next(message.iter_attachments()).get_content() == printed
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "¡Ánimo!" in plain.get_content()
    program = kept(client)[-1]
    assert whats(program) == ["printed", "given by mail", "queued", "sent"]


def test_each_refusal_asks_for_its_own_tick(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    client.send(at, patient)
    assert not select(page(client.get(at).data), '[name="mail.draft_ok"]')
    refused = page(send(client, at, {}).data)
    assert "no clinician has reviewed" in text(refused, "[id=mail] .problems")
    assert select(refused, '[name="mail.draft_ok"]')
    assert send(client, at, ANSWERED).status_code == 303
    again = page(send(client, at, ANSWERED).data)
    assert "already" in text(again, "[id=mail] .problems")
    assert select(again, '[name="mail.again"]')
    assert select(again, '[name="mail.draft_ok"][checked]') == []
    assert send(client, at, ANSWERED, **{"mail.again": "on"}).status_code == 303
    other, elsewhere = {**patient, "patient.id": new_id()}, f"/new/{new_id()}"
    client.send(elsewhere, other)
    shared = send(client, elsewhere, ANSWERED)
    assert shared.status_code == 422
    assert select(page(shared.data), '[name="mail.address_ok"]')
    assert send(client, elsewhere, ANSWERED, **{"mail.address_ok": "on"}).status_code == 303
    deliver(client)
    assert len(server.accepted) == 3


def test_what_was_asked_stays_while_the_form_is_filled_in(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    del server
    client.send(at, patient)
    fields = form(client, at, **{"mail.asks": "mail.draft_ok", **ANSWERED, "mail.at": "08:00"})
    told: Any = client.send(f"{at}/live", fields).json
    parts = page(told["parts"].encode())
    assert select(parts, '[name="mail.draft_ok"][checked]')
    assert select(page(client.get(at).data), '[name="mail.at"][value="08:00"]')
    assert not select(page(client.get(at).data), '[name="mail.draft_ok"]')


def test_a_password_locks_the_pdf_and_is_kept_nowhere(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    client.send(at, patient)
    secret = {"mail.password": "open-sesame-77", "mail.repeated": "open-sesame-77"}
    wrong = send(client, at, {**ANSWERED, **secret, "mail.repeated": "open-sesame-78"})
    assert "not the same" in text(page(wrong.data), '[id="mail.repeated-problem"]')
    short = send(client, at, {**ANSWERED, "mail.password": "abc", "mail.repeated": "abc"})
    assert "too short" in text(page(short.data), '[id="mail.password-problem"]')
    client.send(f"{at}/live", form(client, at, **secret))
    answer = send(client, at, {**ANSWERED, **secret})
    deliver(client)
    message = email.message_from_bytes(server.accepted[0].data, policy=default)
    pdf = next(message.iter_attachments()).get_content()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(pdf))
    files = client.application.config["HEP"].db.parent.glob("record.db*")
    for data in (answer.data, wrong.data, short.data, *(file.read_bytes() for file in files)):
        assert b"open-sesame" not in data


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "no chart number": ({"patient.id": ""}, "patient.id"),
    "no address": ({"patient.email": ""}, "mail.to"),
    "no such address": ({"mail.to": "ana"}, "mail.to"),
    "no moment": ({"mail.at": "soon"}, "mail.at"),
    "a moment that is over": ({"mail.at": "2026-01-01 08:00"}, "mail.at"),
    "no number of weeks": ({"mail.weeks": "many"}, "mail.weeks"),
    "too many weeks": ({"mail.weeks": "53"}, "mail.weeks"),
    "far too many weeks": ({"mail.weeks": "0529"}, "mail.weeks"),
    "a character that no mail shows": ({"mail.own_words": "\x07"}, "mail.own_words"),
    "an old evaluation": ({"evaluated": "2026-10-01"}, "evaluated"),
}


@pytest.mark.parametrize("why", WRONG)
def test_what_is_wrong_stands_beside_its_field(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer, why: str
) -> None:
    before = len(kept(client))
    changes, field = WRONG[why]
    answer = client.send(f"{at}/mail", {**patient, **ANSWERED, **changes})
    assert answer.status_code == 422
    root = page(answer.data)
    assert select(root, f'[id=mail] .problems a[href="#{field}"]')
    assert select(root, f'[id="{field}"]')
    if field.startswith("mail."):
        assert select(root, f'[id="{field}-problem"] p')
    assert "--" not in text(root, "[id=mail] .problems")
    assert len(kept(client)) == before
    assert server.accepted == []


def test_no_program_no_message_and_what_waited_is_cancelled(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    client.send(at, patient)
    send(client, at, ANSWERED)
    stopped = send(client, at, ANSWERED, **{"flags.rf_thunderclap": "on"})
    assert stopped.status_code == 422
    root = page(stopped.data)
    assert select(root, ".verdict.stop")
    assert not select(root, "[id=mail]")
    assert "cancelled" in text(root, "[id=outcome]")
    deliver(client)
    assert server.accepted == []
    assert whats(kept(client)[-1])[-1] == "cancelled"


def test_a_plan_for_later_is_held_and_told(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    client.send(at, patient)
    late = f"{moments.now() + datetime.timedelta(days=2):%Y-%m-%dT08:00}"
    answer = send(client, at, {**ANSWERED, "mail.at": late, "mail.weeks": "6"})
    assert answer.status_code == 303
    deliver(client)
    assert server.accepted == []
    told = state(client, at)
    assert "Waits until" in told
    assert "Check-in" in told
    assert "asked the red flags again" in told
    assert not select(page(client.get(at).data), "[data-waits]")


def test_a_plan_sent_once_more_asks_nobody_twice(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    before = len(kept(client))
    server.faults = ByTable({"rcpt": say("550 5.1.1 nobody")})
    client.send(at, patient)
    plan = {**ANSWERED, "mail.weeks": "6"}
    send(client, at, plan)
    deliver(client)
    server.faults = ByTable({})
    assert send(client, at, plan).status_code == 303
    deliver(client)
    first, second = kept(client)[before:]
    assert [one.state for one in first.messages][:3] == ["failed", "queued", "queued"]
    assert [one.state for one in second.messages][:3] == ["sent", "queued", "queued"]
    assert len(second.messages) == len(first.messages)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("rcpt", "550 5.1.1 nobody"), "Not sent to"),
        (("rcpt", "450 4.2.1 later"), "It is tried again by itself"),
        (("mail", "530 5.7.0 log in"), "Once the mail settings are right"),
    ],
)
def test_what_a_server_refused_is_said_with_what_to_do(
    client: Client,
    at: str,
    patient: dict[str, Any],
    server: FakeServer,
    row: tuple[str, str],
    said: str,
) -> None:
    server.faults = ByTable({row[0]: say(row[1])})
    client.send(at, patient)
    send(client, at, ANSWERED)
    deliver(client)
    assert said in state(client, at)


def test_settings_that_cannot_be_used_are_said(
    client: Client, at: str, patient: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEP_SMTP_HOST", "smtp.clinic.example:25")
    client.send(at, patient)
    answer = send(client, at, ANSWERED)
    assert answer.status_code == 422
    assert "HEP_SMTP_HOST" in text(page(answer.data), "[id=mail] .problems")


def test_without_a_server_a_draft_is_to_be_had(
    client: Client, at: str, patient: dict[str, Any]
) -> None:
    client.send(at, patient)
    shown = page(client.get(at).data)
    assert "clinic.yaml" in text(shown, "[id=mail]")
    assert not select(shown, '[id="mail.at"]')
    late = send(client, at, {**ANSWERED, "mail.weeks": "6"})
    assert "needs a mail server" in text(page(late.data), "[id=mail] .problems")
    client.send(at, form(client, at, **{"mail.weeks": ""}))
    assert send(client, at, ANSWERED).status_code == 303
    (link,) = select(page(client.get(at).data), "[id=left] a[href]")
    letter = client.get(link.get("href"))
    assert letter.headers["Content-Disposition"] == 'attachment; filename="message.eml"'
    message = email.message_from_bytes(letter.data, policy=default)
    assert message["To"] == patient["patient.email"]
    assert message["X-Unsent"] == "1"
    number = int(link.get("href").rpartition("-")[2].removesuffix(".eml"))
    elsewhere = f"/new/{new_id()}"
    client.send(elsewhere, patient)
    for wrong in (f"{elsewhere}/message-{number}.eml", f"{at}/message-{10**30}.eml"):
        assert client.get(wrong).status_code == 404


def test_a_message_that_is_no_draft_is_not_to_be_had(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    del server
    client.send(at, patient)
    send(client, at, ANSWERED)
    with Database(client.application.config["HEP"].db) as database, database.reading() as db:
        (message,) = reading.whole(db, kept(client)[-1].id).messages
    assert client.get(f"{at}/message-{message.id}.eml").status_code == 404
