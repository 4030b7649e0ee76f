"""What can be searched on the screen of a new program: findings and flags, by all their words."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from generator.model.library import Library
from generator.web.vocabulary import Offered, areas_of, flags_by_group, measure_of

SIDES: Final = ("left", "right", "both")
PLACES: Final = {"stop": "Red flag: stop", "refer": "Red flag: refer", "precaution": "Limits"}


class Entry(Struct, frozen=True, kw_only=True):
    """One thing to find; `to` is the id of its place, `field` takes one of `values`."""

    to: str
    label: str
    place: str
    words: str
    field: str
    values: tuple[str, ...]


def entries(library: Library) -> Iterator[Entry]:
    """The findings region by region, then the flags, the gravest first."""
    for area in areas_of(library):
        for item in area.findings:
            yield _of_finding(item, area.label, library)
    for group, flags in flags_by_group(library).items():
        for flag in flags:
            yield Entry(
                to=f"flags.{flag.id}",
                label=flag.question,
                place=PLACES[group],
                words=", ".join(flag.aka),
                field=f"flags.{flag.id}",
                values=("yes",),
            )


def _of_finding(item: Offered, place: str, library: Library) -> Entry:
    finding = item.finding
    to = f"finding-{finding.id}"
    also: tuple[str, ...] = ()
    if finding.thresholds:
        # The number may stand with another finding that needs it first.
        key = finding.thresholds.measurement
        measure = measure_of(key, library.measurements[key])
        to, also = measure.numbers[0].field, (measure.label,)
    return Entry(
        to=to,
        label=finding.label,
        place=place,
        words=", ".join((*finding.aka, *also)),
        field=f"findings.{finding.id}",
        values=SIDES if finding.sided else ("yes",),
    )
