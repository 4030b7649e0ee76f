"""The settings of the clinic: clinic.yaml as a form, checked before anything is replaced."""

import os
from functools import cache
from threading import Lock
from typing import Any, Final, get_args
from zoneinfo import available_timezones

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from generator.check.clinic import LARGEST_LOGO
from generator.delivery.outside import kept_password, set_outside
from generator.errors import BadInput, OutputError, Problem
from generator.handout.theme import LOWEST_CONTRAST
from generator.handout.variant import STANDARD
from generator.job import evaluation_day
from generator.model.clinic import Paper
from generator.model.mail import Security
from generator.resources import data_dir
from generator.web import clinicform as form
from generator.web.accent import USUAL, sample_of
from generator.web.answers import KINDS, REFUSED, as_file
from generator.web.clinicfile import ClinicFile, Prepared, keep, prepare, read_clinic, remarks
from generator.web.current import desk
from generator.web.form import Form
from generator.web.mailtest import Tried, tried
from generator.web.places import Placed
from generator.web.security import framed

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

SECURITY: Final = {
    "starttls": "STARTTLS (usual, port 587)",
    "tls": "TLS from the start (port 465)",
    "plain": "none (this computer only)",
}
PAPER: Final = {"letter": "US Letter", "a4": "A4"}
CONFLICT: Final = 409

# Who saves, saves alone: between looking at the file and replacing it nobody else does.
_ONE: Final = Lock()


@blueprint.get("")
def show() -> Response:
    """The clinic as it stands."""
    file = _file()
    if isinstance(file, Response):
        return file
    fields = form.fields_of(file.clinic)
    return _page(file, fields, remarks(file, desk().library))


@blueprint.post("")
def save() -> BaseResponse:
    """Check everything, then replace clinic.yaml; or the form again."""
    with _ONE:
        file = _file()
        if isinstance(file, Response):
            return file
        fields = form.posted(request.form.to_dict(flat=False), file.clinic)
        if request.form.get("seen", "") != file.mark:
            return _page(file, fields, form.differing(fields, file.clinic), status=CONFLICT)
        logo = _logo()
        prepared = _prepared(file, fields, logo)
        if not prepared.good:
            return _page(file, fields, prepared.problems, status=REFUSED)
        if prepared.text != file.text:
            try:
                keep(file, prepared, logo)
            except OutputError as error:
                said = [Problem("", None, None, one.message, one.hint) for one in error.problems]
                return _page(file, fields, said, status=REFUSED)
            desk().renew()
    return redirect(url_for("settings.show", saved=1), 303)


@blueprint.post("/mail")
def test_mail() -> Response:
    """Try the mail server that stands in the form; nothing is saved."""
    file = _file()
    if isinstance(file, Response):
        return file
    fields = form.posted(request.form.to_dict(flat=False), file.clinic)
    prepared = _prepared(file, fields, None)
    if not prepared.good:
        return _page(file, fields, prepared.problems, status=REFUSED)
    to = fields.get("to", [""])[0] if request.form.get("action") == "send" else None
    found = tried(prepared.clinic, file.folder, desk().library, os.environ, to)
    return _page(file, fields, prepared.problems, found)


@blueprint.get("/logo")
def logo_picture() -> Response:
    """The logo, if it is one that prints."""
    file = _file()
    data = b"" if isinstance(file, Response) else file.logo
    if not data:
        abort(404)
    response = make_response(data)
    response.headers["Content-Type"] = "image/jpeg" if data[:1] == b"\xff" else "image/png"
    return response


@blueprint.get("/sample.pdf")
def sample() -> Response:
    """A handout of an example, nobody's, with the letterhead as it was saved."""
    examples = sorted(data_dir("examples").glob("*.yaml"))
    tries = (
        desk().handout(path.read_bytes(), "pdf", STANDARD, evaluation_day(path))
        for path in examples
    )
    data = next((made.data for made in tries if made.data is not None), None)
    if data is None:  # a clinic's own rules may refuse them all
        abort(404)
    return framed(as_file(data, KINDS["pdf"], "sample.pdf", inline=True))


@cache
def _zones() -> list[str]:
    """The time zones of the world: hundreds of files."""
    return sorted(available_timezones())


def _file() -> ClinicFile | Response:
    """The clinic's file, or a page that says why there is none."""
    folder = desk().clinic
    if folder is None:
        return make_response(render_template("web/settings_none.html.j2", problems=()))
    try:
        return read_clinic(folder)
    except BadInput as error:
        page = render_template("web/settings_none.html.j2", problems=error.problems)
        return make_response(page, REFUSED)


def _logo() -> bytes | None:
    """The logo that was sent; nothing for one to take away, None to leave it."""
    sent = request.files.get("logo")
    data = sent.stream.read(LARGEST_LOGO + 1) if sent else b""
    return data or (b"" if request.form.get("logo.remove") else None)


def _prepared(file: ClinicFile, fields: form.Fields, logo: bytes | None) -> Prepared:
    problems = tuple(form.refused(fields))
    if problems:
        return Prepared(clinic=file.clinic, problems=problems)
    return prepare(file, form.changes(file.clinic, fields), logo, os.environ)


def _page(
    file: ClinicFile,
    fields: dict[str, list[str]],
    said: tuple[Problem, ...] | list[Problem] | tuple[Placed, ...],
    test: Tried | None = None,
    status: int = 200,
) -> Response:
    # What `hep check` only warns of, such as no phone, stands as a hint in the form.
    errors = [one for one in said if isinstance(one, Problem) and one.severity == "error"]
    beside = [one for one in said if isinstance(one, Placed)]
    clinic = file.clinic
    page: dict[str, Any] = {
        "form": Form(fields, (*form.placed(errors, fields), *beside)),
        "file": file,
        # A form that comes back unsaved still knows which version it was made from.
        "seen": file.mark if status == CONFLICT else request.form.get("seen", file.mark),
        "conflict": status == CONFLICT,
        "saved": status == 200 and "saved" in request.args,  # noqa: PLR2004
        "labels": form.LABELS,
        "called": form.called,
        "videos": [name for name in fields if name.startswith(form.VIDEO)],
        "exercises": {one.id: one.name for one in desk().library.exercises.values()},
        "zones": _zones(),
        "security": [(key, SECURITY[key]) for key in get_args(Security)],
        "paper": [(key, PAPER[key]) for key in get_args(Paper)],
        "sample": sample_of(fields["colors.accent"][0]),
        "usual_color": USUAL,
        "least": LOWEST_CONTRAST,
        "outside": set_outside(os.environ),
        "password": kept_password(clinic.mail, os.environ),
        "unsaved": bool(form.changes(clinic, fields)),
        "test": test,
        "not_tried": status == REFUSED and request.endpoint == "settings.test_mail",
        "usual_emergency": desk().library.phrases.emergency_number,
    }
    return make_response(render_template("web/settings.html.j2", **page), status)
