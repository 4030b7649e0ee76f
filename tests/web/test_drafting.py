"""The evaluation at its address: kept at every change, told apart from somebody else's."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from generator.records import programs
from generator.records.database import Database
from generator.records.drafts import new_id
from tests.reasoning import TODAY
from tests.recorded import given
from tests.web.conftest import entered
from tests.web.pages import page, select, sent_by, text
from tests.web.test_new import EXAMPLES, FOUND, opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Client


@pytest.fixture(scope="module")
def client(desk_client: Client) -> Client:
    return desk_client


def live(client: Client, at: str, version: int, **fields: Any) -> Any:
    answer = client.send(f"{at}/live", {**FOUND, "version": version, **fields})
    assert answer.status_code == 200
    return answer.json


def parts_of(told: Any) -> Any:
    return page(f'<meta charset="utf-8">{told["parts"]}'.encode())


def test_an_address_that_is_only_opened_keeps_nothing(client: Client) -> None:
    before = text(page(client.get("/").data), "main")
    answer = client.get("/new")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert text(page(client.get("/").data), "main") == before


def test_what_was_typed_is_there_again(client: Client, at: str) -> None:
    told = live(client, at, 0, **{"patient.name": "Ana <Ruiz>"})
    assert told["version"] == 1
    parts = parts_of(told)
    assert "exercises" in text(parts, "[id=status]")
    assert select(parts, "[id=outcome] .given")
    again = page(client.get(at).data)
    assert sent_by(again)["patient.name"] == ["Ana <Ruiz>"]
    assert text(again, ".given h3") == text(parts, ".given h3")
    assert "Ana <Ruiz>" in text(page(client.get("/").data), "main")


def test_the_parts_are_those_of_the_whole_page(client: Client, at: str) -> None:
    """Whoever types sees what whoever loads the page sees."""
    fields = sent_by(page(opened(client, EXAMPLES[0].read_bytes()).data))
    ids = [key.removeprefix("exercises.dose.").split(".")[0] for key in fields if "dose" in key]
    parts = parts_of(client.send(f"{at}/live", fields | {"open": ids}).json)
    whole = page(client.get(at).data)
    inside = select(whole, "[data-part] [data-part]")
    for part in select(whole, "[data-part]"):
        if part in inside or part.get("id") == "saved":
            continue
        (fresh,) = select(parts, f"[id={part.get('id')}]") or [None]
        here = fresh.text_content().split() if fresh is not None else []
        assert here == part.text_content().split(), part.get("id")


def test_what_the_provider_answers_for_stays_in_the_form(client: Client, at: str) -> None:
    fields = {"asked": ["stop"], "confirmed_not_screened": "on"}
    parts = parts_of(live(client, at, 0, **fields))
    assert select(parts, ".given")
    (tick,) = select(parts, "[data-part] input[name=confirmed_not_screened]")
    assert "checked" in tick.attrib
    (place,) = tick.xpath("ancestor::*[@data-part]/@id")
    assert select(page(client.get(at).data), f"[id={place}][data-part] [checked]")
    open_again = parts_of(live(client, at, 1, asked=["stop"]))
    assert len(select(open_again, "input[name=confirmed_not_screened]")) == 1


def test_what_is_folded_comes_when_it_is_unfolded(client: Client, at: str) -> None:
    folded = parts_of(live(client, at, 0))
    key = select(folded, ".given")[0].get("id").removeprefix("exercise-")
    assert not select(folded, ".change input")
    unfolded = parts_of(live(client, at, 1, open=key))
    assert select(unfolded, f"[id=change-{key}] input")
    changed = parts_of(live(client, at, 1, **{f"exercises.dose.{key}.per_day": "2"}))
    assert select(changed, f'[id="exercises.dose.{key}.per_day"]')


def test_undo_and_redo_go_through_the_page(client: Client, at: str) -> None:
    live(client, at, 0, **{"patient.age": "41"})
    live(client, at, 1, **{"patient.age": "42", "notes": "x"})
    undone = page(client.send(at, {"do": "undo"}, follow_redirects=True).data)
    assert sent_by(undone)["patient.age"] == ["41"]
    assert select(undone, '[id="do-undo"][disabled]')
    done = page(client.send(at, {"do": "redo"}, follow_redirects=True).data)
    assert sent_by(done)["patient.age"] == ["42"]
    assert select(done, '[id="do-redo"][disabled]')


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


def test_fields_of_nobody_are_not_kept(client: Client, at: str) -> None:
    assert client.send(f"{at}/live", {"patient.shoe": "1"}).status_code == 400
    assert client.send(at, {"patient.shoe": "1"}).status_code == 422
    assert client.send(f"{at}/live", {"notes": "x" * 5001}).status_code == 400
    assert not sent_by(page(client.get(at).data)).get("notes", [""])[0]


@pytest.mark.parametrize("key", ["short", "x" * 17, "..%2f..%2fetc%2fpass", "abc.efghijklmnop"])
def test_an_address_of_another_form_is_nothing(client: Client, key: str) -> None:
    assert client.get(f"/new/{key}").status_code == 404


def test_a_draft_can_be_discarded(client: Client, at: str) -> None:
    live(client, at, 0, **{"patient.name": "Nobody Anymore"})
    assert b"Nobody Anymore" in client.get("/").data
    assert client.send(f"{at}/discard").status_code == 303
    assert b"Nobody Anymore" not in client.get("/").data
    assert b"Nobody Anymore" not in client.get(at).data


def test_a_record_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    client = entered(tmp_path / "folder" / "record.db")
    at = f"/new/{new_id()}"
    shutil.rmtree(tmp_path / "folder", ignore_errors=True)
    (tmp_path / "folder").write_text("no folder")
    told = client.send(f"{at}/live", FOUND).json
    assert "Not saved" in text(parts_of(told), "[id=saved] .problem")
    assert select(parts_of(told), ".given")
    assert "Not saved" in text(page(client.send(at, FOUND).data), "[id=saved] .problem")
    assert client.get(at).status_code == 200
    assert client.get("/").status_code == 200


def test_the_case_of_the_command_line_is_opened(tmp_path: Path) -> None:
    client = entered(tmp_path / "record.db", EXAMPLES[0])
    (link,) = select(page(client.get("/").data), 'a[href="/new/case"]')
    assert EXAMPLES[0].name in link.text_content()
    answer = client.get("/new/case", follow_redirects=True)
    assert select(page(answer.data), ".given")
    assert len(select(page(client.get("/").data), ".unfinished li")) == 0


def test_the_order_of_what_left_the_program_is_forgotten(client: Client, at: str) -> None:
    first = page(client.send(at, {**FOUND, "do": "show"}, follow_redirects=True).data)
    last = select(first, ".given")[-1].get("id").removeprefix("exercise-")
    fields = sent_by(first)
    up = page(client.send(at, {**fields, "do": f"up:{last}"}, follow_redirects=True).data)
    order = sent_by(up)["exercises.order"]
    assert last in order
    out = page(
        client.send(at, {**sent_by(up), "exercises.remove": last}, follow_redirects=True).data
    )
    assert sent_by(out)["exercises.order"] == [key for key in order if key != last]
    assert not select(out, ".problem")
    assert select(out, ".given")


def test_a_follow_up_begins_with_the_patient_and_last_time(tmp_path: Path) -> None:
    client = entered(tmp_path / "record.db")
    text_ = EXAMPLES[0].read_bytes()
    with Database(tmp_path / "record.db") as database, database.writing() as db:
        programs.keep(db, replace(given("10421"), case_text=text_), "sent")
        event = db.execute("SELECT count(*) FROM event").fetchone()[0]
    root = page(client.send("/new/follow-up/1", follow_redirects=True).data)
    earlier = sent_by(page(opened(client, text_).data))
    now = sent_by(root)
    assert now["patient.name"] == earlier["patient.name"]
    assert now["evaluated"] == [TODAY.isoformat()]
    filled = [name for name, values in now.items() if any(values)]
    anew = ("flags.", "asked", "irritability", "findings.", "measurements.")
    assert [name for name in filled if name.startswith(anew)] == []
    assert "right 24°" in text(root, "[id=said-frt_restricted] .before")
    parts = parts_of(client.send(f"{select(root, 'form.two')[0].get('data-live')}", now).json)
    assert "right 24°" in text(parts, "[id=said-frt_restricted] .before")
    assert client.send("/new/follow-up/2").status_code == 404
    with Database(tmp_path / "record.db") as database, database.reading() as db:
        assert db.execute("SELECT count(*) FROM event").fetchone()[0] == event
