"""`hep generate --scheduler` against real Dask schedulers and workers."""

import datetime
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from generator.cli.cluster import make_there
from generator.cli.fingerprint import fingerprint
from generator.made import Settings, Source
from tests.cli.conftest import DAY, GOOD, Ran
from tests.tools import require_module

ROOT = Path(__file__).parents[2]
HEP = str(Path(sys.executable).with_name("hep"))
SECONDS = 60
CROWD = 30  # more than may be on its way at the same time
NAME = "Philippa Quartermaine"
CASES = {
    "quartermaine": GOOD.replace("Ana Ruiz", NAME),
    "letters": GOOD.replace("Ana Ruiz", "Ana 🌷 Ruiz"),
    "stop": GOOD + "flags: {rf_5d3n: true}\n",
    "wrong": GOOD.replace("frt_restricted", "frt_restrictd"),
    "other": GOOD.replace("age: 34", "age: 66"),
}

# One after the other: each starts processes, and two cores are all there is.
pytestmark = pytest.mark.xdist_group("cluster")


class Node:
    """A scheduler or a worker, or both; everything that it logs is kept."""

    def __init__(self, args: list[str], ready: str, folder: Path) -> None:
        logging = {"DASK_LOGGING__DISTRIBUTED": "debug", "PYTHONWARNINGS": "ignore"}
        self.process = subprocess.Popen(
            [sys.executable, *args],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **logging},
        )
        self.log: list[str] = []
        self.line = ""
        self._found = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(ready,), daemon=True)
        self._reader.start()
        assert self._found.wait(SECONDS), "".join(self.log)
        assert self.line, "".join(self.log)

    def _read(self, ready: str) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)
            if ready in line and not self.line:
                self.line = line
                self._found.set()
        self._found.set()

    @property
    def address(self) -> str:
        """The address in the line that said that it is ready."""
        return self.line.split("at:")[1].strip()

    def end(self) -> str:
        """Stop it; what it logged."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return "".join(self.log)


@contextmanager
def node(args: list[str], ready: str, folder: Path) -> Iterator[Node]:
    started = Node(args, ready, folder)
    try:
        yield started
    finally:
        started.end()


@pytest.fixture(scope="module")
def near(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Node]]:
    """A scheduler and a worker on this machine, without encryption."""
    require_module("distributed")
    folder = tmp_path_factory.mktemp("near")
    common = ["-m", "dask", "{}", "--host", "127.0.0.1", "--no-dashboard"]
    boss_args = [part.format("scheduler") for part in common] + ["--port", "0"]
    with node(boss_args, "Scheduler at:", folder) as boss:
        args = [part.format("worker") for part in common] + [boss.address, "--no-nanny"]
        with node([*args, "--nthreads", "2"], "Registered to:", folder) as hand:
            yield boss, hand


def run(folder: Path, *args: str, **env: str) -> Ran:
    """One run of `hep generate` for all cases."""
    names = [f"{name}.yaml" for name in CASES]
    done = subprocess.run(
        [HEP, "generate", *names, *DAY, *args],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        timeout=SECONDS,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in CASES.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_cluster_makes_what_this_machine_makes(near: tuple[Node, Node], folder: Path) -> None:
    boss, hand = near
    (folder / "ours").mkdir()
    (folder / "ours" / "clinic.yaml").write_text("name: Cedar Street Headache Clinic\npaper: a4\n")
    here = run(folder, "-o", "out", "--clinic", "ours")
    made = files(folder / "out")
    shutil.rmtree(folder / "out")
    there = run(folder, "-o", "out", "--clinic", "ours", "--scheduler", boss.address)
    assert here == there
    assert there.code == 4
    assert files(folder / "out") == made
    assert len(made) == 3
    log = "".join(boss.log + hand.log)
    assert "make_there-" in log  # the names of tasks are in it
    for words in (NAME, NAME.split()[1], "quartermaine", "frt_deg"):
        assert words not in log


def test_a_worker_with_another_library_is_refused(near: tuple[Node, Node], folder: Path) -> None:
    copy = folder / "copy"
    for name in ("generator", "exercises", "templates", "examples"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    text = copy / "exercises" / "patient_texts.yaml"
    text.write_text(text.read_text("utf-8") + "# another\n", "utf-8")
    ran = run(folder, "-o", "out", "--scheduler", near[0].address, PYTHONPATH=str(copy))
    assert ran.code == 3
    assert "a worker has another version" in ran.err
    assert not (folder / "out").exists()


def test_a_scheduler_that_is_lost_is_said(near: tuple[Node, Node], folder: Path) -> None:
    """The last one with this cluster: it is gone then."""
    slow = folder / "letters.yaml"
    slow.write_text(slow.read_text("utf-8") + "notes: |\n" + f"  {'word ' * 20}\n" * 4000)
    for number in range(CROWD):
        (folder / f"{number}.yaml").write_text(GOOD)
    names = [*(f"{name}.yaml" for name in CASES), *(f"{number}.yaml" for number in range(CROWD))]
    command = [HEP, "generate", *names, *DAY, "-o", "out"]
    with subprocess.Popen(
        [*command, "--scheduler", near[0].address],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as hep:
        assert hep.stdout is not None
        assert hep.stdout.readline() == "out/quartermaine.pdf\n"
        near[0].process.kill()
        out, err = hep.communicate(timeout=SECONDS)
    assert (hep.returncode, out) == (1, "")
    assert err.count("the cluster lost a case, or the way to it was lost") == 1
    lost = [line.removesuffix(": not made") for line in err.splitlines() if "not made" in line]
    assert lost == [name for name in names if name in lost]
    # A case that is refused may come back before the scheduler is gone.
    assert set(names[1:]) - set(lost) <= {"stop.yaml", "wrong.yaml"}
    assert all(name in err for name in names[1:])
    assert err.endswith(f"1 of {len(names)} handouts made\n")
    assert "Traceback" not in err
    assert list(files(folder / "out")) == ["quartermaine.pdf"]


def test_one_that_comes_later_makes_nothing_either() -> None:
    settings = Settings(run="a run", clinic=None, today=datetime.date(2026, 11, 21))
    source = Source(path=Path("case.yaml"), text=GOOD.encode())
    assert make_there(settings, source, "another").data is None
    assert make_there(settings, source, "another").error == "case.yaml: not made"
    assert make_there(settings, source, fingerprint(settings)).data is not None


def test_an_edit_in_the_clinics_folder_changes_the_word(tmp_path: Path) -> None:
    def word(run: str) -> str:
        return fingerprint(Settings(run=run, clinic=tmp_path, today=datetime.date.min))

    (tmp_path / "clinic.yaml").write_text("name: A\n")
    first = word("1")
    (tmp_path / "clinic.yaml").touch()
    assert word("2") == first
    (tmp_path / "clinic.yaml").write_text("name: B\n")
    assert (
        len(
            {first, word("3"), fingerprint(Settings(run="3", clinic=None, today=datetime.date.min))}
        )
        == 3
    )


# --- TLS ------------------------------------------------------------------------------------------


class Keys:
    """Certificates of one authority, as files."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.authority, self.own, self.key = (folder / name for name in ("ca", "cert", "key"))
        authority = trustme.CA()
        issued = authority.issue_cert("127.0.0.1")
        authority.cert_pem.write_to_path(str(self.authority))
        issued.cert_chain_pems[0].write_to_path(str(self.own))
        issued.private_key_pem.write_to_path(str(self.key))

    def env(self) -> dict[str, str]:
        tls = "DASK_DISTRIBUTED__COMM__TLS__"
        return {
            f"{tls}CA_FILE": str(self.authority),
            f"{tls}CLIENT__CERT": str(self.own),
            f"{tls}CLIENT__KEY": str(self.key),
        }


# A scheduler and a worker that talk in TLS only, in one process.
FAR = """
import sys
from distributed import LocalCluster, Security
ca, cert, key = sys.argv[1:]
pairs = {f"tls_{who}_{what}": path for who in ("client", "scheduler", "worker")
         for what, path in (("cert", cert), ("key", key))}
security = Security(tls_ca_file=ca, require_encryption=True, **pairs)
with LocalCluster(n_workers=1, processes=False, protocol="tls://", security=security,
                  dashboard_address=None, silence_logs=False) as cluster:
    print("ready at:", cluster.scheduler_address, file=sys.stderr, flush=True)
    sys.stdin.read()
"""


def test_tls_with_the_right_certificates_only(folder: Path) -> None:
    require_module("distributed")
    ours, strange = Keys(folder / "ours"), Keys(folder / "strange")
    (folder / "secret").write_text("Zaun & Rose")
    args = ["-c", FAR, str(ours.authority), str(ours.own), str(ours.key)]
    with node(args, "ready at:", folder) as far:
        assert far.address.startswith("tls://")
        to = ["--scheduler", far.address]
        ran = run(folder, "-o", "out", "--password-file", "secret", *to, **ours.env())
        assert ran.code == 4, ran.err
        assert len(files(folder / "out")) == 3
        assert all(b"/Encrypt" in made for made in files(folder / "out").values())
        for env, said in (
            (strange.env(), "the scheduler does not answer, or not to us"),
            ({}, "there is no certificate to show"),
        ):
            ran = run(folder, "-o", "no", *to, **env)
            assert (ran.code, ran.out) == (3, "")
            assert said in ran.err
            assert "Traceback" not in ran.err
            assert not (folder / "no").exists()
    assert "make_there-" in "".join(far.log)
    for words in (NAME, "Zaun"):
        assert words not in "".join(far.log)
