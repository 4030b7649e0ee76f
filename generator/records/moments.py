"""Moments as the record writes them: UTC, one fixed width, so that text sorts as time."""

import datetime


def now() -> datetime.datetime:
    """This moment."""
    return datetime.datetime.now(datetime.UTC)


def written(moment: datetime.datetime) -> str:
    """A moment as text."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="milliseconds")


def read(text: str) -> datetime.datetime:
    """The moment that a text says."""
    return datetime.datetime.fromisoformat(text)
