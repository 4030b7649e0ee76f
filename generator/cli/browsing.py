"""`hep library`: look around in the exercises, findings, flags and measurements."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import clinic_option, date_option, ink_option, issue_day
from generator.errors import BadInput, ExitCode, did_you_mean

if TYPE_CHECKING:
    from generator.model.library import Library

KINDS = ("exercises", "findings", "flags", "measurements")


@click.group("library", epilog="\b\nExample:\n  hep library search jaw")
def library_command() -> None:
    """List, show or search exercises, findings, flags and measurements."""


@library_command.command("list", epilog="\b\nExample:\n  hep library list findings")
@click.argument("kind", type=click.Choice(KINDS), default="exercises")
@clinic_option
def list_command(kind: str, *, clinic: Path | None) -> None:
    """List every entry of one KIND: its id and what it is."""
    _print_rows(_rows(_library(clinic), kind))


@library_command.command("search", epilog="\b\nExample:\n  hep library search cheek")
@click.argument("words", nargs=-1, required=True)
@clinic_option
def search_command(words: tuple[str, ...], *, clinic: Path | None) -> None:
    """Find the entries of all kinds that hold every one of WORDS."""
    import msgspec

    library = _library(clinic)
    wanted = [word.casefold() for word in words]
    found = []
    for kind in KINDS:
        for key, line in _rows(library, kind):
            entry = getattr(library, kind)[key]
            text = f"{key} {msgspec.json.encode(entry).decode()}".casefold()
            if all(word in text for word in wanted):
                found.append((key, f"{line} ({kind.removesuffix('s')})"))
    if not found:
        click.echo("nothing found", err=True)
    _print_rows(found)


@library_command.command("show", epilog="\b\nExample:\n  hep library show ccf_nod")
@click.argument("key", metavar="ID")
@clinic_option
def show_command(key: str, *, clinic: Path | None) -> None:
    """Show one entry whole, as the library holds it, with its sources written out."""
    from generator.library.written import written

    library = _library(clinic)
    tables = [getattr(library, kind) for kind in KINDS]
    entry = next((table[key] for table in tables if key in table), None)
    if entry is None:
        known = [name for table in tables for name in table]
        hint = did_you_mean(key, known) or "`hep library list` shows them"
        raise BadInput.one("hep library show", f'nothing is called "{key}"', hint)
    click.echo(written(entry), nl=False)
    refs = getattr(entry, "refs", ()) or getattr(getattr(entry, "evidence", None), "refs", ())
    for ref in refs:
        source = library.sources.get(ref)
        if source:
            click.echo(f"# {ref}: {source.reference} [{source.certainty}]")


@library_command.command("sheet", epilog="\b\nExample:\n  hep library sheet -o wall.pdf")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="library.pdf",
    metavar="FILE.pdf",
    help="Where to put it; library.pdf in this folder when left out.",
)
@ink_option
@date_option
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@clinic_option
def sheet_command(
    output: Path, *, ink: str, day: datetime.date | None, force: bool, clinic: Path | None
) -> None:
    """Print every exercise with its drawings, dose and indications as one PDF.

    It is for the wall of the clinic, and for the clinician who reviews the drawings.
    """
    from generator.files import write_whole
    from generator.handout.sheet import sheet

    made = sheet(_library(clinic), clinic, issue_day(day), "bw" if ink == "bw" else "color")
    write_whole(output, made, force=force)
    click.echo(str(output))


@library_command.command("preview", epilog="\b\nExample:\n  hep library preview ccf_nod")
@click.argument("key", metavar="ID")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="Where to put the page; ID-preview.html in this folder when left out.",
)
@click.option("--once", is_flag=True, help="Draw once and end; fails when a drawing has a fault.")
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
@clinic_option
def preview_command(
    key: str, *, output: Path | None, once: bool, open_: bool, clinic: Path | None
) -> int:
    """Draw the exercise ID, and again after each save of its file, until Ctrl-C.

    The page shows the drawings beside the words that they must show, and reloads itself. Drawing
    needs the extra `illustrate`: pip install .[illustrate]
    """
    from generator.preview import file_of, previews, require_illustrator

    file = file_of(key, clinic)
    require_illustrator()
    page = output or Path(f"{key}-preview.html")
    for number, drawn in enumerate(previews(file, clinic, page)):
        click.echo(drawn.said, err=True)
        if number == 0:
            click.echo(str(page))
            if open_:
                click.launch(str(page))
        if once:
            return int(ExitCode.OK if drawn.good else ExitCode.BAD_INPUT)
    return int(ExitCode.OK)


def _library(clinic: Path | None) -> "Library":
    from generator.compiled import library_of

    return library_of(clinic)


def _rows(library: "Library", kind: str) -> list[tuple[str, str]]:
    if kind == "exercises":
        return [
            (
                key,
                f"{item.name} [{item.region}, {_words(item.type)}, from phase {item.phase}]",
            )
            for key, item in library.exercises.items()
        ]
    if kind == "findings":
        return [(key, item.label) for key, item in library.findings.items()]
    if kind == "flags":
        return [(key, f"{item.action}: {item.question}") for key, item in library.flags.items()]
    return [(key, f"{item.label}, {item.unit}") for key, item in library.measurements.items()]


def _print_rows(rows: list[tuple[str, str]]) -> None:
    width = max((len(key) for key, _ in rows), default=0)
    for key, line in rows:
        click.echo(f"{key:{width}}  {line}")


def _words(key: str) -> str:
    return key.replace("_", " ")
