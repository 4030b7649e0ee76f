"""The handout's XHTML as a tagged PDF."""

import datetime

from generator.handout.blocks import build_all
from generator.handout.fonts import printable
from generator.handout.furniture import Furniture
from generator.handout.orders import arrange
from generator.handout.page import Step, draw_pages
from generator.handout.recording import recording_of
from generator.handout.setting import setting_for
from generator.handout.tagged import TaggedCanvas
from generator.handout.theme import PAPER_SIZES, Paper, Theme
from generator.handout.xhtml import Element, TemplateError, parse, parse_whole


def render_pdf(
    xhtml: str,
    theme: Theme,
    *,
    created: datetime.date,
    paper: Paper = "letter",
) -> bytes:
    """Lay out a handout as a PDF file.

    The same document, theme, date and paper give the same bytes.

    Raises: TemplateError when the document uses what the layout does not know.
    """
    html, pages, furniture = _laid_out(xhtml, theme, paper)
    canvas = TaggedCanvas(
        PAPER_SIZES[paper],
        title=_title(html),
        author=_author(html),
        lang=html.attributes.get("lang", "en"),
        created=created,
        recording_of=recording_of,
    )
    draw_pages(canvas, pages, furniture)
    return canvas.finish()


def _laid_out(
    xhtml: str, theme: Theme, paper: Paper
) -> tuple[Element, list[list[Step]], Furniture]:
    html = parse(xhtml)
    try:
        return html, *lay_out(html, theme, paper)
    except TemplateError:
        return html, *lay_out(parse_whole(xhtml), theme, paper)  # names the line


def lay_out(html: Element, theme: Theme, paper: Paper) -> tuple[list[list[Step]], Furniture]:
    """The pages with everything in its place, not yet drawn."""
    body = next((element for element in html.elements() if element.tag == "body"), None)
    if body is None:
        raise TemplateError("the handout has no <body>")
    setting = setting_for(theme)
    furniture = Furniture(
        setting,
        PAPER_SIZES[paper],
        _special(body, "header", "running"),
        _special(body, "footer", "page"),
    )
    first, later = furniture.frames()
    content = [child for child in body.elements() if child not in (furniture.head, furniture.foot)]
    return arrange(build_all(setting, content, first.width), first, later), furniture


def _special(body: Element, tag: str, kind: str) -> Element | None:
    return next(
        (child for child in body.elements() if child.tag == tag and child.style_class == kind), None
    )


def _title(html: Element) -> str:
    title = html.find("title")
    words = printable(title.text()) if title else ""
    if not words:
        raise TemplateError("the handout has no <title>; a screen reader needs one")
    return words


def _author(html: Element) -> str:
    metas = (element for element in html.walk() if element.tag == "meta")
    return printable(
        next(
            (
                meta.attributes.get("content", "")
                for meta in metas
                if meta.attributes.get("name") == "author"
            ),
            "",
        )
    )
