"""Handouts made on the machines of a Dask cluster, behind the interface of concurrent.futures.

A case goes out as its text and comes back as bytes; files, and the password, stay here. What
Dask shows and logs of a task is its name and the kinds of its values, never what is in them.
"""

import ipaddress
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click
from msgspec.structs import replace

from generator.cli.fingerprint import fingerprint
from generator.cli.making import deliver, make
from generator.cli.many import AHEAD, Engine
from generator.errors import BadInput, ExitCode
from generator.made import Made, Place, Settings, Source, Task

if TYPE_CHECKING:
    from distributed import Client

SECONDS = 10  # to reach the scheduler, and for a first worker to be there
LOOK_EVERY = 1  # second: whether the cluster is still there
INSTALL = "install what it needs: pip install 'home-exercise-program[scheduler]'"
SHOWN = ("ca-file", "client.cert")
SET = "set DASK_DISTRIBUTED__COMM__TLS__CA_FILE and the others of docs/many.md"
LOST = "the cluster lost a case, or the way to it was lost: run again with --skip-existing"
OTHER = (
    "a worker has another version of this program, of its library or of the clinic's folder: "
    "give all machines the same and start the workers again"
)


def make_there(settings: Settings, source: Source, expected: str) -> Made:
    """Make a handout on a worker, if it would come out there as it does here."""
    if fingerprint(settings) != expected:
        error = f"{source.name}: not made"
        return Made(code=ExitCode.BAD_INPUT, once=(OTHER,), error=error)
    return make(settings, source)


@contextmanager
def cluster(address: str, settings: Settings) -> Iterator[Engine]:
    """The workers of a scheduler, which is not ours to stop.

    Raises: UsageError or BadInput when patient data must not go there, or nobody answers.
    """
    if not is_private(address):
        raise click.UsageError(
            f"{address} is not encrypted, and cases are patient data: use tls://HOST:PORT "
            "(tcp:// only for this machine, 127.0.0.1)"
        )
    if settings.clinic is not None:
        settings = replace(settings, clinic=settings.clinic.resolve())
    expected = fingerprint(settings)
    with _connected(address) as client:
        threads = _check_workers(client, address, settings, expected)
        way = _Way(client)

        def submit(task: Task) -> Future[Made]:
            return way.submit(make_there, settings, task.source, expected)

        def finish(future: Future[Made], place: Place) -> Made:
            return deliver(way.result(future), place)

        from distributed import KilledWorker
        from distributed.client import ClosedClientError

        yield Engine(
            submit=submit,
            finish=finish,
            window=threads * AHEAD,
            why=LOST,
            lost=(BrokenExecutor, CancelledError, KilledWorker, ClosedClientError, OSError),
        )


class _Way:
    """The way to the cluster, watched: Dask leaves some futures open for ever when it breaks."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._comm = client.scheduler_comm
        # With `pure`, the name of a task would be made from its values.
        self._executor = client.get_executor(pure=False)

    def _check(self) -> None:
        """Another connection to the same scheduler knows nothing of what was asked on this one."""
        if self._client.status != "running" or self._client.scheduler_comm is not self._comm:
            raise BrokenExecutor

    def submit(self, function: Callable[..., Made], *values: object) -> Future[Made]:
        self._check()
        future: Future[Made] = self._executor.submit(function, *values)
        return future

    def result(self, future: Future[Made]) -> Made:
        while True:
            try:
                return future.result(LOOK_EVERY)
            except TimeoutError:
                self._check()


def is_private(address: str) -> bool:
    """Whether nobody on the way can read what goes to an address."""
    parts = urlsplit(address)
    if parts.scheme == "tls":
        return True
    host = parts.hostname or ""
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    return parts.scheme == "tcp" and here


def _has_certificate() -> bool:
    """Whether the user's settings name one; known before the rest of Dask is loaded, a second."""
    import dask

    return all(dask.config.get(f"distributed.comm.tls.{key}", None) for key in SHOWN)


@contextmanager
def _connected(address: str) -> Iterator["Client"]:
    encrypted = address.startswith("tls:")
    try:
        if encrypted and not _has_certificate():
            raise BadInput.one(address, "there is no certificate to show to the scheduler", SET)
        from distributed import Client, Security
    except ImportError:
        raise BadInput.one("--scheduler", "Dask is not installed", INSTALL) from None
    # It would tell the user in its own words, and with tracebacks, what is said here anyway.
    logging.disable()
    security = Security(require_encryption=True) if encrypted else None
    try:
        client = Client(address, security=security, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        text = f"the scheduler does not answer, or not to us ({error})"
        raise BadInput.one(address, " ".join(text.split()), "check address, certificates") from None
    with client:
        yield client


def _check_workers(client: "Client", address: str, settings: Settings, expected: str) -> int:
    """The number of cases that the workers can make at the same time.

    Raises: BadInput if there are none, or they must not or cannot do it.
    """
    try:
        client.wait_for_workers(1, timeout=SECONDS)
        answers = client.run(fingerprint, settings)
    except TimeoutError:
        raise BadInput.one(address, "the scheduler has no workers", "start some") from None
    except ImportError as error:
        text = f"a worker does not have this program ({error})"
        raise BadInput.one(address, text, "install it there") from None
    workers = client.scheduler_info(n_workers=-1)["workers"]
    for worker in workers:
        if not is_private(worker):
            text = f"the worker {worker} is not encrypted, and cases are patient data"
            raise BadInput.one(address, text, "start it with tls://")
    if any(answer != expected for answer in answers.values()):
        raise BadInput.one(address, *OTHER.split(": ", 1))
    return sum(worker["nthreads"] for worker in workers.values())
