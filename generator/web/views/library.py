"""The library: every exercise with its drawings, and the review of all that patients get."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from generator.compiled import library_of
from generator.errors import BadInput
from generator.library.origins import origins_of
from generator.model.exercise import Exercise
from generator.web import catalog, entry, pictures, signing, vocabulary
from generator.web.answers import REFUSED
from generator.web.current import desk, settings, today

blueprint = Blueprint("library", __name__, url_prefix="/library")

TITLED = ("id", "question")  # they stand above the rest


@blueprint.get("")
def browse() -> str:
    """Every exercise that is asked for, as a card."""
    library = desk().library
    options = catalog.options_of(library)
    filters = catalog.filters_of(request.args, options)
    found = catalog.matching(library, filters)
    cards = desk().drawn(partial(catalog.cards_of, found, library))
    return render_template(
        "web/library.html.j2",
        library=library,
        options=options,
        filters=filters,
        cards=cards,
        places=catalog.PLACES,
        progress=signing.progress_of(library),
        words=vocabulary.words,
    )


# No id has a hyphen.
@blueprint.get("/review-list")
def reviews() -> str:
    """What is reviewed, what is a draft, and what was edited since."""
    library = desk().library
    state = request.args.get("state", "")
    state = state if state in catalog.STATES else ""
    return render_template(
        "web/library_reviews.html.j2",
        items=signing.items_of(library),
        kinds=signing.KINDS,
        state=state,
        states=catalog.STATES,
        progress=signing.progress_of(library),
        next_key=signing.next_after("", library),
        clinic=settings().clinic,
    )


@blueprint.get("/<key>")
def show(key: str) -> Response:
    """One entry, with all that a review of it covers."""
    return _page(key, _usual())


@blueprint.get("/<key>/drawing/<int:number>")
def drawing(key: str, number: int) -> BaseResponse:
    """One drawing; it shows no patient: a browser may keep it, and asks whether it changed."""
    exercise = desk().library.exercises.get(key) or abort(404)
    image = desk().drawn(lambda all_: pictures.image_of(all_, exercise, number)) or abort(404)
    response = Response(image.data, mimetype=image.kind)
    response.headers["Cache-Control"] = "private, no-cache"
    # By the very bytes: after an update the browser shows no drawing of before it.
    response.add_etag()
    return response.make_conditional(request)


@blueprint.post("/<key>/review")
def sign(key: str) -> BaseResponse:
    """Record that somebody reviewed an entry as it is shown."""
    _known(key)
    problems = signing.sign(settings().clinic, key, request.form, today())
    _renew()
    if problems:
        return _page(key, request.form, problems)
    _reviewers().keep(_session(), request.form["by"].strip(), request.form["license"].strip())
    if "next" not in request.form:
        return redirect(url_for("library.show", key=key, done=key), 303)
    after = signing.next_after(key, desk().library)
    if not after:
        return redirect(url_for("library.reviews"), 303)
    return redirect(url_for("library.show", key=after, done=key), 303)


@blueprint.post("/<key>/take-back")
def take_back(key: str) -> BaseResponse:
    """Take a review back."""
    _known(key)
    problems = signing.take_back(settings().clinic, key, request.form)
    _renew()
    if problems:
        return _page(key, _usual(), problems)
    return redirect(url_for("library.show", key=key, done=key), 303)


@blueprint.errorhandler(BadInput)
def broken(error: BadInput) -> tuple[str, int]:
    """Say what cannot be read in the clinic's folder, by the names of its files."""
    said = [one._replace(file=Path(one.file).name, source_line="") for one in error.problems]
    return render_template("web/library_broken.html.j2", problems=said), 500


def _renew() -> None:
    """Read the clinic's folder anew, unless it can no longer be read."""
    try:
        library_of(settings().clinic)
    except BadInput:
        return
    desk().renew()


def _known(key: str) -> None:
    """Answer 404 for what the library does not have."""
    if desk().library.content(key) is None:
        abort(404)


def _session() -> str:
    return request.cookies.get(settings().cookie, "")


def _reviewers() -> signing.Reviewers:
    found: signing.Reviewers = current_app.extensions.setdefault(
        "hep-reviewers", signing.Reviewers()
    )
    return found


def _usual() -> dict[str, str]:
    """The fields of a form that was not sent."""
    by, license_number = _reviewers().of(_session())
    return {"by": by, "license": license_number, "date": today().isoformat()}


def _page(
    key: str, fields: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> Response:
    """An entry with its form; after a problem with all that was typed."""
    _known(key)
    library, content = desk().library, desk().library.content(key)
    plain = entry.plain(content)
    done = request.args.get("done", "")
    page: dict[str, Any] = {
        "library": library,
        "key": key,
        "plain": {name: value for name, value in plain.items() if name not in TITLED},
        "sources": entry.sources_of(entry.refs_in(plain), library),
        "signing": signing.signing_of(key, library, fields, problems),
        "clinic": settings().clinic,
        "origins": origins_of(key, library, settings().clinic),
        "words": vocabulary.words,
        "places": catalog.PLACES,
        "done": entry.title_of(done, library) if library.content(done) else "",
        "done_record": library.reviews.get(done),
    }
    name = "web/library_item.html.j2"
    if isinstance(content, Exercise):
        name = "web/library_exercise.html.j2"
        page["entry"] = desk().drawn(partial(entry.entry_of, content, library))
    return make_response(render_template(name, **page), REFUSED if problems else 200)
