"""The page of a clinic with a mail server on loopback, and patients in its record."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from generator.web.app import create_app
from generator.web.sessions import Sessions
from generator.web.settings import WebSettings
from tests.cli.mailing import clinic
from tests.delivery.servers import FakeServer
from tests.web.conftest import Client
from tests.web.history.recorded import TODAY, give


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as fake:
        yield fake


@pytest.fixture
def app(
    tmp_path: Path, sessions: Sessions, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    monkeypatch.setenv("HEP_USER", "desk")
    folder = Path(clinic(tmp_path / "clinic", server))
    made = create_app(WebSettings(db=tmp_path / "record.db", clinic=folder), sessions)
    made.test_client_class = Client
    made.config["HEP_TODAY"] = TODAY
    return made


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "record.db"


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Records in which Ana has a program, made once: with a page too, and with a plan of weeks."""
    folder = tmp_path_factory.mktemp("given")
    here = Path(clinic(folder / "clinic", None, "  host: 127.0.0.1\n  port: 25\n"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEP_USER", "desk")
        give(folder / "ana.db", here, page=True)
        give(folder / "plan.db", here, plan_weeks=6)
    return {path.stem: path for path in folder.glob("*.db")}


@pytest.fixture
def ana(record: Path, given: dict[str, Path]) -> int:
    """A message with Ana's program in the outbox; the program is number 1."""
    shutil.copy(given["ana"], record)
    return 1
