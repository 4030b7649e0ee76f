"""Ours and its peers side by side: the same handouts, in turn, in one run."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import fontpkg_atkinson_hyperlegible as fontpkg

from benchmarks import content
from benchmarks.cases import ROOT
from benchmarks.measure import say
from benchmarks.peers import PEERS, Source

FAST: Final = ("ours", "typst")  # the others make a part of the handouts
CHECKED: Final = 3
COLD_RUNS: Final = 5


class NotInstalledError(Exception):
    """A peer is not there; the message says what is missing."""


@dataclass
class Entry:
    """What was measured of one maker, in ms, bytes and MB."""

    name: str
    missing: str = ""
    prepare: dict[int, float] = field(default_factory=dict)  # by the number of the handout
    layout: dict[int, float] = field(default_factory=dict)
    processor: list[float] = field(default_factory=list)  # of the layout
    sizes: list[int] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    tags: content.Tags | None = None
    pages: list[int] = field(default_factory=list)

    def ratios(self, ours: "Entry", *, whole: bool) -> list[float]:
        """How many times as long as ours each handout took.

        `whole`: ours from the case file on, against the peer's layout alone.
        """
        return [
            spent / (ours.layout[number] + (ours.prepare[number] if whole else 0))
            for number, spent in self.layout.items()
        ]


class Worker:
    """The process of one maker."""

    def __init__(self, name: str, env: dict[str, str]) -> None:
        """Start it.

        Raises: NotInstalledError.
        """
        command = [sys.executable, "-m", "benchmarks.peers.worker", name]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        answer = self._answer()
        if "missing" in answer:
            self.close()
            raise NotInstalledError(answer["missing"])

    def make(self, source: Source, out: Path | None = None) -> dict[str, Any]:
        """Have one handout made."""
        assert self.process.stdin, "it was opened with a pipe"  # noqa: S101
        line = json.dumps([str(source.case), str(source.page), str(out) if out else ""])
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        """Let it end by itself."""
        self.process.communicate()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout, "it was opened with a pipe"  # noqa: S101
        line = self.process.stdout.readline()
        if not line:
            command = " ".join(map(str, self.process.args[1:]))  # type: ignore[index]
            raise RuntimeError(f"python {command} ended; run it by hand to see why")
        answer: dict[str, Any] = json.loads(line)
        return answer


def with_our_typeface(env: dict[str, str], folder: Path) -> dict[str, str]:
    """An environment where Chromium and WeasyPrint find the handout's typeface."""
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{escape(str(Path(fontpkg.ROOT) / 'files'))}</dir></fontconfig>",
        "utf-8",
    )
    return {**env, "FONTCONFIG_FILE": str(config)}


def hold(sources: Sequence[Source], few: int, env: dict[str, str], folder: Path) -> list[Entry]:
    """Measure every maker; the last handouts are checked first, and not timed.

    Raises: DifferentContentError.
    """
    env = with_our_typeface(env, folder)
    timed, checked = sources[:-CHECKED], sources[-CHECKED:]
    entries = [Entry(name) for name in PEERS]
    with _workers(entries, env) as workers:
        for entry in entries:
            if entry.name in workers:
                say(f"{entry.name}: checking its words and drawings")
                _check(entry, workers[entry.name], checked, folder)
        say(f"{len(timed)} handouts in turn")
        step = max(1, len(timed) // few)
        for number, source in enumerate(timed):
            for entry in entries:
                if entry.name in workers and (entry.name in FAST or number % step == 0):
                    _add(entry, number, workers[entry.name].make(source))
    say("each maker from a cold start")
    for _ in range(COLD_RUNS):
        for entry in entries:
            if not entry.missing:
                entry.cold.append(_cold(entry.name, checked[0], folder / "cold.pdf", env))
    return entries


@contextmanager
def _workers(entries: Sequence[Entry], env: dict[str, str]) -> Iterator[dict[str, Worker]]:
    workers: dict[str, Worker] = {}
    with ExitStack() as stack:
        for entry in entries:
            try:
                workers[entry.name] = Worker(entry.name, env)
            except NotInstalledError as error:
                entry.missing = str(error)
            else:
                stack.callback(workers[entry.name].close)
        yield workers


def _check(entry: Entry, worker: Worker, sources: Sequence[Source], folder: Path) -> None:
    out = folder / "checked.pdf"
    for source in sources:
        worker.make(source, out)
        page = content.of_page(source.page.read_text("utf-8"))
        content.compare(entry.name, page, content.of_pdf(out))
        entry.pages.append(content.pages_of(out))
    entry.tags = content.tags_of(out)


def _add(entry: Entry, number: int, answer: dict[str, Any]) -> None:
    entry.prepare[number] = answer["prepare"]
    entry.layout[number] = answer["layout"]
    entry.processor.append(answer["processor"])
    entry.sizes.append(answer["bytes"])
    entry.peaks.append(answer["peak"])


def _cold(name: str, source: Source, out: Path, env: dict[str, str]) -> float:
    """The time of a new process that makes one handout and ends."""
    if name == "Chromium":
        from benchmarks.peers.chrome import cold_command

        command = cold_command(source.page, out)
    else:
        worker = [sys.executable, "-m", "benchmarks.peers.worker", name, "--once"]
        command = [*worker, *map(str, source), str(out)]
    out.unlink(missing_ok=True)
    start = time.perf_counter()
    subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True)
    spent = (time.perf_counter() - start) * 1000
    if not out.exists() or not out.stat().st_size:
        raise RuntimeError(f"{name} made nothing")
    return spent
