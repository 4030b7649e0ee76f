"""What the commands that use the record share: where it stands, and how it is told."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from generator.errors import HepError

if TYPE_CHECKING:
    from generator.records.database import Database

F = TypeVar("F", bound=Callable[..., object])


class Chart(click.ParamType[str]):
    """A chart number; bytes that are no text stand in no case."""

    name = "CHART"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Look whether it is text."""
        text = str(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            self.fail("a chart number is text", param, ctx)
        return text


CHART = Chart()
ID = click.IntRange(min=1, max=2**63 - 1)  # as SQLite counts
MOST = click.IntRange(min=1, max=1_000_000)


def db_option(function: F) -> F:
    """`--db FILE`."""
    return click.option(
        "--db",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The record; a file in your data folder when left out. Also HEP_DB.",
    )(function)


def patient_option(function: F) -> F:
    """`--patient CHART`."""
    return click.option(
        "--patient", required=True, type=CHART, metavar="CHART", help="The patient's chart number."
    )(function)


def yes_option(function: F) -> F:
    """`--yes`."""
    return click.option("--yes", is_flag=True, help="Do not ask whether I am sure.")(function)


def open_record(path: Path | None) -> "Database":
    """Open the record.

    Raises: RecordError.
    """
    from generator.records.database import Database

    return Database(record_path(path))


def record_path(path: Path | None) -> Path:
    """Where the record stands."""
    from generator.records.database import default_path

    return path or default_path(os.environ)


@contextmanager
def reaching_what_waits(db: Path | None, *, keep: bool = True) -> Iterator[None]:
    """Where a patient may get no program now, look at what waits for them in the outbox.

    After a stop flag it is cancelled (`keep`: not on a dry run), else it is named.
    """
    try:
        yield
    except HepError as error:
        from generator.job import NoProgramError

        if isinstance(error, NoProgramError) and record_path(db).exists():
            from generator.delivery.stopping import cancel_or_name

            with open_record(db) as database:
                said = cancel_or_name(database, error, keep=keep)
            if said:
                click.echo(said, err=True)
        raise


class DefaultGroup(click.Group):
    """A group whose first argument may be missing, or belong to its command `list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` in front of what is no command."""
        helps = ctx.help_option_names
        if not args or (args[0] not in self.commands and args[0] not in helps):
            args = ["list", *args]
        return super().parse_args(ctx, args)
