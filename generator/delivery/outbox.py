"""The worker that empties the outbox: each message claimed, delivered, settled, one by one."""

import datetime
import random
import secrets
import time
from collections.abc import Callable
from enum import Enum, auto

from msgspec import Struct

from generator.delivery.server import LIMIT_S, MailServer
from generator.delivery.settings import ServerSettings
from generator.delivery.trouble import Deferred, Misconfigured, Refused, ServerDown, Trouble
from generator.records import claims, messages, moments
from generator.records.database import Database
from generator.records.messages import Message
from generator.records.trouble import DamagedError, RecordError

WAIT_GROWS, JITTER = 3.0, 0.2
GIVE_UP_AFTER = datetime.timedelta(days=4)  # RFC 5321, 4.5.4.1: at least 4 to 5 days
DOWN_IN_A_ROW = 3
# Nothing is delivered without room to record it: it would go out again at every run.
ROOM_BYTES = 1_000_000

MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


class Pace(Struct, frozen=True, kw_only=True):
    """How long a worker waits for what, in seconds."""

    # Longer than all it may do with one message: a living worker never loses its claim.
    lease_s: float = 600.0
    delivery_s: float = LIMIT_S
    first_wait_s: float = 60.0
    longest_wait_s: float = 4 * 3600.0
    # How long to wait for a disk that is full before a delivered message is left unrecorded.
    record_again_s: tuple[float, ...] = (1.0, 5.0, 25.0)

    def wait_s(self, attempts: int) -> float:
        """How long until the next attempt: longer each time, and not the same for all."""
        wait = min(self.first_wait_s * WAIT_GROWS ** (attempts - 1), self.longest_wait_s)
        return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  (nothing secret about it)


USUAL = Pace()


class Tally(Struct, kw_only=True):
    """What one run of the worker did; `stopped` says why it ended early."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    stopped: Trouble | str | None = None


class _Next(Enum):
    """What the worker does after one message."""

    GO_ON = auto()
    STOP = auto()


class Worker:
    """Delivers what is due. `say` gets lines for a log: numbers and codes, no patient's data."""

    def __init__(
        self,
        database: Database,
        settings: ServerSettings,
        say: Callable[[str], None],
        *,
        pace: Pace = USUAL,
        sleep: Callable[[float], None] = time.sleep,
        go_on: Callable[[], bool] = lambda: True,
    ) -> None:
        """Name the record and the server; nothing is opened yet.

        `go_on` is asked before each message.
        """
        self.name = secrets.token_hex(8)
        self._database = database
        self._settings = settings
        self._say = say
        self._pace = pace
        self._sleep = sleep
        self._go_on = go_on
        self._tally = Tally()
        self._down = 0

    def run(self) -> Tally:
        """Deliver until nothing is due, or nothing can be delivered.

        Raises: RecordError when the record cannot be used.
        """
        lease = datetime.timedelta(seconds=self._pace.lease_s)
        with MailServer(self._settings, limit_s=self._pace.delivery_s) as server:
            while self._within_limits() and self._go_on():
                self._database.check_room(ROOM_BYTES)
                with self._database.writing() as db:
                    message = claims.claim(db, self.name, moments.now(), lease)
                if message is None or self._one(server, message) is _Next.STOP:
                    break
        return self._tally

    def _one(self, server: MailServer, message: Message) -> _Next:
        """Deliver one message and record what came of it."""
        try:
            with self._database.reading() as db:
                data = messages.data_of(db, message.id)
            server.deliver(message.sender, message.recipient, data)
        except DamagedError as error:
            return self._failed(message, str(error), "damaged in the record")
        except Refused as trouble:
            return self._failed(message, trouble.record_line, trouble.log_line)
        except Deferred as trouble:
            self._down = 0
            return self._deferred(message, trouble)
        except ServerDown as trouble:
            return self._server_down(message, trouble)
        except Misconfigured as trouble:
            with self._database.writing() as db:
                claims.returned(db, message, trouble.record_line)
            self._tally.stopped = trouble
            return _Next.STOP
        self._down = 0
        self._record_sent(message)
        self._tally.sent += 1
        self._say(f"message {message.id} sent")
        return _Next.GO_ON

    def _server_down(self, message: Message, trouble: ServerDown) -> _Next:
        self._down += 1
        self._deferred(message, trouble)
        if self._down < DOWN_IN_A_ROW:
            return _Next.GO_ON
        self._tally.stopped = trouble
        return _Next.STOP

    def _failed(self, message: Message, detail: str, line: str) -> _Next:
        self._down = 0
        with self._database.writing() as db:
            claims.failed(db, message, detail, line)
        self._tally.failed += 1
        self._say(f"message {message.id} failed: {line}")
        return _Next.GO_ON

    def _deferred(self, message: Message, trouble: Trouble) -> _Next:
        line, now = trouble.log_line, moments.now()
        line += ", the server may have taken it" if trouble.maybe_accepted else ""
        if now - moments.read(message.due_at) >= GIVE_UP_AFTER:
            return self._failed(message, trouble.record_line, f"given up after 4 days: {line}")
        next_at = now + datetime.timedelta(seconds=self._pace.wait_s(message.attempts))
        with self._database.writing() as db:
            claims.deferred(db, message, trouble.record_line, line, next_at)
        self._tally.deferred += 1
        self._say(f"message {message.id} waits until {shown(next_at)}: {line}")
        return _Next.GO_ON

    def _record_sent(self, message: Message) -> None:
        """Record it at once: unrecorded it would go out a second time.

        Raises: RecordError, which says so.
        """
        for pause in (*self._pace.record_again_s, None):
            try:
                with self._database.writing() as db:
                    claims.sent(db, message)
            except RecordError as error:
                if pause is None:
                    text = f"message {message.id} was sent, and that could not be recorded"
                    raise RecordError(f"{error}\n{text}; it will be sent once more") from error
                self._sleep(pause)
            else:
                return

    def _within_limits(self) -> bool:
        """Wait until one more message may go out this minute; False when none may today."""
        settings = self._settings
        free_at = self._free_at(settings.per_day, DAY)
        if free_at:
            limit = f"the limit of {settings.per_day} messages a day is reached"
            self._tally.stopped = f"{limit}; it goes on after {shown(free_at)}"
            return False
        while self._go_on() and (free_at := self._free_at(settings.per_minute, MINUTE)):
            self._sleep(max(0.0, (free_at - moments.now()).total_seconds()))
        return True

    def _free_at(self, most: int, span: datetime.timedelta) -> datetime.datetime | None:
        """When one more may go out, of so many in a span of time; None: now."""
        with self._database.reading() as db:
            earlier = messages.nth_latest_sent(db, most)
        return earlier + span if earlier and earlier + span > moments.now() else None


def shown(moment: datetime.datetime) -> str:
    """A moment on this computer's clock."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
