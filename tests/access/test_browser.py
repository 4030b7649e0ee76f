"""The page in a real Chromium: no violation of axe-core, and what axe-core cannot know."""

import io
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Request

from tests.access.browser import SPACING, contrast, overlapping, shown_words, violations
from tests.access.forms import CASES, Handouts
from tests.tools import require_tool, run

pytestmark = pytest.mark.xdist_group("access-browser")
STYLE = "(element, name) => getComputedStyle(element)[name]"
CLOTHES: dict[str, dict[str, Any]] = {
    "standard": {},
    "large": {"size": "large", "letterhead": True},
    "bw": {"ink": "bw"},
    "compact": {"layout": "compact"},
    "cards": {"layout": "cards"},
}
# Every example as it comes, and each of the other clothes on one.
WORN = [*((case, "standard") for case in CASES), *zip(CASES, list(CLOTHES)[1:], strict=False)]
# What is drawn, and how far from its left edge to look: no word stands there.
DRAWN = {"td.week": 60, ".lines": 60, ".guide li": 16, "figure svg": 200}
WRITTEN = ("h1", "dd", ".steps li", "p.dose", "aside.stop p", ".log p", "footer p")


def opened(page: Page, file: Path) -> Page:
    """The page with a file in it."""
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize(("case", "clothes"), WORN)
def test_axe_finds_no_violation_and_no_word_is_faint(
    case: str, clothes: str, page: Page, handouts: Handouts
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    file = handouts.html(case, **CLOTHES[clothes])
    opened(page, file)
    for width in (360, 1000):
        page.set_viewport_size({"width": width, "height": 800})
        # Every example has the same colors, at every width; `faint` looks at all of them.
        colors = case == CASES[0] and width == 360
        assert violations(page, colors=colors) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert faint(page) == []
    page.remove_listener("request", note)
    assert asked == [file.as_uri()]


def test_a_violation_is_seen(page: Page) -> None:
    page.set_content("<title>T</title><p style='color: #999'>Gray</p><h3>Low</h3>")
    assert {rule for rule, _ in violations(page)} >= {"color-contrast", "html-has-lang", "region"}


# --- Structure ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "letterhead"), [*((case, False) for case in CASES), ("ana", True)]
)
def test_headings_landmarks_and_names(
    case: str, letterhead: bool, page: Page, handouts: Handouts
) -> None:
    tree = opened(page, handouts.html(case, letterhead=letterhead)).locator("body").aria_snapshot()
    levels = [int(level) for level in re.findall(r"- heading .*\[level=(\d)\]", tree)]
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels))
    marks = re.findall(r"^- (banner|main|contentinfo)\b", tree, re.MULTILINE)
    assert marks == (["banner"] if letterhead else []) + ["main", "contentinfo"]
    assert "complementary" not in tree
    assert tree.count('- region "My four weeks"') == 1
    pictures = page.locator("svg, img").count()
    assert len(re.findall(r'\bimg "[^"]{5,}', tree)) == pictures > 3


def test_the_log_is_the_only_stop_of_the_tab_key(page: Page, handouts: Handouts) -> None:
    opened(page, handouts.html("ana"))
    stops = []
    for _ in range(2):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.className"))
    assert stops == ["log", ""]


# --- Room -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("clothes", CLOTHES)
def test_nothing_is_cut_or_covered(clothes: str, page: Page, handouts: Handouts) -> None:
    opened(page, handouts.html("dora", **CLOTHES[clothes]))
    for spacing in ("* { }", SPACING):
        page.add_style_tag(content=spacing)
        for width in (320, 500, 1000):  # 400 %, 200 % and 100 % of a usual window
            page.set_viewport_size({"width": width, "height": 800})
            pieces = shown_words(page)
            assert len(pieces) > 100
            assert overlapping(pieces) == []
            edges = [place[2] for piece in pieces if not piece["log"] for place in piece["places"]]
            assert max(edges) <= width
            assert page.evaluate("document.documentElement.scrollWidth") == width


def test_covered_words_are_seen(page: Page) -> None:
    page.set_content("<p>One two three</p><p style='margin-top: -2em'>Four five six</p>")
    assert overlapping(shown_words(page)) == [("One two three", "Four five six")]


# --- Colors ---------------------------------------------------------------------------------------


def faint(page: Page) -> list[dict[str, Any]]:
    """The words with too little contrast, for readers of light and of dark pages."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for piece in shown_words(page):
            large = piece["size"] >= 24 or (piece["bold"] and piece["size"] >= 18.66)
            if contrast(piece["color"], piece["ground"]) < (3 if large else 4.5):
                found.append(piece)
    return found


def test_faint_words_are_seen(page: Page) -> None:
    page.set_content("<p style='color: #888'>Gray</p><h1 style='color: #888'>Large</h1>")
    assert {piece["words"] for piece in faint(page)} == {"Gray"}


def test_contrast_is_reckoned_as_in_wcag() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(119, 119, 119)", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("clothes", "scheme"), [("standard", "dark"), ("large", "light"), ("bw", "dark")]
)
def test_nothing_vanishes_where_colors_are_forced(
    clothes: str, scheme: Any, page: Page, handouts: Handouts
) -> None:
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    opened(page, handouts.html("ana", **CLOTHES[clothes]))
    with Image.open(io.BytesIO(page.screenshot(full_page=True))) as shot:
        for drawn, edge in DRAWN.items():
            assert tone_range(part_of(shot, page, drawn, edge)) > 40, drawn
        for words in WRITTEN:
            assert tone_range(part_of(shot, page, words)) > 180, words


def part_of(shot: Image.Image, page: Page, place: str, edge: int = 0) -> Image.Image:
    """The picture of the first element of a kind, without its frame; `edge`: only its left."""
    box = page.locator(place).first.bounding_box()
    assert box is not None
    left, top = round(box["x"]) + 6, round(box["y"]) + 4
    right = left + edge - 6 if edge else left + round(box["width"]) - 6
    return shot.crop((left, top, right, top + round(box["height"]) - 7))


def tone_range(picture: Image.Image) -> int:
    """From the darkest to the lightest tone, of 255."""
    dark, light = picture.convert("L").getextrema()
    return int(light) - int(dark)  # type: ignore[arg-type]


# --- Paper ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("clothes", ["standard", "large"])
def test_printed_from_the_browser_every_word_is_there(
    clothes: str, page: Page, handouts: Handouts, tmp_path: Path
) -> None:
    opened(page, handouts.html("ana", **CLOTHES[clothes]))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 800})  # A4 without margins
    pieces = shown_words(page)
    assert max(place[2] for piece in pieces for place in piece["places"]) <= 680
    assert overlapping(pieces) == []
    path = tmp_path / "printed.pdf"
    path.write_bytes(page.pdf(format="A4"))
    printed = run(require_tool("pdftotext"), str(path), "-")
    wanted = {word for piece in pieces for word in re.findall(r"\w+", piece["words"])}
    assert wanted - set(re.findall(r"\w+", printed)) == set()
    assert printed.count("\f") <= (20 if clothes == "large" else 10)
    steps = page.locator(".steps li").first
    assert steps.evaluate(STYLE, "fontSize") == {"standard": "16px", "large": "24px"}[clothes]
    # Not to be left out with the grounds; and no grid, which a page break would lay over itself.
    for drawn in (".number", "td.week", ".lines"):
        assert page.locator(drawn).first.evaluate(STYLE, "printColorAdjust") == "exact"
    assert page.locator(".parts").first.evaluate(STYLE, "display") == "flow-root"
    begun = [one for one in printed.split("\f") if re.search(r"^Start: ", one, re.MULTILINE)]
    assert begun
    if clothes == "standard":  # no exercise is parted from its stop lines
        assert all("Stop if" in one for one in begun)
