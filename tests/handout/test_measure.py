"""No line is too long to read, and what would be one stands in two columns."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.handout.blocks import build
from generator.handout.boxes import Box, Words
from generator.handout.page import Place
from generator.handout.pdf import lay_out
from generator.handout.placing import Arranged
from generator.handout.press import Press
from generator.handout.setting import setting_for
from generator.handout.theme import Theme
from generator.handout.variant import TYPE_SIZES, Layout, Variant
from generator.handout.xhtml import Element, parse
from tests.handout.test_layouts import assessed, by_case

LONGEST = 70  # letters
ITEMS = (
    "You get the worst headache of your life, or one that hits full force within a minute.",
    "Your face droops.",
    "You lose sight in one or both eyes, even for a moment.",
    "Your jaw is stuck open, or your face swells and it is hard to swallow or breathe.",
    "Do not email us.",
)


def texts(box: Box) -> Iterator[Words]:
    """All texts in a box, in reading order."""
    if isinstance(box, Words):
        yield box
        return
    cells = getattr(box, "cells", None)
    for part in box.parts if cells is None else [cell for _, cell in cells]:
        yield from texts(part)


def said(words: Words) -> list[str]:
    """Its lines."""
    return ["".join(piece.text for piece in line.pieces).strip() for line in words.lines]


@by_case
@pytest.mark.parametrize(
    ("layout", "size"), [("full", "standard"), ("compact", "standard"), ("full", "large")]
)
def test_no_line_is_too_long(case: Path, layout: Layout, size: str) -> None:
    workshop, assessment = assessed(case)
    variant = Variant(layout=layout, size=size)  # type: ignore[arg-type]
    page = parse(Press(workshop.library, None, variant).xhtml(assessment))
    theme = Theme(body=TYPE_SIZES[variant.size])
    pages, _ = lay_out(page, theme.compact if layout == "compact" else theme, "letter")
    boxes = [step.box for steps in pages for step in steps if isinstance(step, Place)]
    lines = [line for box in boxes for text in texts(box) for line in said(text)]
    assert len(lines) > 100
    assert [line for line in lines if len(line) > LONGEST] == []
    assert [line for line in lines if len(line) > 60]


def listed(*items: str, width: float = 504.0) -> Box:
    """A list, laid out."""
    written = "".join(f"<li>{item}</li>" for item in items)
    page = f'<html lang="en"><head><title>T</title></head><body><ul>{written}</ul></body></html>'
    found = next(one for one in parse(page).walk() if one.tag == "ul")
    assert isinstance(found, Element)
    box = build(setting_for(Theme()), found, width)
    assert box is not None
    return box


def test_a_list_of_long_lines_stands_in_two_columns_in_its_order() -> None:
    box = listed(*ITEMS)
    assert isinstance(box, Arranged)
    assert box.shell is not None
    assert box.shell.role == "L"
    left = [place.down for place in box.places if place.x == 0]
    right = [place.down for place in box.places if place.x > 0]
    assert len(left) + len(right) == len(ITEMS)
    assert left == sorted(left)
    assert right == sorted(right)
    assert right[0] == 0
    words = " ".join(" ".join(said(text)) for text in texts(box))
    assert words == " ".join(f"• {item}" for item in ITEMS)


def test_a_list_stays_as_it_is_where_columns_gain_nothing() -> None:
    few, narrow, one_high = listed(*ITEMS[:3]), listed(*ITEMS, width=240.0), listed(*ITEMS[-1:] * 3)
    assert not [box for box in (few, narrow, one_high) if isinstance(box, Arranged)]


def test_a_list_that_a_page_break_may_cut_stays_in_one_column() -> None:
    box = listed(*ITEMS * 12)
    assert not isinstance(box, Arranged)
    assert len(box.parts) == len(ITEMS) * 12
