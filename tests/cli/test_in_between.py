"""What happens in between: two people at one outbox, and a disk that is full at the end."""

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.delivery.sending import Prepared, Sender
from generator.errors import ExitCode
from generator.records.database import Database
from generator.records.trouble import RecordError
from tests.cli.conftest import Hep
from tests.cli.mailing import CASE, DAY, clinic
from tests.delivery.servers import FakeServer

TODAY = datetime.datetime.now().astimezone().date()
EARLIER = TODAY - datetime.timedelta(days=14)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as fake:
        yield fake


@pytest.mark.parametrize("state", ["cancelled", "released"])
def test_what_was_settled_in_the_meantime_is_not_released(
    hep: Hep, tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    folder = clinic(tmp_path / "clinic", server)
    first = CASE.replace("2026-11-20", str(EARLIER))
    (tmp_path / "case.yaml").write_text(first)
    (tmp_path / "second.yaml").write_text(
        CASE.replace("2026-11-20", str(TODAY)).replace("screened:", "phase: 2\nscreened:")
    )
    common = ("--draft-ok", "--clinic", folder)
    ran = hep("send", "case.yaml", "--date", str(EARLIER), "--plan", "6w", *common)
    assert ran.code == 0, ran.err
    prepare = Sender.prepare

    def meanwhile(sender: Sender) -> Prepared:
        """The other person is quicker."""
        phase = "NULL" if state == "cancelled" else "phase"
        with sqlite3.connect(Path("record/record.db")) as db:
            db.execute(f"UPDATE message SET state = ?, phase = {phase} WHERE id = 4", (state,))
        return prepare(sender)

    monkeypatch.setattr(Sender, "prepare", meanwhile)
    ran = hep("outbox", "release", "4", "second.yaml", "--now", *common)
    assert ran.code == ExitCode.BAD_INPUT
    assert "message 4: it was released or cancelled in the meantime" in ran.err
    assert server.accepted == []
    assert len(hep("history").out.splitlines()) == 1


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be recorded: there is no more room when it should be kept."""
    writing = Database.writing

    @contextmanager
    def until_the_disk_is_full(database: Database) -> Iterator[sqlite3.Connection]:
        with writing(database) as db:
            yield db
            raise RecordError("record.db: the disk is full; make room, then try again")

    monkeypatch.setattr(Database, "writing", until_the_disk_is_full)


@pytest.mark.usefixtures("full_disk")
def test_a_draft_that_cannot_be_recorded_is_not_left(hep: Hep, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    ran = hep("send", "case.yaml", *DAY)
    assert ran.code == ExitCode.RECORD
    assert not (tmp_path / "case.eml").exists()
    assert hep("history").out == ""


@pytest.mark.usefixtures("full_disk")
def test_a_draft_that_cannot_be_recorded_leaves_the_one_before_it(hep: Hep, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "case.eml").write_text("the one before")
    ran = hep("send", "case.yaml", *DAY, "--force")
    assert ran.code == ExitCode.RECORD
    assert (tmp_path / "case.eml").read_text() == "the one before"
