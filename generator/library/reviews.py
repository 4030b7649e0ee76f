"""The record of clinical reviews, kept in the clinic's folder with a hash of what was seen."""

import datetime
import json
from pathlib import Path

from msgspec.structs import asdict

from generator.decode import decode
from generator.errors import BadInput, did_you_mean
from generator.files import write_whole
from generator.model.library import Library, ReviewRecord, content_hash
from generator.yamlread import read_yaml_file

FILE = "reviews.yaml"
_HEAD = "# Clinical reviews, written by `hep review`; the hash makes a later edit show.\n"


def read_reviews(clinic: Path) -> dict[str, ReviewRecord]:
    """The reviews of a clinic; none when the file is not there.

    Raises: BadInput when the file cannot be read.
    """
    path = clinic / FILE
    if not path.exists():
        return {}
    return decode(read_yaml_file(path), dict[str, ReviewRecord])


def record_reviews(
    clinic: Path,
    library: Library,
    ids: tuple[str, ...],
    *,
    by: str,
    license_number: str,
    date: datetime.date,
) -> None:
    """Record that these items were reviewed as they stand now.

    Raises: BadInput for an unknown id; OutputError when the file cannot be written.
    """
    known = library.reviewable
    unknown = [key for key in ids if key not in known]
    if unknown:
        raise BadInput(
            problem
            for key in unknown
            for problem in BadInput.one(
                "hep review", f'nothing to review is called "{key}"', did_you_mean(key, known)
            ).problems
        )
    records = dict(library.reviews)
    for key in ids:
        records[key] = ReviewRecord(
            hash=content_hash(library.content(key)),
            by=by,
            license=license_number,
            date=date.isoformat(),
        )
    write_whole(clinic / FILE, _as_yaml(records).encode(), force=True)


def _as_yaml(records: dict[str, ReviewRecord]) -> str:
    """Every value in quotes: a hash such as 12e4567890123456 would be read as a number."""
    lines = [_HEAD]
    for key in sorted(records):
        lines.append(f"{json.dumps(key, ensure_ascii=False)}:\n")
        for name, value in asdict(records[key]).items():
            lines.append(f"  {name}: {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(lines)
