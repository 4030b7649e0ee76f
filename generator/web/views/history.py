"""What was given to whom, and what became of the mail."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from generator.errors import BadInput
from generator.records import erasing, messages, reading, words
from generator.records.searching import Query, found
from generator.web import posting
from generator.web.answers import KINDS, REFUSED, as_file
from generator.web.form import Form as Fields
from generator.web.looking import ID, LARGEST_ID, filled, message, page, program_page, whole
from generator.web.past import can_cancel, can_retry, mood_of
from generator.web.places import Placed
from generator.web.record import record
from generator.web.refusals import refusals
from generator.web.searches import Search

if TYPE_CHECKING:
    from generator.web.searches import Searches

blueprint = Blueprint("history", __name__, url_prefix="/history")
blueprint.add_app_template_global(words.local, "local")
blueprint.add_app_template_global(words.state_of, "state_of")
blueprint.add_app_template_global(words.kind_of, "kind_of")
blueprint.add_app_template_global(mood_of, "mood_of")
blueprint.add_app_template_global(can_retry, "can_retry")
blueprint.add_app_template_global(can_cancel, "can_cancel")

ON_A_PAGE: Final = 25


@blueprint.get("")
def show() -> Response:
    """The newest programs, of all or of those looked for."""
    return _listed(request.args.get("search", ""))


@blueprint.post("")
def search() -> BaseResponse:
    """Look for a patient or a day; the address of the answer has neither."""
    patient = request.form.get("patient", "").strip()[:300]
    day, problems = _day(request.form.get("day", ""))
    if problems:
        return _listed("", problems)
    key = _searches().keep(Search(patient, day)) if patient or day else None
    return redirect(url_for(".show", search=key), 303)


def _searches() -> "Searches":
    found: Searches = current_app.extensions["hep-searches"]
    return found


def _listed(key: str, problems: Sequence[Placed] = ()) -> Response:
    search, before = _searches().find(key), request.args.get("before", type=int)
    if "before" in request.args and not (before and 0 < before <= LARGEST_ID):
        abort(404)
    query = Query(patient=search.patient, day=search.day, before=before)
    with record().reading() as db:
        hits = found(db, query, ON_A_PAGE)
        counts = messages.waiting_counts(db)
    fields = {"patient": [search.patient], "day": [str(search.day or "")]}
    return page(
        "history",
        REFUSED if problems else 200,
        form=filled(problems) if problems else Fields(fields),
        page=hits,
        counts=counts,
        before=before,
        search=key if search != Search() else None,
    )


def _day(text: str) -> tuple[datetime.date | None, tuple[Placed, ...]]:
    if not text.strip():
        return None, ()
    try:
        return datetime.date.fromisoformat(text.strip()), ()
    except ValueError:
        return None, (Placed("day", "This is no day; write it like 2026-11-23."),)


@blueprint.get(f"/{ID}")
def program(number: int) -> Response:
    """Everything about one program."""
    return program_page(whole(number))


@blueprint.get(f"/handout/{ID}")
def handout(number: int) -> Response:
    """The bytes of a handout, as they were given; a PDF can be looked at."""
    with record().reading() as db:
        try:
            of, kept = reading.kept_handout(db, number)
        except BadInput:
            abort(404)
        data = reading.handout(db, kept)
    # A stored page could hold anything, and would be a page of ours.
    inline = kept.form == "pdf" and "download" not in request.args
    return as_file(
        data, KINDS[kept.form], f"program-{of}.{words.SUFFIXES[kept.form]}", inline=inline
    )


@blueprint.post(f"/{ID}/send")
def send(number: int) -> BaseResponse:
    """Send a program once more."""
    kept = whole(number)
    sent = posting.send_again(kept, request.form)
    if isinstance(sent, posting.NotSent):
        return program_page(kept, sent.problems, REFUSED)
    said = message(sent).state
    return redirect(url_for(".program", number=number, said=said, _anchor="mail"), 303)


# --- Forgetting -----------------------------------------------------------------------------------


@blueprint.route(f"/patient/{ID}/forget", methods=["GET", "POST"])
def forget(number: int) -> BaseResponse:
    """Erase everything about a patient, once the chart number was typed."""
    with record().reading() as db:
        known = reading.patient(db, number) or abort(404)
    problems: tuple[Placed, ...] = ()
    if request.method == "POST":
        if request.form.get("chart", "").strip() == known.chart:
            try:
                erasing.forget(record(), known.chart)
            except BadInput as error:
                problems = refusals(error, {})
            else:
                return redirect(url_for(".show", said="forgotten"), 303)
        else:
            problems = (Placed("chart", "This is not the chart number of this patient."),)
    status = REFUSED if problems else 200
    return page("history_forget", status, form=filled(problems), patient=known)
