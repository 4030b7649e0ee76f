"""The process of the mail servers: one for each worker, all failing by chance, with one log.

A message is in the log, and on the disk, before the server says yes to it.
"""

import argparse
import hashlib
import json
import os
import ssl
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from tests.delivery.mishaps import Accepted, ByChance
from tests.delivery.servers import FakeServer

USER: Final = "desk"
PASSWORD: Final = "s3cret-Ñ"


class Arrived(NamedTuple):
    """A line of the log: a message that the server has taken, and whether it said so."""

    at: float
    message_id: str
    digest: str
    lost: bool


class Log:
    """Accepted messages in a file, one a line, each on the disk before it counts."""

    def __init__(self, file: Path) -> None:
        self.descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.lock = threading.Lock()

    def write(self, slot: int, message: Accepted) -> None:
        digest = hashlib.sha256(message.data).hexdigest()
        with self.lock:
            line = json.dumps(Arrived(time.time(), message.message_id, digest, message.lost))
            os.write(self.descriptor, line.encode() + b"\n")
            os.fsync(self.descriptor)
            # Whoever waits for this kills the worker before it hears the answer, or soon after.
            print(slot, flush=True)  # noqa: T201


def read_log(file: Path) -> list[Arrived]:
    """What was accepted; a last line that was cut off was not."""
    return [Arrived(*json.loads(line)) for line in file.read_bytes().split(b"\n")[:-1]]


@dataclass
class _Forgetful(FakeServer):
    """Keeps nothing in memory."""

    def take(self, message: Accepted) -> None:
        assert self.on_accept is not None
        self.on_accept(message)


def main() -> None:
    """Serve until the standard input is closed."""
    parser = argparse.ArgumentParser(description="Mail servers that fail by chance.")
    parser.add_argument("--certificate", type=Path, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--faults", type=float, required=True, help="chance at every stage")
    options = parser.parse_args()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate)
    log = Log(options.log)
    with ExitStack() as stack:
        for slot in range(2):
            chance = ByChance(options.seed + slot, options.faults, hang=True)
            server = _Forgetful(
                chance, context, users={USER: PASSWORD}, on_accept=partial(log.write, slot)
            )
            stack.enter_context(server)
            print(server.port, flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main()
