"""Delivering from the page: one worker at a time, beside the requests."""

import logging
from pathlib import Path
from threading import Lock, Thread

from generator.delivery.outbox import Worker
from generator.delivery.settings import ServerSettings
from generator.records.database import Database
from generator.records.trouble import RecordError

log = logging.getLogger(__name__)


class Postman:
    """Empties the outbox when asked; what it cannot finish is taken up again at its next round."""

    def __init__(self, db: Path) -> None:
        """Name the record; nothing is opened yet."""
        self.stopped = ""  # why the last round ended early; says nothing of a patient
        self.thread: Thread | None = None
        self._db = db
        self._lock = Lock()

    @property
    def busy(self) -> bool:
        """Whether a round is under way."""
        return self.thread is not None and self.thread.is_alive()

    def start(self, server: ServerSettings) -> None:
        """Deliver all that is due, unless a round is under way already."""
        with self._lock:
            if self.busy:
                return
            self.stopped = ""
            self.thread = Thread(target=self._round, args=(server,), daemon=True)
            self.thread.start()

    def _round(self, server: ServerSettings) -> None:
        try:
            with Database(self._db) as database:
                self.stopped = str(Worker(database, server, log.info).run().stopped or "")
        except RecordError:
            self.stopped = "the record could not be used"
        except Exception as error:  # noqa: BLE001  (its words could hold a patient's data)
            log.error("delivery: %s", type(error).__name__)  # noqa: TRY400
            self.stopped = "a fault of the program"
