"""Who is answered, and with which headers; it stands before every view."""

import hashlib
import hmac
import secrets
from typing import Final

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from generator.web.current import settings
from generator.web.sessions import Sessions

SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))
# What shows no data: looks, and the way in.
SIGN_IN: Final = "door.sign_in"
OPEN: Final = frozenset(("static", "fonts", "door.enter", SIGN_IN))
# What a page that nobody looks at goes on asking for: that keeps no session open.
ASKED: Final = frozenset(("out.messages",))
CACHED: Final = frozenset(("static", "fonts", "library.drawing", "search.index"))
FIELD: Final = "csrf_token"
MISDIRECTED: Final = 421

# object-src and frame-src: the PDF beside the form.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; object-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {ancestors}"
)
# A handout brings its own style, and needs nothing else.
SHEET: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'self'; sandbox"
)
HEADERS: Final = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def protect(app: Flask, sessions: Sessions) -> None:
    """Put the guard before all views, and the headers behind them."""
    app.extensions["hep-sessions"] = sessions
    app.before_request(_guard)
    app.after_request(_seal)
    app.jinja_env.globals.update(csrf_field=csrf_field, visitor_field=visitor_field)


def framed(response: Response) -> Response:
    """A response that pages of ours may show in a frame, as the preview of a PDF."""
    response.headers["Content-Security-Policy"] = POLICY.format(ancestors="'self'")
    return response


def sheet(response: Response) -> Response:
    """A handout as a page of its own, in a frame or not; it may do nothing but be read."""
    response.headers["Content-Security-Policy"] = SHEET
    return response


def sessions() -> Sessions:
    """Who is let in."""
    found: Sessions = current_app.extensions["hep-sessions"]
    return found


def _guard() -> BaseResponse | None:
    """Answer only what is meant for us, comes from our own pages, and from whoever was let in."""
    if request.headers.get("Host", "").lower() not in settings().hosts:
        abort(MISDIRECTED)
    if settings().proxy and request.scheme != "https":
        abort(400)
    session = request.cookies.get(settings().cookie, "")
    g.inside = sessions().knows(session, used=request.endpoint not in ASKED)
    if not g.inside and request.endpoint not in OPEN:
        if settings().proxy and request.method in SAFE:
            return redirect(url_for(SIGN_IN), 303)
        abort(403)
    if request.method not in SAFE:
        _check_origin()
        _check_token()
    return None


def _check_origin() -> None:
    """Refuse a change that another site's page asks for.

    Under our own Referrer-Policy a browser says the Origin of a form is "null".
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.host}"
    if site not in (None, "same-origin"):
        abort(403)
    if origin not in (None, own) and not (origin == "null" and site == "same-origin"):
        abort(403)


def _check_token() -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get(FIELD, "")
    expected = visitor_token() if request.endpoint == SIGN_IN else csrf_token()
    if not hmac.compare_digest(sent.encode(errors="replace"), expected.encode()):
        abort(403)


def csrf_token() -> str:
    """The word that a form brings back; it follows from the cookie, and nobody else knows it."""
    return _word_of(request.cookies.get(settings().cookie, ""))


def visitor_token() -> str:
    """The same for the form that signs in; it follows from a cookie that opens nothing.

    A cookie of its own: who comes by a link from another site brings no strict cookie, and must
    not lose the one of an open session.
    """
    owner = request.cookies.get(settings().visitor_cookie)
    if not owner:
        owner = g.setdefault("visitor", secrets.token_urlsafe(32))
    return _word_of(owner)


def _word_of(owner: str) -> str:
    return hmac.new(settings().secret, owner.encode(errors="replace"), hashlib.sha256).hexdigest()


def csrf_field() -> Markup:
    """The hidden field that every form needs."""
    return _field(csrf_token())


def visitor_field() -> Markup:
    """The hidden field of the form that signs in."""
    return _field(visitor_token())


def _field(token: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)


def let_in(response: BaseResponse, session: str) -> None:
    """Give the browser the cookie of a session."""
    _give(response, settings().cookie, session)


def _give(response: BaseResponse, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie,
        value,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=bool(settings().proxy),
    )


def put_out(response: BaseResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        settings().cookie, path="/", httponly=True, samesite="Strict", secure=bool(settings().proxy)
    )


def _seal(response: Response) -> Response:
    """Add what keeps the answer where it belongs."""
    if "visitor" in g:
        _give(response, settings().visitor_cookie, g.visitor)
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Content-Security-Policy", POLICY.format(ancestors="'none'"))
    if request.endpoint not in CACHED or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
