"""Everything about one patient as one archive that any computer opens."""

import io
import json
import sqlite3
import zipfile
from pathlib import PurePath

from msgspec import to_builtins

from generator.errors import BadInput
from generator.records.about import drafts_of
from generator.records.messages import data_of, has_data
from generator.records.reading import Whole, handout, lines, patient_events, whole
from generator.records.words import SUFFIXES

_ALL = -1  # of LIMIT


def export(db: sqlite3.Connection, chart: str) -> bytes:
    """A ZIP archive: each program in a folder with its case, reasons, handouts and messages.

    Raises: BadInput when the record does not know the patient, RecordError for a damaged handout.
    """
    events, drafts = patient_events(db, chart), drafts_of(db, chart)
    if not (events or drafts):
        said, hint = "the record knows no patient with this chart number", "see `hep history`"
        raise BadInput.one("--patient", said, hint)
    programs = [whole(db, line.id) for line in reversed(lines(db, chart, _ALL))]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for program in programs:
            for name, data in _files_of(db, program).items():
                files.writestr(f"program-{program.id}/{name}", data)
        record = {
            "patient": chart,
            "programs": [_without_files(program) for program in programs],
            "drafts": drafts,
            "history": to_builtins(events),
        }
        files.writestr("record.json", json.dumps(record, indent=2, ensure_ascii=False))
    return archive.getvalue()


def _files_of(db: sqlite3.Connection, program: Whole) -> dict[str, bytes]:
    files = {
        f"case{PurePath(program.case_name).suffix or '.yaml'}": program.case_text,
        "reasons.json": program.explanation.encode(),
    }
    for kept in program.handouts:
        files[f"handout-{kept.id}.{SUFFIXES[kept.form]}"] = handout(db, kept)
    for message in program.messages:
        if has_data(db, message.id):
            files[f"message-{message.id}.eml"] = data_of(db, message.id)
    return files


def _without_files(program: Whole) -> dict[str, object]:
    values: dict[str, object] = to_builtins(program)
    for name in ("case_text", "explanation", "events"):
        del values[name]
    return values
