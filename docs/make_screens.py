"""Make docs/images/page-*.png: two screens of the provider's page, in Chromium."""  # noqa: INP001

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.access.browser import launched

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
CASE = ROOT / "examples" / "ana.yaml"
SIZE = {"width": 1280, "height": 880}
COLORS = 128


def main() -> None:
    """Open an example on a page of its own, and keep few colors."""
    with tempfile.TemporaryDirectory() as folder:
        hep = [str(Path(sys.executable).with_name("hep")), "serve", "--no-open", "--port", "0"]
        command = [*hep, "--db", str(Path(folder, "record.db"))]
        with (
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served,  # noqa: S603
            sync_playwright() as playwright,
        ):
            address = served.stdout.readline().strip() if served.stdout else ""
            browser = launched(playwright)
            page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
            page.goto(address)
            _shoot(page, address.partition("/enter")[0])
            browser.close()
            served.terminate()


def _shoot(page: Page, base: str) -> None:
    page.wait_for_url(f"{base}/")
    page.goto(f"{base}/new")
    page.set_input_files("#file", CASE)
    page.get_by_role("button", name="Open", exact=True).click()
    page.locator(".given").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.locator("#findings").evaluate("e => e.scrollIntoView()")
    _keep(page, "page-new.png")
    page.goto(f"{base}/library")
    page.wait_for_load_state("networkidle")
    _keep(page, "page-library.png")


def _keep(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(IMAGES / name, optimize=True)
    sys.stdout.write(f"{IMAGES / name}\n")


if __name__ == "__main__":
    main()
