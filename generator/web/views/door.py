"""The way in: an address with a token on one's own computer, a password from elsewhere."""

from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from generator.web.current import settings
from generator.web.security import let_in, put_out, sessions

if TYPE_CHECKING:
    from generator.web.password import Gate

blueprint = Blueprint("door", __name__)


@blueprint.get("/enter")
def enter() -> Response:
    """Exchange the token of an address for a cookie.

    The answer is a page that goes on by itself: after a redirect from elsewhere a browser would
    not send a strict cookie.
    """
    inside = sessions().knows(request.cookies.get(settings().cookie, ""))
    early = request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", "")
    if early and not inside:
        abort(403)
    response = Response(render_template("web/enter.html.j2"), mimetype="text/html")
    if not inside:
        session = sessions().accept(request.args.get("token", ""))
        if session is None:
            abort(403)
        let_in(response, session)
    return response


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Ask for the password, where one is needed."""
    if not settings().proxy:
        abort(404)
    gate: Gate = current_app.extensions["hep-gate"]
    opened: bool | None = True
    if request.method == "POST":
        opened = gate.opens(request.form.get("password", ""), request.remote_addr or "")
        if opened:
            response = redirect(url_for("home.home"), 303)
            sessions().end(request.cookies.get(settings().cookie, ""))
            let_in(response, sessions().begin())
            return response
    page = render_template("web/sign_in.html.j2", opened=opened)
    return Response(page, 200 if opened else 429 if opened is None else 403, mimetype="text/html")


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    sessions().end(request.cookies.get(settings().cookie, ""))
    response = Response(render_template("web/left.html.j2"), mimetype="text/html")
    put_out(response)
    return response
