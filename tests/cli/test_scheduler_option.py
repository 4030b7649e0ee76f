"""Which schedulers `--scheduler` takes, before any connection."""

import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.cluster import is_private
from tests.cli.conftest import DAY, Hep


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("tls://10.0.0.1:8786", True),
        ("tls://cluster.example:8786", True),
        ("tcp://127.0.0.1:8786", True),
        ("tcp://127.9.9.9:8786", True),
        ("tcp://[::1]:8786", True),
        ("tcp://localhost:8786", True),
        ("tcp://10.0.0.1:8786", False),
        ("tcp://0.0.0.0:8786", False),
        ("tcp://localhost.example:8786", False),
        ("tcp://127.0.0.1.example:8786", False),
        ("tcp://127.0.0.1@10.0.0.1:8786", False),
        ("ws://127.0.0.1:8786", False),
        ("127.0.0.1:8786", False),
        ("localhost:8786", False),
        ("inproc://x", False),
        ("", False),
    ],
)
def test_which_addresses_are_private(address: str, *, private: bool) -> None:
    assert is_private(address) is private


def test_an_open_address_is_refused_before_any_connection(hep: Hep) -> None:
    # 192.0.2.1 is nobody's; to reach for it would take until the time is up.
    ran = hep("generate", "case.yaml", *DAY, "--scheduler", "tcp://192.0.2.1:8786")
    assert ran.code == 2
    assert "tcp://192.0.2.1:8786 is not encrypted" in ran.err
    assert not Path("case.pdf").exists()


def test_what_does_not_go_together(hep: Hep) -> None:
    address = "tcp://127.0.0.1:8786"
    for args in (["-j", "2"], ["-o", "-"]):
        ran = hep("generate", "case.yaml", *DAY, "--scheduler", address, *args)
        assert ran.code == 2, args


WITHOUT = """
import sys
sys.modules["distributed"] = None
from generator.cli import main
sys.exit(main(["generate", "case.yaml", "--scheduler", "tcp://127.0.0.1:9"]))
"""


def test_without_dask_it_says_how_to_install_it(hep: Hep, tmp_path: Path) -> None:
    assert hep("--version").code == 0
    command = [sys.executable, "-c", WITHOUT]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "pip install 'home-exercise-program[scheduler]'" in done.stderr
    assert "Traceback" not in done.stderr
