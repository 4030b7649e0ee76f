"""Starts of the program, and many cases in one process: what has a limit."""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.cases import ROOT, TODAY
from benchmarks.measure import HEP, own_peak, spread, table

SKELETON: Final = "import click, jinja2, msgspec, reportlab.pdfgen.canvas, yaml"
FEW_RUNS: Final = 5
WARM_LIMIT: Final = 10.0
MANY_LIMIT: Final = 25.0  # seconds, for a thousand


class Row(NamedTuple):
    """One line of the table; times in ms."""

    what: str
    times: Sequence[float]
    limit: float | None = None

    @property
    def median(self) -> float:
        """The middle time."""
        return statistics.median(self.times)


# --- Many cases in one process (run as a process of its own) --------------------------------------


def make_all(paths: Iterable[Path]) -> Iterator[int]:
    """Make the handout of each case, from its file to the bytes of its PDF; give their number."""
    from generator import garbage
    from generator.handout.press import Press
    from generator.workshop import Workshop

    garbage.look_rarely()  # as `hep generate` does
    workshop = Workshop(None, TODAY)
    press = Press(workshop.library, None)
    for path in paths:
        assessment, _ = workshop.read(path)
        yield len(press.print(assessment, "pdf"))


def measure_many(paths: Iterable[Path]) -> dict[str, Any]:
    """Make every case; the time of each, the total, and the peak of memory after each."""
    times: list[float] = []
    peaks: list[float] = []
    start = last = time.perf_counter()
    for size in make_all(paths):
        now = time.perf_counter()
        times.append((now - last) * 1000)
        peaks.append(own_peak())
        last = now
        assert size, "an empty handout"  # noqa: S101  (a benchmark of nothing would be fast)
    total = time.perf_counter() - start
    return {"times": times, "total": total, "cpu": time.process_time(), "peaks": peaks}


def many(cases: Path, env: dict[str, str]) -> dict[str, Any]:
    """The same in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.starts", str(cases)]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


# --- Cold starts ----------------------------------------------------------------------------------


def timed(command: Sequence[str], env: dict[str, str]) -> float:
    """Run a program and return its milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True, cwd=ROOT)
    return (time.perf_counter() - start) * 1000


def cold_rows(env: dict[str, str], runs: int) -> list[Row]:
    """Start each program many times, in turn: a slow moment of the machine then hits them all."""
    case = str(ROOT / "examples" / "ana.yaml")
    generate = [HEP, "generate", case, "--date", TODAY.isoformat(), "-o", "-"]
    commands = {
        "bare Python (`python -c pass`)": ([sys.executable, "-c", "pass"], None),
        "bare import of the libraries": ([sys.executable, "-c", SKELETON], None),
        "`hep --help`, cold": ([HEP, "--help"], 100.0),
        "`hep generate` of one case, cold": (generate, 350.0),
    }
    times: dict[str, list[float]] = {what: [] for what in commands}
    for round_ in range(runs + 1):
        for what, (command, _) in commands.items():
            spent = timed(command, env)
            if round_:  # the first round fills the caches of the disk, of Python and of `hep`
                times[what].append(spent)
    rows = [Row(what, times[what], limit) for what, (_, limit) in commands.items()]
    uncached = [timed(generate, {**env, "HEP_CACHE": "off"}) for _ in range(FEW_RUNS)]
    return [*rows, Row("`hep generate` with its cache off", uncached)]


# --- The section of the page ----------------------------------------------------------------------


def met(value: float, limit: float) -> str:
    """Whether a limit is kept, plainly."""
    return "met" if value <= limit else f"**missed by {value / limit - 1:.0%}**"


def section(rows: list[Row], made: dict[str, Any]) -> str:
    """The table of starts and limits."""
    times = made["times"]
    warm = Row("one handout, warm, from case file to PDF", times[1:], WARM_LIMIT)
    bare, skeleton = rows[0].median, rows[1].median
    head = "what|median ms|10 % to 90 %|limit|kept?|× bare Python|× bare import|runs".split("|")
    lines = [
        (
            row.what,
            f"{row.median:.1f}",
            spread(row.times),
            f"{row.limit:.0f}" if row.limit else "",
            met(row.median, row.limit) if row.limit else "",
            f"{row.median / bare:.1f}",
            f"{row.median / skeleton:.2f}",
            str(len(row.times)),
        )
        for row in (*rows, warm)
    ]
    steps = [number for number in (100, 500, 1000) if number <= len(times)]
    peaks = ", ".join(f"{made['peaks'][number - 1]:.1f} MB after {number}" for number in steps)
    limit = MANY_LIMIT * len(times) / 1000
    return f"""## Starts and limits

"Cold" is a new process; "warm" is one process that goes from case file to PDF bytes, again and
again, for distinct cases.

{table(head, lines)}

{len(times)} distinct cases in one process, the reading of the library included:
**{made["total"]:.1f} s** (limit {limit:g} s: {met(made["total"], limit)};
{made["cpu"]:.1f} s of processor time, {made["cpu"] / len(times) * 1000:.1f} ms a handout).
Peak memory: {peaks}.
"""


def main() -> None:
    """Make every case of a folder and print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", type=Path)
    print(json.dumps(measure_many(sorted(parser.parse_args().cases.glob("*.yaml")))))


if __name__ == "__main__":
    main()
