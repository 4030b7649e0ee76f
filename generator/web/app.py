"""The page as one Flask application."""

import os
from pathlib import Path
from typing import Any, Final

import fontpkg_atkinson_hyperlegible as fonts
from flask import Blueprint, Flask, request, send_from_directory
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response

from generator import __version__
from generator.delivery.settings import server_settings
from generator.handout.template import bytecode, catalog
from generator.resources import data_dir
from generator.web import errors, record, security
from generator.web.desk import Desk
from generator.web.password import Gate
from generator.web.postman import Postman
from generator.web.searches import Searches
from generator.web.sessions import IDLE_S, PROXY_IDLE_S, Sessions
from generator.web.settings import WebSettings
from generator.web.views import door, history, home, library, new, out, outbox, search
from generator.web.views import settings as clinic_settings

# Every screen has its line here.
BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.blueprint,
    door.blueprint,
    new.blueprint,
    out.blueprint,
    clinic_settings.blueprint,
    history.blueprint,
    outbox.blueprint,
    library.blueprint,
    search.blueprint,
)

LARGEST: Final = 2 * 1024 * 1024
LARGEST_FORM: Final = 500_000
MOST_PARTS: Final = 1000
FONTS: Final = Path(fonts.ROOT) / "files"


class _DraftId(BaseConverter):
    """The id of a draft, as `records.drafts` makes it."""

    regex = "[A-Za-z0-9_-]{16}"


class _Page(Flask):
    # Flask would escape only what ends in `.html`, and our templates end in `.html.j2`.
    jinja_options: dict[str, Any] = {  # noqa: RUF012  (as Flask declares it)
        "autoescape": True,
        "extensions": ["jinja2.ext.i18n"],
        "lstrip_blocks": True,
        "trim_blocks": True,
        "undefined": StrictUndefined,
    }


def create_app(settings: WebSettings, sessions: Sessions | None = None) -> Flask:
    """The page; `sessions` are those of `settings` when left out."""
    templates = data_dir("templates")
    app = _Page("generator.web", template_folder=str(templates))
    app.config.update(
        HEP=settings,
        MAX_CONTENT_LENGTH=LARGEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_PARTS,
    )
    translations = catalog((templates,), "en")
    app.jinja_env.install_gettext_translations(  # type: ignore[attr-defined]
        translations, newstyle=True
    )
    app.jinja_env.bytecode_cache = bytecode("page")
    app.jinja_env.globals.update(hep=settings, version=__version__, screens=app.blueprints)
    idle = PROXY_IDLE_S if settings.proxy else IDLE_S
    security.protect(app, sessions or Sessions(idle))
    desk = Desk(settings.clinic)
    app.extensions["hep-desk"] = desk
    app.extensions["hep-postman"] = Postman(
        settings.db, lambda: server_settings(desk.library.clinic, os.environ, settings.clinic)
    )
    app.extensions["hep-gate"] = Gate(settings.password)
    app.extensions["hep-searches"] = Searches()
    app.teardown_request(_close)
    errors.register(app)
    record.register(app)
    app.url_map.converters["draft"] = _DraftId
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/fonts/<name>", "fonts", _font)
    if settings.proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app


def _close(_: BaseException | None) -> None:
    """Close uploaded files at once, not when memory is tidied."""
    request.close()


def _font(name: str) -> Response:
    """The typeface of the handout, from the package that brings it."""
    return send_from_directory(FONTS, name, mimetype="font/ttf")
