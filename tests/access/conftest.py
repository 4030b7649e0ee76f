"""The handouts, printed once a worker; tests that share them run in one (`xdist_group`)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.access.forms import ROWS, Handouts
from tests.access.trial import Tried, trial


@pytest.fixture(scope="session")
def handouts(tmp_path_factory: pytest.TempPathFactory) -> Handouts:
    """The examples in any form."""
    return Handouts(tmp_path_factory.mktemp("access"))


@pytest.fixture(scope="session")
def tried(handouts: Handouts) -> Tried:
    """Every form of the examples and every mutant, judged."""
    return trial(handouts, [handouts.pdf(**row) for row in ROWS])


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[Page]:
    """One window for all tests: each new one costs a process."""
    window = chromium.new_page()
    yield window
    window.close()


@pytest.fixture
def page(window: Page) -> Page:
    """An empty page, 1000 wide, as a usual reader has it."""
    window.set_content("")
    window.set_viewport_size({"width": 1000, "height": 800})
    window.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    return window
