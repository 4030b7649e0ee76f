"""What every test shares."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator import cache
from generator.records import messages, programs
from generator.records.database import Database
from tests.recorded import Put, given, new
from tests.tools import require_tool

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's cache, and of the record above all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEP_DB", str(tmp_path_factory.mktemp("hep-record") / "record.db"))
        # One for all workers of a run, as for all runs of a user: what one has read, all have.
        base = tmp_path_factory.getbasetemp()
        shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
        patch.setenv("HEP_CACHE", str(shared / "hep-cache"))
        cache.folder.cache_clear()
        yield
    cache.folder.cache_clear()


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of one test; in the one for all, other workers make room for theirs."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("HEP_CACHE", str(folder))
    cache.folder.cache_clear()
    yield folder
    cache.folder.cache_clear()


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """A real browser, one for all tests of a process: Playwright allows no second one."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (few tests need it)

    from tests.access.browser import launched  # noqa: PLC0415

    require_tool("chromium")
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "record.db") as opened:
        yield opened


@pytest.fixture
def put(database: Database) -> Put:
    """Put a message of one program into the outbox; give its number."""

    def one(number: int = 1, chart: str = "10421", **changes: object) -> int:
        with database.writing() as db:
            about = programs.keep(db, given(chart), "sent")
            return messages.put(db, new(number, **changes), about)

    return one


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    parser.addoption("--update-golden", action="store_true", help="write the golden handouts anew")
