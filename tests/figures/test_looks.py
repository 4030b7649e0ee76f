"""A drawing as PDF operators, as inline SVG, in black and white, and where it is empty."""

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise
from math import dist
from pathlib import Path

import pytest

from generator.figures.corners import free_corners
from generator.figures.drawing import LINES, TINTS, Drawing
from generator.figures.hatching import Line, hatch
from generator.figures.ink import SHADES, black_and_white
from generator.figures.inline import element, markup, view_box
from generator.figures.operators import content
from generator.figures.svg import parse_drawing, read_drawing
from tests.figures.samples import DATA, LYING, SITTING

DRAWINGS = sorted(DATA.glob("*.svg"))
HEAD = '<svg viewBox="0 0 100 100">'


def of(body: str) -> Drawing:
    return parse_drawing(f"{HEAD}{body}</svg>".encode(), "a.svg")


def operators(drawing: Drawing) -> str:
    return zlib.decompress(content(drawing)).decode("ascii")


def test_operators_say_what_the_drawing_says() -> None:
    drawing = of(
        '<path class="skin" fill="#ff0000" fill-rule="evenodd" d="m10 10c0 0 5 5 9 9z"/>'
        '<path class="ink" fill="none" stroke="#000" stroke-width="2.5" stroke-linecap="round" '
        'd="M1 2L3 4C5 6 7 8 7 8"/><path fill="none" d="M1 1L2 2"/>'
    )
    assert operators(drawing).split("\n") == [
        "4 M",
        "1 0 0 rg",
        "10 10 m",
        "15 15 19 19 v",
        "h",
        "f*",
        "0 0 0 RG",
        "2.5 w",
        "1 J",
        "0 j",
        "1 2 m",
        "3 4 l",
        "5 6 7 8 y",
        "S",
    ]


def test_a_box_that_does_not_begin_at_zero_is_moved_there() -> None:
    text = '<svg viewBox="-10 5 50 50"><path d="M0 0L1 1Z"/></svg>'
    assert operators(parse_drawing(text.encode(), "a.svg")).startswith("1 0 0 1 10 -5 cm\n")


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_no_number_of_the_operators_is_long(path: Path) -> None:
    numbers = re.findall(r"[-\d.e]+(?= )", operators(read_drawing(path)))
    assert len(numbers) > 500
    assert max(map(len, numbers)) <= 6
    assert len(content(read_drawing(path))) < path.stat().st_size * 0.7


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_inline_svg_is_the_same_drawing(path: Path) -> None:
    drawing = read_drawing(path)
    svg = element(markup(drawing), view_box(drawing), "What it shows")
    assert 'role="img" aria-label="What it shows"' in svg
    assert "id=" not in svg
    plain = svg.replace(' role="img" aria-label="What it shows"', "")
    assert parse_drawing(plain.encode(), "again.svg") == drawing


def test_mirrored_it_keeps_its_box() -> None:
    svg = element('<path d="M0 0"/>', "10 0 80 60", "x", mirrored=True)
    # x becomes 2 * 10 + 80 - x: 10 and 90 change places.
    assert '<g transform="matrix(-1 0 0 1 100 0)"><path d="M0 0"/></g>' in svg


def is_grey(colour: str) -> bool:
    return colour == "none" or colour[1:3] == colour[3:5] == colour[5:7]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_black_and_white_has_no_colour_and_hatches_the_muscle(path: Path) -> None:
    drawing = read_drawing(path)
    plain = black_and_white(drawing)
    assert all(is_grey(s.style.fill) and is_grey(s.style.stroke) for s in plain.shapes)
    muscles = sum(shape.name.startswith("highlight") for shape in drawing.shapes)
    assert sum(shape.name == "hatching" for shape in plain.shapes) == muscles
    assert not all(is_grey(shape.style.fill) for shape in drawing.shapes)


def test_every_class_has_a_shade_of_its_own() -> None:
    assert {name for name in TINTS if not name.startswith("highlight")} <= set(SHADES)
    body = "".join(f'<path class="{name}" fill="#ff0000" d="M1 1L9 9L1 9Z"/>' for name in TINTS)
    body += "".join(
        f'<path class="{name}" fill="none" stroke="#f00" d="M1 1L9 9"/>' for name in LINES
    )
    drawn = black_and_white(of(body)).shapes
    strokes = {shape.name: shape.style.stroke for shape in drawn if shape.name in LINES}
    assert strokes.pop("arrow-halo") == "#ffffff"
    assert set(strokes.values()) == {"#000000"}
    muscle = next(shape for shape in drawn if shape.name == "highlight-pants")
    assert muscle.style.fill == SHADES["pants"]
    (stray,) = black_and_white(of('<path class="cat" fill="#ff0000" d="M1 1L9 9L1 9Z"/>')).shapes
    assert stray.style.fill == "#363636"


def test_hatching_stays_inside_and_leaves_holes_open() -> None:
    ring = '<path fill="#f00" {} d="M0 0L90 0L90 90L0 90Z M30 30L60 30L60 60L30 60Z"/>'
    (holed,) = of(ring.format('fill-rule="evenodd"')).shapes
    (whole,) = of(ring.format("")).shapes
    assert inked(hatch(holed, 4)) == pytest.approx(90 * 90 - 30 * 30, rel=0.08)
    assert inked(hatch(whole, 4)) == pytest.approx(90 * 90, rel=0.08)
    for _, (x, y) in hatch(holed, 4):
        assert -1 <= x <= 91
        assert -1 <= y <= 91
        assert not (31 < x < 59 and 31 < y < 59)


def inked(lines: Sequence[Line]) -> float:
    """The area that lines 4 units apart stand for."""
    points = [point for _, point in lines]
    return 4 * sum(dist(*ends) for ends in zip(points[::2], points[1::2], strict=True))


def test_hatching_follows_a_curve() -> None:
    (circle,) = of(
        '<path fill="#f00" d="M90 50C90 72 72 90 50 90C28 90 10 72 10 50C10 28 28 10 50 10'
        'C72 10 90 28 90 50Z"/>'
    ).shapes
    assert inked(hatch(circle, 4)) == pytest.approx(3.14 * 40 * 40, rel=0.05)
    assert all(one[0] != two[0] for one, two in pairwise(hatch(circle, 4)))
    (nothing,) = of('<path fill="#f00" d="M1 1"/>').shapes
    assert hatch(nothing, 4) == ()


@pytest.mark.parametrize(
    ("body", "free"),
    [
        ("", "LR"),
        ('<path d="M40 40L60 40L60 90Z"/>', "LR"),
        ('<path d="M0 0L100 0L100 100L0 100Z"/>', ""),
        ('<path fill="none" stroke="#000" d="M5 5L90 90"/>', "R"),
        ('<path fill="none" stroke="#000" stroke-width="9" d="M55 20L55 60"/>', "LR"),
        ('<path fill="none" stroke="#000" stroke-width="9" d="M70 20L70 60"/>', "L"),
        ('<path fill="none" d="M0 0L100 0L100 100L0 100Z"/>', "LR"),
    ],
)
def test_an_empty_corner_is_found(body: str, free: str) -> None:
    drawing = of(body or '<path d="M50 50L51 51Z"/>')
    shapes = drawing.shapes
    if "stroke=" not in body and 'fill="none"' in body:  # it paints nothing
        shapes = ()
    assert free_corners(Drawing(0, 0, 100, 100, shapes)) == free


def test_the_corners_of_a_real_drawing_are_as_they_look() -> None:
    assert free_corners(read_drawing(SITTING)) == ""
    assert free_corners(read_drawing(LYING)) == "L"
