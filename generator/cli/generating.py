"""`hep generate` and `hep demo`."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

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
from generator.cli.target import Target
from generator.cli.ways import Ways, check_ways, ways_options
from generator.errors import ExitCode
from generator.records.words import SUFFIXES

if TYPE_CHECKING:
    from generator.handout.press import Format
    from generator.handout.variant import Variant

DEMO = Path("demo")


@click.command(
    "generate",
    epilog="\b\nExamples:\n  hep generate case.yaml\n  hep generate ana.yaml ben.yaml -o handouts/",
)
@click.argument("case", nargs=-1, required=True, type=click.Path(allow_dash=True))
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
@ways_options
def generate_command(  # noqa: PLR0913  (one parameter an option)
    case: tuple[str, ...],
    *,
    output: str | None,
    form: "Format",
    paper: str | None,
    layout: str,
    fillable: bool,
    size: str,
    ink: str,
    day: datetime.date | None,
    stale_ok: bool,
    clinic: Path | None,
    **ways: Unpack[Ways],
) -> int:
    """Make the handout of each CASE (- is standard input).

    Exit codes: 0 made, 3 bad input, 4 a stop flag, 5 referred or not screened; see docs/errors.md.
    """
    from generator.cli import running
    from generator.made import Settings

    variant = variant_of(paper=paper, ink=ink, size=size, layout=layout, fillable=fillable)
    if fillable and form != "pdf":
        raise click.UsageError("--fillable is for PDF: what is ticked in a page would not be kept")
    folder = len(case) > 1 or (output or "").endswith("/")
    target = Target(Path(output) if output else None, f".{SUFFIXES[form]}", folder=folder)
    target.check(map(Path, case))
    check_ways(ways, form=form, stdout=target.stdout)
    settings = Settings(
        run=running.new_name(),
        clinic=clinic,
        today=issue_day(day),
        form=form,
        variant=variant,
        stale_ok=stale_ok,
    )
    return int(running.run(settings, case, target, ways))


@click.command("demo", epilog="\b\nExample:\n  hep demo")
@layout_option
@size_option
@ink_option
@clinic_option
def demo_command(*, layout: str, size: str, ink: str, clinic: Path | None) -> int:
    """Make the handouts of the example cases in ./demo/, one path a line.

    Each is dated on the day of its evaluation. Files of an earlier demo are replaced.
    """
    from generator.cli import running
    from generator.cli.making import deliver
    from generator.cli.telling import Teller
    from generator.job import Job, evaluation_day
    from generator.made import Place, Settings, Source
    from generator.resources import data_dir

    variant = variant_of(ink=ink, size=size, layout=layout)

    DEMO.mkdir(exist_ok=True)
    today = datetime.date.min  # each case has its own
    job = Job(Settings(run=running.new_name(), clinic=clinic, today=today, variant=variant))
    teller = Teller()
    for case in sorted(data_dir("examples").glob("*.yaml")):
        made = job.on(evaluation_day(case)).make(Source(path=case))
        place = Place(path=DEMO / f"{case.stem}.pdf", force=True)
        teller.tell(deliver(made, place))
    return int(ExitCode.OK)


def variant_of(**chosen: str | bool | None) -> "Variant":
    """The form chosen by options, which have checked the words.

    Raises: UsageError for what does not go together.
    """
    from msgspec import convert

    from generator.handout.variant import Variant, impossible

    variant = convert(chosen, Variant)
    why = impossible(variant)
    if why:
        raise click.UsageError(why)
    return variant
