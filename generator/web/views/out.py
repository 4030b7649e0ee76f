"""What leaves the screen of a new program: the handout, and the case file."""

from typing import Any, NamedTuple

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from msgspec.structs import replace
from werkzeug.wrappers import Response as BaseResponse

from generator.delivery.stopping import cancel_waiting
from generator.errors import BadInput, HepError, Problem
from generator.handout.press import Format
from generator.handout.variant import Variant, impossible
from generator.job import NothingFitsError
from generator.model.results import Stop
from generator.records.messages import data_of, find
from generator.records.programs import Given
from generator.records.trouble import RecordError
from generator.web import drafting, mailing
from generator.web.answers import KINDS, REFUSED, as_file
from generator.web.casedata import FILE, Fields
from generator.web.current import desk, today
from generator.web.desk import Seen
from generator.web.drafting import CHOICES, Kept
from generator.web.keeping import keep
from generator.web.looking import LARGEST_ID
from generator.web.naming import in_words
from generator.web.newpage import sent
from generator.web.record import record, said
from generator.web.refusals import refusals
from generator.web.security import framed, sheet
from generator.web.views.new import AT, after, page

blueprint = Blueprint("out", __name__, url_prefix="/new")


class Now(NamedTuple):
    """The form as posted, kept and assessed."""

    kept: Kept
    seen: Seen


def _looked(key: str) -> Now | BaseResponse:
    """The form, which may still miss something; or what is shown instead."""
    fields = drafting.posted()
    wrong = drafting.refused(fields)
    if wrong:
        return page(drafting.unkept(key, fields), Seen(problems=wrong), REFUSED)
    kept = drafting.keep(key, fields)
    if kept.moved:
        return after(kept, key) or page(kept)
    return Now(kept, desk().look(drafting.of_case(fields), today()))


def _now(key: str) -> Now | BaseResponse:
    """The form, with all that a case needs; or what is shown instead."""
    now = _looked(key)
    if isinstance(now, Now) and now.seen.problems:
        return page(*now, REFUSED)
    return now


@blueprint.post(f"{AT}/case.yaml")
def case_file(key: str) -> BaseResponse:
    """The case file of the form, if it can be read."""
    now = _now(key)
    if not isinstance(now, Now):
        return now
    return as_file(now.seen.text, "application/yaml", "case.yaml")


@blueprint.post(f"{AT}/handout.<any(pdf, html):form>")
def handout(key: str, form: Format) -> BaseResponse:
    """The handout itself, refused wherever `hep generate` refuses it; the record keeps it."""
    ready = _ready(key, form)
    if not isinstance(ready, Ready):
        return ready
    printed = form == "pdf" and "download" not in request.form
    # Without a chart number, or a record, paper is better than nothing; the page says so.
    keep(key, ready.given, "printed" if printed else "downloaded")
    data = ready.given.handouts[0].data
    return as_file(data, KINDS[form], f"handout.{form}", inline=printed)


@blueprint.post(f"{AT}/save")
def save(key: str) -> BaseResponse:
    """Keep the program in the record, without any paper."""
    ready = _ready(key, "pdf")
    if not isinstance(ready, Ready):
        return ready
    if not ready.given.chart:
        text = "the record needs the patient's chart number"
        problem = Problem(FILE, None, None, text, path=("patient", "id"))
        return page(ready.kept, replace(ready.seen, problems=(problem,)), REFUSED)
    if not keep(key, ready.given, "saved"):
        said = "The record cannot be used now; nothing was saved."
        return page(ready.kept, ready.seen, REFUSED, said)
    return redirect(url_for("new.show", key=key, _anchor="left"), 303)


@blueprint.post(f"{AT}/mail")
def mail(key: str) -> BaseResponse:
    """Put a message with the handout into the outbox, or make a draft of it."""
    chosen = _chosen(key)
    if not isinstance(chosen, Chosen):
        return chosen
    kept, seen, variant = chosen
    unsent = mailing.send(key, seen.text, kept.draft.fields, variant)
    if unsent and seen.assessment and seen.assessment.program:
        return page(kept, seen, REFUSED, unsent=unsent)
    if unsent:
        return page(kept, seen, REFUSED, "\n".join(one.text for one in unsent))
    return redirect(url_for("new.show", key=key, _anchor="left"), 303)


@blueprint.post(f"{AT}/cancel-mail")
def cancel_mail(key: str) -> BaseResponse:
    """Cancel what waits for a patient in whom a stop flag is present."""
    now = _looked(key)
    if not isinstance(now, Now):
        return now
    found = now.seen.assessment
    if found is None or not isinstance(found.screening, Stop):
        return redirect(url_for("new.show", key=key), 303)
    try:
        cancel_waiting(record(), found.case.patient.id or "")
    except RecordError as error:
        return page(*now, REFUSED, said(error))
    return redirect(url_for("new.show", key=key, cancelled=1, _anchor="verdict"), 303)


@blueprint.get(f"{AT}/messages")
def messages(key: str) -> str:
    """What became of the program that left: a piece of the page."""
    draft = drafting.loaded(key)
    return render_template("web/sent.html.j2", draft=draft, **sent(draft))


@blueprint.get(f"{AT}/message-<int:number>.eml")
def letter(key: str, number: int) -> Response:
    """A message that was made as a draft, for a mail program."""
    draft = drafting.loaded(key)
    with record().reading() as db:
        message = find(db, number) if number <= LARGEST_ID else None
        if message is None or message.state != "drafted" or message.program_id != draft.program:
            abort(404)
        data = data_of(db, number)
    return as_file(data, "message/rfc822", "message.eml")


class Chosen(NamedTuple):
    """A form, and the handout that was chosen for it."""

    kept: Kept
    seen: Seen
    variant: Variant


def _chosen(key: str) -> Chosen | BaseResponse:
    """The form as posted with its handout; or what is shown instead."""
    now = _now(key)
    if not isinstance(now, Now):
        return now
    variant, why = _form_of(now.kept)
    return Chosen(*now, variant) if variant else page(*now, REFUSED, why)


class Ready(NamedTuple):
    """A handout that may leave, with all that the record keeps of it."""

    kept: Kept
    seen: Seen
    given: Given


def _ready(key: str, form: Format) -> Ready | BaseResponse:
    """The handout of the form as posted; or the page that says why there is none."""
    chosen = _chosen(key)
    if not isinstance(chosen, Chosen):
        return chosen
    kept, seen, variant = chosen
    try:
        return Ready(kept, seen, desk().given(seen.text, form, variant, today()))
    except BadInput as error:
        return page(kept, replace(seen, problems=error.problems), REFUSED)
    except NothingFitsError as error:
        lines = str(error).removeprefix(f"{FILE}: ")
        return page(kept, seen, REFUSED, in_words(lines, desk().library))
    except HepError as error:
        lines = "\n".join(one.text for one in refusals(error, {}, case=FILE))
        return page(kept, seen, REFUSED, lines)


@blueprint.get(f"{AT}/preview.<any(pdf, html):form>")
def preview(key: str, form: Format) -> Response:
    """The handout of the draft as it is kept, to be looked at; it is not given by that."""
    draft = drafting.loaded(key)
    seen = desk().look(drafting.of_case(draft.fields), today())
    variant, _ = _form_of(Kept(draft=draft))
    made = desk().handout(seen.text, form, variant, today()) if variant and seen.text else None
    if made is None or made.data is None:
        return framed(Response("There is no handout to show.", REFUSED, mimetype="text/plain"))
    shown = as_file(made.data, KINDS[form], f"handout.{form}", inline=True)
    return framed(shown) if form == "pdf" else sheet(shown)


def _form_of(kept: Kept) -> tuple[Variant | None, str]:
    """The form that was chosen, or why there is none."""
    variant = variant_of(kept.draft.fields)
    why = impossible(variant) if variant else "there is no such form of a handout"
    return (None, f"{why[:1].upper()}{why[1:]}.") if why else (variant, "")


def variant_of(fields: Fields) -> Variant | None:
    """The form that was chosen; None when there is no such one."""
    chosen = {key: "".join(fields.get(f"handout.{key}", ())) for key in CHOICES}
    if any(value not in ("", *CHOICES[key]) for key, value in chosen.items()):
        return None
    wanted: dict[str, Any] = {key: value for key, value in chosen.items() if value}
    return Variant(**wanted)
