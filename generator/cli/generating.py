"""`hep generate` and `hep demo`."""

import datetime
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import (
    clinic_option,
    date_option,
    fillable_option,
    ink_option,
    issue_day,
    layout_option,
    size_option,
)
from generator.errors import ExitCode, HepError, gravest

if TYPE_CHECKING:
    from generator.cli.job import Job

DEMO = Path("demo")
SUFFIXES = {"pdf": ".pdf", "html": ".html", "text": ".txt"}


@dataclass(frozen=True)
class Target:
    """Where the handouts go: a file, a folder, or standard output."""

    output: Path | None
    suffix: str
    folder: bool

    @property
    def stdout(self) -> bool:
        """Whether the handout goes to standard output."""
        return self.output is not None and str(self.output) == "-"

    def path(self, case: Path) -> Path:
        """The file for one case."""
        name = ("handout" if str(case) == "-" else case.stem) + self.suffix
        if self.output is None:
            return Path(name)
        return self.output / name if self.folder or self.output.is_dir() else self.output


@click.command(
    "generate",
    epilog="\b\nExamples:\n  hep generate case.yaml\n  hep generate ana.yaml ben.yaml -o handouts/",
)
@click.argument("case", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    metavar="FILE|DIR|-",
    help="Where to put it; <case>.pdf in this folder when left out, - is standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(SUFFIXES)),
    default="pdf",
    help="pdf by default; text is plain, for a message or a screen reader.",
)
@click.option("--paper", type=click.Choice(["letter", "a4"]), help="The clinic's when left out.")
@layout_option
@fillable_option
@size_option
@ink_option
@date_option
@click.option("--stale-ok", is_flag=True, help="Also for an evaluation over 30 days old.")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.option("--open", "open_", is_flag=True, help="Open the handout when it is made.")
@clinic_option
def generate_command(  # noqa: PLR0913  (one parameter an option)
    case: tuple[Path, ...],
    *,
    output: str | None,
    form: str,
    paper: str | None,
    layout: str,
    fillable: bool,
    size: str,
    ink: str,
    day: datetime.date | None,
    stale_ok: bool,
    force: bool,
    open_: bool,
    clinic: Path | None,
) -> int:
    """Make the handout of each CASE (- is standard input).

    Exit codes: 0 made, 3 bad input, 4 a stop flag, 5 referred or not screened; see docs/errors.md.
    """
    from generator.cli.job import Job, variant_of

    variant = variant_of(paper=paper, ink=ink, size=size, layout=layout, fillable=fillable)
    if fillable and form != "pdf":
        raise click.UsageError("--fillable is for PDF: what is ticked in a page would not be kept")
    folder = len(case) > 1 or (output or "").endswith("/")
    target = Target(Path(output) if output else None, SUFFIXES[form], folder=folder)
    _check_target(target, case)
    job = Job(clinic, issue_day(day), form=form, variant=variant, stale_ok=stale_ok)
    if target.stdout:
        sys.stdout.buffer.write(job.make(case[0]))
        return int(ExitCode.OK)
    made, codes = _make_all(job, case, target, force=force)
    if len(case) > 1:
        click.echo(f"{len(made)} of {len(case)} handouts made", err=True)
    if open_:
        for path in made:
            click.launch(str(path))
    return int(gravest(codes))


@click.command("demo", epilog="\b\nExample:\n  hep demo")
@layout_option
@size_option
@ink_option
@clinic_option
def demo_command(*, layout: str, size: str, ink: str, clinic: Path | None) -> int:
    """Make the handouts of the example cases in ./demo/, one path a line.

    Each is dated on the day of its evaluation. Files of an earlier demo are replaced.
    """
    from generator.cli.job import Job, evaluation_day, variant_of
    from generator.resources import data_dir

    variant = variant_of(ink=ink, size=size, layout=layout)

    DEMO.mkdir(exist_ok=True)
    cases = sorted(data_dir("examples").glob("*.yaml"))
    job: Job | None = None
    for case in cases:
        today = evaluation_day(case)
        job = job.on(today) if job else Job(clinic, today, variant=variant)
        _put(job, case, DEMO / f"{case.stem}.pdf", force=True)
    return int(ExitCode.OK)


def _check_target(target: Target, cases: tuple[Path, ...]) -> None:
    if target.folder and target.stdout:
        raise click.UsageError("several handouts do not fit in standard output; use -o DIR")
    place = target.output if target.folder else None
    if place is not None and place.exists() and not place.is_dir():
        raise click.UsageError(f"{place} is not a folder; several cases need -o DIR")
    places = [target.path(case) for case in cases]
    for place in places:
        if places.count(place) > 1:
            raise click.UsageError(f"two cases would both make {place}; rename one of them")


def _make_all(
    job: "Job", cases: tuple[Path, ...], target: Target, *, force: bool
) -> tuple[list[Path], list[ExitCode]]:
    made: list[Path] = []
    codes: list[ExitCode] = []
    with _progress(cases) as each:
        for case in each:
            path = target.path(case)
            try:
                _put(job, case, path, force=force, new_folder=target.folder)
            except HepError as error:
                click.echo(str(error), err=True)
                codes.append(error.exit_code)
            else:
                made.append(path)
    return made, codes


def _put(job: "Job", case: Path, path: Path, *, force: bool, new_folder: bool = False) -> None:
    from generator.files import write_whole

    made = job.make(case)
    if new_folder:
        # Where it cannot be made, the writing says why.
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
    write_whole(path, made, force=force)
    click.echo(str(path))


@contextmanager
def _progress(cases: tuple[Path, ...]) -> Iterator[Iterator[Path]]:
    """A progress bar for several cases, on standard error and only on a terminal."""
    if len(cases) == 1:
        yield iter(cases)
        return
    hidden = not sys.stderr.isatty()
    with click.progressbar(cases, file=sys.stderr, label="handouts", hidden=hidden) as bar:
        yield iter(bar)
