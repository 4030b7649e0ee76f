"""Many messages through one server by one worker: how fast, and in how much memory."""

import multiprocessing
import time
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

import psutil

from generator.delivery.outbox import Worker
from generator.records import messages
from generator.records.database import Database
from tests.faults.processes import Scene, number_of
from tests.faults.record import Filled
from tests.faults.server import read_log
from tests.faults.worker import settings

SAMPLES: Final = 4
SLACK: Final = 1.1  # what memory may grow by and still be called flat


class Load(NamedTuple):
    """How it went; memory in MB after each quarter of the messages."""

    sent: int
    kilobytes: float
    seconds: float
    memory: tuple[float, ...]
    arrived: bool

    @property
    def flat(self) -> bool:
        """Whether the memory stays as it is after the first quarter."""
        return max(self.memory) <= self.memory[0] * SLACK


def load(folder: Path, count: int) -> Load:
    """Put a real message in so many times, each for another patient; deliver all."""
    scene = Scene(folder)
    data, key = _real_message(scene)
    with Filled(folder / "load.db", 1) as filled, scene.servers(1, 0.0) as servers:
        filled.put(count, made=lambda own, _: data.replace(key.encode(), own.encode()))
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("spawn").Process(
            target=_deliver, args=(theirs, filled.path, servers.ports[0], scene.authority, count)
        )
        process.start()
        theirs.close()
        seconds, memory = ours.recv()
        process.join()
        left = filled.count("state <> 'sent'")
    arrived = {one.message_id: one.digest for one in read_log(scene.log)}
    whole = arrived == filled.expected
    return Load(count - left, len(data) / 1000, seconds, tuple(memory), whole)


def _real_message(scene: Scene) -> tuple[bytes, str]:
    """What `hep send` makes of an example, and its Message-ID."""
    path = scene.folder / "one.db"
    number = number_of(scene.send(path, "L1", 1))
    with closing(Database(path)) as database, database.reading() as db:
        found = messages.find(db, number)
        assert found is not None
        return messages.data_of(db, number), found.message_id


def _deliver(told: Connection, db: Path, port: int, authority: Path, count: int) -> None:
    """Deliver everything at the usual pace, and tell seconds and memory."""
    process, memory, done = psutil.Process(), list[float](), 0

    def look(_: str) -> None:
        nonlocal done
        done += 1
        if done % (count // SAMPLES) == 0:
            memory.append(process.memory_info().rss / 1e6)

    with Database(db) as database:
        worker = Worker(database, settings(port, authority), look)
        began = time.perf_counter()
        worker.run()
        told.send((time.perf_counter() - began, memory))
