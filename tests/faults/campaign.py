"""The campaign: two workers, killed again and again, while everything else goes wrong too."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct

from tests.faults.judging import Evidence, Verdict, damage, judge
from tests.faults.killing import Slot
from tests.faults.processes import Scene, number_of
from tests.faults.record import Filled
from tests.faults.server import read_log

STEP_S: Final = 0.02
SHORT_S, LONG_S = 0.2, 1.0  # below and above the patience of a worker in a hurry
SETTLED_S: Final = 120.0


class Size(NamedTuple):
    """How much is done; a plan says what else goes wrong after which share of the kills."""

    kills: int
    first: int  # messages in the outbox at the start
    waiting: int  # more are put in when fewer wait
    backups: int
    locks: int
    sends: int


FULL: Final = Size(kills=500, first=300, waiting=100, backups=5, locks=12, sends=6)
SHORT: Final = Size(kills=20, first=60, waiting=20, backups=1, locks=2, sends=0)


class Told(Struct):
    """What the campaign did besides killing."""

    verdict: Verdict
    seconds: float = 0.0
    aimed: int = 0
    backups: int = 0
    locks: int = 0
    refused: int = 0  # workers that met a lock and ended
    sends: int = 0


class Campaign:
    """One record, two workers, two servers."""

    def __init__(self, folder: Path, seed: int, faults: float) -> None:
        self.scene = Scene(folder)
        self.seed, self.faults = seed, faults
        self.db = folder / "record.db"
        self.told = Told(Verdict())

    def run(self, size: Size) -> Told:
        """Kill, break, mend, and judge."""
        began = time.monotonic()
        with Filled(self.db, self.seed) as filled:
            filled.put(size.first)
            with self.scene.servers(self.seed, self.faults) as servers:
                slots = [Slot(n, self.scene, servers, self.db, self.seed) for n in range(2)]
                self.kill(size, slots, filled)
            settle(self.scene, filled, self.seed)
            told = self.told
            told.verdict = judge(evidence(self.scene, filled, slots))
            told.aimed = sum(slot.aimed for slot in slots)
            said = "".join(slot.log.read_text("utf-8") for slot in slots)
            told.refused = said.count("has been writing to the record")
        told.seconds = time.monotonic() - began
        return told

    def kill(self, size: Size, slots: Sequence[Slot], filled: Filled) -> None:
        """Let the workers work and die until that was often enough."""
        due = plan(size)
        for slot in slots:
            slot.start()
        while (killed := sum(slot.killed for slot in slots)) < size.kills:
            assert all(slot.is_alive() for slot in slots)
            if filled.count("state = 'queued'") < size.waiting:
                filled.put(size.waiting)
            while due and killed >= due[0][0]:
                getattr(self, due.pop(0)[1])(filled)
            time.sleep(STEP_S)
        for slot in slots:
            slot.over.set()
        for slot in slots:
            slot.join()

    def lock(self, filled: Filled) -> None:
        """Begin to write as another program does, and take time over it."""
        self.told.locks += 1
        with filled.database.writing():
            time.sleep(LONG_S if self.told.locks % 2 else SHORT_S)

    def send(self, filled: Filled) -> None:
        """Put a program in with the real command, whoever else is writing."""
        self.told.sends += 1
        ran = self.scene.send(self.db, f"S{self.told.sends}", 1)
        filled.expect(number_of(ran))

    def backup(self, _: Filled) -> None:
        """Copy the record with the real command; the copy must be whole."""
        self.told.backups += 1
        file = self.scene.folder / f"backup-{self.told.backups}.db"
        ran = self.scene.hep("backup", file, "--db", self.db)
        assert ran.returncode == 0, ran.stderr
        with closing(sqlite3.connect(file)) as db:
            assert list(damage(db)) == []
            assert db.execute("SELECT count(*) FROM message").fetchone()[0] > 0


def plan(size: Size) -> list[tuple[float, str]]:
    """After how many kills what happens, spread evenly."""
    kinds = {"backup": size.backups, "lock": size.locks, "send": size.sends}
    return sorted(
        (size.kills * (at + 0.5) / count, kind)
        for kind, count in kinds.items()
        for at in range(count)
    )


def settle(scene: Scene, filled: Filled, seed: int) -> None:
    """Let the real command deliver the rest through a healthy server."""
    begun = time.monotonic()
    with scene.servers(seed, 0.0) as servers:
        clinic = scene.clinic(servers.ports[0])
        while filled.count("state <> 'sent'"):
            assert time.monotonic() < begun + SETTLED_S, "the outbox does not get empty"
            ran = scene.hep("outbox", "run", "--clinic", clinic, "--db", filled.path)
            assert ran.returncode == 0, ran.stderr
            while not filled.all_due():
                time.sleep(STEP_S)


def evidence(scene: Scene, filled: Filled, slots: Sequence[Slot]) -> Evidence:
    """All that is known."""
    lives = [life for slot in slots for life in slot.lives]
    logs = [slot.log for slot in slots]
    return Evidence(filled.expected, read_log(scene.log), lives, filled.path, logs)
