"""The record of clinical reviews, kept in the clinic's folder with a hash of what was seen."""

import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct
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


class Signature(Struct, frozen=True, kw_only=True):
    """Who reviewed, and when."""

    by: str
    license_number: str
    date: datetime.date


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
    signature: Signature,
    seen: Mapping[str, ReviewRecord] | None = None,
) -> None:
    """Record that these items were reviewed as they stand in `library`.

    `seen` has the marks that the reviewer knew of: where there is another by now, nothing is done.

    Raises: BadInput for an unknown id, for another's mark or for a name that cannot be written;
    OutputError when the file cannot be written.
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
            by=signature.by,
            license=signature.license_number,
            date=signature.date.isoformat(),
        )
        for key in ids
    }
    with locked(clinic / LOCK):
        there = read_reviews(clinic)
        if seen is not None:
            _same(there, seen, ids)
        _write(clinic, there | made)


def withdraw_reviews(clinic: Path, seen: Mapping[str, ReviewRecord]) -> None:
    """Take these reviews back: what they covered is a draft again.

    Raises: BadInput when one is not there as it was seen, or the file cannot be read; OutputError
    when it cannot be written.
    """
    with locked(clinic / LOCK):
        there = read_reviews(clinic)
        _same(there, seen, seen)
        _write(clinic, {key: one for key, one in there.items() if key not in seen})


def _same(
    there: Mapping[str, ReviewRecord], seen: Mapping[str, ReviewRecord], ids: Iterable[str]
) -> None:
    changed = [key for key in ids if there.get(key) != seen.get(key)]
    if changed:
        text = f"somebody else reviewed {', '.join(changed)} meanwhile, or took a review back"
        raise BadInput.one("hep review", text, "look again")


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
