"""Run everything, print the figures, and keep them in docs/reliability.md."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.measure import say
from tests.faults.campaign import FULL, SHORT, Campaign
from tests.faults.disk import Trial
from tests.faults.load import load
from tests.faults.pair import pair
from tests.faults.processes import ROOT
from tests.faults.report import Figures, renewed, section

PAGE: Final = ROOT / "docs" / "reliability.md"
SEED: Final = 5
FAULTS: Final = 0.04  # at every stage of the dialogue


def everything(folder: Path, seed: int, *, quick: bool) -> Figures:
    """All parts, one after the other."""

    def own(name: str) -> Path:
        (folder / name).mkdir()
        return folder / name

    size = SHORT if quick else FULL
    say(f"{size.kills} kills")
    told = Campaign(own("kills"), seed, FAULTS).run(size)
    say("two workers at once")
    both = pair(own("pair"), seed, 40 if quick else 300)
    say("a full disk")
    disk = Trial(own("full"), seed, 1 if quick else 6, sends=True).run()
    say("load")
    return Figures(told, both, disk, load(own("load"), 80 if quick else 2_000), seed)


def main() -> int:
    """Tell everything that must not be; write the page only when there is nothing."""
    parser = argparse.ArgumentParser(description="The fault campaign.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--quick", action="store_true", help="less of everything; nothing is kept")
    options = parser.parse_args()
    tools = ROOT / ".tools"  # on a real disk, where the system's own place may be in memory
    tools.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=tools))
    figures = everything(folder, options.seed, quick=options.quick)
    print("\n".join(section(figures)))  # noqa: T201
    if figures.wrong:
        say("\n".join([f"WRONG, see {folder}:", *figures.wrong]))
        return 1
    shutil.rmtree(folder)
    if not options.quick:
        PAGE.write_text(renewed(PAGE.read_text("utf-8"), figures), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
