"""The mail server tried out from the settings, against real servers on loopback."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from generator.web import mailtest
from tests.delivery.mishaps import HANG, ByTable
from tests.delivery.real_server import RealServer
from tests.delivery.servers import FakeServer, raw_server
from tests.web.pages import page, select, sent_by, text

if TYPE_CHECKING:
    from pathlib import Path
    from socket import socket

    from werkzeug.test import TestResponse

    from tests.web.conftest import Client


FIRST = "name: Cedar Street\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "our-clinic"
    found.mkdir()
    (found / "clinic.yaml").write_text(FIRST)
    return found


def tried(client: Client, port: int, action: str = "reach", **fields: str) -> TestResponse:
    shown: dict[str, Any] = {
        name: values[0]
        for name, values in sent_by(page(client.get("/settings").data)).items()
        if name != "logo"
    }
    mail = {
        "mail.sender": "Cedar <desk@cedar.example>",
        "mail.host": "127.0.0.1",
        "mail.port": str(port),
        "mail.security": "plain",
    }
    return client.send("/settings/mail", {**shown, **mail, **fields, "action": action})


def told(answer: TestResponse) -> tuple[list[str], list[str]]:
    """The steps that worked, and what did not."""
    root = page(answer.data)
    return tuple(  # type: ignore[return-value]
        [one.text_content() for one in select(root, f".tried li.{kind}")]
        for kind in ("step", "trouble")
    )


def test_a_server_that_answers_is_told_step_by_step_and_nothing_is_sent_or_saved(
    client: Client, folder: Path
) -> None:
    with RealServer() as server:
        answer = tried(client, server.port)
    assert answer.status_code == 200
    assert told(answer) == ([f"connected to 127.0.0.1, port {server.port}"], [])
    shown = text(page(answer.data), ".tried p")
    assert shown == "The mail server can be used. What you changed is tried, but not saved yet."
    assert sent_by(page(answer.data))["mail.port"] == [str(server.port)]
    assert server.accepted == []
    assert (folder / "clinic.yaml").read_text() == FIRST


@pytest.mark.parametrize(
    ("to", "there"), [("me@cedar.example", "me@cedar.example"), ("", "desk@cedar.example")]
)
def test_a_test_message_goes_to_ones_own_address(client: Client, to: str, there: str) -> None:
    with RealServer() as server:
        answer = tried(client, server.port, "send", to=to)
    assert told(answer)[0][-1] == f"the server took a test message to {there}"
    assert [one.recipient for one in server.accepted] == [there]
    assert b"Cedar Street" in server.accepted[0].data


def test_a_wrong_address_or_a_wrong_field_tries_nothing(client: Client) -> None:
    with FakeServer() as server:
        assert "no email address" in told(tried(client, server.port, "send", to="me"))[1][0]
        answer = tried(client, server.port, **{"mail.sender": "me"})
    assert answer.status_code == 422
    assert "Nothing was tried." in answer.text
    assert server.connections == 0


def test_a_server_that_hangs_does_not_hang_the_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mailtest.WAIT_S < mailtest.LIMIT_S <= 30
    monkeypatch.setattr(mailtest, "WAIT_S", 0.3)
    began = time.monotonic()
    with FakeServer(ByTable({"greeting": HANG})) as server:
        answer = tried(client, server.port)
    assert time.monotonic() - began < 15  # without our own patience it would be 20
    (steps, (trouble,)) = told(answer)
    assert steps == [f"connected to 127.0.0.1, port {server.port}"]
    assert "greeting timeout" in trouble


def test_a_server_that_never_comes_to_an_end_does_not_hang_the_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailtest, "LIMIT_S", 0.3)
    gone = threading.Event()

    def drip(sock: socket) -> None:
        while not gone.wait(0.05):
            sock.sendall(b"220-and so on\r\n")

    began = time.monotonic()
    with raw_server(drip) as port:
        answer = tried(client, port)
        gone.set()
    assert time.monotonic() - began < 10
    assert "greeting timeout" in told(answer)[1][0]


def test_one_test_at_a_time(client: Client) -> None:
    with FakeServer() as server, mailtest._ONE:
        assert "another test is under way" in told(tried(client, server.port))[1][0]
        assert server.connections == 0


def test_a_password_is_used_and_never_shown(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEP_SMTP_PASSWORD", "hunter2 hunter2")
    with FakeServer(users={"u": "hunter2 hunter2"}) as server:
        good = tried(client, server.port, **{"mail.user": "u"})
        wrong = tried(client, server.port, **{"mail.user": "x"})
    assert told(good)[0][-1] == "logged in as u"
    assert "login 535" in told(wrong)[1][0]
    assert "HEP_SMTP_PASSWORD" in good.text
    assert "hunter2" not in good.text + wrong.text
