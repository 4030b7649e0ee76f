"""The figures as docs/reliability.md shows them."""

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.measure import machine, table
from tests.faults.campaign import Told
from tests.faults.disk import FullDisk
from tests.faults.judging import Verdict
from tests.faults.load import Load
from tests.faults.pair import Pair

BEGIN = "<!-- figures: written by make faults -->"
END = "<!-- end of figures -->"

_REASONS = {
    "killed": "because the worker was killed after the server's yes",
    "lost answer": "because the server's yes never arrived",
    "not recorded": "because the disk was full, or the record locked, after the server's yes",
    "lease ran out": "because a worker stood still for longer than its lease",
    "none": "without a reason",
}


class Figures(NamedTuple):
    """All parts of one run."""

    told: Told
    pair: Pair
    disk: FullDisk
    load: Load
    seed: int

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        found = [
            *self.told.verdict.wrong,
            *(f"two at once: {what}" for what in self.pair.verdict.wrong),
            *(f"full disk: {what}" for what in self.disk.verdict.wrong),
        ]
        # On a machine that stands still for seconds, an answer may come too late.
        reasons = self.pair.verdict.duplicates.keys() - {"lost answer", "lease ran out"}
        found += [f"two at once: a duplicate, {reason}" for reason in reasons]
        found += ["load: not all arrived whole"] * (not self.load.arrived)
        found += ["load: memory grows"] * (not self.load.flat)
        return found


def renewed(page: str, figures: Figures) -> str:
    """The page with new figures; what was written by hand stays as it is."""
    before, found, rest = page.partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not (found and found_end):
        raise SystemExit(f"the page has lost the lines\n{BEGIN}\n{END}")
    return "\n".join((before + BEGIN, "", *section(figures), "", END + after))


def section(figures: Figures) -> Iterator[str]:
    """All figures."""
    yield f"Measured on {machine()}, seed {figures.seed}."
    yield ""
    yield from _campaign(figures.told)
    yield ""
    yield from _others(figures)
    yield from _load(figures.load)


def _campaign(told: Told) -> Iterator[str]:
    found = told.verdict
    yield table(
        ("the campaign", "figure"),
        [
            ("workers killed (`SIGKILL`), two at work at once", f"{found.kills:,}"),
            ("… aimed at the moment around the server's yes", f"{told.aimed:,}"),
            ("… while they held a message", f"{found.taken_over.get('killed', 0):,}"),
            ("messages put in", f"{found.put_in:,}"),
            ("accepted by the server at least once", f"{found.accepted:,}"),
            ("**lost**", f"**{found.lost:,}**"),
            ("attempts", f"{found.attempts:,}"),
            ("… put off after a fault of the server", f"{found.put_off:,}"),
            ("accepted, and the answer lost by the server", f"{found.lost_answers:,}"),
            *_duplicates(found),
            ("duplicates a kill", _rate(found, "killed", found.kills)),
            ("duplicates a lost answer", _rate(found, "lost answer", found.lost_answers)),
            ("messages that two workers had claimed at once", _bad(found, "claimed by two")),
            ("record locked by another process", f"{told.locks:,} times"),
            ("… workers that had to give up and came again", f"{told.refused:,}"),
            ("`hep send` meanwhile", f"{told.sends:,}"),
            ("`hep backup` meanwhile, each copy whole", f"{told.backups:,}"),
            ("damage by `PRAGMA integrity_check` and `foreign_key_check`", _bad(found, "_check")),
            ("histories that are not complete, or do not add up", _bad(found, "history")),
            ("seconds", f"{told.seconds:.0f}"),
        ],
    )


def _duplicates(found: Verdict) -> Iterator[tuple[str, str]]:
    yield "duplicates, each with the same Message-ID and the same bytes", f"{found.twice:,}"
    for reason, words in _REASONS.items():
        if reason in ("killed", "lost answer", "none") or found.duplicates.get(reason):
            yield f"… {words}", f"{found.duplicates.get(reason, 0):,}"


def _rate(found: Verdict, reason: str, events: int) -> str:
    return f"{found.duplicates.get(reason, 0) / events:.2f}" if events else "none"


def _bad(found: Verdict, word: str) -> str:
    return str(sum(word in what for what in found.wrong))


def _others(figures: Figures) -> Iterator[str]:
    pair, disk = figures.pair, figures.disk
    shares = " and ".join(map(str, pair.shares))
    how = (
        "a disk of its own, filled to the last byte"
        if disk.real
        else "a limit on the size of the workers' files; a disk of its own takes root"
    )
    unrecorded = disk.verdict.duplicates.get("not recorded", 0)
    yield (
        f"- **Two workers, nothing else wrong:** {pair.verdict.put_in} messages, {shares} by each; "
        f"{pair.verdict.lost} lost, {pair.verdict.twice} duplicates."
    )
    yield (
        f"- **A full disk** ({how}), {disk.times} times under two workers: {disk.verdict.put_in} "
        f"messages, {disk.verdict.lost} lost. Workers stopped {disk.ended} times and said why; "
        f"{disk.unrecorded} of them had just delivered, which made {unrecorded} duplicates."
    )
    if disk.refused:
        yield "  `hep send` said that the disk is full, and kept nothing."


def _load(load: Load) -> Iterator[str]:
    quarter = load.sent // len(load.memory)
    memory = ", ".join(
        f"{megabytes:.0f} MB after {quarter * number:,}"
        for number, megabytes in enumerate(load.memory, start=1)
    )
    yield (
        f"- **Load:** {load.sent:,} messages of {load.kilobytes:.0f} kB through one server by one "
        f"worker: {load.sent / load.seconds:.0f} messages a second. Memory: {memory}."
    )
