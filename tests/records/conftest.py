"""A record in a folder of its own, with programs and messages in it."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.records import messages, moments, programs
from generator.records.database import Database

Put = Callable[..., int]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "record.db") as opened:
        yield opened


def given(chart: str = "10421", digest: str = "d1") -> programs.Given:
    return programs.Given(
        chart=chart,
        issued_on=datetime.date(2026, 11, 21),
        phase=1,
        version="0.1",
        library="l1",
        digest=digest,
        case_name="case.yaml",
        case_text=b"patient: {name: Ana Ruiz}",
        explanation="{}",
        overrides=(programs.Override("flag", "rf_tmj_closed_lock", "Ana saw the dentist"),),
        handouts=(programs.Handout(form="pdf", variant="{}", data=b"%PDF-"),),
    )


def new(number: int = 1, **changes: object) -> messages.NewMessage:
    values: dict[str, object] = {
        "message_id": f"<{number}@clinic.example>",
        "kind": "program",
        "sender": "desk@clinic.example",
        "recipient": "ana@example.org",
        "data": b"Subject: x\r\n\r\n" + b"body " * 50,
        "due": moments.now(),
    }
    return messages.NewMessage(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def put(database: Database) -> Put:
    """Put a message of one program into the outbox; give its number."""

    def one(number: int = 1, chart: str = "10421", **changes: object) -> int:
        with database.writing() as db:
            about = programs.keep(db, given(chart), "sent")
            return messages.put(db, new(number, **changes), about)

    return one
