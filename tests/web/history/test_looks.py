"""The screens of the history in a real Chromium: axe-core, widths, light and dark, the console."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.access.browser import COLORS, overlapping, shown_words, violations
from tests.web.history.recorded import settle
from tests.web.served import opened, served

pytestmark = pytest.mark.xdist_group("web-browser")
SIZES = ((360, "light"), (768, "dark"), (1280, "dark"))
# Words for ears only have a place, but cover nothing.
OPEN = """() => {
  document.querySelectorAll('details').forEach(one => { one.open = true; });
  document.querySelectorAll('.visually-hidden').forEach(one => { one.hidden = true; });
}"""
# What is too small for a finger; a box to tick has its whole label.
SMALL = """() => {
  const all = document.querySelectorAll(
    'main a.button, main button, main a.banner, summary, label.tick, .back a, .links a, ' +
    'input:not([type=hidden], [type=checkbox], [type=radio])');
  return [...all].filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML);
}"""
SCREENS = ("", "/1", "/outbox", "/message/4/release", "/patient/1/forget")


def look(page: Page) -> None:
    """What is asked of a screen with everything unfolded, at every width."""
    page.evaluate(OPEN)
    for width, scheme in SIZES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert overlapping(shown_words(page)) == []
        assert page.evaluate(SMALL) == []
        # Most of the time is axe's; dark colors are looked at where there are the most.
        if width == 360:
            assert violations(page) == []
        elif width == 1280 and page.url.endswith("/history/1"):
            assert violations(page, rules=COLORS) == []


def test_every_screen_of_the_history(
    chromium: Browser, tmp_path: Path, given: dict[str, Path]
) -> None:
    shutil.copy(given["plan"], tmp_path / "record.db")
    settle(tmp_path / "record.db", 1, "failed", "550 5.1.1 unknown; ask for the address")
    context = chromium.new_context()
    said: list[str] = []
    with served(tmp_path, "--port", "0") as running:
        there = opened(running)
        base = there.address
        page = there.window(context, said, f"{base}/")
        for screen in SCREENS:
            answer = page.goto(f"{base}/history{screen}")
            assert answer is not None
            assert answer.status == 200
            look(page)
        context.close()
    assert said == []
