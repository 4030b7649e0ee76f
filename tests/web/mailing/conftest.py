"""A patient of nobody yet, and a mail server that the environment names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.records.drafts import new_id
from tests.delivery.servers import HOST, FakeServer
from tests.web.test_giving import CHARTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.conftest import Client


@pytest.fixture(scope="module")
def client(desk_client: Client) -> Client:
    return desk_client


@pytest.fixture
def patient() -> dict[str, Any]:
    """A patient of whom the record knows nothing yet."""
    chart = new_id()
    return {**CHARTED, "patient.id": chart, "patient.email": f"a{chart.strip('_-')}@example.org"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """A mail server that the environment names."""
    with FakeServer() as running:
        named = {"HOST": HOST, "PORT": running.port, "SECURITY": "plain"}
        for name, value in (named | {"SENDER": "desk@lakeside.example"}).items():
            monkeypatch.setenv(f"HEP_SMTP_{name}", str(value))
        yield running
