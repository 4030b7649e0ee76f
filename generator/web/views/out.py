"""What leaves the screen of a new program: the handout, and the case file."""

from typing import Any, Final

from flask import Blueprint, Response, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from generator.handout.press import Format
from generator.handout.variant import Variant
from generator.records.drafts import Draft
from generator.web import drafting
from generator.web.casedata import FILE, Fields, refused
from generator.web.current import desk, today
from generator.web.desk import Seen
from generator.web.drafting import Kept
from generator.web.newpage import CHOICES
from generator.web.security import framed
from generator.web.views.new import AT, REFUSED, after, page

blueprint = Blueprint("out", __name__, url_prefix="/new")

KINDS: Final[dict[Format, str]] = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}


def _now(key: str) -> tuple[Kept, Seen] | BaseResponse:
    """The form as posted, kept and assessed; or what is shown instead."""
    fields = drafting.posted()
    wrong = tuple(refused(drafting.of_case(fields), desk().library))
    if wrong:
        return page(Kept(draft=Draft(id=key, fields=fields)), Seen(problems=wrong), REFUSED)
    kept = drafting.keep(key, fields)
    if kept.moved:
        return after(kept, key) or page(kept)
    seen = desk().look(drafting.of_case(fields), today())
    return page(kept, seen, REFUSED) if seen.problems else (kept, seen)


@blueprint.post(f"{AT}/case.yaml")
def case_file(key: str) -> BaseResponse:
    """The case file of the form, if it can be read."""
    now = _now(key)
    return (
        _download(now[1].text, "application/yaml", "case.yaml") if isinstance(now, tuple) else now
    )


@blueprint.post(f"{AT}/handout.<any(pdf, html):form>")
def handout(key: str, form: Format) -> BaseResponse:
    """The handout itself, refused wherever `hep generate` refuses it."""
    now = _now(key)
    if not isinstance(now, tuple):
        return now
    kept, seen = now
    variant = variant_of(kept.draft.fields)
    if variant is None:
        return page(kept, seen, REFUSED, "There is no such form of a handout.")
    made = desk().handout(seen.text, form, variant, today())
    if made.data is None:
        return page(kept, seen, REFUSED, made.error.removeprefix(f"{FILE}: "))
    if form == "pdf" and "download" not in request.form:
        return _download(made.data, KINDS[form], "handout.pdf", how="inline")
    return _download(made.data, KINDS[form], f"handout.{form}")


@blueprint.get(f"{AT}/preview.pdf")
def preview(key: str) -> Response:
    """The PDF of the draft as it is kept, to be shown in a frame of the screen."""
    draft = drafting.loaded(key)
    seen = desk().look(drafting.of_case(draft.fields), today())
    variant = variant_of(draft.fields)
    made = desk().handout(seen.text, "pdf", variant, today()) if variant and seen.text else None
    if made is None or made.data is None:
        return Response("There is no handout to show.", REFUSED, mimetype="text/plain")
    return framed(_download(made.data, KINDS["pdf"], "handout.pdf", how="inline"))


def variant_of(fields: Fields) -> Variant | None:
    """The form that was chosen; None when there is no such one."""
    chosen = {key: "".join(fields.get(f"handout.{key}", ())) for key in CHOICES}
    if any(value not in ("", *CHOICES[key]) for key, value in chosen.items()):
        return None
    wanted: dict[str, Any] = {key: value for key, value in chosen.items() if value}
    return Variant(**wanted)


def _download(data: bytes, kind: str, name: str, how: str = "attachment") -> Response:
    response = make_response(data)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return response
