"""Many handouts at once: the same report, and nothing half done whatever happens."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from generator.cli.many import cores
from generator.job import Job
from generator.made import Made, Source
from tests.cli.conftest import DAY, GOOD, Hep

HEP = str(Path(sys.executable).with_name("hep"))
MANY = 30

SHOWN = {
    "a_good": GOOD,
    "b_stop": GOOD + "flags: {rf_5d3n: true}\n",
    "c_letters": GOOD.replace("Ana Ruiz", "Ana 🌷 Ruiz"),
    "d_wrong": GOOD.replace("frt_restricted", "frt_restrictd"),
    "e_notes": GOOD.replace("age: 34", "age: 66"),
    "f_stale": GOOD.replace("2026-11-20", "2026-10-01"),
    "g_refer": GOOD + "flags: {rf_cancer: true}\n",
    "h_jaw": GOOD.replace("masseter_tender: both", "awake_clenching: true"),
    "i_binary": "\0\1",
    "j_good": GOOD.replace("Ana Ruiz", "Ben Moss"),
}


@pytest.fixture
def cases(tmp_path: Path) -> list[str]:
    """Cases that end in every way; the first and the last get a handout."""
    for name, text in SHOWN.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    (tmp_path / "taken").mkdir()
    return [f"{name}.yaml" for name in SHOWN]


@pytest.fixture
def crowd(tmp_path: Path) -> list[str]:
    """Many cases; the second takes long, and before its turn hardly more than a window is made."""
    for number in range(MANY):
        (tmp_path / f"{number:03}.yaml").write_text(GOOD.replace("Ana Ruiz", f"Ana {number}"))
    (tmp_path / "001.yaml").write_text(GOOD + "notes: |\n" + f"  {'word ' * 20}\n" * 4000)
    return [f"{number:03}.yaml" for number in range(MANY)]


def started(folder: Path, *args: str) -> "subprocess.Popen[str]":
    """A run of `hep generate`, in a process group of its own, as a terminal would start it."""
    return subprocess.Popen(
        [HEP, "generate", *args, *DAY, "-o", "out/"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def workers(run: "subprocess.Popen[str]") -> list[psutil.Process]:
    """The worker processes: the children of those whom `hep` started."""
    helpers = psutil.Process(run.pid).children()
    return [worker for helper in helpers for worker in helper.children()]


def assert_whole(handouts: Path) -> set[str]:
    """Every handout of a folder is a whole PDF; give their names."""
    found = list(handouts.glob("*.pdf"))
    for handout in found:
        assert handout.read_bytes().startswith(b"%PDF-")
        assert handout.read_bytes().endswith(b"%%EOF\n")
    return {handout.stem for handout in found}


def test_the_report_is_the_same_with_one_and_with_four(hep: Hep, cases: list[str]) -> None:
    Path("out").mkdir()
    Path("out/j_good.pdf").write_text("mine")
    runs = []
    for jobs in ("1", "4"):
        ran = hep("generate", *cases, "nothere.yaml", *DAY, "-o", "out", "-j", jobs)
        runs.append((ran, {path.name: path.read_bytes() for path in Path("out").iterdir()}))
        for name in runs[0][1].keys() - {"j_good.pdf"}:
            Path("out", name).unlink()
    assert runs[0] == runs[1]
    (code, out, err), _ = runs[0]
    assert code == 4
    assert out.splitlines() == [
        f"out/{name}.pdf" for name in ("a_good", "c_letters", "e_notes", "h_jaw")
    ]
    told = ("b_stop", "c_letters", "d_wrong", "f_stale", "g_refer", "i_binary", "j_good", "nothere")
    places = [err.index(name) for name in told]
    assert places == sorted(places)
    assert err.count("draft content") == 2  # the jaw's part is news
    assert err.endswith("4 of 11 handouts made\n")
    assert "Traceback" not in err


def test_a_run_is_resumed(hep: Hep, cases: list[str]) -> None:
    first = hep("generate", *cases, *DAY, "-o", "out/")
    kept = Path("out/c_letters.pdf").stat().st_mtime_ns
    Path("out/a_good.pdf").unlink()
    again = hep("generate", *cases, *DAY, "-o", "out/", "--skip-existing", "-j", "2")
    assert again.out == "out/a_good.pdf\n"
    assert again.err.endswith("1 of 10 handouts made, 4 there already\n")
    assert again.code == first.code == 4
    assert Path("out/c_letters.pdf").stat().st_mtime_ns == kept
    last = hep("generate", "a_good.yaml", *DAY, "-o", "out/", "--skip-existing")
    assert (last.code, last.out) == (0, "")
    assert last.err == "0 of 1 handouts made, 1 there already\n"


def test_only_a_file_counts_as_there(hep: Hep) -> None:
    Path("case.pdf").mkdir()
    assert hep("generate", "case.yaml", *DAY, "--skip-existing").code == 3


def test_standard_input_goes_to_a_worker(hep: Hep, tmp_path: Path) -> None:
    assert hep("--version").code == 0
    done = subprocess.run(
        [HEP, "generate", "-", "case.yaml", *DAY, "-o", "out", "-j", "2"],
        cwd=tmp_path,
        input=GOOD,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "out/handout.pdf\nout/case.pdf\n"), done.stderr
    assert Path("out/handout.pdf").read_bytes() == Path("out/case.pdf").read_bytes()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-j", "-1"], "is not a number of processes"),
        (["-j", "many"], "is not a number of processes"),
        (["--skip-existing", "--force"], "exclude each other"),
        (["--skip-existing", "-o", "-"], "needs a file"),
    ],
)
def test_wrong_usage(hep: Hep, args: list[str], said: str) -> None:
    ran = hep("generate", "case.yaml", *DAY, *args)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize("jobs", ["0", "auto"])
def test_all_cores_can_be_used(hep: Hep, cases: list[str], jobs: str) -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
    assert hep("generate", *cases[:3], *DAY, "-o", "out", "-j", jobs).out.count("\n") == 2


def test_a_worker_that_is_killed_is_said(tmp_path: Path, crowd: list[str]) -> None:
    run = started(tmp_path, *crowd, "-j", "2")
    assert run.stdout is not None
    first = run.stdout.readline()
    workers(run)[0].kill()
    out, err = run.communicate(timeout=60)
    made = [Path(line).stem for line in (first + out).splitlines()]
    missed = [line.partition(".yaml")[0] for line in err.splitlines() if "not made" in line]
    assert run.returncode == 1
    assert 0 < len(made) < MANY
    # The other worker may be a case ahead of the one that died.
    assert sorted(made + missed) == [f"{number:03}" for number in range(MANY)]
    assert (made, missed) == (sorted(made), sorted(missed))
    assert err.count("a worker process ended in the middle of its work") == 1
    assert err.endswith(f"{len(made)} of {MANY} handouts made\n")
    assert "Traceback" not in err
    assert assert_whole(tmp_path / "out") >= set(made)
    rest = started(tmp_path, *crowd, "-j", "2", "--skip-existing")
    out, err = rest.communicate(timeout=60)
    assert rest.returncode == 0, err
    assert len(assert_whole(tmp_path / "out")) == MANY


def test_ctrl_c_ends_all_of_it(tmp_path: Path, crowd: list[str]) -> None:
    run = started(tmp_path, *crowd, "-j", "2")
    assert run.stdout is not None
    run.stdout.readline()
    family = psutil.Process(run.pid).children(recursive=True)
    assert len(family) >= 3
    os.killpg(run.pid, signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert err.splitlines()[-1] == "stopped"
    assert "Traceback" not in err
    assert psutil.wait_procs(family, timeout=20)[1] == []
    assert len(assert_whole(tmp_path / "out")) < MANY


def test_ctrl_c_is_answered_by_hep_alone(tmp_path: Path, crowd: list[str]) -> None:
    run = started(tmp_path, *crowd, "-j", "2")
    assert run.stdout is not None
    run.stdout.readline()
    for worker in workers(run):
        worker.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 0, err
    assert len(assert_whole(tmp_path / "out")) == MANY


def test_workers_end_with_a_parent_that_was_killed(tmp_path: Path, crowd: list[str]) -> None:
    run = started(tmp_path, *crowd, "-j", "2")
    assert run.stdout is not None
    run.stdout.readline()
    family = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    run.communicate(timeout=60)
    assert psutil.wait_procs(family, timeout=20)[1] == []
    assert_whole(tmp_path / "out")


def test_a_reader_that_went_away_is_no_error(tmp_path: Path, crowd: list[str]) -> None:
    run = started(tmp_path, *crowd, "-j", "2")
    assert run.stdout is not None
    run.stdout.readline()
    family = psutil.Process(run.pid).children(recursive=True)
    run.stdout.close()
    assert run.stderr is not None
    with run.stderr:
        err = run.stderr.read()
    assert run.wait(timeout=60) == 0
    assert "Traceback" not in err
    assert psutil.wait_procs(family, timeout=20)[1] == []


def test_one_case_with_a_bug_does_not_end_the_others(
    hep: Hep, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Job.make

    def broken(self: Job, source: Source) -> Made:
        if source.path.stem == "b_stop":
            raise ZeroDivisionError
        return real(self, source)

    monkeypatch.setattr(Job, "make", broken)
    ran = hep("generate", *cases[:3], *DAY, "-o", "out")
    assert ran.code == 1
    assert ran.out == "out/a_good.pdf\nout/c_letters.pdf\n"
    assert "b_stop.yaml: the program failed, there is no handout\nTraceback" in ran.err
