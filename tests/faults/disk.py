"""A full disk, again and again, while two workers deliver and `hep send` puts more in."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from generator.errors import ExitCode
from tests.faults.campaign import evidence, settle
from tests.faults.judging import Verdict, judge
from tests.faults.killing import Slot
from tests.faults.processes import Scene, Servers, number_of
from tests.faults.record import Filled

DISK_BYTES: Final = 8_000_000
FULL_S: Final = 0.5
PATIENCE_S: Final = 60.0
ROOM_BYTES: Final = 40_000  # of the write-ahead log, where only a limit stands for a full disk


class FullDisk(Struct):
    """What came of it."""

    verdict: Verdict
    real: bool
    times: int = 0
    refused: int = 0  # `hep send` that said so and kept nothing
    ended: int = 0  # workers that said so and ended
    unrecorded: int = 0  # of them: after a delivery


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of its own below a folder, where this user may make one; False: there is none."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=700", "tmpfs", str(folder)]
    mounted = sys.platform == "linux" and os.geteuid() == 0
    mounted = mounted and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def fill(filler: Path) -> None:
    """Write until the disk is full."""
    for size in (1 << 16, 1 << 12):
        try:
            with filler.open("ab", buffering=0) as file:
                while file.write(bytes(size)):
                    pass
        except OSError:
            pass


class Trial:
    """One record on a small disk."""

    def __init__(self, folder: Path, seed: int, times: int, *, sends: bool) -> None:
        self.scene = Scene(folder)
        self.place = folder / "disk"
        self.place.mkdir()
        self.filler = self.place / "filler"
        self.seed, self.times, self.sends = seed, times, sends
        self.told = FullDisk(Verdict(), real=False)

    def run(self) -> FullDisk:
        """Fill the disk and make room, so many times; then deliver the rest, and judge."""
        with small_disk(self.place) as self.told.real, Filled(self.place / "r.db", 1) as filled:
            with self.scene.servers(self.seed, 0.0) as servers:
                slots = [Slot(n, self.scene, servers, filled.path, self.seed) for n in range(2)]
                for slot in slots:
                    slot.kills = False
                    slot.start()
                for _ in range(self.times):
                    self.once(filled, servers, slots)
                for slot in slots:
                    slot.over.set()
                    slot.join()
            settle(self.scene, filled, self.seed)
            self.told.verdict = judge(evidence(self.scene, filled, slots))
        logs = "".join(slot.log.read_text("utf-8") for slot in slots)
        self.told.unrecorded = logs.count("could not be recorded")
        self.told.ended = logs.count("r.db: the disk ")
        return self.told

    def once(self, filled: Filled, servers: Servers, slots: list[Slot]) -> None:
        """Let the workers work, then fill the disk under them."""
        self.told.times += 1
        filled.put(30)
        taken = servers.taken[self.told.times % 2]
        taken.clear()
        assert taken.wait(PATIENCE_S)
        self.fill(slots)
        time.sleep(FULL_S)
        if self.told.real and self.sends:
            self.send(filled, full=True)
        self.make_room(slots)
        if self.sends:
            self.send(filled, full=False)
            self.sends = False

    def fill(self, slots: list[Slot]) -> None:
        """Fill the disk; where it is not ours alone, let the workers' files not grow."""
        if self.told.real:
            fill(self.filler)
        else:
            for slot in slots:
                slot.limit(ROOM_BYTES)

    def make_room(self, slots: list[Slot]) -> None:
        self.filler.unlink(missing_ok=True)
        for slot in slots:
            slot.limit(resource.RLIM_INFINITY)

    def send(self, filled: Filled, *, full: bool) -> None:
        """The command says that the disk is full, and keeps nothing; with room it works."""
        before = filled.count("1")
        ran = self.scene.send(filled.path, "D1", 1)
        if full:
            assert ran.returncode == ExitCode.RECORD, ran.stderr
            assert "the disk is full" in ran.stderr
            assert filled.count("1") == before
            self.told.refused += 1
        else:
            filled.expect(number_of(ran))
