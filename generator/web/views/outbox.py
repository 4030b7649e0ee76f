"""Mail that waits, failed or is held: look at it, deliver, retry, cancel, release."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from generator.errors import BadInput
from generator.records import messages, orders
from generator.web import posting
from generator.web.answers import REFUSED, as_file
from generator.web.current import desk, has_server, postman, server
from generator.web.form import Form as Fields
from generator.web.looking import (
    ID,
    filled,
    message,
    page,
    program_page,
    whole,
)
from generator.web.past import in_order
from generator.web.places import Placed
from generator.web.record import record
from generator.web.refusals import refusals
from generator.yamlread import MAX_BYTES

blueprint = Blueprint("outbox", __name__, url_prefix="/history")

MESSAGES: Final = 100


@blueprint.get("/outbox")
def show() -> Response:
    """What waits, is held or failed; or everything."""
    return _outbox()


def _outbox(problems: Sequence[Placed] = (), status: int = 200) -> Response:
    everything = "all" in request.args
    with record().reading() as db:
        listed = messages.listed(db, settled=everything, most=MESSAGES)
        counts = messages.waiting_counts(db)
    return page(
        "history_outbox",
        status,
        form=Fields({}, problems),
        listed=in_order(listed),
        counts=counts,
        everything=everything,
        most=MESSAGES,
        server=has_server(),
        postman=postman(),
    )


@blueprint.post("/outbox/deliver")
def deliver() -> BaseResponse:
    """Deliver what is due, beside the requests."""
    try:
        if server() is None:
            abort(404)
    except BadInput as error:
        return _outbox(refusals(error, {}), REFUSED)
    postman().wake()
    return redirect(url_for(".show", said="delivering"), 303)


@blueprint.get(f"/message/{ID}.eml")
def letter(number: int) -> Response:
    """A message as it travels, for a mail program."""
    message(number)
    with record().reading() as db:
        if not messages.has_data(db, number):
            abort(404)
        data = messages.data_of(db, number)
    return as_file(data, "message/rfc822", f"message-{number}.eml")


@blueprint.post(f"/message/{ID}/<any(retry, cancel):what>")
def order(number: int, what: str) -> BaseResponse:
    """Let a message go now, or make sure that it never goes."""
    found = message(number)
    listed = request.form.get("back") == "outbox"
    try:
        with record().writing() as db:
            (orders.retry if what == "retry" else orders.cancel)(db, number)
    except BadInput as error:
        problems = refusals(error, {})
        if listed:
            return _outbox(problems, REFUSED)
        return program_page(whole(found.program_id), problems, REFUSED)
    said = "retried" if what == "retry" else "cancelled"
    if listed:
        return redirect(url_for(".show", said=said), 303)
    there = url_for("history.program", number=found.program_id, said=said, _anchor="mail")
    return redirect(there, 303)


@blueprint.route(f"/message/{ID}/release", methods=["GET", "POST"])
def release(number: int) -> BaseResponse:
    """Let a held phase go, after every red flag was asked again."""
    found = message(number)
    problems: tuple[Placed, ...] = ()
    if request.method == "POST":
        file = request.files.get("case")
        case = file.stream.read(MAX_BYTES + 1) if file else b""
        sent = posting.release_held(number, request.form, case)
        if not isinstance(sent, posting.NotSent):
            there = message(sent).program_id
            return redirect(url_for("history.program", number=there, said="released"), 303)
        problems = sent.problems
    elif found.state != "held":
        abort(404)
    flags = desk().library.flags.values()
    return page(
        "history_release",
        REFUSED if problems else 200,
        form=filled(problems) if problems else Fields({"to": [found.recipient]}),
        message=found,
        kept=whole(found.program_id),
        groups={one: [flag for flag in flags if flag.action == one] for one in posting.GROUPS},
        levels=desk().library.rules.irritability_levels,
        server=has_server(),
    )
