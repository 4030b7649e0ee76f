"""How fast it is: `make bench` writes docs/benchmarks.md.

A second says little about another machine, and a ratio a lot: so every start of a program stands
beside a bare Python and a bare import of the libraries that it cannot do without, and every handout
beside the same handout of its peers, each run in turn with the others.
"""

import argparse
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks import contest, growth, standing, starts
from benchmarks.cases import ROOT, write_cases, write_pages
from benchmarks.measure import CALM, environment, load, machine, say


class Size(NamedTuple):
    """How much is measured."""

    cold_runs: int
    many: int
    handouts: int  # by ours and by typst
    few: int  # by the slower peers
    most: int  # handouts of the longest run


FULL = Size(cold_runs=25, many=1_000, handouts=500, few=50, most=10_000)
QUICK = Size(cold_runs=5, many=100, handouts=10, few=10, most=100)
PAGE = ROOT / "docs" / "benchmarks.md"


def folder_of(parent: Path, name: str) -> Path:
    """A new folder that only we may read."""
    made = parent / name
    made.mkdir(mode=0o700)
    return made


def sections(size: Size, folder: Path) -> list[str]:
    """Measure everything."""
    env = environment(folder_of(folder, "cache"))
    say("cold starts")
    rows = starts.cold_rows(env, size.cold_runs)
    say(f"{size.many} cases in one process")
    cases = folder_of(folder, "many")
    write_cases(cases, size.many)
    made = starts.many(cases, env)
    cases = folder_of(folder, "same")
    pages = write_pages(write_cases(cases, size.handouts + contest.CHECKED), cases)
    entries = contest.hold(pages, size.few, env, folder)
    cases = folder_of(folder, "growing")
    paths = write_cases(cases, size.most)
    out = folder / "made"
    one = growth.curve(paths, 1, out, env)
    two = growth.curve(paths, 2, out, env) if growth.knows_processes(env) else []
    return [starts.section(rows, made), standing.section(entries), growth.section(one, two)]


def page(parts: list[str], before: float, *, quick: bool) -> str:
    """The whole page."""
    short = "\n**A quick try: too few runs to rely on.**" if quick else ""
    # Before the benchmark began, nothing else should have run.
    busy = (
        f"\n**The machine was busy (load {before:.1f} at the start): "
        "every time below is too long.**"
        if before > CALM
        else ""
    )
    return "\n".join(
        [
            f"""# Benchmarks

Written by `make bench` (`benchmarks/run.py`) on {machine()}.
Times vary from machine to machine; the ratios, all of one run, vary less.{busy}{short}
""",
            *parts,
        ]
    )


def main() -> None:
    """Measure everything, print the page, and keep it in docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description="Measure the speed of the program.")
    parser.add_argument("--quick", action="store_true", help="less of everything; nothing is kept")
    quick = parser.parse_args().quick
    before = load()
    with tempfile.TemporaryDirectory() as temporary:
        parts = sections(QUICK if quick else FULL, Path(temporary))
    written = page(parts, before, quick=quick)
    if not quick:
        PAGE.write_text(written, "utf-8")
    print(written)


if __name__ == "__main__":
    main()
