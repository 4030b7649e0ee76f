"""What the screens of the history share: their frame, and what they look up."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, abort, make_response, render_template, request

from generator.errors import BadInput
from generator.records import messages, reading
from generator.records.messages import Message
from generator.records.reading import Whole
from generator.web.current import desk, has_server
from generator.web.form import Form as Fields
from generator.web.past import Past
from generator.web.places import Placed
from generator.web.record import record
from generator.web.screen import SEVERITIES

LARGEST_ID: Final = 2**63 - 1  # as SQLite counts
ID: Final = f"<int(min=1, max={LARGEST_ID}):number>"
SAID: Final = ("queued", "drafted", "retried", "cancelled", "released", "forgotten", "delivering")


def page(name: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401  (of templates)
    """A screen, and what was done just now, if the address says so."""
    said = request.args.get("said", "")
    values.setdefault("form", Fields({}))
    text = render_template(f"web/{name}.html.j2", said=said if said in SAID else "", **values)
    return make_response(text, status)


def filled(problems: Sequence[Placed]) -> Fields:
    """The form as it was sent, but for its passwords."""
    lists = request.form.lists()
    return Fields({key: each for key, each in lists if not key.startswith("password")}, problems)


def whole(number: int) -> Whole:
    """A program; 404 where there is none."""
    with record().reading() as db:
        try:
            return reading.whole(db, number)
        except BadInput:
            abort(404)


def message(number: int) -> Message:
    """A message; 404 where there is none."""
    with record().reading() as db:
        found = messages.find(db, number)
    return found or abort(404)


def program_page(kept: Whole, problems: Sequence[Placed] = (), status: int = 200) -> Response:
    """The screen of one program."""
    past = Past(kept, desk().library)
    # Another form of the page may have been sent than the one for a message.
    sent = "to" in request.form
    fields = filled(problems) if sent else Fields({"to": [past.address]}, problems)
    return page(
        "history_program",
        status,
        past=past,
        kept=kept,
        form=fields,
        locked=any(message.locked for message in kept.messages),
        server=has_server(),
        severities=SEVERITIES,
    )
