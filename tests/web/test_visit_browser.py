"""A whole visit in a real Chromium: from an empty form to a PDF, and to a mail that arrives."""

from __future__ import annotations

import email
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.access.browser import violations
from tests.delivery.real_server import RealServer
from tests.delivery.servers import HOST
from tests.web.served import opened, served
from tests.web.test_new_browser import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Request

pytestmark = pytest.mark.xdist_group("web-browser")
PASSWORD = "open-sesame-77"
FRAME = "#sheet iframe:not(.fresh)"


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Iterator[RealServer]:
    """A real mail server that the page knows."""
    with RealServer() as server:
        named = {"HOST": HOST, "PORT": str(server.port), "SECURITY": "plain"}
        for name, value in (named | {"SENDER": "desk@lakeside.example"}).items():
            monkeypatch.setenv(f"HEP_SMTP_{name}", value)
        yield server


def looked_at(page: Page) -> str:
    """Open the preview; where the sheet in it comes from."""
    page.locator("#preview > summary").click()
    page.locator(FRAME).wait_for()
    return str(page.locator(FRAME).get_attribute("src"))


def changed_while_looking(page: Page, first: str) -> None:
    """The preview follows the form, and vanishes with the program."""
    with page.expect_response(lambda one: "/preview." in one.url) as waiting:
        page.locator('[id="handout.ink"]').select_option("bw")
    assert waiting.value.ok
    expect(page.locator(FRAME)).not_to_have_attribute("src", first)
    page.locator('[id="flags-stop"] summary').first.click()
    page.locator('[id="flags.rf_thunderclap"]').check()
    page.locator(".verdict.stop").wait_for()
    assert page.locator("#sheet, iframe, #mail").count() == 0
    page.locator('[id="flags.rf_thunderclap"]').uncheck()
    page.locator(FRAME).wait_for()


def sent(page: Page) -> None:
    """Send it; what no clinician has reviewed must be answered for."""
    page.locator('[id="mail.own_words"]').fill("See you on Monday.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator('[id="mail.repeated-problem"] p')).to_contain_text("not the same")
    page.locator('[id="mail.password"]').fill("")
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator('[id="mail.draft_ok"]').check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#left .messages .sent")).to_contain_text("to ana@example.org")


def test_a_visit_from_empty_form_to_pdf_and_mail(
    chromium: Browser, tmp_path: Path, real: RealServer
) -> None:
    said: list[str] = []
    with served(tmp_path, "--port", "0") as running:
        context = chromium.new_context(accept_downloads=True)
        page = opened(running).window(context, said)
        address, secret = page.url, carrying(context, PASSWORD)
        fill(page)
        page.locator('[id="patient.email"]').fill("ana@example.org")
        changed_while_looking(page, looked_at(page))
        page.locator("#mail > summary").click()
        page.locator("#mail-lock > summary").click()
        page.locator('[id="mail.password"]').fill(PASSWORD)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download", exact=True).click()
        pdf = waiting.value.path().read_bytes()
        with context.expect_page() as printed:
            page.get_by_role("button", name="Print", exact=True).click()
        printed.value.wait_for_url(f"{address}/handout.pdf", wait_until="commit")
        printed.value.close()
        sent(page)
        expect(page.locator("#left .ways")).to_contain_text("Downloaded")
        expect(page.locator("#left .ways")).to_contain_text("Printed")
        assert breaks_no_rule(page) == []
        context.close()
    assert said == []
    # The page has what the mail is locked with until it was sent; nothing else takes it along.
    assert secret == [f"{address}/mail"]
    (accepted,) = real.accepted
    message = email.message_from_bytes(accepted.data, policy=default)
    assert message["To"] == "ana@example.org"
    assert next(message.iter_attachments()).get_content() == pdf
    body = message.get_body(("plain",))
    assert body is not None
    assert "See you on Monday." in body.get_content()


def carrying(context: BrowserContext, word: str) -> list[str]:
    """Where a word is sent to, from now on."""
    found: list[str] = []

    def see(request: Request) -> None:
        if word in (request.post_data or ""):
            found.append(request.url)

    context.on("request", see)
    return found


def breaks_no_rule(page: Page) -> list[object]:
    """What is wrong with the preview and the mail, open, wide and narrow."""
    page.locator("#mail, #mail details").evaluate_all("all => all.map(one => one.open = true)")
    found: list[object] = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        found += violations(page, colors=width == 1280, within=".give")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    return found
