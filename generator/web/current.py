"""What every view of the running page asks for."""

import datetime

from flask import current_app

from generator.web.desk import Desk
from generator.web.settings import WebSettings


def settings() -> WebSettings:
    """What the running page knows."""
    found: WebSettings = current_app.config["HEP"]
    return found


def desk() -> Desk:
    """The one desk of all requests."""
    found: Desk = current_app.extensions["hep-desk"]
    return found


def today() -> datetime.date:
    """The day of issue; a test names another one."""
    day: datetime.date | None = current_app.config.get("HEP_TODAY")
    return day or datetime.date.today()  # noqa: DTZ011  (the clinic's own calendar day)
