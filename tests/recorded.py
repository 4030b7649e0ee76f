"""Programs and messages to put into a record."""

import datetime
from collections.abc import Callable

from generator.records import messages, moments, programs

Put = Callable[..., int]


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
        "data": b"Subject: x\r\n\r\n" + b"body " * 50 + b"\r\n",
        "due": moments.now(),
    }
    return messages.NewMessage(**(values | changes))  # type: ignore[arg-type]
