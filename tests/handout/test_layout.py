"""Breaking lines and pages, without a PDF."""

import pytest

from generator.handout.boxes import Beside, Box, Shell
from generator.handout.fonts import (
    USUAL,
    Weight,
    face,
    font_file,
    missing_characters,
    printable,
)
from generator.handout.furniture import Frame
from generator.handout.page import Closed, Flow, Opened, Place
from generator.handout.pdf import lay_out
from generator.handout.template import render_xhtml
from generator.handout.text import Run, break_lines
from generator.handout.theme import Theme, ThemeError, contrast
from generator.handout.xhtml import parse
from tests.handout.sample import SAMPLE, TEMPLATES

FRAME = Frame(0, 100, 100, 0)


def flowed(*boxes: Box) -> list[list[float]]:
    """The heights of the boxes on each page."""
    return [
        [step.box.height for step in page if isinstance(step, Place)]
        for page in Flow(FRAME, FRAME).run(boxes)
    ]


def test_what_belongs_together_stays_together() -> None:
    parts = (Box(height=30), Box(height=30))
    assert flowed(Box(height=60), Box(height=60, keep=True, parts=parts)) == [[60], [60]]


def test_what_may_be_cut_fills_the_page() -> None:
    parts = (Box(height=30), Box(height=30))
    assert flowed(Box(height=60), Box(height=60, parts=parts)) == [[60, 30], [30]]


def test_what_is_longer_than_a_page_is_cut_although_it_would_rather_not() -> None:
    parts = tuple(Box(height=40) for _ in range(4))
    assert flowed(Box(height=160, keep=True, parts=parts)) == [[40, 40], [40, 40]]


def test_a_heading_is_never_the_last_thing_on_a_page() -> None:
    heading = Box(height=10, keep_next=True)
    assert flowed(Box(height=60), heading, Box(height=35)) == [[60], [10, 35]]
    two = (
        heading,
        Box(height=5, keep_next=True),
        Box(height=60, parts=(Box(height=30), Box(height=30))),
    )
    assert flowed(Box(height=60), *two) == [[60], [10, 5, 60]]


def test_the_same_row_stands_where_the_cells_above_leave_room() -> None:
    head = '<thead><tr><th scope="col"{}>A</th><th scope="col">B</th></tr>{}</thead>'
    row = "<tr><td>C</td></tr>"
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body><main>{}</main>'
        "</body></html>"
    )
    places = []
    for span in ("", ' rowspan="2"', ""):
        table = f"<table>{head.format(span, row)}<tbody>{row.replace('C', 'D')}</tbody></table>"
        pages, _ = lay_out(parse(page.format(table)), Theme(), "letter")
        boxes = [step.box for step in pages[0] if isinstance(step, Place)]
        places.append([box.cells[0][0] for box in rows_in(boxes)][1])
    assert places[0] == places[2] == 0
    assert places[1] > 100


def rows_in(boxes: list[Box]) -> list[Beside]:
    """The rows of tables, in order."""
    found: list[Beside] = []
    for box in boxes:
        if isinstance(box, Beside) and box.shell == Shell("TR"):
            found.append(box)
        else:
            found += rows_in(list(box.parts))
    return found


def test_a_table_head_is_repeated_as_an_artifact() -> None:
    head = Box(height=20)
    rows = Box(
        height=120,
        parts=tuple(Box(height=40) for _ in range(3)),
        repeated=head,
        shell=Shell("TBody"),
    )
    first, second = Flow(FRAME, FRAME).run((head, rows))
    assert [type(step) for step in first] == [Place, Opened, Place, Place]
    assert [type(step) for step in second] == [Place, Place, Closed]
    assert isinstance(second[0], Place)
    assert second[0].artifact
    assert second[0].box is head


def test_gaps_give_a_little_to_hold_one_more_box() -> None:
    boxes = [Box(height=31, before=10) for _ in range(3)]
    assert flowed(*boxes) == [[31, 31], [31]]
    assert flowed(*(Box(height=28, before=10) for _ in range(3))) == [[28, 28, 28]]


def easy(base: float, **forms: float) -> Box:
    """A box that is higher or lower where the page wants it so."""

    def eased(ease: float) -> Box:
        grown = forms["loose"] * (ease - 1) if ease > 1 else -forms["tight"]
        return Box(height=base + grown)

    return Box(height=base, eased=eased)


def test_lines_come_closer_only_where_one_more_exercise_then_fits() -> None:
    assert flowed(easy(52, loose=0, tight=3), easy(52, loose=0, tight=3)) == [[49, 49]]
    assert flowed(easy(52, loose=0, tight=1), easy(52, loose=0, tight=1)) == [[52], [52]]
    assert flowed(easy(52, loose=0, tight=9), easy(60, loose=0, tight=9)) == [[52], [60]]  # too far


def test_drawings_grow_as_far_as_a_page_has_room() -> None:
    page = Frame(0, 100, 1000, 0)

    def heights(*boxes: Box) -> list[float]:
        (steps,) = Flow(page, page).run(boxes)
        return [step.box.height for step in steps if isinstance(step, Place)]

    assert heights(easy(500, loose=1000, tight=0)) == [pytest.approx(500 + 400)]
    assert heights(easy(500, loose=1300, tight=0)) == [pytest.approx(500 + 260)]
    assert heights(
        easy(300, loose=900, tight=0), Box(height=100), easy(300, loose=500, tight=0)
    ) == [pytest.approx(480), 100, pytest.approx(400)]
    assert heights(easy(940, loose=100, tight=0)) == [940]  # too little to be worth it


def test_lines_end_in_a_space_only_where_words_follow() -> None:
    lines = break_lines((Run("one two three four", "Regular"),), 12, 60)
    texts = ["".join(piece.text for piece in line.pieces) for line in lines]
    assert len(texts) > 1
    assert all(text.endswith(" ") for text in texts[:-1])
    assert not texts[-1].endswith(" ")
    assert "".join(texts) == "one two three four"


def test_a_word_longer_than_a_line_is_cut_without_spaces() -> None:
    lines = break_lines((Run("x" * 300, "Regular"),), 12, 100)
    assert "".join(piece.text for line in lines for piece in line.pieces) == "x" * 300
    assert all(line.width <= 100 for line in lines)


def test_a_word_may_change_its_weight_inside() -> None:
    (line,) = break_lines((Run("now", "Bold"), Run(", or later", "Regular")), 12, 400)
    assert [(piece.text, piece.weight) for piece in line.pieces] == [
        ("now", "Bold"),
        (", or later", "Regular"),
    ]
    assert line.pieces[1].x == pytest.approx(face("Bold").width("now", 12))


def test_no_break_space_does_not_break() -> None:
    lines = break_lines(
        (Run("a November\u00a020", "Regular"),),
        12,
        face("Regular").width("November\u00a020", 12) + 1,
    )
    assert lines[1].pieces[0].text == "November\u00a020"


def test_missing_characters_are_told() -> None:
    assert missing_characters("Ana ☐ ✓ → Ruiz ☐") == "☐✓→"
    assert missing_characters("Núñez, Łukasz Őry: 20° × ½ – — ’ “ ” • e\u0301") == ""
    assert printable("e\u0301 \u2011 ☐!") == "é - !"


def test_no_exercise_is_cut_by_a_page_break() -> None:
    for paper in ("letter", "a4"):
        pages, _ = lay_out(parse(render_xhtml(SAMPLE, TEMPLATES)), Theme(), paper)
        whole = [
            step
            for page in pages
            for step in page
            if isinstance(step, Place) and _is_exercise(step.box)
        ]
        assert len(whole) == 6


def _is_exercise(box: Box) -> bool:
    return (
        box.keep
        and box.shell is not None
        and box.shell.role == "Sect"
        and any(_heads(part) for part in box.parts)
    )


def _heads(box: Box) -> bool:
    heading = box.shell.heading if box.shell else ""
    cells = [cell for _, cell in getattr(box, "cells", ())]
    names = [exercise.name for exercise in (*SAMPLE.exercises, *SAMPLE.extra)]
    within = (*cells, *box.parts)
    return any(heading.endswith(name) for name in names) or any(map(_heads, within))


def test_a_theme_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ThemeError, match="contrast"):
        Theme(accent_code="#7ec8d3")
    with pytest.raises(ThemeError, match="too small"):
        Theme(body=11)
    with pytest.raises(ThemeError, match="#rrggbb"):
        Theme(accent_code="teal")
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)


@pytest.mark.parametrize("weight", ["Regular", "Bold", "Italic"])
def test_what_is_kept_of_a_font_is_what_its_file_says(weight: Weight) -> None:
    read = font_file(weight).measured()
    assert face(weight).widths == read.widths
    assert face(weight).usual == read.usual
    assert [face(weight).usual_literal(letter) for letter in USUAL] == [
        read.codes[ord(letter)] for letter in USUAL
    ]
