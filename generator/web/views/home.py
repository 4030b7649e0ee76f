"""The first page."""

from flask import Blueprint, render_template

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> str:
    """What the program is, and where to begin."""
    return render_template("web/home.html.j2")
