"""The first page."""

from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template

from generator.records import drafts, moments
from generator.records.trouble import RecordError
from generator.web.current import settings
from generator.web.record import begun, record

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
        unfinished, trouble = [], str(error)
    return render_template(
        "web/home.html.j2",
        unfinished=unfinished,
        trouble=trouble,
        case=settings().case,
        local=_local,
    )


def _unfinished() -> "list[Head]":
    if not begun():
        return []
    with record().reading() as db:
        return drafts.unfinished(db, MOST)


def _local(moment: str) -> str:
    """A moment of the record by this computer's clock."""
    return f"{moments.read(moment).astimezone():%Y-%m-%d %H:%M}"
