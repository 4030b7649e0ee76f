"""The function that makes a handout, under any executor, and what it shows of itself."""

import datetime
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.cli.making import make
from generator.cli.many import Engine
from generator.made import Made, Place, Settings, Source, Task
from tests.cli.conftest import GOOD, Hep
from tests.cli.test_many import SHOWN


def settings(run: str = "a run") -> Settings:
    return Settings(run=run, clinic=None, today=datetime.date(2026, 11, 21))


def sources() -> list[Source]:
    return [Source(path=Path(name), text=text.encode()) for name, text in SHOWN.items()]


def test_threads_give_the_same() -> None:
    here = [make(settings(), source) for source in sources()]
    with ThreadPoolExecutor(4) as executor:
        there = list(executor.map(make, [settings("another")] * len(SHOWN), sources()))
    assert here == there
    assert sum(made.data is not None for made in here) >= 4


def test_no_more_than_a_window_is_on_its_way() -> None:
    asked: list[int] = []

    def tasks() -> Iterator[Task]:
        for number in range(50):
            asked.append(number)
            yield Task(source=Source(path=Path(str(number))), place=Place(path=Path()))

    with ThreadPoolExecutor(2) as executor:
        engine = Engine(
            submit=lambda task: executor.submit(lambda: Made(error=str(task.source.path))),
            finish=lambda future, _: future.result(),
            window=7,
            why="",
        )
        results = engine.run(tasks())
        assert next(results).error == "0"
        assert len(asked) == 8
        assert [made.error for made in results] == [str(number) for number in range(1, 50)]


@pytest.mark.parametrize(
    "value",
    [
        Source(path=Path("Ana Ruiz.yaml"), text=GOOD.encode()),
        Place(path=Path("Ana Ruiz.pdf"), password="a long secret"),
        Made(data=b"Ana Ruiz", path=Path("Ana Ruiz.pdf"), error="Ana Ruiz"),
    ],
)
def test_what_is_handed_over_shows_only_its_kind(value: object) -> None:
    assert repr(value) == str(value) == f"<{type(value).__name__}>"
    task = Task(source=Source(path=Path("Ana")), place=Place(path=Path("Ana")))
    assert repr([task]) == "[<Task>]"


COUNTED = """
import sys
from generator.cli import main
code = main(["generate", "case.yaml", "--date", "2026-11-21"])
heavy = ("pikepdf", "concurrent.futures.process", "multiprocessing", "distributed", "dask")
sys.exit(code or [name for name in heavy if name in sys.modules] or 0)
"""


def test_a_plain_run_loads_no_pool_no_cluster_and_no_lock(hep: Hep, tmp_path: Path) -> None:
    assert hep("--version").code == 0
    command = [sys.executable, "-c", COUNTED]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    planted = [
        sys.executable,
        "-c",
        "import multiprocessing\n" + COUNTED.replace('"case', '"--force", "case'),
    ]
    done = subprocess.run(planted, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "['multiprocessing']" in done.stderr
