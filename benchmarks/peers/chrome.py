"""Chromium prints the page as it is, driven by Playwright; one browser stays open."""

import shutil
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.peers import Peer, Source

# Without a sandbox, since it may run as root in a container; it sees no page but ours.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


def program() -> str:
    """The path of the browser.

    Raises: ImportError when there is none.
    """
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise ImportError("no program chromium")
    return found


def cold_command(page: Path, out: Path) -> list[str]:
    """Print one page without Playwright, which would start a process of its own first."""
    printing = ["--headless", "--no-pdf-header-footer", f"--print-to-pdf={out}", page.as_uri()]
    return [program(), *ARGUMENTS, *printing]


class Chromium(Peer[str]):
    """A browser with one open page."""

    name: ClassVar[str] = "Chromium"

    def __init__(self) -> None:
        """Start the browser.

        Raises: ImportError when it is not there or does not start.
        """
        driver = import_module("playwright.sync_api")
        path = program()
        self.playwright: Any = driver.sync_playwright().start()
        try:
            self.browser = self.playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        except driver.Error as error:
            self.playwright.stop()
            raise ImportError(f"{path} does not start") from error
        self.page = self.browser.new_page()

    def prepare(self, source: Source) -> str:
        """The page's text."""
        return source.page.read_text("utf-8")

    def layout(self, prepared: str) -> bytes:
        """The page as a PDF, on letter paper like the others."""
        self.page.set_content(prepared)
        made: bytes = self.page.pdf(tagged=True, prefer_css_page_size=True, format="Letter")
        return made

    def close(self) -> None:
        """End the browser."""
        self.browser.close()
        self.playwright.stop()


make = Chromium
