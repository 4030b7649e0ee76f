"""Three judges and every mutant: who catches what."""

from collections.abc import Iterator, Mapping, Sequence
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


class Tried(NamedTuple):
    """What veraPDF has against each form, what outloud, and the verdicts on all mutants."""

    vera: dict[Path, list[str]]
    outloud: dict[Path, list[tuple[str, str]]]
    mutants: dict[str, Verdict]


def trial(handouts: Handouts, forms: Sequence[Path] = ()) -> Tried:
    """Forms of handouts and all mutants before their judges; together, since judges start slowly.

    The verdicts are on a good file and on each of its mutants, by what is broken.
    """
    sample = handouts.short()
    mutants = {GOOD: sample.pdf, **breed(sample.pdf, handouts.folder)}
    files = [*forms, *mutants.values()]
    rules, findings = vera(files), outloud(files)
    verdicts = {
        name: Verdict(
            _unique(rules[file]),
            _unique([rule for severity, rule in findings[file] if severity == "error"]),
            _unique([words.partition(":")[0] for words in ours(file, sample.page)]),
        )
        for name, file in mutants.items()
    }
    return Tried(
        {file: rules[file] for file in forms}, {file: findings[file] for file in forms}, verdicts
    )


def table(found: Mapping[str, Verdict]) -> Iterator[str]:
    """The verdicts as the lines of a table."""
    for row in (HEAD, ["---"] * len(HEAD), *_rows(found)):
        yield f"| {' | '.join(row)} |"


def _rows(found: Mapping[str, Verdict]) -> Iterator[tuple[str, ...]]:
    for name, verdict in found.items():
        yield name, *(", ".join(judge) or "–" for judge in verdict)


def _unique(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
