"""`hep library`: look around in the exercises, findings, flags and measurements."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import clinic_option
from generator.errors import BadInput, did_you_mean

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
    import msgspec
    import yaml

    library = _library(clinic)
    tables = [getattr(library, kind) for kind in KINDS]
    entry = next((table[key] for table in tables if key in table), None)
    if entry is None:
        known = [name for table in tables for name in table]
        hint = did_you_mean(key, known) or "`hep library list` shows them"
        raise BadInput.one("hep library show", f'nothing is called "{key}"', hint)
    data = msgspec.to_builtins(entry, str_keys=False)
    shown = {name: value for name, value in data.items() if value not in (None, "", (), [], {})}
    click.echo(
        yaml.safe_dump(_plain(shown), allow_unicode=True, sort_keys=False, width=100), nl=False
    )
    refs = getattr(entry, "refs", ()) or getattr(getattr(entry, "evidence", None), "refs", ())
    for ref in refs:
        source = library.sources.get(ref)
        if source:
            click.echo(f"# {ref}: {source.reference} [{source.certainty}]")


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


def _plain(value: object) -> object:
    """Lists for tuples, so that YAML prints them as lists."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
