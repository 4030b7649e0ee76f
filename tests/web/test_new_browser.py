"""The screen of a new program in a real Chromium, without a script."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.access.browser import violations
from tests.web.minimal import application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.xdist_group("new_browser")
TYPED = {
    "patient.name": "Ana Ruiz",
    "patient.id": "10421",
    "patient.age": "34",
    "measurements.frt_deg.right": "24",
    "measurements.frt_deg.left": "42",
    "measurements.mouth_opening_mm.unassisted": "37",
    "measurements.mouth_opening_mm.assisted": "43",
    "measurements.craniovertebral_angle_deg": "44",
}
TICKED = (
    "irritability.moderate",
    "headache_type.cervicogenic",
    "asked.stop",
    "asked.refer",
    "asked.precaution",
    "findings.masseter_tender-both",
    "findings.awake_clenching-yes",
    "findings.oa_nod_loss-right",
)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The screen, at an address of this machine."""
    server = make_server("127.0.0.1", 0, application(), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/new"
    server.shutdown()
    thread.join()
    server.server_close()


def fill(page: Page) -> None:
    """A typical case with seven findings; regions are opened as one would open them."""
    for area in ("jaw", "neck", "back"):
        page.locator(f"#area-{area} > summary").click()
    for name, value in TYPED.items():
        page.locator(f'[id="{name}"]').fill(value)
    for name in TICKED:
        page.locator(f'[id="{name}"]').check()
    page.get_by_role("button", name="Show the program").click()
    page.locator("#program").wait_for()


def test_a_visit_without_a_script_from_empty_form_to_pdf(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(address)
    fill(page)
    assert page.locator(".finding.present").count() == 7
    assert page.locator(".given").count() >= 3
    assert page.locator(".given svg").first.is_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the PDF").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_screen_breaks_no_rule_at_any_width(
    chromium: Browser, address: str, scheme: Any
) -> None:
    # axe-core itself is a script, which the page's own policy refuses.
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    fill(page)
    for width in (1280, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page, colors=width == 1280) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_stop_flag_leaves_nothing_to_print(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator('[id="flags.rf_thunderclap"]').check()
    page.locator('[id="patient.age"]').fill("40")
    page.locator('[id="irritability.high"]').check()
    page.get_by_role("button", name="Show the program").click()
    page.locator(".verdict.stop").wait_for()
    assert page.locator(".given, #handout").count() == 0
    assert page.get_by_role("button", name="PDF").count() == 0
    context.close()
