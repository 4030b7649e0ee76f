"""The section of the page where ours and its peers stand side by side."""

import statistics
import sys
from collections.abc import Sequence

from benchmarks.contest import CHECKED, Entry
from benchmarks.measure import spread, table

HEAD = (
    "maker|XHTML to PDF, median ms|10 % to 90 %|processor ms|÷ ours|10 % to 90 %|"
    "÷ ours from case file on|from cold, ms|peak MB|file kB|pages|handouts"
).split("|")
NOTES = """\
- **XHTML to PDF** is what all are compared by: every maker begins with the handout's one page.
  Reading it and turning it into what a maker wants is not counted for the peers (typst wants
  markup, fpdf2 calls, WeasyPrint the drawings as files so that it tags them); ours reads it within
  its time.
- **Processor ms** is the median of the processor time, in which other work on the machine counts
  less; Chromium's is that of all its processes, in steps of 10 ms.
- **÷ ours** is, handout by handout, the peer's time divided by ours; above 1, ours is faster.
  **÷ ours from case file on** puts the peer's layout alone against all of ours, from the case
  file: reading, choosing the exercises, template and layout.
- Chromium's memory is that of all its processes and of Playwright's, what they share counted once;
  its cold start is its own command line, on all cores, without Playwright.
  Cold starts of the others are a new Python that makes one handout.
- The peers' pages look simpler. typst and fpdf2 get plain headings, lists, boxes, tables, drawings
  and columns (fpdf2 has one); WeasyPrint and Chromium print our page for browsers, which shows the
  foot once and no page numbers."""


def section(entries: Sequence[Entry]) -> str:
    """Tables, verdict, and what was compared."""
    ours = entries[0]
    there = [entry for entry in entries if not entry.missing]
    missing = "".join(
        f"**{entry.name}: not installed** ({entry.missing}).\n\n"
        for entry in entries
        if entry.missing
    )
    held = "held to the same one core" if sys.platform == "linux" else "not held to one core"
    return f"""## Ours and its peers

The same handouts (same words, same drawings) made in turn by each maker, warm, each in a process of
its own, {held}.

{table(HEAD, (line(entry, ours) for entry in there))}

{missing}{verdict(there)}

{stages(ours)}

What each says to a screen reader, in the last of the {CHECKED} handouts that were checked:

{table(("maker", "tagged elements", "claims PDF/UA-1"), map(told, there))}

fpdf2 tags drawings, and no text. Before anything is timed, {CHECKED} handouts of each are checked:
every word of the page is in the text that `pdftotext` finds (single letters aside), each drawing is
tagged with its words, and no fewer curves are drawn than the drawings have. Where one is missing,
the benchmark stops.

{NOTES}
"""


def line(entry: Entry, ours: Entry) -> tuple[str, ...]:
    """One maker's line of the table."""
    layout = list(entry.layout.values())
    ratios, whole = entry.ratios(ours, whole=False), entry.ratios(ours, whole=True)
    peer = entry is not ours
    return (
        entry.name,
        f"{statistics.median(layout):.1f}",
        spread(layout),
        f"{statistics.median(entry.processor):.1f}",
        f"**{statistics.median(ratios):.1f}**" if peer else "",
        spread(ratios) if peer else "",
        f"{statistics.median(whole):.1f}" if peer else "",
        f"{statistics.median(entry.cold):.0f}",
        f"{entry.peaks[-1]:.0f}",
        f"{statistics.median(entry.sizes) / 1000:.0f}",
        str(round(statistics.mean(entry.pages))),
        str(len(layout)),
    )


def told(entry: Entry) -> tuple[str, ...]:
    """What a maker's PDF tells a screen reader."""
    tags = entry.tags
    return (entry.name, str(tags.elements), "yes" if tags.claims_ua else "no") if tags else ()


def verdict(entries: Sequence[Entry]) -> str:
    """Where a peer is faster, smaller, or takes less memory, in words."""
    ours, *peers = entries
    said = []
    for entry in peers:
        ratios = entry.ratios(ours, whole=False)
        lost = sum(ratio < 1 for ratio in ratios)
        better = [
            ("warm", statistics.median(ratios) < 1),
            (f"for {lost} of {len(ratios)} handouts", lost > 0),
            ("from a cold start", statistics.median(entry.cold) < statistics.median(ours.cold)),
        ]
        faster = [what for what, true in better if true]
        if faster:
            said.append(f"{entry.name} is faster {' and '.join(faster)}.")
        if statistics.median(entry.sizes) < statistics.median(ours.sizes):
            said.append(f"{entry.name} makes smaller files.")
        if entry.peaks[-1] < ours.peaks[-1]:
            said.append(f"{entry.name} takes less memory.")
    return "**Where a peer is better:** " + (" ".join(said) or "nowhere in this run.")


def stages(ours: Entry) -> str:
    """Where the time of ours goes."""
    before, after = list(ours.prepare.values()), list(ours.layout.values())
    whole = [one + other for one, other in zip(before, after, strict=True)]
    rows = [
        (what, f"{statistics.median(times):.1f}", spread(times))
        for what, times in (
            ("case file to XHTML (read, choose, fill in)", before),
            ("XHTML to PDF", after),
            ("both", whole),
        )
    ]
    return "Ours in stages:\n\n" + table(("stage", "median ms", "10 % to 90 %"), rows)
