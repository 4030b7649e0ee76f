"""What is asked of a page in a real Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from axe_playwright_python.sync_playwright import Axe

from tests.tools import require_tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page, Playwright

# Debian's Chromium in a container, without a word to anybody.
ARGUMENTS: Final = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
RULES: Final = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split()
COLORS: Final = ("color-contrast",)
# What WCAG 1.4.12 lets a reader set.
SPACING: Final = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
# The words of the page: where they stand, and how they look.
WORDS: Final = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const places = [...range.getClientRects()].filter(r => r.width && r.height)
      .map(r => [r.left, r.top, r.right, r.bottom]);
    const style = getComputedStyle(node.parentElement);
    let ground = 'rgb(255, 255, 255)';
    for (let at = node.parentElement; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(color)) { ground = color; break; }
    }
    found.push({
      words: node.data.trim(), places, color: style.color, ground,
      size: parseFloat(style.fontSize), bold: Number(style.fontWeight) >= 700,
      log: !!node.parentElement.closest('section.log'),
    });
  }
  return found;
}"""


def launched(playwright: Playwright) -> Browser:
    """A Chromium of the machine."""
    return playwright.chromium.launch(executable_path=require_tool("chromium"), args=ARGUMENTS)


def violations(
    page: Page, *, colors: bool = True, rules: Sequence[str] = (), within: str | None = None
) -> list[tuple[str, list[str]]]:
    """The rules of axe-core that the page breaks, each with the elements that do.

    `rules`: only these; `within`: only in these elements. Colors take it longer than all else, and
    are the same at every width.
    """
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": RULES},
        "resultTypes": ["violations"],
        "rules": {"color-contrast": {"enabled": colors}},
    }
    if rules:
        options |= {"runOnly": {"type": "rule", "values": rules}, "rules": {}}
    found = Axe().run(page, context=within, options=options).response
    assert found["passes"]
    return [
        (broken["id"], [node["html"][:80] for node in broken["nodes"]])
        for broken in found["violations"]
    ]


def shown_words(page: Page) -> list[dict[str, Any]]:
    """Each piece of text that is shown: words, places, colors, size."""
    found: list[dict[str, Any]] = page.evaluate(WORDS)
    return [piece for piece in found if piece["places"]]


def overlapping(pieces: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The pieces of text that cover each other."""
    places = [(piece["words"], place) for piece in pieces for place in piece["places"]]
    places.sort(key=lambda item: float(item[1][1]))
    found = []
    for at, (words, (left, top, right, bottom)) in enumerate(places):
        for other, (left2, top2, right2, bottom2) in places[at + 1 :]:
            if top2 >= bottom - 1:
                break
            across = min(right, right2) - max(left, left2)
            down = min(bottom, bottom2) - max(top, top2)
            # Boxes of letters reach a little over their line.
            if across > 1 and down > (bottom - top) / 3:
                found.append((words, other))
    return found


def contrast(one: str, two: str) -> float:
    """The contrast of two colors as WCAG reckons it."""
    dark, light = sorted((_luminance(one), _luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    inner = color.partition("(")[2].rstrip(")")
    parts = [int(part) / 255 for part in inner.split(",")[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
