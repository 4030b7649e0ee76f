"""What a visitor sees when something goes wrong: what to do, and never what was sent."""

import logging
import secrets
from typing import Final

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from generator.records.trouble import RecordError
from generator.web.record import said

log = logging.getLogger(__name__)

# Kind -> the codes that lead to it; templates/web/error.html.j2 has the words.
KINDS: Final = {
    403: "closed",
    404: "missing",
    405: "missing",
    413: "large",
    421: "host",
    429: "often",
}


def register(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, _expected)
    app.register_error_handler(RecordError, _record)
    app.register_error_handler(Exception, _bug)


def _expected(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:  # noqa: PLR2004  (a redirect)
        return Response.force_type(error.get_response())
    if code >= 500:  # noqa: PLR2004  (our own fault)
        return _bug(error)
    page = render_template("web/error.html.j2", kind=KINDS.get(code, "request"), mark="")
    response = Response(page, code, mimetype="text/html")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _record(error: RecordError) -> Response:
    """Say what is wrong with the record; its words name the file, and no patient."""
    page = render_template("web/error.html.j2", kind="record", mark="", said=said(error))
    return Response(page, 503, mimetype="text/html")


def _bug(error: Exception) -> Response:
    """Log the kind of an error under an id; its words could hold a patient's data."""
    mark = secrets.token_hex(4)
    log.error("error %s: %s", mark, type(error).__name__)
    page = render_template("web/error.html.j2", kind="bug", mark=mark)
    return Response(page, 500, mimetype="text/html")
