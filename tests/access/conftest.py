"""The handouts, printed once a worker; tests that share them run in one (`xdist_group`)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.access.browser import launched
from tests.access.forms import Handouts
from tests.tools import require_tool


@pytest.fixture(scope="session")
def handouts(tmp_path_factory: pytest.TempPathFactory) -> Handouts:
    """The examples in any form."""
    return Handouts(tmp_path_factory.mktemp("access"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser."""
    require_tool("chromium")
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page, 1000 wide."""
    page = chromium.new_page(viewport={"width": 1000, "height": 800})
    yield page
    page.close()
