"""Options that several commands share."""

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])

PASSWORD_OPTIONS = (
    click.option(
        "--password", is_flag=True, help="Ask for a password and lock the PDF with it (AES-256)."
    ),
    click.option(
        "--password-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The same with the first line of a file.",
    ),
)


class Day(click.ParamType[datetime.date]):
    """A day like 2026-11-20."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Read the day."""
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f'"{value}" is not a day; write it like 2026-11-20', param, ctx)


def clinic_option(function: F) -> F:
    """`--clinic DIR`, or HEP_CLINIC."""
    return click.option(
        "--clinic",
        type=click.Path(path_type=Path),
        envvar="HEP_CLINIC",
        metavar="DIR",
        help="The clinic's own folder (clinic.yaml, own exercises, reviews). Also HEP_CLINIC.",
    )(function)


def date_option(function: F) -> F:
    """`--date D`, the day of issue."""
    return click.option(
        "--date", "day", type=Day(), default=None, help="The day of issue; today when left out."
    )(function)


def ink_option(function: F) -> F:
    """`--ink color|bw`."""
    return click.option(
        "--ink",
        type=click.Choice(["color", "bw"]),
        default="color",
        help="bw: black and white, with hatching for what is colored; color by default.",
    )(function)


def size_option(function: F) -> F:
    """`--size standard|large`."""
    return click.option(
        "--size",
        type=click.Choice(["standard", "large"]),
        default="standard",
        help="large: 18 point type, for low vision; standard (12) by default.",
    )(function)


def layout_option(function: F) -> F:
    """`--layout full|compact|cards`."""
    return click.option(
        "--layout",
        type=click.Choice(["full", "compact", "cards"]),
        default="full",
        help="compact: fewer pages, one drawing an exercise; cards: exercises to cut out.",
    )(function)


def fillable_option(function: F) -> F:
    """`--fillable`."""
    return click.option(
        "--fillable",
        is_flag=True,
        help="The log's boxes are form fields, to tick on a phone or computer (PDF only).",
    )(function)


def issue_day(given: datetime.date | None) -> datetime.date:
    """The day of issue: as given, else SOURCE_DATE_EPOCH, else today."""
    if given is not None:
        return given
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.date.today()  # noqa: DTZ011  (the clinic's own calendar day)
