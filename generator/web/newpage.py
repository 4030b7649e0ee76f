"""What the templates of a new program are given."""

import datetime
import hashlib
from collections.abc import Sequence
from typing import Any, Final

from flask import request

from generator.errors import HepError
from generator.handout.press import LANGUAGES
from generator.records import messages, moments
from generator.records.drafts import Draft
from generator.records.messages import Message
from generator.records.trouble import RecordError
from generator.web import earlier, mailing, vocabulary
from generator.web.current import desk, has_server, postman, today
from generator.web.desk import Seen
from generator.web.drafting import CHOICES, PRINTING, Kept, of_case
from generator.web.keeping import left
from generator.web.places import Placed, placed
from generator.web.record import record
from generator.web.screen import SEVERITIES, numbers_of, screen_of

NO_MAIL: Final = ("stop", "refer")  # what waits for the patient should not go out unseen
SOON: Final = datetime.timedelta(minutes=2)
DOSE_WORDS: Final = {
    "sets": "Sets",
    "reps": "Repetitions",
    "hold_s": "Hold, seconds",
    "per_day": "Times a day",
    "days": "Days a week",
    "effort_percent": "Effort, percent",
}


def context(
    kept: Kept, seen: Seen | None, no_handout: str = "", unsent: tuple[Placed, ...] = ()
) -> dict[str, Any]:
    """The names that the templates know."""
    offer, draft = desk().offer, kept.draft
    library = offer.library
    blank = {"evaluated": [today().isoformat()], "visit": ["in_person"], "asked": []}
    screen = screen_of(desk(), library, of_case(draft.fields) or blank, seen, no_handout)
    return {
        "screen": screen,
        "form": screen.form,
        "kept": kept,
        "draft": draft,
        "unfolded": _unfolded(),
        "other": request.args.get("other", "") if request.method == "GET" else "",
        "hour": _hour(draft.changed_at),
        **sent(draft),
        "waiting": _waiting(draft) if screen.action in NO_MAIL else (),
        "mail": mailing.form_of(draft.fields, unsent),
        "served": has_server(),
        "sheet": _sheet(draft, seen),
        "remarks": placed(seen.remarks, library) if seen else (),
        "before": _before(kept),
        "today": today(),
        "areas": offer.areas,
        "groups": offer.groups,
        "others": offer.others,
        "details": vocabulary.details,
        "symptoms": vocabulary.symptoms,
        "words": vocabulary.words,
        "types": vocabulary.headache_types(),
        "levels": library.rules.irritability_levels,
        "most": library.rules.selection.priority_max,
        "languages": LANGUAGES,
        "severities": SEVERITIES,
        "numbers_of": numbers_of,
        "unit_of": vocabulary.unit_of,
        "dose_words": DOSE_WORDS,
        "choices": CHOICES,
        "chosen": {key: "".join(draft.fields.get(f"handout.{key}", ())) for key in CHOICES},
    }


def _sheet(draft: Draft, seen: Seen | None) -> str:
    """A word that changes with what is printed."""
    printing = [draft.fields.get(name, []) for name in PRINTING]
    return hashlib.sha256(repr((printing, seen and seen.data)).encode()).hexdigest()[:16]


def _unfolded() -> frozenset[str] | None:
    """The exercises whose changes the page shows unfolded; None where it needs all of them."""
    live = request.endpoint == "new.live"
    return frozenset(request.form.getlist("open")) if live else None


def _hour(changed_at: str) -> str:
    """When a draft was kept, by this computer's clock."""
    return f"{moments.read(changed_at).astimezone():%H:%M:%S}" if changed_at else ""


def sent(draft: Draft) -> dict[str, Any]:
    """What became of a draft that left the page."""
    found, now = left(draft), moments.now()
    soon = moments.written(now + SOON)
    return {
        "left": found,
        "clock": _clock,
        "now": moments.written(now),
        "held_up": postman().stopped,
        "waits": any(
            one.state == "sending" or (one.state == "queued" and one.next_at <= soon)
            for one in found.messages
        ),
    }


def _waiting(draft: Draft) -> Sequence[Message]:
    """What waits for the patient; nothing where the record cannot be read."""
    chart = "".join(draft.fields.get("patient.id", ())).strip()
    if not chart:
        return ()
    try:
        with record().reading() as db:
            return messages.unsettled(db, chart)
    except RecordError:
        return ()


def _clock(moment: str) -> str:
    """A moment of the record by this computer's clock; the day is named if it is not today."""
    at = moments.read(moment).astimezone()
    day = "" if at.date() == moments.now().astimezone().date() else f"{at:%Y-%m-%d} "
    return f"{day}{at:%H:%M}"


def _before(kept: Kept) -> earlier.Earlier | None:
    """What was found last time; nothing where the record does not tell."""
    if kept.draft.follows is None or kept.trouble:
        return None
    try:
        with record().reading() as db:
            return earlier.found(db, kept.draft.follows, desk())
    except HepError:
        return None
