"""What a provider asks for with `hep send`, and the moment that they name."""

import datetime
from zoneinfo import ZoneInfo

from generator.made import Sealed, Settings, Source


class Order(Sealed, frozen=True, kw_only=True):
    """One program to send."""

    settings: Settings
    source: Source
    to: str | None = None
    own_words: str = ""
    password: str | None = None
    due: datetime.datetime | None = None
    html: bool = False
    calendar: bool = True
    again: bool = False
    draft_ok: bool = False


def clinic_zone(name: str) -> datetime.tzinfo:
    """The clinic's time zone; this computer's when it names none."""
    if name:
        return ZoneInfo(name)
    from tzlocal import get_localzone  # noqa: PLC0415  (only needed here)

    return get_localzone()


def moment_of(text: str, zone: datetime.tzinfo, now: datetime.datetime) -> datetime.datetime:
    """A moment like `2026-11-24 08:00`, or an hour like `08:00` the next time that it comes.

    Raises: ValueError, with what is wrong in words.
    """
    here = now.astimezone(zone)
    try:
        hour = datetime.time.fromisoformat(text)
    except ValueError:
        pass
    else:
        today = datetime.datetime.combine(here.date(), hour, zone)
        return today if today > here else today + datetime.timedelta(days=1)
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        message = f'"{text}" is no moment; write it like "2026-11-24 08:00", or 08:00'
        raise ValueError(message) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment < now:
        message = f"{moment:%Y-%m-%d %H:%M} is over; name a moment to come"
        raise ValueError(message)
    return moment
