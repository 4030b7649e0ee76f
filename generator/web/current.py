"""What every view of the running page asks for."""

import datetime
import os

from flask import current_app

from generator.delivery import settings as delivery
from generator.delivery.settings import ServerSettings
from generator.web.desk import Desk
from generator.web.postman import Postman
from generator.web.settings import WebSettings


def settings() -> WebSettings:
    """What the running page knows."""
    found: WebSettings = current_app.config["HEP"]
    return found


def desk() -> Desk:
    """The one desk of all requests."""
    found: Desk = current_app.extensions["hep-desk"]
    return found


def postman() -> Postman:
    """Who delivers what waits in the outbox."""
    found: Postman = current_app.extensions["hep-postman"]
    return found


def has_server() -> bool:
    """Whether a mail server is named."""
    return delivery.has_server(desk().library.clinic, os.environ)


def server() -> ServerSettings | None:
    """How to reach the mail server; None when none is named.

    Raises: BadInput.
    """
    return delivery.server_settings(desk().library.clinic, os.environ, settings().clinic)


def today() -> datetime.date:
    """The day of issue; a test names another one."""
    day: datetime.date | None = current_app.config.get("HEP_TODAY")
    return day or datetime.date.today()  # noqa: DTZ011  (the clinic's own calendar day)
