"""The first page."""

from typing import Final

from flask import Blueprint, render_template

from generator.records import drafts
from generator.records.trouble import RecordError
from generator.records.words import local
from generator.web.current import settings
from generator.web.record import record, said

blueprint = Blueprint("home", __name__)

MOST: Final = 30


@blueprint.get("/")
def home() -> str:
    """What the program is, where to begin, and what is unfinished."""
    trouble = ""
    try:
        with record().reading() as db:
            unfinished = drafts.unfinished(db, MOST)
    except RecordError as error:
        unfinished, trouble = [], said(error)
    return render_template(
        "web/home.html.j2",
        unfinished=unfinished,
        trouble=trouble,
        case=settings().case,
        local=local,
    )
