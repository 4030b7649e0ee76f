"""What came of it: every message held against the server's log, its claims and its history."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field

from tests.faults.claims import Claims, read_claims
from tests.faults.processes import Ended
from tests.faults.server import Arrived


class Verdict(Struct):
    """The figures, and in `wrong` everything that must not be."""

    put_in: int = 0
    accepted: int = 0
    lost: int = 0
    duplicates: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    ended: int = 0  # workers that ended by themselves
    taken_over: dict[str, int] = field(default_factory=dict)
    lost_answers: int = 0
    attempts: int = 0
    put_off: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def twice(self) -> int:
        """All duplicates."""
        return sum(self.duplicates.values())


class Evidence(NamedTuple):
    """All that is known at the end; `expected` are hashes by Message-ID."""

    expected: Mapping[str, str]
    arrived: Sequence[Arrived]
    lives: Sequence[Ended]
    db: Path
    logs: Sequence[Path]


def judge(evidence: Evidence) -> Verdict:
    """Hold all against all."""
    verdict = Verdict(put_in=len(evidence.expected))
    verdict.kills = sum(life.killed for life in evidence.lives)
    verdict.ended = len(evidence.lives) - verdict.kills
    with closing(sqlite3.connect(evidence.db)) as db:
        verdict.wrong += damage(db)
        _arrivals(evidence, verdict)
        keys = dict(db.execute("SELECT id, message_id FROM message").fetchall())
        if set(keys.values()) != set(evidence.expected):
            verdict.wrong.append("the outbox holds other messages than were put in")
        claims = read_claims(db, evidence.lives)
        _duplicates(claims, keys, evidence.arrived, verdict)
        _histories(db, claims, verdict)
    for log in evidence.logs:
        text = log.read_text("utf-8")
        verdict.wrong += [f"{log.name}: a traceback"] * ("Traceback" in text)
        verdict.wrong += [f"{log.name}: an address"] * ("@example.org" in text)
    return verdict


def damage(db: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with a database as such."""
    for check in ("integrity_check", "foreign_key_check"):
        found = db.execute(f"PRAGMA {check}").fetchall()
        if found not in ([], [("ok",)]):
            yield f"{check}: {found[:3]}"


def _arrivals(evidence: Evidence, verdict: Verdict) -> None:
    """What arrived, and whether it is what was put in."""
    seen = {one.message_id for one in evidence.arrived}
    missing = evidence.expected.keys() - seen
    verdict.accepted, verdict.lost = verdict.put_in - len(missing), len(missing)
    verdict.lost_answers = sum(one.lost for one in evidence.arrived)
    verdict.wrong += [f"lost: {key}" for key in sorted(missing)]
    for one in evidence.arrived:
        if one.message_id not in evidence.expected:
            verdict.wrong.append(f"nobody put in what arrived: {one.message_id}")
        elif one.digest != evidence.expected[one.message_id]:
            verdict.wrong.append(f"other bytes arrived: {one.message_id}")


def _duplicates(
    claims: Mapping[int, Claims],
    keys: Mapping[int, str],
    arrived: Sequence[Arrived],
    verdict: Verdict,
) -> None:
    """Every copy too many needs a reason, and a worker's end is a reason for one at most."""
    by_key: dict[str, list[Arrived]] = {}
    for one in arrived:
        by_key.setdefault(one.message_id, []).append(one)
    found = [
        (number, duplicate)
        for number, some in claims.items()
        for duplicate in some.duplicates(by_key.get(keys[number], []))
    ]
    verdict.duplicates = dict(Counter(duplicate.reason for _, duplicate in found))
    for number, duplicate in found:
        if duplicate.reason == "none":
            verdict.wrong.append(f"message {number}: a duplicate without a reason")
    blamed = Counter(one.worker for _, one in found if one.reason in ("killed", "not recorded"))
    verdict.wrong += [f"worker {name}: {n} duplicates" for name, n in blamed.items() if n > 1]
    extra = sum(len(copies) - 1 for copies in by_key.values())
    if extra != verdict.twice:
        verdict.wrong.append(f"{extra} duplicates, and claims for {verdict.twice}")


def _histories(db: sqlite3.Connection, claims: Mapping[int, Claims], verdict: Verdict) -> None:
    """Claims do not overlap; every message has its lines, and its attempts add up."""
    lines: Counter[tuple[int, str]] = Counter()
    for number, what in db.execute("SELECT message_id, what FROM event WHERE message_id NOTNULL"):
        lines[number, what] += 1
    taken: Counter[str] = Counter()
    for number, state, attempts in db.execute("SELECT id, state, attempts FROM message"):
        taken_over = list(claims[number].taken_over()) if number in claims else []
        taken.update(reason for _, reason in taken_over)
        if any(claim.until is None or claim.until > claim.at for claim, _ in taken_over):
            verdict.wrong.append(f"message {number} was claimed by two")
        if state != "sent" or lines[number, "sent"] < 1 or lines[number, "queued"] != 1:
            verdict.wrong.append(f"message {number} is {state}, and its history says otherwise")
        sums = 1 + lines[number, "deferred"] + lines[number, "interrupted"]
        alive = any(reason == "lease ran out" for _, reason in taken_over)
        if not alive and (lines[number, "sent"] > 1 or attempts != sums):
            verdict.wrong.append(f"message {number}: {attempts} attempts, and a history of {sums}")
        verdict.attempts += attempts
        verdict.put_off += lines[number, "deferred"]
    verdict.taken_over = dict(taken)
