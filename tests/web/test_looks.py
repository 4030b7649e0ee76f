"""The page in a real Chromium: axe-core, widths, light and dark, keys, the console."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from generator.web.app import create_app
from generator.web.sessions import Sessions
from generator.web.settings import WebSettings
from tests.access.browser import COLORS, overlapping, shown_words, violations
from tests.web.conftest import Client
from tests.web.served import Open

pytestmark = pytest.mark.xdist_group("web-browser")
WIDTHS = (1280, 768, 360)
# What is too small for a finger: links in a line of text may be.
SMALL = """() => {
  const all = document.querySelectorAll('a.button, button, header a, input:not([type=hidden])');
  return [...all].filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML);
}"""
FACES = """() => document.fonts.ready.then(
  all => [...all].filter(face => face.status === 'loaded').length)"""


@pytest.fixture
def window(chromium: Browser) -> Iterator[Page]:
    """A window of a browser that knows no cookie; what its console says must be nothing."""
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    # Chromium itself notes the code of an error page.
    assert [words for words in said if "responded with a status of 40" not in words] == []


def look(page: Page, *schemes: Literal["light", "dark"]) -> None:
    """All that is asked of a page at every width."""
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert overlapping(shown_words(page)) == []
            assert page.evaluate(SMALL) == []
        # Most of the time is axe's: at the width that breaks most, and for dark colors.
        assert violations(page, rules=COLORS if scheme == "dark" else ()) == []


def test_the_first_page(running: Open, window: Page) -> None:
    name, _, value = running.cookie.partition("=")
    window.context.add_cookies([{"name": name, "value": value, "url": running.address}])
    window.goto(running.address)
    assert window.title() == "Start – Home exercise program"
    assert window.evaluate(FACES) == 2
    look(window, "light", "dark")
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.className") == "skip"
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id") == "main"


def test_an_error_says_what_to_do(running: Open, window: Page) -> None:
    answer = window.goto(running.address)
    assert answer is not None
    assert answer.status == 403
    assert "hep serve" in window.inner_text("main")
    look(window, "light")  # its colors are those of the first page


def test_the_way_in_and_out_breaks_no_rule(
    chromium: Browser, client: Client, sessions: Sessions, tmp_path: Path
) -> None:
    """Pages that pass by: their order and words; their colors are those of every page."""
    proxied = create_app(WebSettings(db=tmp_path / "other.db", proxy="hep.example.org"))
    base = "https://hep.example.org"
    pages = [
        proxied.test_client().get("/sign-in", base_url=base).text,
        client.get("/enter", query_string={"token": sessions.invite()}).text,
        client.get("/nothing-here").text,
        client.send("/sign-out").text,
    ]
    window = chromium.new_page()
    for text in pages:
        assert "<h1>" in text
        window.set_content(re.sub("<meta http-equiv[^>]*>", "", text))
        # Without its style sheet a page has no sizes.
        found = [rule for rule, _ in violations(window, colors=False) if rule != "target-size"]
        assert found == []
    window.close()
