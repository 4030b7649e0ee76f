"""Undo and redo, and two windows on one evaluation: nobody overwrites anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.web.pages import page, select, sent_by
from tests.web.test_drafting import SHOWN, live
from tests.web.test_new import FOUND

if TYPE_CHECKING:
    from tests.web.conftest import Client


@pytest.fixture(scope="module")
def client(desk_client: Client) -> Client:
    return desk_client


def turned(client: Client, at: str, do: str, **typed: Any) -> Any:
    """The page after Undo or Redo, with what was typed since the last button."""
    fields = {**sent_by(page(client.get(at).data)), **typed, "do": do}
    return page(client.send(at, fields, follow_redirects=True).data)


def test_undo_and_redo_go_through_the_page(client: Client, at: str) -> None:
    live(client, at, 0, **{**SHOWN, "patient.age": "41"})
    live(client, at, 1, **{**SHOWN, "patient.age": "42", "notes": "x"})
    undone = turned(client, at, "undo")
    assert sent_by(undone)["patient.age"] == ["41"]
    assert select(undone, '[id="do-undo"][disabled]')
    done = turned(client, at, "redo")
    assert sent_by(done)["patient.age"] == ["42"]
    assert select(done, '[id="do-redo"][disabled]')


def test_what_was_typed_before_undo_is_to_be_had_again(client: Client, at: str) -> None:
    live(client, at, 0, notes="kept", **SHOWN)
    assert sent_by(turned(client, at, "undo", notes="typed since"))["notes"] == ["kept"]
    assert sent_by(turned(client, at, "redo"))["notes"] == ["typed since"]


def test_undo_takes_back_nothing_of_another_window(client: Client, at: str) -> None:
    live(client, at, 0, notes="first")
    mine = sent_by(page(client.get(at).data))
    live(client, at, 1, notes="of the other window")
    answer = client.send(at, {**mine, "do": "undo"})
    assert sent_by(page(client.get(at).data))["notes"] == ["of the other window"]
    copy = page(client.get(answer.location).data)
    assert sent_by(copy)["notes"] == ["first"]
    assert select(copy, f'a[href="{at}"]')


def test_two_windows_overwrite_nothing(client: Client, at: str) -> None:
    live(client, at, 0, **{"patient.name": "first"})
    live(client, at, 1, **{"patient.name": "second"})
    told = live(client, at, 1, **{"patient.name": "third"})
    assert set(told) == {"moved"}
    mine = page(client.get(told["moved"]).data)
    assert sent_by(mine)["patient.name"] == ["third"]
    assert select(mine, f'a[href="{at}"]')
    assert sent_by(page(client.get(at).data))["patient.name"] == ["second"]


@pytest.mark.parametrize("to", ["", "/handout.pdf", "/case.yaml"])
def test_an_old_form_makes_a_copy_and_no_handout(client: Client, at: str, to: str) -> None:
    live(client, at, 0)
    live(client, at, 1, notes="newer")
    answer = client.send(f"{at}{to}", {**FOUND, "version": 1, "notes": "older"})
    assert answer.status_code == 303
    assert at not in answer.location.partition("?")[0]
    assert sent_by(page(client.get(answer.location).data))["notes"] == ["older"]
    assert sent_by(page(client.get(at).data))["notes"] == ["newer"]
