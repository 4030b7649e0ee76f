"""Which drafts are about a patient: to give them out, and to forget them.

A draft has no patient but the chart number that stands in it, now or in an earlier step, and the
programs that it led to or follows.
"""

import sqlite3
from collections.abc import Sequence

import msgspec

_HOLDS = "trim(json_extract(fields, '$.\"patient.id\"[0]'), char(32, 9, 10, 13)) = :chart"
_HELD = f"SELECT max(number) FROM draft_step WHERE draft_id = draft.id AND {_HOLDS}"  # noqa: S608
_PROGRAMS = (
    "SELECT program.id FROM program JOIN patient ON patient.id = patient_id WHERE chart = :chart"
)
_ABOUT = (
    f"SELECT id, step, chart, ({_HELD}) AS held, "  # noqa: S608
    f"coalesce(program_id IN ({_PROGRAMS}), 0) OR coalesce(follows IN ({_PROGRAMS}), 0) AS linked "
    "FROM draft WHERE chart = :chart OR linked OR held IS NOT NULL ORDER BY changed_at"
)


def drafts_of(db: sqlite3.Connection, chart: str) -> list[dict[str, list[str]]]:
    """What the drafts about a patient hold; of one that is another's by now, what was theirs."""
    found = []
    for row in _about(db, chart):
        own = row["chart"] in ("", chart.strip())
        fields = db.execute(
            "SELECT fields FROM draft_step WHERE draft_id = ? AND number = ?",
            (row["id"], row["step"] if own else row["held"]),
        ).fetchone()
        if fields:
            found.append(msgspec.json.decode(fields["fields"], type=dict[str, list[str]]))
    return found


def discard_drafts_of(db: sqlite3.Connection, chart: str) -> int:
    """Erase the drafts about a patient, before their programs go; give how many.

    One that has another patient's chart number by now loses the steps up to there: a slip of the
    finger must not erase what is theirs.
    """
    found = _about(db, chart)
    for row in found:
        if row["linked"] or row["chart"] in ("", chart.strip()):
            db.execute("DELETE FROM draft WHERE id = ?", (row["id"],))
        else:
            _forget_steps(db, row["id"], row["step"], chart)
    return len(found)


def _forget_steps(db: sqlite3.Connection, key: str, step: int, chart: str) -> None:
    """Erase the steps with a chart number, and those that only they lead to."""
    numbers = db.execute(
        f"SELECT number FROM draft_step WHERE draft_id = :key AND {_HOLDS}",  # noqa: S608
        {"chart": chart.strip(), "key": key},
    )
    for (number,) in numbers.fetchall():
        beyond = "number <= ?" if number < step else "number >= ?"
        db.execute(f"DELETE FROM draft_step WHERE draft_id = ? AND {beyond}", (key, number))  # noqa: S608


def _about(db: sqlite3.Connection, chart: str) -> Sequence[sqlite3.Row]:
    return db.execute(_ABOUT, {"chart": chart.strip()}).fetchall()
