"""Finding programs again: by patient, by day, a page at a time."""

import datetime
import re
import sqlite3
import unicodedata

from msgspec import Struct

from generator.errors import BadInput
from generator.records.messages import Message
from generator.yamlread import read_yaml

# How many cases are read for a name before the search gives up: about a second's work.
MOST_READ = 2000
# A name in quotes with an escape in it, or a quote written twice.
_ESCAPED = re.compile(rb"""name["']?\s*:\s*(?:"[^"\\]*\\|'[^']*'')""")


class Query(Struct, frozen=True, kw_only=True):
    """What is looked for; `patient` is a chart number, its beginning, or a part of a name."""

    patient: str = ""
    day: datetime.date | None = None
    before: int | None = None  # only programs with a smaller number


class Hit(Struct, frozen=True, kw_only=True):
    """A program that was found."""

    id: int
    patient_id: int
    chart: str
    name: str
    issued_on: str
    phase: int
    exercises: int
    messages: tuple[Message, ...]


class Page(Struct, frozen=True):
    """Some programs, newest first; whether there are more, and whether all were looked at."""

    hits: list[Hit]
    more: bool
    whole: bool = True


def found(db: sqlite3.Connection, query: Query, most: int) -> Page:
    """The newest programs that fit, at most so many."""
    numbers: list[int] = []
    whole, read = True, 0
    for row in _candidates(db, query):
        if not row["charted"]:
            read += 1
            if read > MOST_READ:
                whole = False
                break
            if _plain(query.patient) not in _plain(name_of(row["case_text"])):
                continue
        numbers.append(row["id"])
        if len(numbers) > most:
            break
    return Page([_hit(db, number) for number in numbers[:most]], len(numbers) > most, whole)


def _candidates(db: sqlite3.Connection, query: Query) -> sqlite3.Cursor:
    """The programs that may fit, newest first: by chart number, or since the case has the words."""
    db.create_function("mentions", 2, _mentions, deterministic=True)
    beginning = query.patient.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    # The cross join keeps SQLite from reading all programs of all patients, to sort them then.
    return db.execute(
        "SELECT program.id, case_text, chart LIKE :beginning ESCAPE '\\' AS charted "
        "FROM program CROSS JOIN patient ON patient.id = patient_id "
        "WHERE program.id < :before AND (:day IS NULL OR issued_on = :day) "
        "AND (chart LIKE :beginning ESCAPE '\\' OR mentions(case_text, :words)) "
        "ORDER BY program.id DESC",
        {
            "beginning": beginning,
            "before": 2**63 - 1 if query.before is None else query.before,
            "day": query.day and query.day.isoformat(),
            "words": _plain(query.patient),
        },
    )


def _mentions(text: bytes, words: str) -> bool:
    """Whether a case may have these words somewhere: quick, and true of more than names.

    A name that YAML writes otherwise than it is read may be any words.
    """
    return _ESCAPED.search(text) is not None or words in _plain(text.decode(errors="replace"))


def _plain(text: str) -> str:
    """A text as names are compared: whatever its capitals, spaces, and ways to write an accent."""
    return " ".join(unicodedata.normalize("NFC", text.casefold()).split())


def name_of(case_text: bytes) -> str:
    """The patient's name in a case; empty where it has none."""
    try:
        data = read_yaml(case_text, "case").data
    except BadInput:  # of an older form
        return ""
    patient = data.get("patient") if isinstance(data, dict) else None
    name = patient.get("name") if isinstance(patient, dict) else None
    return name if isinstance(name, str) else ""


def _hit(db: sqlite3.Connection, number: int) -> Hit:
    row = db.execute(
        "SELECT program.id, patient_id, chart, case_text, issued_on, phase, "
        "coalesce(json_array_length(explanation, '$.exercises'), 0) AS exercises "
        "FROM program JOIN patient ON patient.id = patient_id WHERE program.id = ?",
        (number,),
    ).fetchone()
    sent = db.execute("SELECT * FROM message WHERE program_id = ? ORDER BY id", (number,))
    own = dict(row)
    name = name_of(own.pop("case_text"))
    return Hit(**own, name=name, messages=tuple(map(Message.of, sent)))
