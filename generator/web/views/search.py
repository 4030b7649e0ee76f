"""The words by which the search box of a new program finds things; no patient's data."""

from typing import Final

from flask import Blueprint, Response, jsonify, request
from msgspec import to_builtins

from generator.web.current import desk
from generator.web.lookup import entries

blueprint = Blueprint("search", __name__, url_prefix="/new")

KEPT: Final = "private, no-cache"  # the browser asks whether it is still the same


@blueprint.get("/search.json")
def index() -> Response:
    """Everything that can be found."""
    answer = jsonify(to_builtins(list(entries(desk().library))))
    answer.headers["Cache-Control"] = KEPT
    answer.add_etag()
    answer.make_conditional(request)
    return answer
