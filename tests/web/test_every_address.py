"""Every address that the page has: closed to strangers, and no input is a fault of ours."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING, Any, Final

import pytest

from generator.records import programs
from generator.records.database import Database
from generator.web.casedata import field_names
from generator.web.security import OPEN, SAFE
from tests.recorded import given
from tests.web.conftest import entered

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.routing import Rule

    from tests.web.conftest import Client

SEED: Final = 20261123
ROUNDS: Final = 8  # hostile requests an address
DRAFT: Final = "abcdefghijklmnop"
MARK: Final = b"<script>alert(1)"
TEXTS: Final = (
    "",
    "0",
    "-1",
    "9" * 30,
    "1e400",
    "NaN",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "C:\\Windows\\win.ini",
    "file:///etc/passwd",
    "\x00",
    "\r\nSet-Cookie: a=b",
    "{{7*7}}${7*7}",
    "\"'><script>alert(1)</script>",
    "' OR 1=1 --",
    "\ud7ff\uffff\u202e",
    "é" * 200,
    "x" * 6000,
    "star:../x",
    "remove:\x00",
    "right",
    "on",
    "40",
    "a@example.org\nBcc: b@example.org",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A browser that is let in; the record holds one program."""
    folder = tmp_path_factory.mktemp("page")
    with Database(folder / "record.db") as database, database.writing() as db:
        programs.keep(db, given("10421"), "sent")
    return entered(folder / "record.db")


def rules(client: Client) -> list[Rule]:
    found = [rule for rule in client.application.url_map.iter_rules() if rule.endpoint not in OPEN]
    return sorted(found, key=lambda rule: rule.rule)


def addressed(rule: Rule, filled: dict[str, Any]) -> str:
    """The rule with values for its parts."""
    parts = [str(filled.get(part, part)) if dynamic else part for dynamic, part in rule._trace]
    return "".join(parts).partition("|")[2]


def values(rule: Rule) -> dict[str, Any]:
    known = {"IntegerConverter": "1", "_DraftId": DRAFT, "AnyConverter": "pdf"}
    kinds = {name: type(one).__name__ for name, one in rule._converters.items()}
    return {name: known.get(kind, "chin_tuck_seated") for name, kind in kinds.items()}


def test_every_address_is_closed_to_strangers(client: Client) -> None:
    stranger = client.application.test_client()
    checked = 0
    for rule in rules(client):
        address = addressed(rule, values(rule))
        for method in (rule.methods or set()) - {"OPTIONS"}:
            answer = stranger.open(address, method=method)
            assert answer.status_code == 403, (method, address)
            checked += 1
    assert checked >= 15


def test_no_change_without_the_word_of_the_form(client: Client) -> None:
    for rule in rules(client):
        for method in (rule.methods or set()) - SAFE:
            answer = client.open(addressed(rule, values(rule)), method=method)
            assert answer.status_code == 403, (method, rule.rule)
            foreign = {"Origin": "https://elsewhere.example", "X-CSRF-Token": client.token()}
            answer = client.open(addressed(rule, values(rule)), method=method, headers=foreign)
            assert answer.status_code == 403, (method, rule.rule)


def test_looking_makes_no_record(tmp_path: Path) -> None:
    client = entered(tmp_path / "record.db")
    for rule in rules(client):
        if "GET" in (rule.methods or set()):
            client.get(addressed(rule, values(rule)))
    assert list(tmp_path.iterdir()) == []


def test_no_input_is_a_fault_of_ours(client: Client) -> None:
    """Hostile values in each address, query and form: words, never our 500, and no file."""
    chance = random.Random(SEED)
    desk = client.application.extensions["hep-desk"]
    names = [*sorted(field_names(desk.library)), "do", "version", "to", "password", "handout.size"]
    asked = 0
    for rule in rules(client):
        for number in range(ROUNDS):
            filled = values(rule)
            if number % 3 == 2:
                filled |= {name: chance.choice(TEXTS) for name in filled}
            form: dict[str, Any] = {
                chance.choice(names): chance.choice(TEXTS) for _ in range(chance.randrange(9))
            }
            if number % 4 == 3:
                form["file"] = (io.BytesIO(chance.randbytes(300)), chance.choice(TEXTS[6:10]))
            answer = _send(client, rule, addressed(rule, filled), form)
            assert answer.status_code < 500, (rule.rule, filled, form)
            assert MARK not in answer.data
            assert b"root:x:0" not in answer.data
            asked += 1
    assert asked >= 200
    beside = {path.name for path in client.application.config["HEP"].db.parent.iterdir()}
    assert beside <= {"record.db", "record.db-wal", "record.db-shm"}


def _send(client: Client, rule: Rule, address: str, form: dict[str, Any]) -> Any:
    if "POST" in (rule.methods or ()):
        return client.send(address, form)
    query = {name: value for name, value in form.items() if isinstance(value, str)}
    return client.get(address, query_string=query)
