"""The load itself works; how quick the page is, `make load` tells."""

from pathlib import Path

from tests.load.__main__ import told
from tests.load.providers import edited


def test_providers_at_once_lose_nothing_and_see_no_error(tmp_path: Path) -> None:
    found = edited(tmp_path, providers=4, seconds=3.0)
    assert found.errors == []
    assert len(found.times_s) >= 4
    assert "0 errors" in told(found, 4, 3.0)
