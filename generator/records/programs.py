"""What was given: the case as it was, the program with every reason, and each handout's bytes."""

import datetime
import hashlib
import sqlite3

from msgspec import Struct

from generator.records import moments
from generator.records.events import About, note


class Handout(Struct, frozen=True, kw_only=True):
    """One file that a patient gets."""

    form: str
    variant: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


class Override(Struct, frozen=True):
    """A flag or an exclusion that the provider overrode, with the reason."""

    kind: str
    item: str
    reason: str


class Given(Struct, frozen=True, kw_only=True):
    """A program as it goes into the record."""

    chart: str
    issued_on: datetime.date
    phase: int
    version: str
    library: str
    digest: str
    case_name: str
    case_text: bytes
    explanation: str
    overrides: tuple[Override, ...] = ()
    handouts: tuple[Handout, ...] = ()


def keep(db: sqlite3.Connection, given: Given, how: str) -> About:
    """Record a program; `how` says in one word how it was given: sent, printed, downloaded."""
    patient = _patient(db, given.chart)
    program = db.execute(
        "INSERT INTO program (patient_id, made_at, issued_on, phase, version, library, digest, "
        "case_name, case_text, explanation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            patient,
            moments.written(moments.now()),
            given.issued_on.isoformat(),
            given.phase,
            given.version,
            given.library,
            given.digest,
            given.case_name,
            given.case_text,
            given.explanation,
        ),
    ).fetchone()["id"]
    db.executemany(
        "INSERT INTO override (program_id, kind, item, reason) VALUES (?, ?, ?, ?)",
        [(program, one.kind, one.item, one.reason) for one in given.overrides],
    )
    db.executemany(
        "INSERT INTO handout (program_id, form, variant, sha256, data) VALUES (?, ?, ?, ?, ?)",
        [(program, one.form, one.variant, one.sha256, one.data) for one in given.handouts],
    )
    about = About(patient=patient, program=program)
    note(db, how, about)
    for one in given.overrides:
        note(db, "overridden", about, f"a rule about a {one.kind}")
    return about


def _patient(db: sqlite3.Connection, chart: str) -> int:
    db.execute("INSERT INTO patient (chart) VALUES (?) ON CONFLICT (chart) DO NOTHING", (chart,))
    number: int = db.execute("SELECT id FROM patient WHERE chart = ?", (chart,)).fetchone()["id"]
    return number
