"""What a provider asks for with `hep send`, and the moment that they name."""

import datetime

from generator.errors import quote
from generator.made import Sealed, Source

LAST_YEAR = 2999


class Order(Sealed, frozen=True, kw_only=True):
    """One program to send; `plan_weeks` is how long a coaching plan runs, 0 without one."""

    source: Source
    to: str | None = None
    own_words: tuple[tuple[str, ...], ...] = ()
    password: str | None = None
    due: datetime.datetime | None = None
    page: bool = False
    calendar: bool = True
    again: bool = False
    address_ok: bool = False
    draft_ok: bool = False
    plan_weeks: int = 0


def moment_of(text: str, zone: datetime.tzinfo | None, now: datetime.datetime) -> datetime.datetime:
    """A moment like `2026-11-24 08:00`, or an hour like `08:00` the next time that it comes.

    Without a zone it is that of this computer's clock.

    Raises: ValueError, with what is wrong in words.
    """
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return _next_time(text, zone, now)
    # Years far away cannot be counted with in every time zone.
    if not now.year - 1 <= moment.year <= LAST_YEAR:
        when = "over" if moment.year < now.year else "too far away"
        message = f"{moment:%Y-%m-%d %H:%M} is {when}; name a moment to come"
        raise ValueError(message)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone) if zone else moment.astimezone()
    if moment < now:
        message = f"{moment:%Y-%m-%d %H:%M} is over; name a moment to come"
        raise ValueError(message)
    return moment


def _next_time(
    text: str, zone: datetime.tzinfo | None, now: datetime.datetime
) -> datetime.datetime:
    try:
        hour = datetime.time.fromisoformat(text)
    except ValueError:
        message = f'{quote(text)} is no moment; write it like "2026-11-24 08:00", or 08:00'
        raise ValueError(message) from None
    if hour.tzinfo is not None:
        message = f"{quote(text)} has a time zone; name the day too"
        raise ValueError(message)
    here = now.astimezone(zone)
    today = here.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return today if today > here else today + datetime.timedelta(days=1)
