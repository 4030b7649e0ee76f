"""Delivering from the page: one worker, in a thread of its own, beside the requests."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Final

from generator.delivery.outbox import Worker
from generator.delivery.settings import ServerSettings
from generator.errors import BadInput
from generator.records import claims, moments
from generator.records.database import Database
from generator.records.trouble import RecordError

log = logging.getLogger(__name__)

EVERY_S: Final = 30.0
# After a round that nothing could be delivered in: a wrong password tried often locks an account.
AFTER_TROUBLE_S: Final = 300.0
GOODBYE_S: Final = 15.0  # for the message in hand; its lease keeps it from being lost


class Postman:
    """Empties the outbox when woken, and now and then; other workers beside it do no harm."""

    def __init__(self, db: Path, server: Callable[[], ServerSettings | None]) -> None:
        """Name the record and how to know the mail server; nothing is opened yet."""
        self.busy = False  # whether a round is under way
        self.stopped = ""  # why the last round ended early; says nothing of a patient
        self._db = db
        self._server = server
        self._woken = Event()
        self._ended = Event()
        self._thread = Thread(target=self._work, name="postman", daemon=True)

    def start(self) -> None:
        """Begin, with what waits already."""
        self._thread.start()

    def wake(self) -> None:
        """Deliver what is due now."""
        self._woken.set()

    def end(self) -> None:
        """Finish the message in hand, and no other one."""
        self._ended.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(GOODBYE_S)

    def _work(self) -> None:
        while not self._ended.is_set():
            self._woken.clear()
            self.round()
            if not self._ended.is_set():
                self._woken.wait(AFTER_TROUBLE_S if self.stopped else EVERY_S)

    def round(self) -> None:
        """Deliver what is due; whatever is wrong is said, and tried again later."""
        self.busy = True
        try:
            self.stopped = self._deliver()
        except BadInput as error:
            first = error.problems[0]
            file = first.file.rpartition("/")[2]
            self.stopped = "; ".join(filter(None, (f"{file}: {first.message}", first.hint)))
        except RecordError:
            self.stopped = "the record could not be used"
        except Exception as error:  # noqa: BLE001  (the page goes on whatever happens to mail)
            log.error("delivery: %s", type(error).__name__)  # noqa: TRY400  (no patient's data)
            self.stopped = "a fault of the program"
        finally:
            self.busy = False

    def _deliver(self) -> str:
        # A page that is only looked at makes no record; and nobody asks a keyring for nothing.
        if not self._db.exists():
            return ""
        with Database(self._db) as database:
            with database.reading() as db:
                due = claims.is_due(db, moments.now())
            server = self._server() if due else None
            if server is None:
                return ""
            worker = Worker(
                database,
                server,
                log.info,
                sleep=self._pause,
                go_on=lambda: not self._ended.is_set(),
            )
            return str(worker.run().stopped or "")

    def _pause(self, seconds: float) -> None:
        self._ended.wait(seconds)
