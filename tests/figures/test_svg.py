"""The subset of SVG: what is read, and what is refused with its place."""

from pathlib import Path

import pytest

from generator.errors import BadInput
from generator.figures.drawing import Drawing
from generator.figures.outline import OutlineError, outline
from generator.figures.svg import MOST_BYTES, parse_drawing, read_drawing
from tests.figures.samples import DATA

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 60">\n'


def parsed(body: str, head: str = HEAD) -> Drawing:
    return parse_drawing((head + body + "\n</svg>").encode(), "a.svg")


def refusals(text: str) -> list[str]:
    """What is said of a drawing: `line:column: message; hint`."""
    with pytest.raises(BadInput) as caught:
        parse_drawing(text.encode(), "a.svg")
    assert all(problem.file == "a.svg" for problem in caught.value.problems)
    return [str(problem).partition("\n")[0] for problem in caught.value.problems]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.svg")), ids=lambda path: path.stem)
def test_a_drawing_is_read(path: Path) -> None:
    drawing = read_drawing(path)
    assert len(drawing.shapes) > 15
    assert drawing.width > 400
    assert {"ink", "skin", "shirt", "arrow"} <= {shape.name for shape in drawing.shapes}


def test_a_group_hands_its_class_and_style_on() -> None:
    drawing = parsed(
        '<g class="ink" fill="none" stroke="#123" stroke-linecap="round">'
        '<path d="M1 2L3 4"/><g stroke-width="2.5"><path class="hair" d="M1 2L3 4"/></g></g>'
        '<path d="M1 2L3 4Z"/>'
    )
    first, second, third = drawing.shapes
    assert (first.name, first.style.stroke, first.style.width) == ("ink", "#112233", 1.0)
    assert (second.name, second.style.cap, second.style.width) == ("hair", "round", 2.5)
    assert (third.name, third.style.fill, third.style.stroke) == ("", "#000000", "none")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("m10 20l5-3-2.5.5z m1 1", "M10 20L15 17L12.5 17.5Z M11 21"),
        ("M1 2 3 4 5 6", "M1 2L3 4L5 6"),
        ("M0,0c1 1 2 2 3 3 1 1 2 2 3 3", "M0 0C1 1 2 2 3 3C4 4 5 5 6 6"),
        ("M-5 -5l+10 .5", "M-5-5L5-4.5"),
        ("", ""),
    ],
)
def test_relative_and_absolute_say_the_same(written: str, meant: str) -> None:
    assert outline(written) == outline(meant)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("L1 2", 'it begins with "L" and not with M'),
        ("1 2", 'it begins with "1" and not with M'),
        ("M1 2H5", '"H" is none of M, L, C and Z'),
        ("M1 2A5 5 0 0 1 9 9", '"A" is none of M, L, C and Z'),
        ("M1 2L3", '"L" takes 2 numbers, not 1'),
        ("M1 2L", '"L" takes 2 numbers, not 0'),
        ("M1 2C3 4 5 6", '"C" takes 6 numbers, not 4'),
        ("M1 2Z3", '"Z" takes 0 numbers, not 1'),
        ("M1 2L3 1e5", '"e" is none of M, L, C and Z'),
        ("M1 2L3;4", '"3;4" after "L" is no list of numbers'),
        ("M1 2l99999 0l99999 0", "a point of it is more than 99999 units away"),
    ],
)
def test_an_outline_of_something_else_is_refused(written: str, said: str) -> None:
    with pytest.raises(OutlineError) as caught:
        outline(written)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<rect width="8" height="6"/>', "a.svg:2:1: <rect> may not stand in <svg>"),
        ("<style>.a {}</style>", "a.svg:2:1: <style> may not stand in <svg>"),
        ("<g><image/></g>", "a.svg:2:4: <image> may not stand in <g>"),
        ("<path d='M1 1'><g/></path>", "a.svg:2:16: <g> may not stand in <path>"),
        ("<g>Start</g>", "there may be no text in a drawing"),
        ('<g style="fill: red"/>', 'a.svg:2:1: "style" may not stand in <g>'),
        ('<g transform="scale(2)"/>', '"transform" may not stand in <g>'),
        ('<path stroke-with="2" d="M1 1"/>', 'did you mean "stroke-width"?'),
        ('<g fill="red"/>', 'fill="red" is not of the subset; write a color like #c8372d'),
        ('<g stroke="url(#a)"/>', 'stroke="url(#a)" is not of the subset'),
        ('<g stroke-width="-1"/>', 'stroke-width="-1" is not of the subset'),
        ('<g stroke-linejoin="arcs"/>', "write miter or round or bevel"),
        ('<g class="a b"/>', "write one word of letters, digits and hyphens"),
        ('<path d="M1 1Q2 2 3 3"/>', 'the outline of this path is wrong: "Q" is none'),
        ("<?php x ?>", "a drawing may hold no DTD, entity or instruction"),
        ("<g>" * 20 + "</g>" * 20, "groups stand too deep in each other"),
        ("<g>", "this is no well-formed SVG"),
    ],
)
def test_what_is_not_of_the_subset_is_refused(body: str, said: str) -> None:
    assert any(said in line for line in refusals(HEAD + body + "\n</svg>"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html/>", "the drawing begins with <html> and not with <svg>"),
        ("<svg/>", "the drawing has no viewBox of four numbers"),
        ('<svg viewBox="0 0 9 0"/>', "the drawing's viewBox has no room"),
        ('<svg viewBox="0 0 9 9" width="100%"/>', 'width="100%" is not of the subset'),
        ('<svg viewBox="0 0 9 9" xmlns="urn:x"/>', 'xmlns="urn:x" is not of the subset'),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 9 9"/>', "may hold no DTD"),
        ("plain words", "this is no well-formed SVG"),
    ],
)
def test_a_file_that_is_no_drawing_is_refused(text: str, said: str) -> None:
    assert any(said in line for line in refusals(text))


def test_all_faults_are_said_at_once_but_not_hundreds() -> None:
    assert len(refusals(HEAD + "<a/>\n<b/>\n<text>x</text></svg>")) == 3
    assert len(refusals(HEAD + "<a/>\n" * 500 + "</svg>")) == 20


def test_a_huge_file_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    (said,) = refusals(" " * (MOST_BYTES + 1))
    assert "larger than 1 MB" in said
    with pytest.raises(BadInput, match="cannot be read"):
        read_drawing(tmp_path / "none.svg")
