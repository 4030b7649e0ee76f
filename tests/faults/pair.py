"""Two workers at once, and nothing goes wrong: nothing may go out twice."""

import re
import time
from pathlib import Path
from typing import Final

from msgspec import Struct

from tests.faults.campaign import STEP_S, evidence
from tests.faults.judging import Verdict, judge
from tests.faults.killing import Slot
from tests.faults.processes import Scene
from tests.faults.record import Filled

LONGEST_S: Final = 120.0


class Pair(Struct):
    """What each of the two delivered."""

    verdict: Verdict
    shares: tuple[int, ...]


def pair(folder: Path, seed: int, count: int) -> Pair:
    """Let two workers empty one outbox."""
    scene, begun = Scene(folder), time.monotonic()
    with Filled(folder / "pair.db", seed) as filled:
        filled.put(count)
        with scene.servers(seed, 0.0) as servers:
            slots = [Slot(n, scene, servers, filled.path, seed) for n in range(2)]
            for slot in slots:
                slot.kills = False
                slot.start()
            while filled.count("state <> 'sent'"):
                assert time.monotonic() < begun + LONGEST_S
                time.sleep(STEP_S)
            for slot in slots:
                slot.over.set()
                slot.join()
        verdict = judge(evidence(scene, filled, slots))
    said = (slot.log.read_text("utf-8") for slot in slots)
    return Pair(verdict, tuple(len(re.findall(r"(?m) sent$", text)) for text in said))
