"""One run of `hep generate`: cases in, handouts out, each told in its turn."""

import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
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


def new_name() -> str:
    """A name for a run."""
    return secrets.token_hex(8)


def run(settings: Settings, cases: Sequence[Path], target: Target, ways: Ways) -> ExitCode:
    """Make the handouts, as the options say."""
    password = password_of(ways["password"], ways["password_file"])
    if target.stdout:
        return _to_stdout(settings, cases[0], password)
    place = Place(path=Path(), force=ways["force"], new_folder=target.folder, password=password)
    work = [(case, replace(place, path=target.path(case))) for case in cases]
    made, code = _to_files(settings, work, ways)
    if ways["open_"]:
        for path in made:
            click.launch(str(path))
    return code


def _to_stdout(settings: Settings, case: Path, password: str | None) -> ExitCode:
    made = make(settings, Source(path=case))
    Teller().tell(made)
    if made.data is not None:
        sys.stdout.buffer.write(locked(made.data, password))
    return made.code


def _to_files(
    settings: Settings, cases: Sequence[tuple[Path, Place]], ways: Ways
) -> tuple[list[Path], ExitCode]:
    """Make all handouts and tell of each; give the paths of those that were made."""
    teller = Teller()
    paths: list[Path] = []
    codes: set[ExitCode] = set()
    skipped = 0
    with _results(settings, cases, ways) as results:
        for made in results:
            teller.tell(made)
            codes.add(made.code)
            skipped += made.skipped
            if made.path:
                paths.append(made.path)
    if len(cases) > 1 or skipped:
        there = f", {skipped} there already" if skipped else ""
        click.echo(f"{len(paths)} of {len(cases)} handouts made{there}", err=True)
    return paths, gravest(codes)


@contextmanager
def _results(
    settings: Settings, cases: Sequence[tuple[Path, Place]], ways: Ways
) -> Iterator[Iterator[Made]]:
    """What comes of each case, by whoever shall do the work."""
    address, count = ways["scheduler"], min(ways["jobs"] or 1, len(cases))
    skip = ways["skip_existing"]
    tasks = _tasks(cases, skip=skip, with_text=address is not None)
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


def _tasks(cases: Iterable[tuple[Path, Place]], *, skip: bool, with_text: bool) -> Iterator[Task]:
    """The cases in turn; `with_text` for workers that cannot read the files."""
    for path, place in cases:
        source, settled = Source(path=path), None
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
