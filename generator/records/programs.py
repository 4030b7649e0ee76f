"""What was given: the case as it was, the program with every reason, and each handout's bytes."""

import datetime
import hashlib
import sqlite3
from collections.abc import Sequence

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
    told: str = ""
    overrides: tuple[Override, ...] = ()
    handouts: tuple[Handout, ...] = ()


def keep(db: sqlite3.Connection, given: Given, how: str) -> About:
    """Record a program; `how` says how it was given: by mail, printed, downloaded, saved."""
    patient = _patient(db, given.chart)
    program = db.execute(
        "INSERT INTO program (patient_id, made_at, issued_on, phase, version, library, digest, "
        "case_name, case_text, explanation, told) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
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
            given.told,
        ),
    ).fetchone()["id"]
    db.executemany(
        "INSERT INTO override (program_id, kind, item, reason) VALUES (?, ?, ?, ?)",
        [(program, one.kind, one.item, one.reason) for one in given.overrides],
    )
    _add_handouts(db, program, given.handouts)
    about = About(patient=patient, program=program)
    note(db, how, about)
    for one in given.overrides:
        note(db, "overridden", about, f"a rule about a {one.kind}")
    return about


def keep_once(db: sqlite3.Connection, given: Given, how: str, earlier: int | None) -> About:
    """Record a program, unless the one that was given earlier is the same in all its parts.

    Then the history tells that it was given once more; a handout of another form joins it.
    """
    found = _same(db, given, earlier)
    if found is None:
        return keep(db, given, how)
    about, forms = found
    _add_handouts(db, earlier, [one for one in given.handouts if one.form not in forms])
    note(db, how, about)
    return about


def _same(
    db: sqlite3.Connection, given: Given, earlier: int | None
) -> tuple[About, frozenset[str]] | None:
    """The program given earlier, with the forms of its handouts, if it is this very one.

    Of each form it has one handout: other bytes of a form make another program.
    """
    row = db.execute(
        "SELECT program.*, chart FROM program JOIN patient ON patient.id = patient_id "
        "WHERE program.id = ?",
        (earlier,),
    ).fetchone()
    if row is None or any(row[name] != value for name, value in _identity(given).items()):
        return None
    kept = db.execute(
        "SELECT form, sha256 FROM handout WHERE program_id = ?", (earlier,)
    ).fetchall()
    bytes_of = {one["form"]: one["sha256"] for one in kept}
    if any(bytes_of.get(one.form, one.sha256) != one.sha256 for one in given.handouts):
        return None
    return About(patient=row["patient_id"], program=earlier), frozenset(bytes_of)


def _identity(given: Given) -> dict[str, object]:
    """All that two records of one program have in common."""
    return {
        "chart": given.chart,
        "issued_on": given.issued_on.isoformat(),
        "version": given.version,
        "library": given.library,
        "digest": given.digest,
        "case_text": given.case_text,
        "explanation": given.explanation,
    }


def _add_handouts(db: sqlite3.Connection, program: int | None, handouts: Sequence[Handout]) -> None:
    db.executemany(
        "INSERT INTO handout (program_id, form, variant, sha256, data) VALUES (?, ?, ?, ?, ?)",
        [(program, one.form, one.variant, one.sha256, one.data) for one in handouts],
    )


def _patient(db: sqlite3.Connection, chart: str) -> int:
    db.execute("INSERT INTO patient (chart) VALUES (?) ON CONFLICT (chart) DO NOTHING", (chart,))
    number: int = db.execute("SELECT id FROM patient WHERE chart = ?", (chart,)).fetchone()["id"]
    return number
