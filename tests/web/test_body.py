"""The body to point at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.records.drafts import new_id
from tests.web.pages import page, select, text

if TYPE_CHECKING:
    from tests.web.conftest import Client

FOUND = {
    "patient.age": "40",
    "irritability": "low",
    "evaluated": "2026-11-20",
    "findings.masseter_tender": "both",
    "findings.temporalis_tender": "left",
    "findings.ut_short": "left",
}


@pytest.fixture(scope="module")
def client(desk_client: Client) -> Client:
    return desk_client


def test_each_region_of_the_body_leads_to_its_findings(client: Client) -> None:
    shown = page(client.get(f"/new/{new_id()}").data)
    links = select(shown, "div.figure a")
    for link in links:
        (findings,) = select(shown, f'[id="{link.get("href")[1:]}"]')
        (area,) = findings.iterancestors("details")
        assert text(link, "title") == text(area, "h3")
    assert {link.get("href") for link in links} == {
        f"#list-{key}" for key in ("jaw", "neck", "shoulder", "back")
    }


def test_the_body_shows_where_something_was_found(client: Client) -> None:
    parts = client.send(f"/new/{new_id()}/live", FOUND).json
    assert parts is not None
    shown = page(parts["parts"].encode())
    counts = {key: text(shown, f"span[id=count-{key}]") for key in ("jaw", "neck", "back")}
    assert counts == {"jaw": "2", "neck": "1", "back": ""}
