"""Whatever a provider does by keyboard, and however quickly: the page shows what the server has."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.web.test_new_browser import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, Request

    from tests.web.served import Open

pytestmark = pytest.mark.xdist_group("web-browser")
ACTIONS = 24
FILLED = """() => [...new FormData(document.getElementById('evaluation'))]
  .filter(([name, value]) => value && !['csrf_token', 'version'].includes(name))
  .map(pair => pair.join('=')).sort()"""
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
BOXES = "#evaluation input[type=checkbox]:visible, #evaluation input[type=radio]:visible"
BUTTONS = "#evaluation button[name=do]:enabled:visible"
LOOK_MS, CALM_MS = 50, 200
MOST_LOOKS = 400


class Traffic:
    """The requests of a page that have no answer yet."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.open: set[Request] = set()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        self.open.add(request)

    def _end(self, request: Request) -> None:
        self.open.discard(request)

    def rest(self) -> None:
        """Wait until nothing was on its way for a while."""
        calm = 0
        for _ in range(MOST_LOOKS):
            self.page.wait_for_timeout(LOOK_MS)
            calm = 0 if self.open else calm + LOOK_MS
            if calm >= CALM_MS:
                return
        raise AssertionError(f"no answer to {self.open}")


def test_the_page_shows_what_the_server_has(chromium: Browser, running: Open) -> None:
    chance = random.Random(7)
    context = chromium.new_context()
    page = running.window(context, [], running.begun(context, FIELDS))
    other, traffic = context.new_page(), Traffic(page)

    def pressed(selector: str, key: str) -> Callable[[], None]:
        def press() -> None:
            found = page.locator(selector)
            found.nth(chance.randrange(found.count())).focus()
            page.keyboard.press(key)

        return press

    doing: dict[str, Callable[[], None]] = {
        "tick": pressed(BOXES, "Space"),
        "button": pressed(BUTTONS, "Enter"),
        "undo": lambda: page.keyboard.press("Control+z"),
        "redo": lambda: page.keyboard.press("Control+Shift+z"),
        "enter": lambda: page.keyboard.press("Enter"),
    }
    page.evaluate(UNFOLD)
    done: list[str] = []
    for _ in range(ACTIONS):
        done.append(chance.choice([*doing, "tick", "tick", "undo", "undo"]))
        doing[done[-1]]()
        if chance.random() < 0.5:  # the next one while this one is still on its way
            continue
        traffic.rest()
        other.goto(page.url)
        assert page.evaluate(FILLED) == other.evaluate(FILLED), done
    context.close()
