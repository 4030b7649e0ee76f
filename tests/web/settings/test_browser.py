"""The settings in a real Chromium: rules, widths, light and dark, and the color while typing."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import asdict

from generator.web.accent import sample_of
from tests.access.browser import COLORS, violations
from tests.web.served import opened, served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.xdist_group("web-browser")
JS_NAMES = {"accent": "accent", "tint": "tint", "onWhite": "on_white", "onTint": "on_tint"}
SAMPLES = "codes => import('/static/settings.js').then(one => codes.map(one.sampleOf))"


def breaks_no_rule(page: Page) -> None:
    """All rules where there is the least room; the dark colors, which are the same at any width."""
    for width in (1280, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page, rules=COLORS) == []


def agrees(page: Page) -> None:
    """The page reckons colors as the handout does."""
    chance = random.Random(6)
    codes = [f"#{chance.randrange(1 << 24):06x}" for _ in range(500)]
    codes += "#000000 #ffffff #0a0a0a #767676 #FFFFFF red #12345 #1234567".split()
    for code, theirs in zip(codes, page.evaluate(SAMPLES, codes), strict=True):
        ours = sample_of(code)
        assert (theirs is None) == (ours is None), code
        if ours:
            found = {JS_NAMES[name]: value for name, value in theirs.items()}
            assert found == pytest.approx(asdict(ours), abs=1e-3), code


def test_the_settings_in_a_browser(chromium: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "our-clinic"
    folder.mkdir()
    (folder / "clinic.yaml").write_text('name: Cedar Street\ncolors: {accent: "#7a2e63"}\n')
    context = chromium.new_context()
    said: list[str] = []
    with served(tmp_path, "--port", "0", "--clinic", str(folder)) as running:
        there = opened(running)
        base = there.address
        page = there.window(context, said, f"{base}/")
        page.goto(f"{base}/settings")
        breaks_no_rule(page)
        agrees(page)
        page.fill('[id="colors.accent"]', "#f0a0c0")
        assert "1.9:1" in page.inner_text("#ratio")
        assert "too pale" in page.inner_text("#ratio.poor")
        assert page.get_attribute("rect[data-accent]", "fill") == "#f0a0c0"
        page.fill("#picker", "#225588")
        assert page.input_value('[id="colors.accent"]') == "#225588"
        assert "can be read" in page.inner_text("#ratio:not(.poor)")
        assert said == []
        page.fill("#timezone", "Nowhere")
        page.keyboard.press("Enter")  # the first button saves
        page.locator(".problems").wait_for()
        assert violations(page) == []
        page.fill("#timezone", "")
        page.get_by_role("button", name="Save").first.click()
        page.locator(".done").wait_for()
        context.close()  # before its server, which the sample would miss
    assert "#225588" in (folder / "clinic.yaml").read_text()
    assert [words for words in said if "status of 422" not in words] == []
