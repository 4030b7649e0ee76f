"""What every test shares."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import cache
from generator.records import messages, programs
from generator.records.database import Database
from tests.recorded import Put, given, new


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's cache, and of the record above all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEP_DB", str(tmp_path_factory.mktemp("hep-record") / "record.db"))
        patch.setenv("HEP_CACHE", str(tmp_path_factory.mktemp("hep-cache")))
        cache.folder.cache_clear()
        yield
    cache.folder.cache_clear()


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
