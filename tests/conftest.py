"""What every test shares."""

from collections.abc import Iterator

import pytest

from generator import cache


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEP_CACHE", str(tmp_path_factory.mktemp("hep-cache")))
        cache.folder.cache_clear()
        yield
    cache.folder.cache_clear()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    parser.addoption("--update-golden", action="store_true", help="write the golden handouts anew")
