"""`hep history`: what was given to whom."""

import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.record import (
    CHART,
    ID,
    MOST,
    DefaultGroup,
    db_option,
    open_record,
    patient_option,
    yes_option,
)
from generator.errors import visible
from generator.records.words import count, local

if TYPE_CHECKING:
    from generator.records.erasing import Erased
    from generator.records.reading import Event, Whole

_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_OLDEST = datetime.timedelta(days=200 * 365)


class Age(click.ParamType[datetime.timedelta]):
    """An age like 90d, 26w, 18m or 7y."""

    name = "AGE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.timedelta:
        """Read the age; a month counts 30 days and a year 365."""
        if isinstance(value, datetime.timedelta):
            return value
        found = re.fullmatch(r"([1-9][0-9]{0,4})([dwmy])", str(value))
        age = datetime.timedelta(days=int(found[1]) * _DAYS[found[2]]) if found else None
        if age is None or age > _OLDEST:
            self.fail(f'"{value}" is no age; write it like 7y, 18m, 26w or 90d', param, ctx)
        return age


@click.group(
    "history",
    cls=DefaultGroup,
    epilog="\b\nExamples:\n  hep history\n  hep history 10421\n  hep history show 3",
)
def history_command() -> None:
    """Show what was given to whom; see also `hep history list --help`.

    `hep history` alone lists the newest programs, `hep history CHART` those of one patient.
    """


@history_command.command("list")
@click.argument("patient", type=CHART, metavar="[PATIENT]", required=False)
@click.option("--most", type=MOST, default=50, help="How many lines; 50.")
@db_option
def list_command(patient: str | None, most: int, db: Path | None) -> None:
    """List the newest programs; of one PATIENT (chart number), or of all."""
    from generator.records import reading

    with open_record(db) as database, database.reading() as found:
        lines = reading.lines(found, patient, most)
    if not lines:
        click.echo("nothing was given yet", err=True)
    for line in lines:
        told = (
            f"program {line.id}  {local(line.made_at)}  patient {line.chart}  "
            f"phase {line.phase}  {count(line.exercises, 'exercise')}  {line.how}"
        )
        click.echo(visible(told))


@history_command.command("show")
@click.argument("program", type=ID, metavar="ID")
@db_option
def show_command(program: int, db: Path | None) -> None:
    """Show everything that is kept about a program, by the number that the list gives it."""
    from generator.records import reading

    with open_record(db) as database, database.reading() as found:
        kept = reading.whole(found, program)
    click.echo("\n".join(_lines_of(kept)))


@history_command.command("reprint")
@click.argument("program", type=ID, metavar="ID")
@click.option("--format", "form", type=click.Choice(["pdf", "html"]), default="pdf")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to put it; program-ID.pdf when left out.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@db_option
def reprint_command(
    program: int, *, form: str, output: Path | None, force: bool, db: Path | None
) -> None:
    """Write a handout once more: the same bytes as then, without a password."""
    from generator.errors import BadInput
    from generator.files import write_whole
    from generator.records import reading

    with open_record(db) as database, database.reading() as found:
        handouts = reading.whole(found, program).handouts
        wanted = next((kept for kept in handouts if kept.form == form), None)
        if wanted is None:
            there = ", ".join(kept.form for kept in handouts) or "none"
            said = f"program {program} has no {form} handout"
            raise BadInput.one("--format", said, f"kept: {there}")
        data = reading.handout(found, wanted)
    path = output or Path(f"program-{program}.{form}")
    write_whole(path, data, force=force)
    click.echo(str(path))


@history_command.command("export")
@patient_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("patient.zip"),
    metavar="FILE",
    help="Where to put it; patient.zip when left out.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@db_option
def export_command(patient: str, *, output: Path, force: bool, db: Path | None) -> None:
    """Write everything about a patient into one archive (ZIP), not encrypted."""
    from generator.files import write_whole
    from generator.records.events import About, note
    from generator.records.exporting import export

    with open_record(db) as database:
        with database.reading() as found:
            data = export(found, patient)
        write_whole(output, data, force=force)
        with database.writing() as found:
            row = found.execute("SELECT id FROM patient WHERE chart = ?", (patient,)).fetchone()
            note(found, "exported", About(patient=row["id"] if row else None))
    click.echo(str(output))


@history_command.command("forget")
@patient_option
@yes_option
@db_option
def forget_command(patient: str, *, yes: bool, db: Path | None) -> None:
    """Erase everything about a patient; the history keeps a line that something was erased.

    Backups, printed handouts and mail that was sent are not touched; see docs/record.md.
    """
    from generator.records.erasing import forget

    if not yes:
        click.confirm(f"Erase everything about patient {patient}?", abort=True, err=True)
    with open_record(db) as database:
        _tell(forget(database, patient))


@history_command.command("purge")
@click.option("--older-than", required=True, type=Age(), help="Like 7y, 18m, 26w or 90d.")
@yes_option
@db_option
def purge_command(older_than: datetime.timedelta, *, yes: bool, db: Path | None) -> None:
    """Erase programs and drafts older than an age, but those with mail that still waits."""
    from generator.records import moments
    from generator.records.erasing import purge

    before = moments.now() - older_than
    if not yes:
        click.confirm(f"Erase what was made before {before:%Y-%m-%d}?", abort=True, err=True)
    with open_record(db) as database:
        _tell(purge(database, before))


def _tell(erased: "Erased") -> None:
    waiting = f" ({erased.unsent} of them not sent yet)" if erased.unsent else ""
    messages = count(erased.messages, "message") + waiting
    drafts = count(erased.drafts, "draft")
    click.echo(f"erased {count(erased.programs, 'program')}, {messages} and {drafts}", err=True)


def _lines_of(kept: "Whole") -> list[str]:
    lines = [
        f"program {kept.id} for patient {kept.chart}",
        f"  made {local(kept.made_at)}, issued for {kept.issued_on}, phase {kept.phase}",
        f"  by hep {kept.version}, library {kept.library}",
        f"  from {kept.case_name}",
    ]
    lines += [f"  overridden {one.kind} {one.item}: {one.reason}" for one in kept.overrides]
    lines += [
        f"  handout {one.id}: {one.form}, {one.size:,} bytes, SHA-256 {one.sha256}"
        for one in kept.handouts
    ]
    lines += [
        f"  message {one.id}: {one.kind.replace('_', '-')} to {one.recipient}, {one.state}"
        for one in kept.messages
    ]
    lines += map(_event_line, kept.events)
    return list(map(visible, lines))


def _event_line(event: "Event") -> str:
    about = f"message {event.message_id} " if event.message_id else ""
    note = f" ({event.note})" if event.note else ""
    return f"  {local(event.at)}  {event.who}: {about}{event.what}{note}"
