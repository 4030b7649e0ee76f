"""The screen alone, in an application of a few lines: no login, no tokens."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader, StrictUndefined

from generator.resources import data_dir
from generator.web.desk import Desk
from generator.web.views.new import blueprint
from tests.reasoning import TODAY

if TYPE_CHECKING:
    from pathlib import Path

LAYOUT = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block title %}{% endblock %}</title>
<link rel="stylesheet" href="/static/page.css">{% block head %}{% endblock %}</head>
<body><main>{% block main %}{% endblock %}</main></body></html>"""
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'"


def application(case: Path | None = None) -> Flask:
    """The screen of a new program, on the day of the examples."""
    app = Flask("generator.web")
    app.jinja_options = {
        "extensions": ["jinja2.ext.i18n"],
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    environment: Any = app.jinja_env
    environment.install_null_translations(newstyle=True)
    files = FileSystemLoader(str(data_dir("templates")))
    environment.loader = ChoiceLoader([DictLoader({"web/layout.html.j2": LAYOUT}), files])
    environment.globals["csrf_field"] = str
    app.config.update(HEP=SimpleNamespace(clinic=None, case=case), HEP_TODAY=TODAY, TESTING=True)
    app.jinja_env.autoescape = True
    app.extensions["hep-desk"] = Desk(None)
    app.register_blueprint(blueprint)

    @app.after_request
    def strict(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.teardown_request
    def close(_: BaseException | None) -> None:
        request.close()

    return app
