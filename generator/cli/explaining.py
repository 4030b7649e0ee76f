"""`hep explain`."""

import datetime
from pathlib import Path

import click

from generator.cli.options import clinic_option, date_option, issue_day


@click.command("explain", epilog="\b\nExample:\n  hep explain case.yaml")
@click.argument("case", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "json_", is_flag=True, help="One JSON object; see docs/explain-json.md.")
@date_option
@clinic_option
def explain_command(
    case: Path, *, json_: bool, day: datetime.date | None, clinic: Path | None
) -> None:
    """Show what follows from CASE, and why: findings, what is given, what is not.

    CASE is a case file, or - for standard input. Every readable case ends with exit code 0, also
    one that gets no program.
    """
    from generator.workshop import Workshop

    workshop = Workshop(clinic, issue_day(day))
    assessment, _ = workshop.read(case)
    if json_:
        import msgspec

        from generator.explain import as_json

        text = msgspec.json.format(msgspec.json.encode(as_json(assessment)), indent=2).decode()
        click.echo(text)
        return
    from generator.explain_text import as_text

    click.echo(as_text(assessment, workshop.library), nl=False)
