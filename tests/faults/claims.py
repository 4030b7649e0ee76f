"""Every claim of a message, what arrived during it, and why another copy followed."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from generator.records import moments
from tests.faults.processes import Ended
from tests.faults.record import Claim
from tests.faults.server import Arrived

Reason = Literal["killed", "lost answer", "not recorded", "lease ran out", "none"]
# What a worker says that waited in vain: to the server its answer was a yes all the same.
_UNHEARD: Final = ("data timeout", "data dropped")


class Duplicate(NamedTuple):
    """One copy too many: why, and which worker delivered the one before."""

    reason: Reason
    worker: str


class Claims:
    """The claims of one message, in order."""

    def __init__(
        self, claims: Sequence[Claim], lives: dict[str, Ended], notes: dict[int, str]
    ) -> None:
        self.claims = claims
        self.lives = lives
        self.notes = notes  # by attempt: why it was put off

    def taken_over(self) -> Iterator[tuple[Claim, Reason]]:
        """The claims that took the message from another worker, and how that one had ended."""
        for claim in self.claims:
            if claim.before is not None:
                yield claim, self.end_before(claim)

    def end_before(self, claim: Claim) -> Reason:
        """How the worker had ended that held the message before."""
        life = self.lives.get(claim.before or "")
        if life is None or life.at > _seconds(claim.at):
            return "lease ran out"
        return "killed" if life.killed else "not recorded"

    def duplicates(self, arrived: Sequence[Arrived]) -> Iterator[Duplicate]:
        """Each copy that followed another, with its reason."""
        starts = [_seconds(claim.at) for claim in self.claims]
        during = [sum(start <= one.at for start in starts) - 1 for one in arrived]
        for (one, at), (_, next_at) in pairwise(zip(arrived, during, strict=True)):
            if at < 0 or at == next_at:
                yield Duplicate("none", "")
            else:
                yield Duplicate(self.reason(one, at), self.claims[at].worker)

    def reason(self, one: Arrived, at: int) -> Reason:
        """Why what arrived during a claim was not the end of it."""
        claim, following = self.claims[at], self.claims[at + 1]
        if one.lost:
            return "lost answer"
        if following.before == claim.worker:
            return self.end_before(following)
        return "lost answer" if self.notes.get(claim.attempt, "").endswith(_UNHEARD) else "none"


def read_claims(db: sqlite3.Connection, lives: Sequence[Ended]) -> dict[int, Claims]:
    """The claims of every message, by its number."""
    found: dict[int, list[Claim]] = {}
    for row in db.execute("SELECT * FROM claimed ORDER BY rowid"):
        claim = Claim(*row)
        found.setdefault(claim.message, []).append(claim)
    notes: dict[int, dict[int, str]] = {}
    for number, note in db.execute("SELECT message_id, note FROM event WHERE what = 'deferred'"):
        attempt = re.match(r"attempt (\d+): ", note)
        assert attempt, note
        notes.setdefault(number, {})[int(attempt[1])] = note
    named = {life.name: life for life in lives}
    return {number: Claims(some, named, notes.get(number, {})) for number, some in found.items()}


def _seconds(moment: str) -> float:
    return moments.read(moment).timestamp()
