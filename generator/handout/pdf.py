"""The handout's XHTML as a tagged PDF."""

import datetime
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from generator.handout.blocks import build_all
from generator.handout.boxes import READILY, SPARING, Box, stacked_height
from generator.handout.fonts import printable
from generator.handout.furniture import Frame, Furniture
from generator.handout.page import Flow, Place, Step, draw_pages
from generator.handout.recording import recording_of
from generator.handout.setting import setting_for
from generator.handout.tagged import TaggedCanvas
from generator.handout.theme import PAPER_SIZES, Paper, Theme
from generator.handout.xhtml import Element, TemplateError, parse, parse_whole

MUCH: Final = 140.0  # points left on page 1 that ask for something to fill them


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


def _is_better(other: list[list[Step]], pages: list[list[Step]], first: Frame) -> bool:
    """Whether another order takes fewer pages, or as many and leaves less of page 1 empty."""
    if len(other) != len(pages):
        return len(other) < len(pages)
    left = _left(pages[0], first)
    return left > MUCH and _left(other[0], first) < left


def _left(steps: list[Step], first: Frame) -> float:
    """How much room is left at the foot of the first page, in points."""
    ends = (step.top - step.box.height for step in steps if isinstance(step, Place))
    return min(ends, default=first.top) - first.bottom


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


def arrange(parts: Sequence[Box], first: Frame, later: Frame) -> list[list[Step]]:
    """The pages in the order of the template, or another that leaves less of them empty."""
    pages = Flow(first, later).run(parts)
    filled = Flow(first, later, early=READILY).run(parts)
    if _is_better(filled, pages, first):
        pages = filled
    saving = Flow(first, later, early=SPARING).run(_apart(parts))
    return saving if len(saving) < len(pages) else pages


def _apart(parts: Sequence[Box]) -> tuple[Box, ...]:
    """The same with what may be apart in pieces, wherever it is."""
    out: list[Box] = []
    for part in parts:
        if part.apart:
            out += part.apart()
        elif any(inner.apart for inner in part.parts):
            pieces = _apart(part.parts)
            out.append(replace(part, parts=pieces, height=stacked_height(pieces)))
        else:
            out.append(part)
    return tuple(out)


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
