"""How time and memory grow with the number of handouts, in one process and in two."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.cases import TODAY
from benchmarks.measure import HEP, megabytes, memory_below, say, table

COUNTS: Final = (1, 10, 100, 1_000, 10_000)
OPTION: Final = "-j"
SAMPLE_S: Final = 0.1


class Run(NamedTuple):
    """One run of the command."""

    asked: int
    made: int
    seconds: float
    peak: float  # MB, of all its processes


class _Watch(threading.Thread):
    """Looks at the memory of a process and those that it started, until told to stop."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.peak = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(SAMPLE_S):
            self.peak = max(self.peak, memory_below(self.process, itself=True))


def knows_processes(env: dict[str, str]) -> bool:
    """Whether `hep generate` can spread its work over processes."""
    told = subprocess.run([HEP, "generate", "--help"], env=env, check=True, capture_output=True)
    return f"{OPTION}," in told.stdout.decode() or f"{OPTION} " in told.stdout.decode()


def measure(cases: Sequence[Path], jobs: int, out: Path, env: dict[str, str]) -> Run:
    """Run the command on so many case files, and count what it made.

    The names are given without a folder: 10,000 of them fit on a command line of Linux and macOS.
    """
    say(f"hep generate: {len(cases)} handouts, {jobs} process{'es' if jobs > 1 else ''}")
    command = [HEP, "generate", *(case.name for case in cases)]
    command += ["--date", TODAY.isoformat(), "-o", f"{out}/"]
    command += [OPTION, str(jobs)] if jobs > 1 else []
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cases[0].parent,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    watch = _Watch(process.pid)
    watch.start()
    # Not `wait`: only this tells how much memory the process took at most.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.over.set()
    watch.join()
    made = len(list(out.glob("*.pdf")))
    shutil.rmtree(out, ignore_errors=True)
    return Run(len(cases), made, seconds, max(watch.peak, megabytes(usage.ru_maxrss)))


def curve(cases: Sequence[Path], jobs: int, out: Path, env: dict[str, str]) -> list[Run]:
    """One run for each count that there are cases for."""
    measure(cases[:1], 1, out, env)  # fills the caches
    return [measure(cases[:n], jobs, out, env) for n in COUNTS if n <= len(cases)]


def section(one: Sequence[Run], two: Sequence[Run]) -> str:
    """The two curves side by side."""
    head = "handouts|one process, s|ms a handout|peak MB|two processes, s|ms a handout|peak MB|×"
    rows = [
        (
            f"{run.asked:,}",
            *_cells(run),
            *(_cells(two[at]) if two else ("not available", "", "")),
            f"{run.seconds / two[at].seconds:.2f}" if two else "",
        )
        for at, run in enumerate(one)
    ]
    short = [run for run in (*one, *two) if run.made != run.asked]
    lost = "".join(f"\n**Of {run.asked:,} only {run.made:,} were made.**\n" for run in short)
    return f"""## How it grows

`hep generate CASES -o DIR/` as a whole process, from its start to the last PDF on disk, for
distinct cases; two processes are the option `{OPTION} 2`. "×" is how many times as fast two are as
one. The memory is the most that all its processes held together, sampled every {SAMPLE_S:g} s.

{table(head.split("|"), rows)}
{lost}{flat(one)}"""


def flat(runs: Sequence[Run]) -> str:
    """How much more memory the most handouts take than a tenth of them."""
    if len(runs) < len(COUNTS):
        return ""
    tenth, most = runs[-2:]
    return (
        f"\nFrom {tenth.asked:,} to {most.asked:,} handouts in one process the peak of memory goes "
        f"from {tenth.peak:.0f} to {most.peak:.0f} MB ({most.peak / tenth.peak - 1:+.0%}).\n"
    )


def _cells(run: Run) -> tuple[str, str, str]:
    each = run.seconds / run.asked * 1000
    return f"{run.seconds:.2f}", f"{each:.1f}", f"{run.peak:.0f}"
