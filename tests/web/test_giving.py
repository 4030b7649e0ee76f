"""What leaves the page: printed, downloaded, saved; refused where the command line refuses."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from generator.records import reading
from generator.records.database import Database
from generator.records.drafts import new_id
from tests.web.conftest import entered
from tests.web.pages import page, select, sent_by, text
from tests.web.test_new import EXAMPLES, FOUND, opened

if TYPE_CHECKING:
    from pathlib import Path

    from generator.records.reading import Whole
    from tests.web.conftest import Client

CHARTED = {**FOUND, "patient.id": "10421", "patient.name": "Ana Ruiz"}


@pytest.fixture(scope="module")
def client(desk_client: Client) -> Client:
    return desk_client


def form(client: Client, at: str, **changes: Any) -> dict[str, Any]:
    """The form at an address as a browser sends it, after some changes."""
    return {**CHARTED, **sent_by(page(client.get(at).data)), **changes}


def kept(client: Client) -> list[Whole]:
    """All programs of the record."""
    with Database(client.application.config["HEP"].db) as database, database.reading() as db:
        return [reading.whole(db, line.id) for line in reversed(reading.lines(db, None, 999))]


def whats(program: Whole) -> list[str]:
    return [event.what for event in program.events]


def test_each_way_keeps_the_same_program_once(client: Client, at: str) -> None:
    before = len(kept(client))
    client.send(at, CHARTED)
    for to, more in (
        ("handout.pdf", {}),
        ("handout.pdf", {"download": "1"}),
        ("save", {}),
        ("handout.html", {}),
        ("handout.pdf", {}),
    ):
        answer = client.send(f"{at}/{to}", form(client, at, **more))
        assert answer.status_code == (303 if to == "save" else 200)
        if to == "handout.pdf":
            pdf = answer.data
            how = "attachment" if more else "inline"
            assert answer.headers["Content-Disposition"] == f'{how}; filename="handout.pdf"'
    (program,) = kept(client)[before:]
    assert whats(program) == ["printed", "downloaded", "saved", "downloaded", "printed"]
    assert program.chart == "10421"
    assert [one.form for one in program.handouts] == ["pdf", "html"]
    with Database(client.application.config["HEP"].db) as database, database.reading() as db:
        assert reading.handout(db, program.handouts[0]) == pdf
    shown = text(page(client.get(at).data), "[id=left]")
    assert "Printed" in shown
    assert f"program {program.id}" in shown
    assert b"Ana Ruiz" not in client.get("/").data


def test_a_changed_program_is_one_of_its_own(client: Client, at: str) -> None:
    before = len(kept(client))
    client.send(at, CHARTED)
    for changes in ({}, {"handout.size": "large"}, {"notes": "Slowly."}):
        client.send(f"{at}/save", form(client, at, **changes))
    assert [whats(one) for one in kept(client)[before:]] == [["saved"]] * 3


def test_without_a_chart_number_paper_is_to_be_had_and_nothing_is_kept(
    client: Client, at: str
) -> None:
    before = len(kept(client))
    client.send(at, FOUND)
    shown = page(client.get(at).data)
    assert select(shown, '.give a[href="#patient.id"]')
    fields = {**FOUND, **sent_by(shown)}
    assert client.send(f"{at}/handout.pdf", fields).data.startswith(b"%PDF-")
    refused = client.send(f"{at}/save", {**FOUND, **sent_by(page(client.get(at).data))})
    assert refused.status_code == 422
    assert "chart number" in text(page(refused.data), '[id="patient.id-problem"]')
    assert len(kept(client)) == before


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "stop": ({"flags.rf_thunderclap": "on"}, ".verdict.stop"),
    "refer": ({"flags.rf_gca": "on"}, ".verdict"),
    "unscreened": ({"asked": ["stop"]}, ".verdict.open"),
    "stale": ({"evaluated": "2026-10-01"}, '[id="evaluated-problem"] p'),
    "unprintable": (
        {"patient.name": "\N{CJK UNIFIED IDEOGRAPH-4F60}"},
        '[id="patient.name-problem"] p',
    ),
    "no such form": ({"handout.size": "large", "handout.layout": "cards"}, "[id=outcome] .lines"),
    "an unknown form": ({"handout.paper": "a3"}, "[id=outcome] .lines"),
}


@pytest.mark.parametrize("to", ["handout.pdf", "save"])
@pytest.mark.parametrize("why", REFUSED)
def test_what_the_command_line_refuses_is_refused_and_not_kept(
    client: Client, at: str, why: str, to: str
) -> None:
    before = len(kept(client))
    changes, where = REFUSED[why]
    answer = client.send(f"{at}/{to}", {**CHARTED, **changes})
    assert answer.status_code == 422
    assert b"%PDF" not in answer.data
    root = page(answer.data)
    assert select(root, where)
    assert "--" not in text(root, "[id=outcome]")
    assert ("days old" in text(root, ".problems")) is (why == "stale")
    assert len(kept(client)) == before


def test_nothing_that_fits_is_no_handout(client: Client, at: str) -> None:
    client.send(at, CHARTED)
    while given := select(page(client.get(at).data), ".given"):
        key = given[0].get("id").removeprefix("exercise-")
        client.send(at, form(client, at, do=f"remove:{key}"))
    answer = client.send(f"{at}/handout.pdf", form(client, at))
    assert answer.status_code == 422
    assert "no exercise fits" in text(page(answer.data), "[id=outcome]")
    assert not re.search("[a-z]_[a-z]", text(page(answer.data), "[id=outcome] .lines"))


def test_a_record_that_cannot_be_written_stops_no_printing(tmp_path: Path) -> None:
    client = entered(tmp_path / "record.db")
    at = f"/new/{new_id()}"
    with sqlite3.connect(tmp_path / "record.db") as other:
        other.execute("CREATE TABLE somebody_elses (x)")
    other.close()
    assert client.send(f"{at}/handout.pdf", CHARTED).data.startswith(b"%PDF-")
    refused = client.send(f"{at}/save", CHARTED)
    assert refused.status_code == 422
    assert "nothing was saved" in text(page(refused.data), "[id=outcome]")
    assert "nothing is kept" in text(page(refused.data), ".give")


def test_the_case_in_the_record_is_the_case_file(client: Client, at: str) -> None:
    before = len(kept(client))
    fields = sent_by(page(opened(client, EXAMPLES[0].read_bytes()).data))
    fields |= {"patient.id": ["77"], "version": ["0"]}
    file = client.send(f"{at}/case.yaml", fields).data
    client.send(f"{at}/handout.pdf", form(client, at))
    (program,) = kept(client)[before:]
    assert (program.case_name, program.case_text) == ("case.yaml", file)


def test_looking_at_the_preview_gives_nothing(client: Client, at: str) -> None:
    before = len(kept(client))
    client.send(at, {**CHARTED, "handout.size": "large"})
    client.send(at, form(client, at))
    fields = form(client, at)
    for kind in ("pdf", "html"):
        shown = client.get(f"{at}/preview.{kind}?sheet=1")
        assert shown.headers["Content-Disposition"] == f'inline; filename="handout.{kind}"'
        assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
        assert shown.headers["Cache-Control"] == "no-store"
        assert len(kept(client)) == before
        given = client.send(f"{at}/handout.{kind}", {**fields, "download": "1"})
        assert given.data == shown.data
        before = len(kept(client))
    assert "script-src" not in shown.headers["Content-Security-Policy"]
    assert "sandbox" in shown.headers["Content-Security-Policy"]


@pytest.mark.parametrize("kind", ["pdf", "html"])
@pytest.mark.parametrize("why", REFUSED)
def test_what_may_not_leave_is_not_shown(client: Client, at: str, why: str, kind: str) -> None:
    client.send(at, {**CHARTED, **REFUSED[why][0]})
    shown = client.get(f"{at}/preview.{kind}")
    if why == "unprintable" and kind == "html":
        assert shown.status_code == 200
        return
    assert (shown.status_code, shown.mimetype) == (422, "text/plain")
    assert shown.data == b"There is no handout to show."


def test_the_sheet_has_a_new_name_when_it_prints_otherwise(client: Client, at: str) -> None:
    def name() -> str:
        (details,) = select(page(client.get(at).data), "[id=preview]")
        return str(details.get("data-sheet"))

    client.send(at, CHARTED)
    client.send(at, form(client, at))
    first = name()
    client.send(at, form(client, at, **{"mail.own_words": "Hello"}))
    assert name() == first
    client.send(at, form(client, at, **{"handout.ink": "bw"}))
    second = name()
    client.send(at, form(client, at, notes="Slowly."))
    assert len({first, second, name()}) == 3


def test_what_prints_otherwise_than_typed_is_said(client: Client, at: str) -> None:
    client.send(at, {**CHARTED, "patient.name": "Ana \N{CJK UNIFIED IDEOGRAPH-4F60}"})
    shown = page(client.get(at).data)
    assert 'it prints as "Ana"' in text(shown, ".give .meaning")
    assert select(shown, '.give .meaning a[href="#patient.name"]')
    assert client.send(f"{at}/handout.pdf", form(client, at)).status_code == 200
