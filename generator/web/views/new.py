"""A new program: one screen, complete without JavaScript."""

from typing import Any, get_args

from flask import Blueprint, Response, current_app, make_response, render_template, request

from generator.errors import BadInput, Problem
from generator.figures.drawing import Ink
from generator.handout.press import LANGUAGES, Format
from generator.handout.variant import Layout, Size, Variant
from generator.model.clinic import Paper
from generator.web import vocabulary
from generator.web.casedata import FILE
from generator.web.current import desk, today
from generator.web.desk import Seen
from generator.web.screen import SEVERITIES, meaning_of, screen_of
from generator.yamlread import read_bytes

blueprint = Blueprint("new", __name__, url_prefix="/new")

MAX_CASE = 1_000_000
OWN = ("csrf_token", "action", "download")  # of the page, not of the case
CHOICES: dict[str, tuple[str, ...]] = {
    "size": get_args(Size),
    "paper": ("", *get_args(Paper)),
    "ink": get_args(Ink),
    "layout": get_args(Layout),
}
DOSE_WORDS = {
    "sets": "Sets",
    "reps": "Repetitions",
    "hold_s": "Hold, seconds",
    "per_day": "Times a day",
    "days": "Days a week",
    "effort_percent": "Effort, %",
}
KINDS: dict[Format, str] = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
REFUSED = 422


def _posted() -> dict[str, list[str]]:
    """The fields of the case; what is blank is left out."""
    return {
        name: values
        for name, values in request.form.lists()
        if name not in OWN and not name.startswith("handout.") and any(values)
    }


def _page(
    fields: dict[str, list[str]], seen: Seen | None = None, refused: str = "", status: int = 200
) -> Response:
    page: dict[str, Any] = {
        "screen": (screen := screen_of(desk(), fields, seen, refused)),
        "form": screen.form,
        "today": today(),
        "areas": vocabulary.areas_of(desk().library),
        "groups": vocabulary.flags_by_group(desk().library),
        "others": vocabulary.other_measures(desk().library),
        "details": vocabulary.details,
        "symptoms": vocabulary.symptoms,
        "words": vocabulary.words,
        "types": vocabulary.headache_types(),
        "levels": desk().library.rules.irritability_levels,
        "most": desk().library.rules.selection.priority_max,
        "languages": LANGUAGES,
        "severities": SEVERITIES,
        "meaning_of": meaning_of,
        "dose_words": DOSE_WORDS,
        "choices": CHOICES,
        "chosen": request.form,
    }
    return make_response(render_template("web/new.html.j2", **page), status)


@blueprint.get("")
def show() -> Response:
    """An empty form, or the case with which the page was started."""
    case = current_app.config["HEP"].case
    if case is not None:
        return _open(read_bytes(case), case.name)
    blank = {"evaluated": [today().isoformat()], "visit": ["in_person"], "asked": []}
    return _page(blank)


@blueprint.post("")
def look() -> Response:
    """The form again, with the program beside it."""
    fields = _posted()
    seen = desk().look(fields, today())
    return _page(fields, seen, status=REFUSED if seen.problems else 200)


@blueprint.post("/open")
def open_case() -> Response:
    """A case file in the form."""
    file = request.files.get("file")
    text = file.stream.read(MAX_CASE + 1) if file else b""
    return _open(text, "the file")


def _open(text: bytes, name: str) -> Response:
    try:
        fields = desk().opened(text, name, today())
    except BadInput as error:
        seen = Seen(problems=tuple(map(_with_line, error.problems)))
        return _page({}, seen, status=REFUSED)
    return _page(fields, desk().look(fields, today()))


def _with_line(problem: Problem) -> Problem:
    """A problem with a file, which has no field on the page."""
    place = f"line {problem.line}: " if problem.line else ""
    return Problem(problem.file, None, None, f"{place}{problem.message}", problem.hint)


@blueprint.post("/case.yaml")
def case_file() -> Response:
    """The case file of the form, if it can be read."""
    fields = _posted()
    seen = desk().look(fields, today())
    if seen.problems:
        return _page(fields, seen, status=REFUSED)
    return _download(seen.text, "application/yaml", "case.yaml")


@blueprint.post("/handout.<any(pdf, html):form>")
def handout(form: Format) -> Response:
    """The handout itself, refused wherever `hep generate` refuses it."""
    fields = _posted()
    seen = desk().look(fields, today())
    variant = _variant()
    if seen.problems or variant is None:
        refused = "" if seen.problems else "There is no such form of a handout."
        return _page(fields, seen, refused, REFUSED)
    made = desk().handout(seen.text, form, variant, today())
    if made.data is None:
        return _page(fields, seen, made.error.removeprefix(f"{FILE}: "), REFUSED)
    if form == "pdf" and "download" not in request.form:
        return _download(made.data, KINDS[form], "handout.pdf", how="inline")
    return _download(made.data, KINDS[form], f"handout.{form}")


def _variant() -> Variant | None:
    """The form that was chosen; None when there is no such one."""
    chosen = {key: request.form.get(f"handout.{key}", "") for key in CHOICES}
    if any(value not in ("", *CHOICES[key]) for key, value in chosen.items()):
        return None
    wanted: dict[str, Any] = {key: value for key, value in chosen.items() if value}
    return Variant(**wanted)


def _download(data: bytes, kind: str, name: str, how: str = "attachment") -> Response:
    response = make_response(data)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return response
