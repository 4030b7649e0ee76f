"""`hep new`, `check`, `review` and `schema`: for those who write cases and the library."""

import datetime
from pathlib import Path

import click

from generator.cli.options import clinic_option, date_option, issue_day
from generator.errors import BadInput, ExitCode


@click.command("new", epilog="\b\nExample:\n  hep new case.yaml")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="case.yaml")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@date_option
@clinic_option
def new_command(file: Path, *, force: bool, day: datetime.date | None, clinic: Path | None) -> None:
    """Write a starter case to FILE (case.yaml when left out; - is standard output).

    Beside it stands the JSON Schema to which the starter's first line points, so that an editor
    completes the ids while you type.
    """
    from generator.compiled import library_of
    from generator.files import write_whole
    from generator.starter import SCHEMA_NAME, starter

    library = library_of(clinic)
    text = starter(library, issue_day(day))
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    write_whole(file, text.encode(), force=force)
    write_whole(file.parent / SCHEMA_NAME, _schema_text(clinic).encode(), force=True)
    click.echo(str(file))


@click.command("schema", epilog="\b\nExample:\n  hep schema > hep-case.schema.json")
@clinic_option
def schema_command(*, clinic: Path | None) -> None:
    """Print the JSON Schema of the case file, with every id of the library."""
    click.echo(_schema_text(clinic), nl=False)


@click.command("check", epilog="\b\nExample:\n  hep check --clinic our-clinic")
@clinic_option
def check_command(*, clinic: Path | None) -> int:
    """Check the whole library, and the clinic's folder over it; say all problems at once."""
    from generator.check import check_library

    report = check_library(clinic)
    for problem in report.problems:
        click.echo(str(problem), err=True)
    for note in report.notes:
        click.echo(note)
    errors = sum(problem.severity == "error" for problem in report.problems)
    warnings = len(report.problems) - errors
    click.echo(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}")
    return int(ExitCode.BAD_INPUT if errors else ExitCode.OK)


@click.command(
    "review",
    epilog="\b\nExample:\n  hep review ccf_nod rules --by 'M. Lee, PT' --license PT1 --clinic ours",
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--by", help="Who reviewed it.")
@click.option("--license", "license_number", help="The reviewer's license number.")
@date_option
@clinic_option
def review_command(
    ids: tuple[str, ...],
    *,
    by: str | None,
    license_number: str | None,
    day: datetime.date | None,
    clinic: Path | None,
) -> None:
    """Record that a licensed clinician reviewed each ID as it stands now, in the clinic's folder.

    An ID is an exercise, a flag, a patient text, or one of findings, rules, stop_texts, phrases.
    A later edit makes the review stale. Without an ID, show the state of everything.
    """
    from generator.compiled import library_of
    from generator.library.reviews import Signature, record_reviews

    library = library_of(clinic)
    if not ids:
        for key in library.reviewable:
            click.echo(f"{library.review_state(key):9}{key}")
        return
    if not (by and by.strip() and license_number and license_number.strip()):
        raise click.UsageError("name the reviewer: --by NAME --license NUMBER")
    if clinic is None:
        raise click.UsageError("reviews are kept in the clinic's folder: --clinic DIR")
    if not clinic.is_dir():
        raise BadInput.one(str(clinic), "there is no such folder", "make it first")
    signature = Signature(by=by, license_number=license_number, date=issue_day(day))
    record_reviews(clinic, library, ids, signature)
    click.echo(f"{len(ids)} reviewed")


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _schema_text(clinic: Path | None) -> str:
    import msgspec

    from generator.compiled import library_of
    from generator.schema import case_schema

    encoded = msgspec.json.encode(case_schema(library_of(clinic)))
    return msgspec.json.format(encoded, indent=2).decode() + "\n"
