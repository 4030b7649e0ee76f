"""Providers as plain clients: each changes a field, waits for what follows, thinks, goes on."""

import json
import random
import re
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Final, NamedTuple

from generator.records.drafts import new_id
from tests.web.served import Served, served

THINKS_S: Final = (0.5, 1.5)
PATIENCE_S: Final = 30
BASE: Final = {
    "evaluated": ["2026-11-20"],
    "visit": ["in_person"],
    "patient.age": ["34"],
    "irritability": ["moderate"],
    "asked": ["stop", "refer", "precaution"],
}
# What a provider changes, one after another, then the other way round.
CHANGES: Final = (
    ("findings.masseter_tender", "both"),
    ("findings.oa_nod_loss", "right"),
    ("measurements.frt_deg.right", "24"),
    ("measurements.frt_deg.left", "42"),
    ("findings.awake_clenching", "yes"),
    ("findings.ut_short", "left"),
    ("measurements.craniovertebral_angle_deg", "44"),
    ("notes", "Slowly at first."),
    ("findings.ls_short", "right"),
    ("findings.pecmin_short", "both"),
)


class Outcome(NamedTuple):
    """How long each change took, what went wrong, and the page's memory in the end."""

    times_s: list[float]
    errors: list[str]
    peak_mb: float


def edited(folder: Path, providers: int, seconds: float) -> Outcome:
    """So many providers at one page for so long."""
    with served(folder, "--port", "0") as page:
        cookie = page.enter()
        token = _token(page, cookie)
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(providers) as pool:
            runs = [
                pool.submit(_provider, page, cookie, token, number, until)
                for number in range(providers)
            ]
            found = [run.result() for run in runs]
        peak = _memory_mb(page.process.pid)
    times = [value for run in found for value in run[0]]
    return Outcome(times, [error for run in found for error in run[1]], peak)


def _token(page: Served, cookie: str) -> str:
    line = HTTPConnection("127.0.0.1", page.port, timeout=PATIENCE_S)
    line.request("GET", f"/new/{new_id()}", headers={"Cookie": cookie})
    text = line.getresponse().read().decode()
    line.close()
    return str(re.findall(r'name="csrf_token" value="(\w+)"', text)[0])


def _provider(
    page: Served, cookie: str, token: str, number: int, until: float
) -> tuple[list[float], list[str]]:
    chance = random.Random(number)
    line = HTTPConnection("127.0.0.1", page.port, timeout=PATIENCE_S)
    address, version = f"/new/{new_id()}/live", 0
    times: list[float] = []
    errors: list[str] = []
    for fields in _forms(f"Patient {number}"):
        time.sleep(chance.uniform(*THINKS_S))
        if time.monotonic() > until:
            break
        body = urllib.parse.urlencode({**fields, "version": version}, doseq=True)
        headers = {
            "Cookie": cookie,
            "X-CSRF-Token": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        line.request("POST", address, body, headers)
        answer = line.getresponse()
        data = answer.read()
        times.append(time.perf_counter() - began)
        told = json.loads(data) if answer.status == 200 else {}
        if told.get("version") != version + 1 or "outcome" not in told.get("parts", ""):
            errors.append(f"{answer.status}: {data[:80]!r}")
        version = told.get("version", version)
    line.close()
    return times, errors


def _forms(name: str) -> Iterator[dict[str, list[str]]]:
    fields = {**BASE, "patient.name": [name]}
    while True:
        for key, value in CHANGES:
            fields = {**fields, key: [value]}
            yield fields
        for key, _ in CHANGES:
            fields = {one: said for one, said in fields.items() if one != key}
            yield fields


def _memory_mb(pid: int) -> float:
    """The most memory that a process had; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) / 1024
