"""`hep send`: a case in, a message in the outbox out."""

import datetime
import re
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from generator.cli.letters import (
    Letters,
    due_of,
    job_of,
    letter_options,
    order_of,
    server_of,
    tell_remarks,
)
from generator.cli.options import clinic_option, date_option
from generator.cli.record import db_option, open_record, reaching_what_waits
from generator.errors import ExitCode
from generator.records.words import count

if TYPE_CHECKING:
    from generator.delivery.order import Order
    from generator.delivery.sending import Prepared, Sender
    from generator.job import Job
    from generator.records.database import Database

MOST_WEEKS = 52


class Wishes(Letters):
    """What the options say of a message, beside what they say of all."""

    to: str | None
    at: str | None
    plan: int | None
    again: bool
    address_ok: bool


class Weeks(click.ParamType[int]):
    """A number of weeks like 6w."""

    name = "WEEKS"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read the number."""
        digits = str(value).removesuffix("w")
        if not (re.fullmatch("[0-9]{1,2}", digits) and 1 <= int(digits) <= MOST_WEEKS):
            self.fail(f'"{value}" is no plan; write it like 6w, at most {MOST_WEEKS}w', param, ctx)
        return int(digits)


@click.command(
    "send",
    epilog="\b\nExamples:\n  hep send case.yaml --dry-run\n  hep send case.yaml --now\n"
    "  hep send case.yaml --plan 6w --message words.txt",
)
@click.argument("case", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--to", metavar="ADDRESS", help="The patient's email when left out.")
@letter_options
@click.option("--at", metavar="TIME", help='Not before, like 08:00 or "2026-11-24 08:00".')
@click.option("--now", is_flag=True, help="Deliver what is due in the outbox at once.")
@click.option("--plan", type=Weeks(), default=None, help="Coaching over so many weeks, like 6w.")
@click.option("--again", is_flag=True, help="Also what went to this address already.")
@click.option(
    "--address-ok", is_flag=True, help="Also to the address of another patient, if they share it."
)
@click.option("--dry-run", is_flag=True, help="Show the message; keep and send nothing.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The draft, when no mail server is configured; <case>.eml when left out.",
)
@click.option("--force", is_flag=True, help="Replace a draft that is there already.")
@date_option
@click.option("--stale-ok", is_flag=True, help="Also for an evaluation over 30 days old.")
@clinic_option
@db_option
def send_command(  # noqa: PLR0913  (one parameter an option)
    case: Path,
    *,
    now: bool,
    dry_run: bool,
    output: Path | None,
    force: bool,
    day: datetime.date | None,
    stale_ok: bool,
    clinic: Path | None,
    db: Path | None,
    **wishes: Unpack[Wishes],
) -> int:
    """Make the handout of CASE and put a message with it into the outbox.

    `hep outbox run` delivers it. Where no mail server is configured, a draft for your mail program
    is written instead. The record keeps what was given.
    """
    if now and (wishes["at"] or dry_run):
        raise click.UsageError("--now does not go with --at or --dry-run")
    sender = _sender(job_of(wishes, day=day, clinic=clinic, stale_ok=stale_ok), case, wishes)
    server = sender.server
    sending = bool(wishes["plan"] or wishes["at"] or now)
    _fit(server=server is not None, sending=sending, drafting=bool(output or force))
    with reaching_what_waits(db, keep=not dry_run):
        prepared = sender.prepare()
    tell_remarks(prepared)
    if dry_run:
        click.echo("\n".join(shown(prepared)))
        return int(ExitCode.OK)
    with open_record(db) as database:
        if server is None:
            path = output or Path("message.eml" if str(case) == "-" else f"{case.stem}.eml")
            _write_draft(database, prepared, sender.order, path, force=force)
            return int(ExitCode.OK)
        number = _put(database, sender, prepared)
        if now:
            from generator.cli.outbox import deliver

            return deliver(database, server, number)
    click.echo("`hep outbox run` delivers what is due", err=True)
    return int(ExitCode.OK)


def _fit(*, server: bool, sending: bool, drafting: bool) -> None:
    """Refuse options that go with a server only, or with a draft only.

    Raises: UsageError.
    """
    if sending and not server:
        raise click.UsageError("--at, --now and --plan need a mail server; see docs/sending.md")
    if drafting and server:
        raise click.UsageError("-o and --force are for a draft, but a mail server is configured")


def _sender(job: "Job", case: Path, wishes: Wishes) -> "Sender":
    """What makes the message ready.

    Raises: BadInput, PasswordError, UsageError.
    """
    from msgspec.structs import replace

    from generator.delivery.sending import Sender
    from generator.made import Source
    from generator.records import moments

    now = moments.now()
    order = replace(
        order_of(Source(path=case).with_text(), wishes),
        to=wishes["to"],
        due=due_of(wishes["at"], job, now),
        plan_weeks=wishes["plan"] or 0,
        again=wishes["again"],
        address_ok=wishes["address_ok"],
    )
    return Sender(job, order, server_of(job), now)


def _write_draft(
    database: "Database", prepared: "Prepared", order: "Order", path: Path, *, force: bool
) -> None:
    """Write the draft and record it, both or neither.

    Raises: BadInput, OutputError, RecordError.
    """
    from generator.delivery.sending import enqueue
    from generator.files import write_whole

    before = None
    with suppress(OSError):
        before = path.read_bytes() if force and path.is_file() else None
    with ExitStack() as undo:
        with database.writing() as db:
            enqueue(db, prepared, order)
            write_whole(path, prepared.new.data, force=force)
            if before is None:
                undo.callback(path.unlink)
            else:
                undo.callback(write_whole, path, before, force=True)
        undo.pop_all()
    click.echo(str(path))
    click.echo(
        "no mail server is configured, so nothing was sent: the draft opens in your mail program, "
        "send it from there",
        err=True,
    )


def _put(database: "Database", sender: "Sender", prepared: "Prepared") -> int:
    """Put the message and what follows it into the outbox; give its number.

    Raises: BadInput, RecordError.
    """
    from generator.delivery.coaching import follow_up, put_follow_up
    from generator.delivery.sending import enqueue

    following = follow_up(sender, prepared) if sender.order.plan_weeks else []
    with database.writing() as db:
        number, about = enqueue(db, prepared, sender.order)
        numbers = put_follow_up(db, following, about)
    click.echo(f"message {number} is in the outbox for {prepared.new.recipient}")
    if numbers:
        click.echo(f"{count(len(numbers), 'later message')} of the plan: see `hep outbox list`")
    return number


def shown(prepared: "Prepared") -> list[str]:
    """A message as a provider looks at it before it goes."""
    letter = prepared.letter
    sender = letter.sender
    return [
        f"From: {f'{sender.name} <{sender.address}>'.strip() if sender else 'you'}",
        f"To: {letter.recipient.address}",
        f"Subject: {letter.words.subject}",
        f"Not before: {letter.date.astimezone():%Y-%m-%d %H:%M}",
        *(f"Attached: {one.name} ({len(one.data) / 1000:.0f} kB)" for one in letter.attachments),
        "",
        letter.words.text.rstrip(),
    ]
