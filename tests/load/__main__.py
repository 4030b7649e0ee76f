"""`python -m tests.load`: twenty providers edit for a minute, each an evaluation of their own."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.load.providers import Outcome, edited


def main() -> int:
    """Run it and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--providers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = edited(Path(folder), chosen.providers, chosen.seconds)
    print(told(found, chosen.providers, chosen.seconds))  # noqa: T201
    return 1 if found.errors else 0


def told(found: Outcome, providers: int, seconds: float) -> str:
    """The outcome in words."""
    times = sorted(found.times_s)
    p50, p95 = (1000 * times[int(len(times) * share)] for share in (0.5, 0.95))
    return (
        f"{providers} providers, {seconds:g} s: {len(times)} changes, {len(found.errors)} errors; "
        f"live update p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {1000 * times[-1]:.0f} ms; "
        f"memory of the page {found.peak_mb:.0f} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
