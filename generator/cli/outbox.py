"""`hep outbox`: deliver, and look after what waits."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from generator.cli.letters import Letters, job_of, letter_options, order_of, server_of, tell_remarks
from generator.cli.options import clinic_option
from generator.cli.record import (
    ID,
    MOST,
    DefaultGroup,
    db_option,
    open_record,
    reaching_what_waits,
)
from generator.errors import ExitCode
from generator.records.words import kind_of, state_of

if TYPE_CHECKING:
    from generator.delivery.settings import ServerSettings
    from generator.records.database import Database
    from generator.records.messages import Message

NO_SERVER = "no mail server is configured; add mail: to clinic.yaml, see docs/sending.md"


@click.group(
    "outbox",
    cls=DefaultGroup,
    epilog="\b\nExamples:\n  hep outbox\n  hep outbox run\n  hep outbox show 3",
)
def outbox_command() -> None:
    """Deliver messages; list, retry, cancel or release them.

    `hep outbox` alone lists what waits.
    """


@outbox_command.command("run")
@clinic_option
@db_option
def run_command(clinic: Path | None, db: Path | None) -> int:
    """Deliver all messages that are due, then end.

    Let the computer's scheduler run it every few minutes. Lines hold numbers and codes only.
    """
    server = _server(clinic)
    with open_record(db) as database:
        return deliver(database, server)


def deliver(database: "Database", server: "ServerSettings", wanted: int | None = None) -> int:
    """Deliver what is due, and say what came of it; `wanted` is the message that counts."""
    from generator.delivery.outbox import Worker
    from generator.records import messages

    tally = Worker(database, server, lambda line: click.echo(line, err=True)).run()
    if tally.stopped:
        click.echo(str(tally.stopped), err=True)
    parts = (
        f"{tally.sent} sent",
        *((f"{tally.deferred} put off",) if tally.deferred else ()),
        *((f"{tally.failed} failed",) if tally.failed else ()),
    )
    click.echo(", ".join(parts))
    if wanted is not None:
        with database.reading() as db:
            found = messages.find(db, wanted)
        done = found is not None and found.state == "sent"
        if found is not None and not done:
            click.echo(
                f"message {wanted} is not sent yet: see `hep outbox show {wanted}`", err=True
            )
    else:
        done = not (tally.failed or tally.deferred or tally.stopped)
    return int(ExitCode.OK if done else ExitCode.DELIVERY)


@outbox_command.command("list")
@click.option("--all", "settled", is_flag=True, help="Also what was sent, cancelled or drafted.")
@click.option("--most", type=MOST, default=50, help="How many lines; 50.")
@db_option
def list_command(*, settled: bool, most: int, db: Path | None) -> None:
    """List what waits, is held or has failed, newest first."""
    from generator.records import messages

    with open_record(db) as database, database.reading() as found:
        listed = messages.listed(found, settled=settled, most=most)
    if not listed:
        click.echo("nothing waits in the outbox", err=True)
    for message in listed:
        click.echo(
            f"message {message.id}  {kind_of(message)}  to {message.recipient}  {state_of(message)}"
        )


@outbox_command.command("show")
@click.argument("message", type=ID, metavar="ID")
@click.option(
    "--eml", type=click.Path(path_type=Path), metavar="FILE", help="Write the message itself."
)
@db_option
def show_command(message: int, eml: Path | None, db: Path | None) -> None:
    """Show a message: where it goes, its state, and what the mail server said last."""
    from generator.files import write_whole
    from generator.records import messages, orders

    with open_record(db) as database, database.reading() as found:
        one = orders.known(found, message)
        if eml:
            write_whole(eml, messages.data_of(found, message), force=False)
    click.echo("\n".join(_lines_of(one)))
    if eml:
        click.echo(str(eml))


@outbox_command.command("retry")
@click.argument("message", type=ID, metavar="ID")
@db_option
def retry_command(message: int, db: Path | None) -> None:
    """Let a message go at the next run, whatever it waits for."""
    from generator.records import orders

    with open_record(db) as database, database.writing() as found:
        orders.retry(found, message)
    click.echo(f"message {message} goes at the next `hep outbox run`")


@outbox_command.command("cancel")
@click.argument("message", type=ID, metavar="ID")
@db_option
def cancel_command(message: int, db: Path | None) -> None:
    """Make sure that a message is never sent; with a program goes the rest of its plan."""
    from generator.records import orders

    with open_record(db) as database, database.writing() as found:
        gone = orders.cancel(found, message)
    click.echo("cancelled: " + ", ".join(f"message {number}" for number in gone))


@outbox_command.command("release")
@click.argument("message", type=ID, metavar="ID")
@click.argument("case", type=click.Path(path_type=Path), required=False)
@click.option("--to", metavar="ADDRESS", help="That of the plan when left out.")
@letter_options
@click.option(
    "--address-ok", is_flag=True, help="Also to the address of another patient, if they share it."
)
@click.option("--now", is_flag=True, help="Deliver what is due in the outbox at once.")
@clinic_option
@db_option
def release_command(  # noqa: PLR0913  (one parameter an option)
    message: int,
    case: Path | None,
    *,
    to: str | None,
    address_ok: bool,
    now: bool,
    clinic: Path | None,
    db: Path | None,
    **letters: Unpack[Letters],
) -> int:
    """Let the next phase of a plan go: from a new CASE, or from today's answers.

    Without CASE it asks every red flag again, and takes the findings of the program before.
    """
    from msgspec.structs import replace

    from generator.cli.screening import asked_again
    from generator.delivery.releasing import check_address, held_message, release, shares_address
    from generator.delivery.sending import Sender
    from generator.made import Source
    from generator.records import moments

    job = job_of(letters, day=None, clinic=clinic, stale_ok=False)
    server = server_of(job)
    if server is None:
        raise click.UsageError(NO_SERVER)
    with open_record(db) as database:
        with database.reading() as found:
            held, before = held_message(found, message)
        source = Source(path=case).with_text() if case else asked_again(job, held, before)
        goes = to or held.recipient
        shared = address_ok or shares_address(held, goes)
        order = replace(order_of(source, letters), to=goes, again=True, address_ok=shared)
        with reaching_what_waits(db):
            prepared = Sender(job, order, server, moments.now()).prepare()
        if to is None:
            check_address(held, prepared)
        tell_remarks(prepared)
        with database.writing() as found:
            number = release(found, held, prepared, order)
        click.echo(f"message {number} is in the outbox for {prepared.new.recipient}")
        return deliver(database, server, number) if now else int(ExitCode.OK)


@outbox_command.command("test")
@click.argument("address", required=False)
@clinic_option
def test_command(address: str | None, clinic: Path | None) -> int:
    """Send a test message to ADDRESS (the clinic's own when left out), and explain what failed.

    It names each step that worked. The record keeps nothing of it.
    """
    from generator.compiled import library_of
    from generator.delivery.trial import try_out

    server = _server(clinic)
    for step in try_out(server, library_of(clinic), clinic, address):
        click.echo(step)
    return int(ExitCode.OK)


def _server(clinic: Path | None) -> "ServerSettings":
    from generator.compiled import library_of
    from generator.delivery.settings import server_settings

    server = server_settings(library_of(clinic).clinic, os.environ, clinic)
    if server is None:
        raise click.UsageError(NO_SERVER)
    return server


def _lines_of(message: "Message") -> list[str]:
    return [
        f"message {message.id} ({message.kind.replace('_', '-')}) of program {message.program_id}",
        f"  to {message.recipient}",
        f"  {state_of(message)}",
        f"  Message-ID {message.message_id}",
        *((f"  last: {message.last_error}",) if message.last_error else ()),
    ]
