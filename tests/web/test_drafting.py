"""The evaluation at its address: kept at every change, told apart from somebody else's."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from generator.records import drafts, programs
from generator.records.database import Database
from generator.records.drafts import new_id
from generator.web.vocabulary import Offer, offer_of
from tests.reasoning import TODAY
from tests.recorded import given
from tests.web.conftest import entered
from tests.web.pages import page, select, sent_by, text
from tests.web.test_new import EDITS, EXAMPLES, FOUND, opened

if TYPE_CHECKING:
    from pathlib import Path

    from generator.model.library import Library
    from tests.web.conftest import Client

SHOWN = {"visit": "in_person"}  # what the form chooses by itself


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
    parts = parts_of(client.send(f"{at}/live", fields | {"open": ids, "version": "0"}).json)
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


@pytest.mark.parametrize("case", [EXAMPLES[0].read_bytes(), EDITS], ids=["example", "edits"])
def test_a_form_that_comes_back_as_it_was_shown_is_no_change(client: Client, case: bytes) -> None:
    shown = opened(client, case)
    fields, at = sent_by(page(shown.data)), shown.request.path
    assert fields["version"] == ["1"]
    told: Any = client.send(f"{at}/live", fields).json
    assert told["version"] == 1
    assert client.send(f"{at}/handout.pdf", fields).status_code in (200, 422)
    assert sent_by(page(client.get(at).data))["version"] == ["1"]


REFUSED: dict[str, dict[str, Any]] = {
    "a field of nobody": {"patient.shoe": "1"},
    "a long note": {"notes": "x" * 5001},
    "a long name": {"patient.name": "x" * 301},
    "a long word to the patient": {"mail.own_words": "x" * 5001},
    "a long form of handout": {"handout.paper": "x" * 301},
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_refused_is_said_and_loses_nothing(client: Client, at: str, why: str) -> None:
    live(client, at, 0, **{"patient.name": "Ana", "patient.id": "7"})
    fields = {**FOUND, "patient.name": "Ana", "patient.id": "7", "version": 1}
    assert client.send(f"{at}/save", fields).status_code == 303
    wrong = {**fields, **REFUSED[why]}
    assert sent_by(page(client.get(at).data))["patient.name"] == ["Ana"]
    told: Any = client.send(f"{at}/live", wrong).json
    assert "Not saved" in text(parts_of(told), "[id=saved] .problem")
    assert select(parts_of(told), ".problems li")
    refused = client.send(at, wrong)
    assert refused.status_code == client.send(f"{at}/handout.pdf", wrong).status_code == 422
    assert sent_by(page(refused.data))["version"] == [str(told["version"])] == ["1"]
    # Once it is put right, it goes on as what it is: no copy, and the same program.
    right = live(client, at, told["version"], **{"patient.name": "Ana", "patient.id": "7b"})
    assert right["version"] == 2
    assert "In the record as program" in text(parts_of(right), "[id=left]")


def test_a_record_that_is_locked_for_a_while_makes_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.web.record.PATIENCE_S", 0.05)
    client, at = entered(tmp_path / "record.db"), f"/new/{new_id()}"
    live(client, at, 0)
    other = sqlite3.connect(tmp_path / "record.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    told = live(client, at, 1, notes="meanwhile")
    assert "Not saved" in text(parts_of(told), "[id=saved] .problem")
    assert str(tmp_path) not in told["parts"]
    other.close()
    assert live(client, at, told["version"], notes="meanwhile")["version"] == 2


def test_a_browser_sends_what_the_script_sends(client: Client, at: str) -> None:
    """The one ends a line in another way, and sends what is blank: that is no change."""
    live(client, at, 0, notes="one\ntwo", **{"mail.own_words": "x\n" * 1900})
    printed = {
        **FOUND,
        "version": 1,
        "notes": "one\r\ntwo",
        "mail.own_words": "x\r\n" * 1900,
        "exercises.add": ["", ""],
        "headache_type": [""],
    }
    assert client.send(f"{at}/handout.pdf", printed).status_code == 200
    assert live(client, at, 1, notes="one\ntwo, three")["version"] == 2


@pytest.mark.parametrize("kind", ["swap.{}", "side.{}", "dose.{}.reps", "override.{}"])
def test_a_change_of_an_exercise_that_is_gone_can_be_taken_back(
    client: Client, at: str, kind: str
) -> None:
    name = f"exercises.{kind.format('of_last_year')}"
    with Database(client.application.config["HEP"].db) as database, database.writing() as db:
        fields = {key: [one] if isinstance(one, str) else one for key, one in FOUND.items()}
        drafts.save(db, at.removeprefix("/new/"), 0, fields | {name: ["2"]})
    shown = client.get(at)
    assert shown.status_code == 200
    assert "of last year" in text(page(shown.data), "[id=changes]")
    sent = sent_by(page(shown.data))
    assert sent[name] == ["2"]
    assert client.send(at, sent).status_code == 422
    again = client.send(at, {**sent, name: ""}, follow_redirects=True)
    assert select(page(again.data), ".given")


@pytest.mark.parametrize("key", ["short", "x" * 17, "..%2f..%2fetc%2fpass", "abc.efghijklmnop"])
def test_an_address_of_another_form_is_nothing(client: Client, key: str) -> None:
    assert client.get(f"/new/{key}").status_code == 404


def test_a_draft_can_be_discarded(client: Client, at: str) -> None:
    live(client, at, 0, **{"patient.name": "Nobody Anymore"})
    assert b"Nobody Anymore" in client.get("/").data
    assert client.send(f"{at}/discard").status_code == 303
    assert b"Nobody Anymore" not in client.get("/").data
    assert b"Nobody Anymore" not in client.get(at).data


def test_an_open_window_does_not_bring_a_discarded_draft_back(client: Client, at: str) -> None:
    told = live(client, at, 0, **{"patient.name": "Ana Forgotten"})
    client.send(f"{at}/discard")
    for _ in range(2):
        told = live(client, at, told["version"], **{"patient.name": "Ana Forgotten Ruiz"})
        assert "discarded in the meantime" in text(parts_of(told), "[id=saved] .problem")
    assert b"Ana Forgotten" not in client.get("/").data


def test_a_record_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    client = entered(tmp_path / "folder" / "record.db")
    at = f"/new/{new_id()}"
    shutil.rmtree(tmp_path / "folder", ignore_errors=True)
    (tmp_path / "folder").write_text("no folder")
    told = client.send(f"{at}/live", FOUND).json
    assert "Not saved" in text(parts_of(told), "[id=saved] .problem")
    assert select(parts_of(told), ".given")
    assert "Not saved" in text(page(client.send(at, FOUND).data), "[id=saved] .problem")
    assert all(str(tmp_path) not in client.get(there).text for there in (at, "/"))
    assert client.get(at).status_code == 200
    assert client.get("/").status_code == 200


def test_the_case_of_the_command_line_is_opened(tmp_path: Path) -> None:
    client = entered(tmp_path / "record.db", EXAMPLES[0])
    (link,) = select(page(client.get("/").data), 'a[href="/new/case"]')
    assert EXAMPLES[0].name in link.text_content()
    answer = client.get("/new/case", follow_redirects=True)
    assert select(page(answer.data), ".given")
    assert len(select(page(client.get("/").data), ".unfinished li")) == 0


def test_a_case_of_the_command_line_that_is_gone_is_said(tmp_path: Path) -> None:
    client = entered(tmp_path / "record.db", tmp_path / "moved.yaml")
    refused = client.get("/new/case")
    assert refused.status_code == 422
    assert "no such file" in text(page(refused.data), ".problems").lower()
    assert str(tmp_path) not in refused.text


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


def test_an_offer_is_of_the_library_that_is_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = client.application.extensions["hep-desk"]
    alone = []

    def offer(library: Library) -> Offer:
        alone.append(desk.lock.locked())  # nobody renews the library meanwhile
        return offer_of(library)

    monkeypatch.setattr("generator.web.desk.offer_of", offer)
    desk.renew()
    assert desk.offer.library is desk.library
    assert alone == [True]


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
    desk = client.application.extensions["hep-desk"]
    desk.workshop.library = replace(desk.library, findings={})  # what a clinic may do to its own
    refused = client.send("/new/follow-up/1")
    assert refused.status_code == 422
    assert "does not go with today's library" in text(page(refused.data), ".problems")
    assert "frt_restricted" in text(page(refused.data), ".problems")
    with Database(tmp_path / "record.db") as database, database.reading() as db:
        assert db.execute("SELECT count(*) FROM event").fetchone()[0] == event
