"""The lowest way is kept between runs: same bytes, less time, and nothing to go stale."""

import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generator import cache
from generator.handout import arranging, blocks, press
from generator.handout.choices import Choices, key_of
from generator.handout.variant import Variant
from generator.resources import data_dir
from generator.workshop import Workshop

DAY = datetime.date(2026, 11, 20)


class Runs:
    """One handout, made as by a new process each time."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        self.workshop = Workshop(None, DAY)
        self.assessment, _ = self.workshop.read(data_dir("examples") / "ana.yaml")

    def __call__(self, **form: Any) -> bytes:
        blocks._kept.cache_clear()
        choices = Choices()
        for module in (arranging, press):
            self.patch.setattr(module, "CHOICES", choices)
        return press.Press(self.workshop.library, None, Variant(**form)).print(
            self.assessment, "pdf"
        )

    @property
    def file(self) -> Path:
        (found,) = self.folder.glob("layout-*")
        return found

    @property
    def kept(self) -> dict[str, int]:
        return msgspec.msgpack.decode(self.file.read_bytes(), type=dict[str, int])

    def change(self, number: int) -> None:
        self.file.write_bytes(msgspec.msgpack.encode(dict.fromkeys(self.kept, number)))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    return Runs(tmp_path, monkeypatch)


def test_a_later_run_takes_what_an_earlier_one_chose(run: Runs) -> None:
    first = run()
    assert len(run.kept) >= 5
    assert len(set(run.kept.values())) > 1
    assert run() == first
    chosen = run.kept
    run.change(0)
    assert run() != first  # so it was taken
    run.file.write_bytes(msgspec.msgpack.encode(chosen))
    assert run() == first


def test_a_file_that_cannot_be_right_is_no_harm(run: Runs) -> None:
    first = run()
    run.change(10_000)
    assert run() == first
    run.file.write_bytes(b"not a file of ours")
    assert run() == first


def test_no_words_are_kept(run: Runs) -> None:
    run()
    assert all(len(key) == 24 and int(key, 16) >= 0 for key in run.kept)


def test_another_form_has_choices_of_its_own(run: Runs) -> None:
    first, usual = run(), run.kept
    large = run(size="large")
    assert len(run.kept) > len(usual)
    assert (run(), run(size="large")) == (first, large)
    assert key_of(("a", 1.0)) != key_of(("a", 1.2))


def test_they_are_kept_after_the_first_handout_and_then_more_rarely(run: Runs) -> None:
    choices, written = Choices(), []
    for number in range(64):
        choices.note(str(number), 1)
        choices.keep()
        written.append(len(run.kept))
    assert written[:5] == [1, 2, 2, 4, 4]
    assert len(set(written)) == 7
