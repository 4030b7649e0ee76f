"""Workers that are started, killed at random moments, and started anew."""

import random
import resource
import threading
import time
from pathlib import Path
from typing import Final

from tests.faults.processes import Ended, Life, Scene, Servers
from tests.faults.worker import Options

AIMED: Final = 0.4  # of all kills: just after the server has accepted a message
EARLY: Final = 0.05  # of all kills: while the program starts
EARLIEST_S: Final = 0.05
LONGEST_S: Final = 0.3
AROUND_S: Final = 0.004  # longer than from the server's yes to our commit
NOTHING_S: Final = 0.5  # how long to wait for a message before killing anyway


class Slot(threading.Thread):
    """One of the workers that are at work at once: when it ends, the next takes its place."""

    def __init__(self, number: int, scene: Scene, servers: Servers, db: Path, seed: int) -> None:
        super().__init__(daemon=True)
        self.number, self.scene, self.servers, self.db = number, scene, servers, db
        self.random = random.Random(f"{seed} {number}")
        self.over = threading.Event()
        self.lives: list[Ended] = []
        self.aimed = 0
        self.kills = True
        self.room = resource.RLIM_INFINITY
        self.life: Life | None = None
        self.log = scene.folder / f"{db.stem}-worker-{number}.log"

    def run(self) -> None:
        """Work until told to stop; the last worker is killed too."""
        while not self.over.is_set():
            self.live()

    def live(self) -> None:
        """One worker, from its start to its end."""
        life = self.life = Life(self.options())
        if not self.kills:
            while not self.over.wait(0.02) and life.alive():
                pass
        elif self.random.random() < EARLY:
            time.sleep(self.random.uniform(0, EARLIEST_S))
        elif life.ready():
            self.wait_for_moment()
        self.lives.append(life.end())

    def options(self) -> Options:
        """What the next worker is told."""
        name = f"{self.number}-{len(self.lives)}"
        port = self.servers.ports[self.number]
        return Options(name, self.db, port, self.scene.authority, self.log, self.room)

    def limit(self, room: int) -> None:
        """Let no file of this worker, or of those after it, grow beyond so many bytes."""
        self.room = room
        if self.life is not None:
            self.life.limit(room)

    def wait_for_moment(self) -> None:
        """Wait until the moment of the kill: around the server's yes, or any."""
        if self.random.random() < AIMED:
            taken = self.servers.taken[self.number]
            taken.clear()
            if taken.wait(NOTHING_S):
                self.aimed += 1
                time.sleep(self.random.uniform(0, AROUND_S))
        else:
            time.sleep(self.random.uniform(0, LONGEST_S))

    @property
    def killed(self) -> int:
        """How many were killed while they ran."""
        return sum(life.killed for life in self.lives)
