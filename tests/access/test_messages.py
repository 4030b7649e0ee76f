"""The HTML of a message in a real Chromium: no violation of axe-core, every word to be read."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, Request

from generator.delivery.wording import Kind, words
from tests.access.browser import contrast, overlapping, shown_words, violations
from tests.delivery.letters import FOLDERS, VIEW

pytestmark = pytest.mark.xdist_group("access-browser")
LOCKED = replace(VIEW, locked=True, page=False, note=(("W" * 90,),))
MESSAGES: tuple[tuple[Kind, Any], ...] = (
    ("program", VIEW),
    ("program", LOCKED),
    ("check_in", VIEW),
    ("test", replace(VIEW, note=())),
)

# The color of the canvas, which no element has: it is that of the system's `Canvas`.
GROUND = """() => {
  const probe = document.createElement('i');
  probe.style.color = 'Canvas';
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}"""


@pytest.mark.parametrize(("kind", "view"), MESSAGES, ids=["program", "locked", "check-in", "test"])
def test_a_message_is_clear_at_every_width_in_light_and_dark(
    kind: Kind, view: Any, page: Page, tmp_path: Path
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    file = tmp_path / "message.html"
    file.write_text(words(kind, view, FOLDERS).html, "utf-8")
    page.goto(file.as_uri())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (320, 360, 800):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert overlapping(shown_words(page)) == []
        assert violations(page, colors=scheme == "light") == []
        ground = page.evaluate(GROUND)
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 18, 18)"}[scheme]
        pieces = shown_words(page)
        assert len(pieces) > 5
        for piece in pieces:
            assert contrast(piece["color"], ground) >= 4.5, piece["words"]
            assert piece["size"] >= 15
    page.remove_listener("request", note)
    assert asked == [file.as_uri()]
