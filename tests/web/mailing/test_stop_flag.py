"""A stop flag on the page, and the mail that waits for the patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.records.drafts import new_id
from tests.web.mailing.test_sending import ANSWERED
from tests.web.pages import page, select, text
from tests.web.test_giving import form, kept

if TYPE_CHECKING:
    from tests.delivery.servers import FakeServer
    from tests.web.conftest import Client


def waiting(client: Client, at: str, patient: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A later evaluation of a patient for whom check-ins wait, with a stop flag; not posted yet."""
    client.send(at, patient)
    fields = form(client, at, **ANSWERED, **{"mail.weeks": "6"})
    assert client.send(f"{at}/mail", fields).status_code == 303
    return f"/new/{new_id()}", {**patient, "flags.rf_thunderclap": "on"}


def states(client: Client, patient: dict[str, Any]) -> set[str]:
    """How the messages of a patient stand."""
    of_patient = [one for one in kept(client) if one.chart == patient["patient.id"]]
    return {message.state for program in of_patient for message in program.messages}


def test_a_stop_flag_names_what_waits_and_one_button_cancels_it(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    del server
    later, fields = waiting(client, at, patient)
    told: Any = client.send(f"{later}/live", fields).json
    assert states(client, patient) == {"queued", "held"}
    for root in (page(told["parts"].encode()), page(client.get(later).data)):
        assert "Check-in to" in text(root, ".verdict.stop")
        (button,) = select(root, ".verdict.stop button")
    another: Any = client.send(f"/new/{new_id()}/live", {**fields, "patient.id": new_id()}).json
    assert "Check-in to" not in another["parts"]
    # Whoever sees a red flag does not fill in the rest first.
    bare = {key: fields[key] for key in ("patient.id", "flags.rf_thunderclap")}
    done = client.send(button.get("formaction"), {**bare, "version": "1"}, follow_redirects=True)
    assert states(client, patient) == {"cancelled"}
    assert "may still arrive" in text(page(done.data), ".verdict.stop")
    assert not select(page(done.data), ".verdict.stop button")


def test_what_waits_is_cancelled_for_a_stop_flag_alone(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer
) -> None:
    del server
    later, fields = waiting(client, at, patient)
    client.send(f"{later}/cancel-mail", {**fields, "flags.rf_thunderclap": ""})
    assert states(client, patient) == {"queued", "held"}
    refer = {**fields, "flags.rf_thunderclap": "", "flags.rf_tmj_closed_lock": "on", "version": "1"}
    shown = page(client.send(later, refer, follow_redirects=True).data)
    assert "Check-in to" in text(shown, ".verdict.refer")
    assert not select(shown, ".verdict.refer button")


@pytest.mark.parametrize("to", ["handout.pdf", "handout.html", "save", "mail"])
def test_what_is_refused_for_a_stop_flag_cancels_what_waits(
    client: Client, at: str, patient: dict[str, Any], server: FakeServer, to: str
) -> None:
    del server
    later, fields = waiting(client, at, patient)
    refused = client.send(f"{later}/{to}", fields)
    assert refused.status_code == 422
    assert "ancelled, since a stop flag is present" in text(page(refused.data), "[id=outcome]")
    assert states(client, patient) == {"cancelled"}
