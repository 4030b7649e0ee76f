"""`hep backup` and `hep restore`."""

from pathlib import Path

import click

from generator.cli.record import db_option, open_record, record_path
from generator.records.words import count


@click.command("backup", epilog="\b\nExample:\n  hep backup record-2026-11-23.db")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@db_option
def backup_command(file: Path, *, force: bool, db: Path | None) -> None:
    """Copy the record into FILE, while others may go on using it."""
    from generator.records.copying import backup

    with open_record(db) as database:
        backup(database, file, force=force)
    click.echo(str(file))


@click.command("restore", epilog="\b\nExample:\n  hep restore record-2026-11-23.db")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Also where there is a record; it is kept aside.")
@db_option
def restore_command(file: Path, *, force: bool, db: Path | None) -> None:
    """Put a backup in the record's place, after looking whether it is whole."""
    from generator.records.copying import restore

    path = record_path(db)
    restored = restore(file, path, force=force)
    if restored.aside:
        click.echo(f"what stood there before is now {restored.aside}", err=True)
    if restored.stopped:
        waited = count(restored.stopped, "message")
        text = f"{waited} waited then and may have been sent since: see `hep outbox`, then retry"
        click.echo(f"{text} or cancel each", err=True)
    click.echo(str(path))
