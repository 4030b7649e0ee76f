"""What a clinic installs: the source archive builds, and the wheel runs with no network."""

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
WHEELHOUSE = ROOT / ".tools" / "wheelhouse"

# One worker builds, once, for every test here.
pytestmark = pytest.mark.xdist_group("wheel")


class Built(NamedTuple):
    """The source archive, the wheel made from it, and the wheel made from the checkout."""

    archive: Path
    wheel: Path
    from_checkout: Path


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a program and return its standard output; what it says of a failure fails the test."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(source: Path, target: str, folder: Path) -> Path:
    """Build the `sdist` or the `wheel` of a source tree into a folder."""
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder, cwd=source)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    archive = build(ROOT, "sdist", folder / "archive")
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    wheel = build(unpacked, "wheel", folder / "wheel")
    return Built(archive, wheel, build(ROOT, "wheel", folder / "from_checkout"))


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_source_archive_has_all_that_a_developer_needs(built: Built) -> None:
    with tarfile.open(built.archive) as tar:
        files = {name.partition("/")[2] for name in tar.getnames()}
    needed = {"Makefile", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "requirements.lock"}
    assert needed <= files
    folders = {name.partition("/")[0] for name in files}
    assert {"docs", "examples", "exercises", "generator", "templates", "tests"} <= folders
    assert not {".venv", ".tools", "demo", "dist"} & folders


def test_the_source_archive_builds_the_same_wheel_as_the_checkout(built: Built) -> None:
    assert names(built.wheel) == names(built.from_checkout)


@pytest.mark.parametrize("folder", ["examples", "exercises", "templates"])
def test_the_wheel_carries_the_data(folder: str, built: Built) -> None:
    carried = {name for name in names(built.wheel) if name.startswith(f"generator/_data/{folder}/")}
    ours = {
        f"generator/_data/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert ours
    assert carried == ours


def test_the_wheel_is_small(built: Built) -> None:
    assert built.wheel.stat().st_size < 4_000_000


def test_the_wheel_carries_the_licence_and_no_tests(built: Built) -> None:
    files = names(built.wheel)
    assert {Path(name).name for name in files if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    tops = {name.partition("/")[0] for name in files}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"generator"}


def cut_off() -> list[str]:
    """Return the command that takes the network away from a program, where the system has one."""
    without = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") and not subprocess.run([*without, "true"], check=False).returncode:
        return without
    return []


def lonely_environment(home: Path) -> dict[str, str]:
    """Return an environment that knows nothing of this checkout, and leads the network nowhere."""
    nowhere = "http://127.0.0.1:9"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), nowhere)
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **proxies}


def test_the_wheel_runs_elsewhere_with_no_network(built: Built, tmp_path: Path) -> None:
    if not (WHEELHOUSE / ".complete").exists():
        assert "HEP_REQUIRE_TOOLS" not in os.environ, "the wheelhouse is missing"
        pytest.skip("no wheelhouse; `make test` fills it")
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    alone, env = cut_off(), lonely_environment(tmp_path)
    pip = [*alone, sys.executable, "-m", "pip", "--python", str(python), "--isolated"]
    wheels = ["--no-index", "--find-links", str(WHEELHOUSE), "--no-compile"]
    run(*pip, "install", "-qq", *wheels, built.wheel, cwd=elsewhere, env=env)
    where = run(python, "-c", "import generator; print(generator.__file__)", cwd=elsewhere, env=env)
    assert Path(where.strip()).is_relative_to(tmp_path / "venv")

    printed = run(*alone, python.parent / "hep", "demo", cwd=elsewhere, env=env)
    handouts = [elsewhere / line for line in printed.splitlines()]
    assert len(handouts) == len(list((ROOT / "examples").glob("*.yaml")))
    assert all(handout.read_bytes().startswith(b"%PDF-") for handout in handouts)
