"""What a view answers with that is no page."""

from typing import Final

from flask import Response, make_response

REFUSED: Final = 422  # a form that comes back with what is wrong in it
KINDS: Final = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}


def as_file(data: bytes, kind: str, name: str, *, inline: bool = False) -> Response:
    """A file to keep, or to look at in the browser."""
    response = make_response(data)
    response.headers["Content-Type"] = kind
    how = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return response
