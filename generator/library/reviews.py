"""The record of clinical reviews, kept in the clinic's folder with a hash of what was seen."""

import datetime
import json
from pathlib import Path

from msgspec.structs import asdict

from generator.decode import decode
from generator.errors import BadInput, did_you_mean
from generator.files import locked, write_whole
from generator.model.library import Library, ReviewRecord, content_hash
from generator.yamlread import read_yaml, read_yaml_file

FILE = "reviews.yaml"
LOCK = ".reviews.lock"
_HEAD = (
    "# Clinical reviews, written by `hep review` and `hep serve`; a hash makes a later edit show.\n"
)


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
    """Record that these items were reviewed as they stand in `library`.

    Raises: BadInput for an unknown id, or for a name that cannot be written; OutputError when the
    file cannot be written.
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
    made = {
        key: ReviewRecord(
            hash=content_hash(library.content(key)),
            by=by,
            license=license_number,
            date=date.isoformat(),
        )
        for key in ids
    }
    with locked(clinic / LOCK):
        _write(clinic, read_reviews(clinic) | made)


def withdraw_reviews(clinic: Path, ids: tuple[str, ...]) -> None:
    """Take reviews back: what they covered is a draft again.

    Raises: BadInput when the file cannot be read; OutputError when it cannot be written.
    """
    with locked(clinic / LOCK):
        kept = {key: one for key, one in read_reviews(clinic).items() if key not in ids}
        _write(clinic, kept)


def _write(clinic: Path, records: dict[str, ReviewRecord]) -> None:
    """Write what is read again as it was meant: a damaged file would close the whole library."""
    text = _as_yaml(records)
    if decode(read_yaml(text, FILE), dict[str, ReviewRecord]) != records:
        raise BadInput.one(FILE, "this name cannot be written", "leave out unusual characters")
    write_whole(clinic / FILE, text.encode(), force=True)


def _as_yaml(records: dict[str, ReviewRecord]) -> str:
    """Every value in quotes: a hash such as 12e4567890123456 would be read as a number."""
    lines = [_HEAD if records else f"{_HEAD}{{}}\n"]
    for key in sorted(records):
        lines.append(f"{json.dumps(key, ensure_ascii=False)}:\n")
        for name, value in asdict(records[key]).items():
            lines.append(f"  {name}: {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(lines)
