"""Running `hep` in this process, in a folder of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.cli import main
from tests.delivery.servers import FakeServer

GOOD = """\
patient: {name: Ana Ruiz, age: 34, sex: female}
provider: Dr. M. Lee, DPT
evaluated: 2026-11-20
screened: true
irritability: moderate
headache_type: [cervicogenic]
measurements:
  frt_deg: {right: 24, left: 42}
findings:
  masseter_tender: both
priority: [frt_restricted]
"""
DAY = ("--date", "2026-11-21")


class Ran(NamedTuple):
    """What one run of `hep` left behind."""

    code: int
    out: str
    err: str


Hep = Callable[..., Ran]


@pytest.fixture
def hep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Hep:
    """Run `hep` in a new folder that holds one good case, `case.yaml`."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("HEP_CLINIC", "HEP_SMTP"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEP_DB", str(tmp_path / "record" / "record.db"))
    (tmp_path / "case.yaml").write_text(GOOD)

    def run(*args: str) -> Ran:
        code = main(list(args))
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A mail server on loopback, to which all goes well."""
    with FakeServer() as fake:
        yield fake
