"""The first page."""

from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template

from generator.records import drafts
from generator.records.trouble import RecordError
from generator.records.words import local
from generator.web.current import settings
from generator.web.record import begun, record, said

if TYPE_CHECKING:
    from generator.records.drafts import Head

blueprint = Blueprint("home", __name__)

MOST: Final = 30


@blueprint.get("/")
def home() -> str:
    """What the program is, where to begin, and what is unfinished."""
    trouble = ""
    try:
        unfinished = _unfinished()
    except RecordError as error:
        unfinished, trouble = [], said(error)
    return render_template(
        "web/home.html.j2",
        unfinished=unfinished,
        trouble=trouble,
        case=settings().case,
        local=local,
    )


def _unfinished() -> "list[Head]":
    if not begun():
        return []
    with record().reading() as db:
        return drafts.unfinished(db, MOST)
