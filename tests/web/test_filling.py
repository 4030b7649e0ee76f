"""How quick a whole evaluation is: seven findings by keys alone, and by touch alone.

An interaction is what chooses or fills in: a field typed, a key that chooses, a tap. Keys that only
move on (Tab, /) are no choice; all keys together are counted too.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.web.test_new_browser import names

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.served import Open

pytestmark = pytest.mark.xdist_group("web-browser")
MOST = 25
MOST_S = 60
FOUND = 7


class Hands:
    """Types, presses and taps, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.done = 0
        self.moves = 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.done += 1

    def press(self, key: str, times: int = 1) -> None:
        """A key that chooses."""
        for _ in range(times):
            self.page.keyboard.press(key)
        self.done += times

    def to(self, field: str) -> None:
        """Tab until a field has the focus."""
        for _ in range(40):
            self.page.keyboard.press("Tab")
            self.moves += 1
            if self.page.evaluate("document.activeElement.id") == field:
                return
        pytest.fail(f"{field} is not reached by Tab")

    def search(self, text: str) -> None:
        """From anywhere: the box, the words, the first that was found."""
        if self.page.evaluate("document.activeElement.id") != "search":
            self.page.keyboard.press("/")
            self.moves += 1
        self.type(text)
        expect(self.page.locator("#found-0")).to_be_visible()
        self.press("Enter")

    def tap(self, place: str) -> None:
        self.page.locator(place).tap()
        self.done += 1

    def fill(self, field: str, text: str) -> None:
        """A tap into a field and what is typed there are one."""
        self.page.locator(f'[id="{field}"]').tap()
        self.type(text)


def quick(page: Page, hands: Hands, began: float) -> None:
    """Everything is there, soon enough."""
    expect(page.locator(".meaning.present")).to_have_count(FOUND)
    took = time.monotonic() - began
    assert names(page)
    print(f"{hands.done} interactions, {hands.moves} keys to move, {took:.1f} s")  # noqa: T201
    assert hands.done <= MOST
    assert took < MOST_S


def test_an_evaluation_by_keys_alone(chromium: Browser, running: Open) -> None:
    said: list[str] = []
    context = chromium.new_context()
    page = running.window(context, said)
    hands, began = Hands(page), time.monotonic()
    hands.to("patient.name")
    hands.type("Ana Ruiz")
    hands.to("patient.age")
    hands.type("34")
    hands.to("irritability")
    hands.press("ArrowDown")
    hands.to("do-asked:all")
    hands.press("Enter")
    expect(page.locator('[id="asked.precaution"]')).to_be_checked()
    hands.search("masse both")
    hands.search("clench y")
    hands.search("nod right")
    hands.search("trap upper left")
    hands.search("flexion rotation")
    hands.type("24")
    hands.to("measurements.frt_deg.left")
    hands.type("42")
    hands.search("mouth opening")
    hands.type("37")
    hands.search("CVA")
    hands.type("44")
    quick(page, hands, began)
    hands.search("temple left")
    expect(page.locator("#count-jaw")).to_have_text("4")
    page.keyboard.press("Control+z")
    expect(page.locator("#count-jaw")).to_have_text("3")
    hands.search("blood thinner")
    assert page.evaluate("document.activeElement.id") == "flags.pr_anticoagulant"
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    context.close()
    assert said == []


def test_an_evaluation_by_touch_alone(chromium: Browser, running: Open) -> None:
    said: list[str] = []
    size: Any = {"width": 768, "height": 1024}
    context = chromium.new_context(has_touch=True, viewport=size)
    page = running.window(context, said)
    hands, began = Hands(page), time.monotonic()
    hands.fill("patient.name", "Ana Ruiz")
    hands.fill("patient.age", "34")
    hands.tap('label:has([id="irritability.moderate"])')
    hands.tap('[id="do-asked:all"]')
    expect(page.locator('[id="asked.precaution"]')).to_be_checked()
    hands.tap(".figure a.jaw path:not(.hit)")
    expect(page.locator("#area-jaw > summary")).to_be_focused()
    hands.fill("measurements.mouth_opening_mm.unassisted", "37")
    hands.tap('label:has([id="findings.masseter_tender-both"])')
    hands.tap('label:has([id="findings.awake_clenching-yes"])')
    hands.tap(".figure a.neck g:last-child path")
    hands.fill("measurements.frt_deg.right", "24")
    hands.fill("measurements.frt_deg.left", "42")
    hands.tap('label:has([id="findings.oa_nod_loss-right"])')
    hands.tap('label:has([id="findings.ut_short-left"])')
    hands.tap(".figure a.back path")
    hands.fill("measurements.craniovertebral_angle_deg", "44")
    quick(page, hands, began)
    hands.tap(".dock .to")
    expect(page.locator("#program")).to_be_in_viewport()
    context.close()
    assert said == []


def test_the_body_opens_a_region_without_a_script(chromium: Browser, running: Open) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = running.window(context)
    expect(page.locator("#search")).to_be_hidden()
    masseter = page.locator("#finding-masseter_tender")
    expect(masseter).to_be_hidden()
    page.get_by_role("link", name="Head and jaw").press("Enter")
    expect(masseter).to_be_visible()
    context.close()
