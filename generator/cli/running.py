"""One run of `hep generate`: cases in, handouts out, each told in its turn."""

import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from msgspec.structs import replace

from generator.cli.making import carry_out, locked, make
from generator.cli.target import Target
from generator.cli.telling import Teller
from generator.cli.ways import Ways, password_of
from generator.errors import BadInput, ExitCode, gravest
from generator.made import Made, Place, Settings, Source, Task

PlaceOf = Callable[[Path], Place]


def new_name() -> str:
    """A name for a run."""
    return secrets.token_hex(8)


def run(settings: Settings, cases: Sequence[str], target: Target, ways: Ways) -> ExitCode:
    """Make the handouts, as the options say; a case is the name of its file, or -."""
    password = password_of(ways["password"], ways["password_file"])
    if target.stdout:
        return _to_stdout(settings, Path(cases[0]), password)
    place = Place(path=Path(), force=ways["force"], new_folder=target.folder, password=password)

    def place_of(case: Path) -> Place:
        return replace(place, path=target.path(case))

    return _to_files(settings, cases, place_of, ways)


def _to_stdout(settings: Settings, case: Path, password: str | None) -> ExitCode:
    made = make(settings, Source(path=case))
    Teller().tell(made)
    if made.data is not None:
        sys.stdout.buffer.write(locked(made.data, password))
    return made.code


def _to_files(settings: Settings, cases: Sequence[str], place_of: PlaceOf, ways: Ways) -> ExitCode:
    """Make all handouts and tell of each; of those that were made, no more than asked is kept."""
    teller = Teller()
    count = skipped = 0
    opened: list[Path] = []
    codes: set[ExitCode] = set()
    with _results(settings, cases, place_of, ways) as results:
        for made in results:
            teller.tell(made)
            codes.add(made.code)
            skipped += made.skipped
            count += made.path is not None
            if made.path and ways["open_"]:
                opened.append(made.path)
    if len(cases) > 1 or skipped:
        there = f", {skipped} there already" if skipped else ""
        click.echo(f"{count} of {len(cases)} handouts made{there}", err=True)
    for path in opened:
        click.launch(str(path))
    return gravest(codes)


@contextmanager
def _results(
    settings: Settings, cases: Sequence[str], place_of: PlaceOf, ways: Ways
) -> Iterator[Iterator[Made]]:
    """What comes of each case, by whoever shall do the work."""
    address, count = ways["scheduler"], min(ways["jobs"] or 1, len(cases))
    skip = ways["skip_existing"]
    tasks = _tasks(map(Path, cases), place_of, skip=skip, with_text=address is not None)
    if address is not None:
        from generator.cli.cluster import cluster

        with cluster(address, settings) as engine, _progress(engine.run(tasks), cases) as results:
            yield results
    elif count > 1:
        from generator.cli.many import processes

        with processes(settings, count) as engine, _progress(engine.run(tasks), cases) as results:
            yield results
    else:
        here = (task.settled or carry_out(settings, task.source, task.place) for task in tasks)
        with _progress(here, cases) as results:
            yield results


def _tasks(
    cases: Iterable[Path], place_of: PlaceOf, *, skip: bool, with_text: bool
) -> Iterator[Task]:
    """The cases in turn; `with_text` for workers that cannot read the files."""
    for path in cases:
        source, place, settled = Source(path=path), place_of(path), None
        if skip and place.path.is_file():
            settled = Made(skipped=True)
        elif with_text or str(path) == "-":
            try:
                source = source.with_text()
            except BadInput as error:
                settled = Made.failed(error)
        yield Task(source=source, place=place, settled=settled)


@contextmanager
def _progress(results: Iterator[Made], cases: Sequence[object]) -> Iterator[Iterator[Made]]:
    """A progress bar for several cases, on standard error and only on a terminal."""
    if len(cases) == 1:
        yield results
        return
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        results, len(cases), file=sys.stderr, label="handouts", hidden=hidden
    ) as bar:
        yield iter(bar)
