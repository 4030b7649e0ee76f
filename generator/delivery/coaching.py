"""Coaching over weeks: what follows a first program (reference 4.5-4.6).

Check-ins go by themselves; no later program goes out on a date alone (`releasing.py`).
"""

import datetime
import secrets
import sqlite3
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from generator.delivery.calendar import zone_of
from generator.delivery.letter import Letter, mime
from generator.delivery.sending import Prepared, Sender
from generator.delivery.wording import MessageView, words
from generator.handout.compose import clinic_view
from generator.model.course import PhaseInfo
from generator.records import messages
from generator.records.events import About
from generator.records.messages import NewMessage

CHECK_IN_WEEKS = (1, 2)
CHECK_IN_HOUR = 9
WEEK = datetime.timedelta(weeks=1)


def later_phases(
    phases: Sequence[PhaseInfo], first: int, weeks: int
) -> Iterator[tuple[PhaseInfo, int]]:
    """The phases after the first one with the week in which each begins, within so many weeks."""
    ends = {info.phase: info.weeks[1] for info in phases}
    begun = ends.get(first - 1, 0)  # type: ignore[call-overload]
    for info in phases:
        week = ends.get(info.phase - 1, 0) - begun  # type: ignore[call-overload]
        if info.phase > first and week < weeks:
            yield info, week


def follow_up(sender: Sender, prepared: Prepared) -> list[NewMessage]:
    """What follows a program: check-ins that are ready to go, and the next phases, held."""
    weeks, first, zone = sender.order.plan_weeks, prepared.new, zone_of(sender.clinic)
    found = [
        _check_in(sender, prepared, week, _morning(first.due + week * WEEK, zone))
        for week in CHECK_IN_WEEKS
        if week <= weeks
    ]
    phases = later_phases(sender.library.rules.phases, prepared.given.phase, weeks)
    for info, week in phases:
        held = replace(
            first,
            message_id=f"<{secrets.token_hex(16)}@held.invalid>",
            data=b"",
            due=_morning(first.due + week * WEEK, zone),
            state="held",
            phase=info.phase,
        )
        found.append(held)
    return found


def _check_in(sender: Sender, prepared: Prepared, week: int, due: datetime.datetime) -> NewMessage:
    first = prepared.letter
    domain = prepared.new.sender.rpartition("@")[2]
    view = MessageView(
        lang=first.words.language,
        clinic=clinic_view(sender.library),
        provider_name=prepared.provider,
        week=week,
    )
    letter = Letter(
        recipient=first.recipient,
        sender=first.sender,
        reply_to=first.reply_to,
        words=words("check_in", view, sender.folders),
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        date=due,
    )
    return NewMessage(
        message_id=letter.message_id,
        kind="check_in",
        sender=prepared.new.sender,
        recipient=prepared.new.recipient,
        data=mime(letter),
        due=due,
    )


def _morning(moment: datetime.datetime, zone: datetime.tzinfo | None) -> datetime.datetime:
    """The hour of check-ins on the day of a moment, where the clinic is."""
    here = moment.astimezone(zone)
    return here.replace(hour=CHECK_IN_HOUR, minute=0, second=0, microsecond=0)


def put_follow_up(db: sqlite3.Connection, follow: list[NewMessage], about: About) -> list[int]:
    """Put what follows into the outbox."""
    return [messages.put(db, new, about) for new in follow]
