"""The failing mail server in a process of its own.

`python -m tests.delivery.server_process --seed 1 --faults 0.2 --log FILE` prints its port. A
message is in the log, and on the disk, before the server says yes to it.
"""

import argparse
import base64
import json
import os
import threading
from pathlib import Path

from tests.delivery.mishaps import (
    Accepted,
    ByChance,
)
from tests.delivery.servers import FakeServer


class Log:
    """Accepted messages in a file, one a line; each is on the disk before it counts."""

    def __init__(self, file: Path) -> None:
        self.descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.lock = threading.Lock()

    def __call__(self, message: Accepted) -> None:
        record = {
            "message_id": message.message_id,
            "sender": message.sender,
            "recipient": message.recipient,
            "options": message.options,
            "data": base64.b64encode(message.data).decode(),
        }
        with self.lock:
            os.write(self.descriptor, json.dumps(record).encode() + b"\n")
            os.fsync(self.descriptor)

    def close(self) -> None:
        os.close(self.descriptor)


def read_log(file: Path) -> list[Accepted]:
    """The messages of a log; a last line that was cut off was never accepted."""
    messages = []
    for line in file.read_bytes().split(b"\n")[:-1]:
        record = json.loads(line)
        data = base64.b64decode(record["data"])
        sender, recipient = record["sender"], record["recipient"]
        messages.append(Accepted(sender, recipient, data, record["options"]))
    return messages


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="A mail server that fails by chance.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=0.0, help="chance at every stage")
    parser.add_argument("--hang", action="store_true", help="sometimes give no answer at all")
    parser.add_argument("--permanent", action="store_true", help="sometimes refuse for good")
    parser.add_argument("--log", type=Path, required=True, help="what was accepted, by line")
    options = parser.parse_args()
    chance = ByChance(options.seed, options.faults, hang=options.hang, permanent=options.permanent)
    with FakeServer(chance, port=options.port, on_accept=Log(options.log)) as server:
        print(server.port, flush=True)  # noqa: T201  (whoever started it waits for this)
        threading.Event().wait()


if __name__ == "__main__":
    main()
