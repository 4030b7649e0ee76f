"""How fast it is: `make bench` writes the table docs/benchmarks.md.

A second says little about another machine, and a ratio a lot: so every start of a program stands
beside a bare Python and a bare import of the libraries that it cannot do without, each run in turn
with the others.
"""

import argparse
import datetime
import gc
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[1]
TODAY = datetime.date(2026, 11, 20)
HEP = str(Path(sys.executable).with_name("hep"))
SKELETON = "import click, jinja2, msgspec, reportlab.pdfgen.canvas, yaml"
COLD_RUNS = 25
FEW_RUNS = 5
WARM_CASES = 200
MANY_CASES = 1000
CALM = 1.3
PEAKS_AFTER = (100, 500, 1000)


class Row(NamedTuple):
    """One line of the table; times in ms."""

    what: str
    times: Sequence[float]
    limit_ms: float | None = None

    @property
    def median(self) -> float:
        """The middle time."""
        return statistics.median(self.times)

    @property
    def spread(self) -> str:
        """From the fastest to the slowest but for the last tenth."""
        tenths = statistics.quantiles(self.times, n=10, method="inclusive")
        return f"{min(self.times):.1f} to {tenths[-1]:.1f}"


# --- Many cases in one process (run as a process of its own) --------------------------------------


def make_all(paths: Iterable[Path]) -> Iterable[int]:
    """Make the handout of each case, from its file to the bytes of its PDF; give their number."""
    from generator.cli import GARBAGE_AFTER
    from generator.handout.press import Press
    from generator.workshop import Workshop

    gc.set_threshold(GARBAGE_AFTER)  # as `hep generate` does
    workshop = Workshop(None, TODAY)
    press = Press(workshop.library, None)
    for path in paths:
        assessment, _ = workshop.read(path)
        yield len(press.print(assessment, "pdf"))


def measure_many(folder: Path) -> None:
    """Make every case of a folder; print the time of each, the total, and the peak of memory."""
    paths = sorted(folder.glob("*.yaml"))
    times: list[float] = []
    peaks: list[float] = []
    start = last = time.perf_counter()
    for size in make_all(paths):
        now = time.perf_counter()
        times.append((now - last) * 1000)
        peaks.append(peak_megabytes())
        last = now
        assert size, "an empty handout"  # noqa: S101  (a benchmark of nothing would be fast)
    total = time.perf_counter() - start
    print(json.dumps({"times": times, "total": total, "cpu": time.process_time(), "peaks": peaks}))


def peak_megabytes() -> float:
    """Return the most memory that this process has held so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def write_cases(folder: Path, number: int) -> None:
    """Write distinct cases, the same each time: findings are drawn from the example cases."""
    chance = random.Random(1)  # noqa: S311  (a draw, not a secret)
    examples = [yaml.safe_load(p.read_text("utf-8")) for p in (ROOT / "examples").glob("*.yaml")]
    examples.sort(key=lambda example: str(example["patient"]["name"]))
    pool = sorted({json.dumps(item) for e in examples for item in e.get("findings", {}).items()})
    for index in range(number):
        ticked: dict[str, Any] = dict(map(json.loads, chance.sample(pool, chance.randint(2, 7))))
        case = {
            "patient": {"name": f"Patient {index:04}", "age": chance.randint(20, 49)},
            "evaluated": TODAY.isoformat(),
            "screened": True,
            "irritability": chance.choice(["low", "moderate", "high"]),
            "measurements": {"frt_deg": {"right": chance.randint(18, 44), "left": 42}},
            "findings": ticked,
        }
        (folder / f"{index:04}.yaml").write_text(yaml.safe_dump(case), "utf-8")


# --- Cold starts ----------------------------------------------------------------------------------


def timed(command: Sequence[str], env: dict[str, str]) -> float:
    """Run a program and return its milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, capture_output=True)
    return (time.perf_counter() - start) * 1000


def environment(kept: Path) -> dict[str, str]:
    """Return the environment of what is measured: a cache of its own, and modules kept compiled."""
    env = {**os.environ, "HEP_CACHE": str(kept)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def cold_rows(kept: Path) -> list[Row]:
    """Start each program many times, in turn: a slow moment of the machine then hits them all."""
    case = str(ROOT / "examples" / "ana.yaml")
    generate = [HEP, "generate", case, "--date", TODAY.isoformat(), "-o", "-"]
    env = environment(kept)
    commands = {
        "bare Python (`python -c pass`)": ([sys.executable, "-c", "pass"], None),
        "bare import of the libraries": ([sys.executable, "-c", SKELETON], None),
        "`hep --help`, cold": ([HEP, "--help"], 100.0),
        "`hep generate` of one case, cold": (generate, 400.0),
    }
    times: dict[str, list[float]] = {what: [] for what in commands}
    for round_ in range(COLD_RUNS + 1):
        for what, (command, _) in commands.items():
            spent = timed(command, env)
            if round_:  # the first round fills the caches of the disk, of Python and of `hep`
                times[what].append(spent)
    rows = [Row(what, times[what], limit) for what, (_, limit) in commands.items()]
    uncached = [timed(generate, {**env, "HEP_CACHE": "off"}) for _ in range(FEW_RUNS)]
    return [*rows, Row("`hep generate` with its cache off", uncached)]


# --- The report -----------------------------------------------------------------------------------


def table(rows: Iterable[Row], bare: float, skeleton: float) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| what | median ms | fastest to 90 % | limit | × bare Python | × bare import | runs |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        limit = f"{row.limit_ms:.0f}" if row.limit_ms else ""
        ratios = f"{row.median / bare:.1f} | {row.median / skeleton:.2f}"
        times = f"{row.median:.1f} | {row.spread} | {limit}"
        lines.append(f"| {row.what} | {times} | {ratios} | {len(row.times)} |")
    return "\n".join(lines)


def busy() -> str:
    """Return a warning if something else ran beside the benchmark."""
    load = os.getloadavg()[0]
    # The benchmark itself keeps one core busy.
    if load < CALM:
        return ""
    return f"\n**The machine was busy (load {load:.1f}): every time below is too long.**"


def report(rows: list[Row], many: dict[str, Any]) -> str:
    """Return the whole page."""
    peaks = ", ".join(f"{many['peaks'][n - 1]:.1f} MB after {n}" for n in PEAKS_AFTER)
    warm = Row("one handout, warm", many["times"][1 : WARM_CASES + 1], 20.0)
    machine = (
        f"{platform.system()} with {os.cpu_count()} cores and Python {platform.python_version()}"
    )
    return f"""# Benchmarks

Written by `make bench` (`benchmarks/run.py`) on {machine}.
Times vary from machine to machine; the ratios, all of one run, vary less. "Cold" is a new process;
"warm" is one process that goes from case file to PDF bytes, again and again.{busy()}

{table([*rows, warm], rows[0].median, rows[1].median)}

{len(many["times"])} distinct cases in one process, the reading of the library included:
**{many["total"]:.1f} s** (limit 25 s; {many["cpu"]:.1f} s of processor time).
Peak memory: {peaks}.
"""


def main() -> None:
    """Measure everything, print the page, and keep it in docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description="Measure the speed of the program.")
    parser.add_argument(
        "--many", type=Path, metavar="DIR", help="only: make every case of a folder"
    )
    if folder := parser.parse_args().many:
        measure_many(folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        cases, kept = Path(temporary, "cases"), Path(temporary, "cache")
        cases.mkdir()
        kept.mkdir(mode=0o700)
        write_cases(cases, MANY_CASES)
        rows = cold_rows(kept)
        command = [sys.executable, __file__, "--many", str(cases)]
        done = subprocess.run(command, env=environment(kept), check=True, stdout=subprocess.PIPE)
    page = report(rows, json.loads(done.stdout))
    (ROOT / "docs" / "benchmarks.md").write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
