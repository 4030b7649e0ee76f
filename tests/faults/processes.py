"""The processes of the campaign: the mail servers, the workers, and `hep`."""

import multiprocessing
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE
from typing import Final, NamedTuple, Self

import trustme

from tests.cli.mailing import CASE
from tests.delivery.servers import HOST
from tests.faults.server import PASSWORD, USER
from tests.faults.worker import Options, work

ROOT: Final = Path(__file__).parents[2]
HEP: Final = str(Path(sys.executable).with_name("hep"))
DAY: Final = ("--date", "2026-11-21", "--draft-ok")


def environment(folder: Path) -> dict[str, str]:
    """What a process sees: nothing of the user's own record, cache or mail server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEP_")}
    kept.pop("SOURCE_DATE_EPOCH", None)
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {
        "HEP_CACHE": str(folder / "cache"),
        "HEP_USER": "campaign",
        "HEP_SMTP_PASSWORD": PASSWORD,
        "HEP_SMTP_CA": str(folder / "authority.pem"),
    }


class Scene:
    """A folder with all that the processes need."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "accepted.log"
        self.authority = folder / "authority.pem"
        self.certificate = folder / "server.pem"
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self.authority))
        made = authority.issue_cert(HOST)
        made.private_key_and_cert_chain_pem.write_to_path(str(self.certificate))
        self.env = environment(folder)

    def servers(self, seed: int, faults: float) -> "Servers":
        """Start both mail servers, as one process."""
        command = [sys.executable, "-m", "tests.faults.server", "--log", str(self.log)]
        command += ["--certificate", str(self.certificate)]
        command += ["--seed", str(seed), "--faults", str(faults)]
        started = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdin=PIPE, stdout=PIPE, text=True
        )
        return Servers(started)

    def clinic(self, port: int) -> Path:
        """A clinic that sends through one of the servers."""
        folder = self.folder / f"clinic-{port}"
        folder.mkdir(exist_ok=True)
        (folder / "clinic.yaml").write_text(
            "name: Lakeside Headache Clinic\nphone: (555) 010-2277\ntimezone: America/Chicago\n"
            f"mail:\n  sender: desk@clinic.example\n  host: {HOST}\n  port: {port}\n"
            f"  user: {USER}\n  per_minute: 1000000\n  per_day: 1000000\n"
        )
        return folder

    def hep(self, *args: object, timeout: float = 120.0) -> subprocess.CompletedProcess[str]:
        """Run the real command."""
        command = [HEP, *map(str, args)]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )

    def send(self, db: Path, chart: str, port: int) -> subprocess.CompletedProcess[str]:
        """Put a real program into an outbox, with the real command."""
        case = self.folder / f"{chart}.yaml"
        case.write_text(CASE.replace("CHART-77", chart).replace("ana@", f"{chart}@"))
        return self.hep("send", case, *DAY, "--db", db, "--clinic", self.clinic(port), "--again")


def number_of(ran: subprocess.CompletedProcess[str]) -> int:
    """The number of the message that `hep send` put in."""
    found = re.match(r"message (\d+) is in the outbox", ran.stdout)
    assert ran.returncode == 0, ran.stderr
    assert found, ran.stdout
    return int(found[1])


@dataclass
class Servers:
    """The process of the mail servers; `taken` tells when that of a slot has accepted one."""

    process: subprocess.Popen[str]
    ports: tuple[int, ...] = ()
    taken: tuple[threading.Event, ...] = field(
        default_factory=lambda: (threading.Event(), threading.Event())
    )

    def __enter__(self) -> Self:
        assert self.process.stdout is not None
        self.ports = tuple(int(self.process.stdout.readline()) for _ in self.taken)
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()
        return self

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.taken[int(line)].set()

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.reader.join()
        self.process.stdout.close()


# Processes are forked off one that has imported everything: starting a Python takes much longer
# than it lives here.
_NURSERY: Final = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(["tests.faults.worker"])


class Ended(NamedTuple):
    """A worker that is no more; `at` in seconds since 1970."""

    name: str
    killed: bool
    at: float


class Life:
    """One worker's life, from its start to its end."""

    def __init__(self, options: Options) -> None:
        self.name = options.name
        self._ended = False
        self._ending = threading.Lock()
        self._ready, theirs = _NURSERY.Pipe(duplex=False)
        self._process = _NURSERY.Process(target=work, args=(theirs, options), daemon=True)
        self._process.start()
        theirs.close()

    def ready(self) -> bool:
        """Wait until it begins to work; False when it ended before."""
        try:
            return bool(self._ready.recv())
        except EOFError:
            return False

    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def limit(self, room: int) -> None:
        """Let none of its files grow beyond so many bytes."""
        with self._ending, suppress(ProcessLookupError):
            if not self._ended and self._process.pid is not None:
                limits = (room, resource.RLIM_INFINITY)
                resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, limits)

    def end(self) -> Ended:
        """Kill it; one that had ended by itself was not killed."""
        self._process.kill()
        self._process.join()
        with self._ending:
            self._ended = True
            killed = self._process.exitcode == -signal.SIGKILL
            self._process.close()
            self._ready.close()
        return Ended(self.name, killed, time.time())
