"""Three judges and every mutant: who catches what."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.access.forms import Handouts
from tests.access.judges import ours, outloud, vera
from tests.access.mutants import breed

GOOD = "nothing"
HEAD = ("What is broken", "veraPDF", "outloud", "Our comparison")


class Verdict(NamedTuple):
    """What each judge has against a file: rules, rules, and kinds of difference."""

    vera: tuple[str, ...]
    outloud: tuple[str, ...]
    ours: tuple[str, ...]


def verdicts(folder: Path) -> dict[str, Verdict]:
    """The verdicts on a good file and on each of its mutants, by what is broken."""
    sample = Handouts(folder).short()
    files = {GOOD: sample.pdf, **breed(sample.pdf, folder)}
    rules, findings = vera(list(files.values())), outloud(list(files.values()))
    return {
        name: Verdict(
            _unique(rules[file]),
            _unique([rule for severity, rule in findings[file] if severity == "error"]),
            _unique([words.partition(":")[0] for words in ours(file, sample.page)]),
        )
        for name, file in files.items()
    }


def table(found: Mapping[str, Verdict]) -> Iterator[str]:
    """The verdicts as the lines of a table."""
    for row in (HEAD, ["---"] * len(HEAD), *_rows(found)):
        yield f"| {' | '.join(row)} |"


def _rows(found: Mapping[str, Verdict]) -> Iterator[tuple[str, ...]]:
    for name, verdict in found.items():
        yield name, *(", ".join(judge) or "–" for judge in verdict)


def _unique(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
