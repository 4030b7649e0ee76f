"""The process of one peer: it makes one handout for each line of its input, and says how long.

So no peer's memory or garbage is in another's way.
"""

import argparse
import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measure import memory_below, own_peak, processor_ms
from benchmarks.peers import PEERS, Peer, Source


def stay_on_one_core() -> None:
    """Take the last core that we may use, and no other; where the system allows it."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def one(peer: Peer[Any], source: Source, out: Path | None) -> dict[str, Any]:
    """Make one handout; the writing of the file is not timed."""
    start = time.perf_counter()
    prepared = peer.prepare(source)
    prepare = time.perf_counter() - start
    before = processor_ms()
    start = time.perf_counter()
    made = peer.layout(prepared)
    layout = time.perf_counter() - start
    processor = processor_ms() - before
    if out:
        out.write_bytes(made)
    return {
        "prepare": prepare * 1000,
        "layout": layout * 1000,
        "processor": processor,
        "bytes": len(made),
        "peak": own_peak() + memory_below(os.getpid(), itself=False),
    }


def main() -> None:
    """Read `[case, page, out]` a line, and answer each; or make a single handout and end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=PEERS)
    parser.add_argument("--once", nargs=3, metavar=("CASE", "PAGE", "OUT"))
    options = parser.parse_args()
    stay_on_one_core()
    try:
        peer: Peer[Any] = import_module(PEERS[options.name]).make()
    except (ImportError, OSError) as error:  # a package, or a library of the system
        print(json.dumps({"missing": str(error)}), flush=True)
        return
    if options.once:
        case, page, out = map(Path, options.once)
        out.write_bytes(peer.layout(peer.prepare(Source(case, page))))
    else:
        print(json.dumps({"ready": peer.name}), flush=True)
        for line in sys.stdin:
            case, page, out = json.loads(line)
            source = Source(Path(case), Path(page))
            print(json.dumps(one(peer, source, Path(out) if out else None)), flush=True)
    peer.close()


if __name__ == "__main__":
    main()
