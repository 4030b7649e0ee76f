"""The library in a real Chromium: widths, light and dark, axe-core, the console; by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.access.browser import COLORS, violations
from tests.web.served import opened, served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("web-browser")
SCREENS = ("/library?region=jaw", "/library/c1c2_self_snag", "/library/review-list")
DRAWN = "[...document.images].filter(one => !one.complete || !one.naturalWidth).length"


def test_a_review_by_keyboard_and_every_screen_at_every_width(
    chromium: Browser, tmp_path: Path
) -> None:
    clinic = tmp_path / "clinic"
    clinic.mkdir()
    context = chromium.new_context()
    said: list[str] = []
    with served(tmp_path, "--port", "0", "--clinic", str(clinic)) as running:
        there = opened(running)
        base = there.address
        window = there.window(context, said, f"{base}/")
        for path in SCREENS:
            window.goto(base + path)
            for scheme in ("light", "dark"):
                window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                for width in (360, 768, 1280):
                    window.set_viewport_size({"width": width, "height": 900})
                    assert window.evaluate("document.documentElement.scrollWidth") <= width
                # Most of the time is axe's; dark has the same words and places.
                if scheme == "light" or path == SCREENS[0]:
                    assert violations(window, rules=COLORS if scheme == "dark" else ()) == []
        window.goto(f"{base}/library/c1c2_self_snag")
        assert window.evaluate(DRAWN) == 0
        window.get_by_label("Your name").focus()
        window.keyboard.type("Dr. M. Lee")
        window.keyboard.press("Tab")
        window.keyboard.type("PT20871")
        window.keyboard.press("Enter")
        window.locator("p.told").wait_for()
        assert "Dr. M. Lee" in (clinic / "reviews.yaml").read_text()
        context.close()  # before its server, which a drawing would miss
    assert said == []
