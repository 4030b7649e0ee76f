"""Many handouts at once, by any executor of concurrent.futures, told in the order of the cases."""

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, forkserver
from multiprocessing.context import BaseContext

from msgspec import Struct

from generator import garbage
from generator.cli.making import carry_out
from generator.errors import ExitCode
from generator.made import Made, Place, Settings, Task

AHEAD = 8  # cases for each worker that may wait, in work or done, for their turn to be told
MOST_ON_WINDOWS = 61  # processes that Windows can wait for
DIED = (
    "a worker process ended in the middle of its work (often the memory is full): "
    "run again with --skip-existing, and with fewer --jobs"
)


class Engine(Struct, frozen=True, kw_only=True):
    """Who does the work: how a case is handed over, and what is left to do with what comes back.

    `lost` are the errors that mean "nobody knows what became of it", `why` says so to the user.
    """

    submit: Callable[[Task], Future[Made]]
    finish: Callable[[Future[Made], Place], Made]
    window: int
    why: str
    lost: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)

    def run(self, tasks: Iterable[Task]) -> Iterator[Made]:
        """What came of each case, in order; only a window of them is on its way at any time."""
        pending: deque[tuple[Task, Future[Made]]] = deque()
        for task in tasks:
            if len(pending) == self.window:
                yield self._end(*pending.popleft())
            pending.append((task, self._begin(task)))
        while pending:
            yield self._end(*pending.popleft())

    def _begin(self, task: Task) -> Future[Made]:
        try:
            if task.settled is None:
                return self.submit(task)
            made = task.settled
        except self.lost:
            made = self._nothing(task)
        future: Future[Made] = Future()
        future.set_result(made)
        return future

    def _end(self, task: Task, future: Future[Made]) -> Made:
        try:
            return self.finish(future, task.place)
        except self.lost:
            return self._nothing(task)

    def _nothing(self, task: Task) -> Made:
        error = f"{task.source.name}: not made"
        return Made(code=ExitCode.BUG, once=(self.why,), error=error)


@contextmanager
def processes(settings: Settings, count: int) -> Iterator[Engine]:
    """Worker processes on this machine, which write the handouts themselves."""
    if sys.platform == "win32":
        count = min(count, MOST_ON_WINDOWS)
    executor = ProcessPoolExecutor(count, _context(), _prepare)

    def submit(task: Task) -> Future[Made]:
        return executor.submit(carry_out, settings, task.source, task.place)

    try:
        yield Engine(
            submit=submit, finish=lambda made, _: made.result(), window=count * AHEAD, why=DIED
        )
    finally:
        # After Ctrl-C, what is in work is ended, and what waits is not begun.
        executor.shutdown(wait=True, cancel_futures=True)


def cores() -> int:
    """How many processes can really run at the same time here."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return allowed or 1


def _context() -> BaseContext:
    """How workers are started: never as a copy of this process, whose threads would be missing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["generator.cli.making"])
    # What starts deaf stays deaf: Ctrl-C is answered by this process alone.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
    return context


def _prepare() -> None:
    """Begin a worker process."""
    garbage.look_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent was killed; a worker would wait for its next case for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(int(ExitCode.BUG))
