"""The screen of a new program in a real Chromium: without a script, live, after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from generator.resources import data_dir
from tests.access.browser import COLORS, violations
from tests.web.served import opened, served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.web.served import Open

pytestmark = pytest.mark.xdist_group("web-browser")
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
# The same as a browser sends it.
FIELDS = {name: [value] for name, value in TYPED.items()} | {
    "irritability": ["moderate"],
    "headache_type": ["cervicogenic"],
    "asked": ["stop", "refer", "precaution"],
    "findings.masseter_tender": ["both"],
    "findings.awake_clenching": ["yes"],
    "findings.oa_nod_loss": ["right"],
}
LATEST = '[id="findings.oa_nod_loss-right"]'


def fill(page: Page) -> None:
    """A typical case with seven findings; regions are opened as one would open them."""
    for area in ("jaw", "neck", "back"):
        page.locator(f"#area-{area} > summary").click()
    for name, value in TYPED.items():
        page.locator(f'[id="{name}"]').fill(value)
    for name in TICKED:
        page.locator(f'[id="{name}"]').check()


def names(page: Page) -> list[str]:
    return page.locator(".given h3").all_inner_texts()


def test_a_visit_without_a_script_from_form_to_pdf(chromium: Browser, running: Open) -> None:
    said: list[str] = []
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    fields = {name: values for name, values in FIELDS.items() if name != "findings.oa_nod_loss"}
    page = running.window(context, said, running.begun(context, fields))
    page.locator(LATEST).check()
    page.get_by_role("button", name="Show the program").click()
    page.locator(".given").first.wait_for()
    assert page.locator(".meaning.present").count() == 7
    assert len(names(page)) >= 3
    assert page.locator(".drawings img").first.is_visible()
    second = page.locator(".given").nth(1).get_attribute("id")
    page.get_by_role("button", name="Later:").first.click()
    expect(page.locator(".given").first).to_have_id(str(second))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download", exact=True).click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    context.close()
    assert said == []


def test_the_program_follows_every_change(chromium: Browser, running: Open) -> None:
    said: list[str] = []
    context = chromium.new_context()
    page = running.window(context, said, running.begun(context, FIELDS))
    all_of_them = names(page)
    assert page.locator(".meaning.present").count() == 7
    page.locator('[id^="do-remove:"]').first.click()
    expect(page.locator(".given h3").first).not_to_have_text(all_of_them[0])
    page.locator('[id="do-undo"]').click()
    expect(page.locator(".given h3")).to_have_text(all_of_them)
    page.locator('[id="do-star:masseter_tender"]').click()
    page.locator("#stars li").wait_for()
    page.locator('[id="flags-stop"] summary').first.click()
    page.locator('[id="flags.rf_thunderclap"]').check()
    page.locator(".verdict.stop").wait_for()
    assert page.locator(".given, #handout").count() == 0
    assert page.get_by_role("button", name="Print").count() == 0
    page.keyboard.press("Control+z")
    page.locator(".given").first.wait_for()
    assert names(page)
    # What the page shows is what the program follows from, also in the field with the focus.
    expect(page.locator('[id="flags.rf_thunderclap"]')).not_to_be_checked()
    ticked_while_a_button_is_answered(page)
    answered_for(page)
    refused(page)
    assert [words for words in said if "status of 413" not in words] == []
    overtaken(page)
    context.close()


def ticked_while_a_button_is_answered(page: Page) -> None:
    """What the answer does not know is not taken back by it, and is kept next."""
    page.evaluate("""async () => {
      document.getElementById('do-star:masseter_tender').click();
      await new Promise(done => setTimeout(done));
      document.getElementById('flags.rf_thunderclap').click();
    }""")
    page.locator(".verdict.stop").wait_for()
    expect(page.locator("#stars li")).to_have_count(0)
    page.locator('[id="flags.rf_thunderclap"]').uncheck()
    page.locator(".given").first.wait_for()


TOO_MUCH: Final = """one => {
  one.value = 'a'.repeat(2200000);
  one.dispatchEvent(new Event('input', { bubbles: true }));
}"""


def answered_for(page: Page) -> None:
    """Who goes on although not all was asked says it once, not before each change."""
    page.locator('[id="asked.refer"]').uncheck()
    page.get_by_label("Go on all the same").click()
    page.locator(".given").first.wait_for()
    expect(page.get_by_label("Go on all the same")).to_be_focused()
    page.locator('[id="notes"]').fill("Slowly.")
    page.locator("html:not([data-saving])").wait_for()
    assert names(page)
    page.locator('[id="asked.refer"]').check()


def refused(page: Page) -> None:
    """What the server does not take is said, and not sent again and again."""
    page.locator("html:not([data-saving])").wait_for()
    page.clock.install()
    with page.expect_response("**/live"):
        page.locator("#notes").evaluate(TOO_MUCH)
        page.clock.run_for(100)
    expect(page.get_by_role("alert")).to_contain_text("does not take this")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(10_000)
    assert asked == []
    page.locator("#notes").fill("Slowly")
    page.clock.resume()
    expect(page.locator("#saved")).to_contain_text("Saved")


def overtaken(page: Page) -> None:
    """Somebody else's change makes one copy of this window, not more."""
    page.evaluate("""async () => {
      const form = document.getElementById('evaluation');
      const body = new URLSearchParams(new FormData(form));
      body.set('patient.name', 'Overtaken Once');
      body.set('notes', 'Theirs');
      await fetch(form.dataset.live, { method: 'POST', body });
    }""")
    address = page.url
    page.locator('[id="patient.name"]').fill("Overtaken Once")
    page.locator(".note").wait_for()
    assert page.url != address
    page.goto(address.rpartition("/new/")[0])
    expect(page.get_by_role("link", name="Overtaken Once")).to_have_count(2)


def downloaded_first(page: Page) -> None:
    """A case that was given to `hep serve` leaves before it is changed; that is no other window."""
    with page.expect_download():
        page.get_by_role("button", name="Download the case file").click()
    address = page.url
    page.locator("#notes").fill("Slowly.")
    with page.expect_response("**/live") as answer:
        page.locator("#notes").press("End")
    assert "moved" not in answer.value.json()
    assert page.url == address


def test_what_was_typed_is_there_after_a_crash(chromium: Browser, tmp_path: Path) -> None:
    context = chromium.new_context()
    with served(tmp_path, "--port", "0") as running:
        page = opened(running).window(context)
        address = page.url
        fill(page)
        page.locator("#said-oa_nod_loss .meaning").wait_for()
        expected = names(page)
        running.process.kill()
        running.process.wait()
        page.locator('[id="patient.name"]').fill("Ana Maria Ruiz")
        page.get_by_role("alert").wait_for()
        page.locator('[id^="do-remove:"]').first.click()
        assert "Not saved" in page.locator("#saved").inner_text()
    (tmp_path / "case.yaml").write_bytes((data_dir("examples") / "ben.yaml").read_bytes())
    with served(tmp_path, "case.yaml", "--port", str(running.port)) as again:
        # The session is over, and what was typed is still there: another tab opens a new one.
        expect(page.get_by_role("alert")).to_contain_text("your session has ended")
        other = context.new_page()
        other.goto(again.address)
        other.wait_for_url("**/new/*")
        downloaded_first(other)
        other.goto(again.address.partition("/enter")[0])
        other.get_by_role("link", name="Ana Ruiz").click()
        other.wait_for_url(address)
        assert names(other) == expected
        assert other.locator(LATEST).is_checked()
        other.close()
        page.locator("#notes").fill("Slowly.")
        expect(page.locator("#saved")).to_contain_text("Saved")
        page.reload()
        assert page.locator('[id="patient.name"]').input_value() == "Ana Maria Ruiz"
    context.close()


def test_the_screen_breaks_no_rule_at_any_width(chromium: Browser, running: Open) -> None:
    said: list[str] = []
    context = chromium.new_context(reduced_motion="reduce")
    page = running.window(context, said, running.begun(context, FIELDS))
    page.locator("#area-jaw > summary").click()
    page.locator("#search").fill("tmj")
    page.locator("#found-0").wait_for()
    for width in (1280, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Most of the time is axe's: once for all rules, once more for dark colors.
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, rules=COLORS) == []
    context.close()
    assert said == []
