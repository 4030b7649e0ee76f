"""What all measurements share: times, memory, and tables."""

import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Final

HEP: Final = str(Path(sys.executable).with_name("hep"))
CALM: Final = 1.5


def say(what: str) -> None:
    """Tell the one who waits what is going on."""
    print(f"… {what}", file=sys.stderr, flush=True)


def spread(values: Sequence[float], digits: int = 1) -> str:
    """From the value that a tenth stays below to the one that a tenth is above."""
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    tenths = statistics.quantiles(values, n=10, method="inclusive")
    return f"{tenths[0]:.{digits}f} to {tenths[-1]:.{digits}f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all but the first column are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def environment(kept: Path) -> dict[str, str]:
    """The environment of what is measured: a cache of its own, and modules kept compiled."""
    env = {**os.environ, "HEP_CACHE": str(kept)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def megabytes(maxrss: int) -> float:
    """The peak that the system counted, which is in bytes on macOS and in kilobytes elsewhere."""
    return maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def own_peak() -> float:
    """The most memory that this process has held so far, in MB."""
    return megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def memory_below(process: int, *, itself: bool) -> float:
    """The memory that the descendants of a process hold now, in MB; what they share counts once."""
    psutil = import_module("psutil")
    total = 0
    try:
        top = psutil.Process(process)
        for one in [*([top] if itself else []), *top.children(recursive=True)]:
            total += _held(psutil, one)
    except psutil.NoSuchProcess:
        pass
    return total / 1e6


def processor_ms() -> float:
    """The processor time of this process and of all that it started, so far."""
    psutil = import_module("psutil")
    total = time.process_time()
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            spent = one.cpu_times()
            total += spent.user + spent.system
    return total * 1000


def _held(psutil: object, process: object) -> int:
    gone = (psutil.NoSuchProcess, psutil.AccessDenied)  # type: ignore[attr-defined]
    try:
        memory = process.memory_full_info()  # type: ignore[attr-defined]
    except gone:
        return 0
    return int(getattr(memory, "pss", memory.uss))


def machine() -> str:
    """What the numbers were measured on."""
    return f"{platform.system()} with {os.cpu_count()} cores and Python {platform.python_version()}"


def load() -> float:
    """How many processes want to run, on average over the last minute."""
    return os.getloadavg()[0]
