"""The servers that other tests stand on do what they say."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.delivery.server import MailServer
from generator.delivery.settings import ServerSettings
from generator.delivery.trouble import Trouble
from tests.delivery.mishaps import STAGES, ByChance
from tests.delivery.server_process import read_log
from tests.delivery.servers import HOST

ROOT = Path(__file__).parents[2]
DESK = "desk@clinic.example"


@contextmanager
def process(log: Path, *options: str) -> Iterator[int]:
    """The port of a server in a process of its own; it ends with no chance to tidy up."""
    command = [sys.executable, "-m", "tests.delivery.server_process", "--log", str(log), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


def test_chance_is_the_same_for_the_same_seed() -> None:
    first, again, other = (ByChance(seed, 0.5) for seed in (1, 1, 2))
    stages = STAGES * 20
    told = [first(stage) for stage in stages]
    assert told == [again(stage) for stage in stages]
    assert told != [other(stage) for stage in stages]
    assert 60 < sum(fault is None for fault in told) < 120


def test_a_server_that_fails_by_chance_has_what_it_said_yes_to(tmp_path: Path) -> None:
    log = tmp_path / "log"
    sure, unsure = set(), set()
    with process(log, "--seed", "3", "--faults", "0.15") as port:
        settings = ServerSettings(host=HOST, port=port, security="plain", sender=DESK)
        with MailServer(settings) as server:
            for number in range(150):
                name = f"<{number}@clinic.example>"
                data = f"Message-ID: {name}\r\n\r\n.{'ñ' * number}\r\n".encode()
                try:
                    server.deliver(DESK, f"{number}@example.org", data)
                    sure.add((name, data))
                except Trouble as trouble:
                    if trouble.maybe_accepted:
                        unsure.add((name, data))
    logged = {(message.message_id, message.data) for message in read_log(log)}
    assert len(sure) > 20
    assert sure <= logged <= sure | unsure
    assert logged - sure


def test_a_log_that_was_cut_off(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with process(log) as port:
        settings = ServerSettings(host=HOST, port=port, security="plain", sender=DESK)
        with MailServer(settings) as server:
            for _ in range(2):
                server.deliver(DESK, "ana@example.org", b"Message-Id: <1@a.example>\r\n\r\n")
    log.write_bytes(log.read_bytes()[:-5])
    (message,) = read_log(log)
    assert (message.sender, message.recipient) == (DESK, "ana@example.org")
    assert message.message_id == "<1@a.example>"
