"""A new program: one screen, complete without JavaScript, quicker with it."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from generator.errors import BadInput, Problem
from generator.records import drafts
from generator.records.drafts import Draft
from generator.records.trouble import RecordError
from generator.web import drafting, earlier
from generator.web.actions import edited, in_order
from generator.web.answers import REFUSED
from generator.web.casedata import FILE
from generator.web.current import desk, settings, today
from generator.web.desk import Seen
from generator.web.drafting import Kept
from generator.web.looking import ID, whole
from generator.web.newpage import context
from generator.web.places import Placed
from generator.web.record import record, said
from generator.yamlread import MAX_BYTES, read_bytes

blueprint = Blueprint("new", __name__, url_prefix="/new")

AT: Final = "/<draft:key>"


@blueprint.get("")
def begin() -> BaseResponse:
    """An address for a new evaluation; nothing is kept before something is typed."""
    return redirect(url_for("new.show", key=drafts.new_id()), 303)


@blueprint.get("/case")
def begin_with_case() -> BaseResponse:
    """The case with which the page was started; it is kept from the first change on."""
    case = settings().case
    if case is None:
        abort(404)
    return _opened(partial(read_bytes, case), case.name, keep=False)


@blueprint.get(AT)
def show(key: str) -> Response:
    """The form of an evaluation, and its program."""
    draft, trouble = Draft(id=key), ""
    try:
        draft = drafting.loaded(key)
    except RecordError as error:
        trouble = said(error)
    return page(Kept(draft=draft, trouble=trouble))


@blueprint.post(AT)
def work(key: str) -> BaseResponse:
    """Keep the form, do what the button says, and show it again."""
    fields = drafting.posted()
    wrong = drafting.refused(fields)
    if wrong:
        return page(drafting.unkept(key, fields), Seen(problems=wrong), REFUSED)
    do = request.form.get("do", "")
    if do in _TURNS:
        kept = drafting.turn(key, fields, _TURNS[do])
        return after(kept, key) or page(kept)
    fields, seen = _looked(fields)
    if do:
        program = seen.assessment.program if seen.assessment else None
        order = [item.exercise.id for item in program.exercises] if program else []
        fields = edited(fields, do, order, desk().library.rules.selection.priority_max)
    kept = drafting.keep(key, fields)
    return after(kept, key) or page(kept)


def _looked(fields: dict[str, list[str]]) -> tuple[dict[str, list[str]], Seen]:
    """The fields with what comes of them; an order of exercises that are gone is forgotten."""
    seen = desk().look(drafting.of_case(fields), today())
    again = in_order(fields, seen.problems)
    if again is None:
        return fields, seen
    return again, desk().look(drafting.of_case(again), today())


_TURNS: Final = {"undo": -1, "redo": 1}


def after(kept: Kept, key: str) -> BaseResponse | None:
    """Where a kept form is shown; None when it could not be kept."""
    if kept.trouble:
        return None
    other = key if kept.moved else None
    anchor = "program" if request.form.get("do") == "show" else None
    return redirect(url_for("new.show", key=kept.draft.id, other=other, _anchor=anchor), 303)


@blueprint.post(f"{AT}/live")
def live(key: str) -> Response:
    """Keep the form while it is being filled in; the parts of the page that follow from it."""
    fields = drafting.posted()
    wrong = drafting.refused(fields)
    if wrong:
        kept, seen = drafting.unkept(key, fields), Seen(problems=wrong)
    else:
        with desk().turn:
            fields, seen = _looked(fields)
        kept = drafting.keep(key, fields)
    if kept.moved:
        return jsonify(moved=url_for("new.show", key=kept.draft.id, other=key))
    with desk().turn:
        parts = render_template("web/live.html.j2", **context(kept, seen))
    return jsonify(version=kept.draft.version, parts=parts)


@blueprint.post("/open")
def open_case() -> BaseResponse:
    """A case file as a new evaluation."""
    file = request.files.get("file")
    text = file.stream.read(MAX_BYTES + 1) if file else b""
    return _opened(lambda: text, "the file", keep=True)


def _opened(read: Callable[[], bytes], name: str, *, keep: bool) -> BaseResponse:
    key = drafts.new_id()
    try:
        fields = desk().opened(read(), name, today())
    except BadInput as error:
        return _unreadable(key, error)
    if not keep:
        return page(Kept(draft=Draft(id=key, fields=fields)))
    kept = drafting.keep(key, fields)
    return after(kept, key) or page(kept)


def _unreadable(key: str, error: BadInput, *before: Problem) -> Response:
    """A blank form with what is wrong with a case that was to fill it."""
    problems = (*before, *map(_with_line, error.problems))
    return page(Kept(draft=Draft(id=key)), Seen(problems=problems), REFUSED)


def _with_line(problem: Problem) -> Problem:
    """A problem with a file, which has no field on the page."""
    place = f"line {problem.line}: " if problem.line else ""
    return Problem(problem.file, None, None, f"{place}{problem.message}", problem.hint)


@blueprint.post(f"/follow-up/{ID}")
def follow_up(number: int) -> BaseResponse:
    """A new evaluation of a patient, with last time's findings beside today's."""
    key, given = drafts.new_id(), whole(number)
    try:
        fields = earlier.begun(given, desk(), today())
    except BadInput as error:
        text = "the evaluation behind this program does not go with today's library"
        return _unreadable(key, error, Problem(FILE, None, None, text, "begin a new one"))
    kept = drafting.keep(key, fields, follows=number)
    return after(kept, key) or page(kept)


@blueprint.post(f"{AT}/discard")
def discard(key: str) -> BaseResponse:
    """Erase a draft."""
    with record().writing() as db:
        drafts.discard(db, key)
    return redirect(url_for("home.home"), 303)


def page(
    kept: Kept,
    seen: Seen | None = None,
    status: int = 200,
    no_handout: str = "",
    unsent: tuple[Placed, ...] = (),
) -> Response:
    """The whole screen."""
    fields = drafting.of_case(kept.draft.fields)
    if seen is None and fields:
        seen = desk().look(fields, today())
    if "X-Live" in request.headers:
        status = 200  # a browser would note a script's refused request as an error in its console
    shown: dict[str, Any] = context(kept, seen, no_handout, unsent)
    return make_response(render_template("web/new.html.j2", **shown), status)
