"""The times of a program as a calendar file: sessions until the next check, and the check.

Whoever sees the calendar sees a plan, not a patient: titles are neutral, events are private.
"""

import datetime
import math
import uuid
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vDuration
from msgspec import Struct

from generator.delivery.wording import Titles
from generator.errors import BadInput, quote
from generator.model.clinic import Clinic
from generator.model.results import Program

# Before work, after it, and at midday: hours at which most people are up and may take a break.
MORNING, MIDDAY, EVENING = (datetime.time(hour) for hour in (8, 13, 19))
HOURS: Final = {1: (MORNING,), 2: (MORNING, EVENING), 3: (MORNING, MIDDAY, EVENING)}
# Of a week with rest days, those that lie apart; from 6 on there is little to choose.
WEEKDAYS: Final = {
    1: ("MO",),
    2: ("MO", "TH"),
    3: ("MO", "WE", "FR"),
    4: ("MO", "TU", "TH", "FR"),
    5: ("MO", "TU", "WE", "TH", "FR"),
    6: ("MO", "TU", "WE", "TH", "FR", "SA"),
}
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY: Final = datetime.timedelta(days=1)
_UNSET: Final = ("UTC", "Etc/UTC", "local")
_CHECK_ALARM: Final = datetime.timedelta(hours=9)


class Rhythm(Struct, frozen=True):
    """How often a patient sits down: sessions a day, days a week, minutes a session."""

    per_day: int
    days: int
    minutes: int


def rhythm_of(program: Program) -> Rhythm:
    """The most of any exercise; habits go through the day and count only where all else lacks."""
    sessions = tuple(item for item in program.exercises if item.slot != "habit")
    given = sessions or program.exercises or program.extra
    return Rhythm(
        per_day=min(max((item.dosage.per_day for item in given), default=1), max(HOURS)),
        days=max((item.dosage.days for item in given), default=7),
        minutes=max(1, math.ceil(program.minutes_per_session)),
    )


def calendar(  # noqa: PLR0913  (all that an event says)
    rhythm: Rhythm,
    titles: Titles,
    *,
    first_day: datetime.date,
    next_check: datetime.date | None,
    zone: ZoneInfo | None,
    uid: str,
    stamp: datetime.datetime,
) -> bytes | None:
    """The calendar file; None when the next check is not after the first day, or not known.

    Without a zone, 08:00 is 08:00 wherever the patient's telephone is.

    `uid` is what makes the events those of one message; the same values give the same bytes.
    """
    if next_check is None or next_check <= first_day:
        return None
    made = Calendar()
    made.add("prodid", "-//hep//plan//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    first, last = _first(first_day, rhythm.days), next_check - _DAY
    if first <= last:
        for hour in HOURS[rhythm.per_day]:
            event = _event(titles.session, f"{uid}/{hour:%H}", stamp)
            start = datetime.datetime.combine(first, hour, zone)
            event.add("dtstart", start)
            event.add("duration", datetime.timedelta(minutes=rhythm.minutes))
            event.add("rrule", _rule(rhythm.days, datetime.datetime.combine(last, hour, zone)))
            event.add_component(_alarm(titles.session, datetime.timedelta()))
            made.add_component(event)
    check = _event(titles.check, f"{uid}/check", stamp)
    check.add("dtstart", next_check)
    check.add("dtend", next_check + _DAY)
    check.add_component(_alarm(titles.check, _CHECK_ALARM))
    made.add_component(check)
    made.add_missing_timezones(first_day - 366 * _DAY, next_check + 366 * _DAY)
    written: bytes = made.to_ical()
    return written


def zone_of(clinic: Clinic) -> ZoneInfo | None:
    """The clinic's time zone, else that of the computer.

    None where that is unknown, or UTC: a server says so whose zone nobody has set, and an alarm
    would ring in the night.

    Raises: BadInput when there is no zone of the clinic's name.
    """
    from tzlocal import get_localzone  # noqa: PLC0415  (asks the system)

    try:
        zone = ZoneInfo(clinic.timezone) if clinic.timezone else get_localzone()
    except (KeyError, OSError, ValueError):
        if clinic.timezone:
            text = f"there is no time zone {quote(clinic.timezone)}"
            raise BadInput.one("clinic.yaml", text, "write it like America/Chicago") from None
        return None
    by_chance = not clinic.timezone and zone.key in _UNSET
    return None if by_chance or not zone.key else zone


def _first(day: datetime.date, days: int) -> datetime.date:
    """The first day from `day` on that has a session."""
    wanted = WEEKDAYS.get(days, _DAYS)
    while _DAYS[day.weekday()] not in wanted:
        day += _DAY
    return day


def _rule(days: int, last: datetime.datetime) -> dict[str, object]:
    """Every day, or some days of every week, up to the last session."""
    until = {"until": last.astimezone(datetime.UTC) if last.tzinfo else last}
    if days in WEEKDAYS:
        return {"freq": "weekly", "byday": list(WEEKDAYS[days]), **until}
    return {"freq": "daily", **until}


def _event(title: str, uid: str, stamp: datetime.datetime) -> Event:
    """An event that blocks no time and that others do not see."""
    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, uid)))
    event.add("dtstamp", stamp.astimezone(datetime.UTC))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _alarm(title: str, after: datetime.timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", vDuration(after))
    return alarm
