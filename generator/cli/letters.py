"""What `hep send` and `hep outbox release` share: the options of a message, and making it ready."""

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

import click

from generator.cli.options import (
    PASSWORD_OPTIONS,
    ink_option,
    issue_day,
    layout_option,
    size_option,
)

if TYPE_CHECKING:
    from generator.delivery.order import Order
    from generator.delivery.sending import Prepared
    from generator.delivery.settings import ServerSettings
    from generator.job import Job
    from generator.made import Source

F = TypeVar("F", bound=Callable[..., object])


class Letters(TypedDict):
    """What the options say of a message and its handout."""

    own_words: Path | None
    password: bool
    password_file: Path | None
    page: bool
    calendar: bool
    paper: str | None
    layout: str
    size: str
    ink: str
    draft_ok: bool


_OPTIONS = (
    click.option(
        "--message",
        "own_words",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Your own words to the patient, from a text file.",
    ),
    *PASSWORD_OPTIONS,
    click.option("--html", "page", is_flag=True, help="Attach the page for telephones too."),
    click.option(
        "--calendar/--no-calendar",
        default=True,
        help="Attach the exercise times and the next check for a calendar; by default.",
    ),
    click.option("--paper", type=click.Choice(["letter", "a4"]), help="The clinic's by default."),
    layout_option,
    size_option,
    ink_option,
    click.option("--draft-ok", is_flag=True, help="Also content that no clinician has reviewed."),
)


def letter_options(function: F) -> F:
    """Add the options."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def job_of(
    letters: Letters, *, day: datetime.date | None, clinic: Path | None, stale_ok: bool
) -> "Job":
    """What makes the handout."""
    from generator.cli import running
    from generator.cli.generating import variant_of
    from generator.job import Job
    from generator.made import Settings

    form = {key: letters[key] for key in ("paper", "layout", "size", "ink")}
    return Job(
        Settings(
            run=running.new_name(),
            clinic=clinic,
            today=issue_day(day),
            variant=variant_of(**form),
            stale_ok=stale_ok,
        )
    )


def server_of(job: "Job") -> "ServerSettings | None":
    """How to reach the mail server; None when none is configured.

    Raises: BadInput.
    """
    from generator.delivery.settings import server_settings

    clinic = job.workshop.library.clinic
    return server_settings(clinic, os.environ, job.settings.clinic)


def order_of(source: "Source", letters: Letters) -> "Order":
    """The order as far as the options of every message say it.

    Raises: BadInput, PasswordError, UsageError.
    """
    from generator.cli.ways import password_of
    from generator.delivery.order import Order
    from generator.delivery.wording import note_of

    file, locked = letters["own_words"], letters["password"] or letters["password_file"]
    if locked and letters["page"]:
        raise click.UsageError("beside a locked PDF no open page may travel: leave out --html")
    if locked and file:
        click.echo(f"the words of {file} travel openly: only the PDF is locked", err=True)
    return Order(
        source=source,
        own_words=note_of(_text(file), str(file)) if file else (),
        password=password_of(letters["password"], letters["password_file"]),
        page=letters["page"],
        calendar=letters["calendar"],
        draft_ok=letters["draft_ok"],
    )


def due_of(text: str | None, job: "Job", now: datetime.datetime) -> datetime.datetime | None:
    """The moment that `--at` names, where the clinic is.

    Raises: BadInput.
    """
    from generator.delivery.calendar import zone_of
    from generator.delivery.order import moment_of
    from generator.errors import BadInput

    if text is None:
        return None
    try:
        return moment_of(text, zone_of(job.workshop.library.clinic), now)
    except ValueError as error:
        raise BadInput.one("--at", str(error)) from None


def tell_remarks(prepared: "Prepared") -> None:
    """Say what a provider should know about a program that is to be sent."""
    for line in prepared.remarks:
        click.echo(line, err=True)
    if prepared.drafts:
        text = f"{len(prepared.drafts)} items of it are drafts, not yet reviewed by a clinician"
        click.echo(text, err=True)


def _text(file: Path) -> str:
    from generator.errors import BadInput
    from generator.yamlread import read_bytes

    try:
        return read_bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput.one(str(file), "this is not UTF-8 text", "save it as UTF-8") from None
