"""The record under faults: what is put in, and a witness of every claim."""

import hashlib
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple, Self

from generator.records import messages, moments, programs
from generator.records.database import Database
from tests.recorded import given, new

LARGEST: Final = 30_000
_WITNESS: Final = """
CREATE TABLE claimed (
  at TEXT NOT NULL, message INTEGER NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL,
  before TEXT, until TEXT
) STRICT;
CREATE TRIGGER witness AFTER UPDATE OF worker ON message WHEN NEW.worker IS NOT NULL
BEGIN
  INSERT INTO claimed VALUES (strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'), NEW.id, NEW.attempts,
    NEW.worker, OLD.worker, OLD.lease_until);
END;
"""


class Claim(NamedTuple):
    """A claim as the database itself saw it; `before` held the message until `until`."""

    at: str
    message: int
    attempt: int
    worker: str
    before: str | None
    until: str | None


class Filled:
    """A record that the campaign fills; `expected` are the hashes of all that must arrive."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.random = random.Random(seed)
        self.expected: dict[str, str] = {}
        self.database = Database(path)
        with closing(sqlite3.connect(path)) as db:
            db.executescript(_WITNESS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()

    def put(self, count: int, made: Callable[[str, int], bytes] | None = None) -> None:
        """Put messages into the outbox, all or none: `made` from Message-ID and size."""
        added = {}
        with self.database.writing() as db:
            for number in range(len(self.expected), len(self.expected) + count):
                key = f"<{number}@clinic.example>"
                data = (made or self.message)(key, self.random.randrange(LARGEST))
                about = programs.keep(db, given(chart=f"C{number}"), "given by mail")
                messages.put(db, new(number, message_id=key, data=data), about)
                added[key] = hashlib.sha256(data).hexdigest()
        self.expected |= added

    def message(self, key: str, size: int) -> bytes:
        """A message that cannot be compressed, with what a mail dialogue could damage."""
        body = self.random.randbytes(size // 2).hex()
        lines = [body[at : at + 76] for at in range(0, len(body), 76)]
        head = [f"Message-ID: {key}", "Subject: Your plan", "", ".", "..dots", "Señora 🙂", ""]
        return "".join(f"{line}\r\n" for line in (*head, *lines)).encode()

    def expect(self, number: int) -> None:
        """A message that a command has put in must arrive too."""
        with self.database.reading() as db:
            found = messages.find(db, number)
            assert found is not None
            data = messages.data_of(db, number)
        self.expected[found.message_id] = hashlib.sha256(data).hexdigest()

    def count(self, where: str) -> int:
        """How many messages are so."""
        with self.database.reading() as db:
            found: int = db.execute(f"SELECT count(*) FROM message WHERE {where}").fetchone()[0]
        return found

    def all_due(self) -> bool:
        """Whether all that is left waits for nothing but a worker."""
        now = moments.written(moments.now())
        with self.database.reading() as db:
            query = "SELECT max(coalesce(lease_until, next_at)) FROM message WHERE state <> 'sent'"
            last = db.execute(query).fetchone()[0]
        return last is None or last <= now
