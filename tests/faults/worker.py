"""A worker in a hurry, as a process: it delivers what is due until it is killed."""

import os
import resource
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

from generator.delivery.outbox import Pace, Worker
from generator.delivery.settings import ServerSettings
from generator.records.database import Database
from generator.records.trouble import RecordError
from tests.delivery.servers import HOST
from tests.faults.server import PASSWORD, USER

# As the usual ones, the lease is longer than all that a worker may do with one message.
PACE: Final = Pace(
    lease_s=5.0,
    delivery_s=1.5,
    first_wait_s=0.05,
    longest_wait_s=0.5,
    record_again_s=(0.05, 0.2),
)
PATIENCE_S: Final = 0.4
NO_LIMIT: Final = 10**6


class Options(NamedTuple):
    """Whose claims, which record and server; no file may grow beyond `room`, in bytes."""

    name: str
    db: Path
    port: int
    authority: Path
    log: Path
    room: int


def settings(port: int, authority: Path) -> ServerSettings:
    """A server on loopback that wants encryption and a login."""
    return ServerSettings(
        host=HOST,
        port=port,
        security="starttls",
        sender="desk@clinic.example",
        user=USER,
        password=PASSWORD,
        per_minute=NO_LIMIT,
        per_day=NO_LIMIT,
        timeout_s=0.4,
        ca_file=authority,
    )


def work(ready: Connection, options: Options) -> None:
    """Say "ready", then deliver until killed, or until the record cannot be used."""
    with options.log.open("a", buffering=1) as log:
        os.dup2(log.fileno(), sys.stderr.fileno())  # a traceback goes there too
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.room, resource.RLIM_INFINITY))
        ready.send(True)
        try:
            deliver(options, lambda line: print(line, file=log))
        except RecordError as error:
            print(error, file=log)


def deliver(options: Options, say: Callable[[str], None]) -> None:
    """Do what `hep outbox run` does, again and again.

    Raises: RecordError.
    """
    server = settings(options.port, options.authority)
    while True:
        with Database(options.db, patience_s=PATIENCE_S) as database:
            worker = Worker(database, server, say, pace=PACE)
            worker.name = options.name
            worker.run()
        time.sleep(0.02)
