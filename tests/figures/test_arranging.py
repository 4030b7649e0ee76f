"""Where drawings stand: in the least room, large enough, in reading order, never over words."""

from typing import Any

import pytest
from msgspec.structs import replace

from generator.figures.choosing import Told
from generator.handout.blocks import build
from generator.handout.boxes import Box, Words
from generator.handout.drawings import Drawings
from generator.handout.figurerows import HIGHEST, LONG, LOWEST, needed, plates_of
from generator.handout.page import Place
from generator.handout.pdf import lay_out
from generator.handout.pictures import Drawn, Figure
from generator.handout.placing import Arranged
from generator.handout.setting import setting_for
from generator.handout.template import picture, render_xhtml
from generator.handout.theme import Theme
from generator.handout.view import FigureView
from generator.handout.xhtml import Element, TemplateError, parse
from tests.figures.samples import LYING, PROFILE, SITTING, library, with_drawings
from tests.handout.sample import NOD, SAMPLE, STRAP, TEMPLATES

PAGE = '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body>{}</body></html>'
SETTING = setting_for(Theme())
TEXT_WIDTH = 508.0


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FigureView]:
    """One figure of each form: upright, narrow, wide."""
    root = tmp_path_factory.mktemp("forms")
    made = {}
    for name, svg, kind in (
        ("upright", SITTING, "upper"),
        ("narrow", PROFILE, "upper"),
        ("wide", LYING, "body"),
    ):
        folder = with_drawings(root / name, "ccf_nod", svg=svg, kind=kind, parts=("start",))
        (made[name],) = Drawings(library(), folder, "pdf").figures(
            Told(library().exercises["ccf_nod"])
        )
    return made


def arranged(exercise: Any, *figures: FigureView) -> Arranged:
    """The sample exercise with drawings, laid out."""
    view = replaced(exercise, figures)
    tree = parse(render_xhtml(view, TEMPLATES))
    section = next(one for one in tree.walk() if one.style_class == "exercise")
    box = build(SETTING, section, TEXT_WIDTH)
    assert box is not None
    (inner,) = box.parts
    assert isinstance(inner, Arranged)
    return inner


def replaced(exercise: Any, figures: tuple[FigureView, ...]) -> Any:
    return replace(SAMPLE, exercises=(replace(exercise, figures=figures),), extra=())


Placed = tuple[Box, float, float]


def leaves(box: Box, x: float = 0.0, down: float = 0.0) -> list[Placed]:
    """The figures and texts in a box, with the place of each."""
    if isinstance(box, Figure | Words):
        return [(box, x, down)]
    if isinstance(box, Arranged):
        return [leaf for one, a, d in box.places for leaf in leaves(one, x + a, down + d)]
    cells = getattr(box, "cells", None)
    if cells is not None:
        return [leaf for a, one in cells for leaf in leaves(one, x + a, down)]
    found, above = [], None
    for part in box.parts:
        down += max(above.after, part.before) if above else 0.0
        found += leaves(part, x + box.inset, down)
        down += part.height
        above = part
    return found


def edges(placed: Placed) -> tuple[float, float, float, float]:
    box, x, down = placed
    width = box.width if isinstance(box, Figure) else max(line.width for line in box.lines)  # type: ignore[attr-defined]
    return x + box.inset, down, x + box.inset + width, down + box.height


@pytest.mark.parametrize("exercise", [NOD, STRAP], ids=["short", "long"])
@pytest.mark.parametrize(
    "names",
    [
        ("upright", "upright"),
        ("narrow", "narrow"),
        ("wide", "wide"),
        ("narrow", "wide"),
        ("upright",),
        ("wide",),
    ],
    ids="-".join,
)
def test_nothing_overlaps_and_all_stays_in_the_width(
    exercise: Any, names: tuple[str, ...], figures: dict[str, FigureView]
) -> None:
    box = arranged(exercise, *(figures[name] for name in names))
    found = leaves(box)
    drawn = [one for one in found if isinstance(one[0], Figure)]
    assert len(drawn) == len(names)
    for left, top, right, low in map(edges, found):
        assert left >= -0.5
        assert right <= TEXT_WIDTH + 0.5
        assert top >= 0
        assert low <= box.height + 0.5
    for one in drawn:
        for other in found:
            if other is not one:
                assert apart(edges(one), edges(other))


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (
        one[2] <= other[0] + 0.5
        or other[2] <= one[0] + 0.5
        or one[3] <= other[1] + 0.5
        or other[3] <= one[1] + 0.5
    )


@pytest.mark.parametrize("name", ["upright", "narrow", "wide"])
def test_a_drawing_is_neither_too_small_nor_too_large(
    name: str, figures: dict[str, FigureView]
) -> None:
    box = arranged(NOD, figures[name], figures[name])
    for figure, _, _ in leaves(box):
        if isinstance(figure, Figure):
            (picture_of,) = (part for part in figure.parts if isinstance(part, Drawn))
            kind = picture_of.form.kind
            assert max(picture_of.height, picture_of.width / LONG) >= LOWEST[kind] - 0.5
            assert picture_of.height <= HIGHEST + 0.5


@pytest.mark.parametrize("ease", [1.0, 1.4, 0.9], ids=["as it is", "roomy", "close"])
@pytest.mark.parametrize("name", ["upright", "narrow"])
def test_the_steps_stand_on_the_left_and_drawings_beside_them(
    name: str, ease: float, figures: dict[str, FigureView]
) -> None:
    box = arranged(NOD, figures[name], figures[name])
    assert box.eased
    found = leaves(box.eased(ease))
    drawn = [edges(one) for one in found if isinstance(one[0], Figure)]
    steps = [edges(one) for one in found if any(_says(one[0], step) for step in NOD.steps)]
    assert len(steps) == len(NOD.steps)
    assert max(right for _, _, right, _ in steps) < min(left for left, _, _, _ in drawn)
    assert min(top for _, top, _, _ in drawn) <= steps[0][1]


def test_room_makes_drawings_larger_and_lack_of_it_lines_closer(
    figures: dict[str, FigureView],
) -> None:
    box = arranged(NOD, figures["narrow"], figures["narrow"])
    assert box.eased
    assert largest(box.eased(1.4)) > 1.3 * largest(box)
    assert largest(box.eased(0.9)) == largest(box)
    assert box.eased(0.9).height < box.height


def largest(box: Box) -> float:
    return max(one.height for one, _, _ in leaves(box) if isinstance(one, Figure))


def _says(box: Box, words: str) -> bool:
    lines = getattr(box, "lines", ())
    said = "".join(piece.text for line in lines for piece in line.pieces)
    return " ".join(said.split()).startswith(words[:20])


def test_the_reading_order_is_that_of_the_page(figures: dict[str, FigureView]) -> None:
    for name in ("upright", "wide"):
        found = [box for box, _, _ in leaves(arranged(STRAP, figures[name], figures[name]))]
        order = [number for number, box in enumerate(found) if isinstance(box, Figure)]
        last_step = next(n for n, box in enumerate(found) if _says(box, STRAP.steps[-1]))
        breathing = next(n for n, box in enumerate(found) if _says(box, "Breathe:"))
        assert order == [last_step + 1, last_step + 2]
        assert breathing > order[-1]


def test_words_stand_in_an_empty_corner_or_below(figures: dict[str, FigureView]) -> None:
    cornered, below = (
        arranged(NOD, replace(figures[name], caption="Nod")) for name in ("wide", "upright")
    )
    (first,) = (box for box, _, _ in leaves(cornered) if isinstance(box, Figure))
    (second,) = (box for box, _, _ in leaves(below) if isinstance(box, Figure))
    assert first.corner is not None
    assert len(first.parts) == 1
    assert second.corner is None
    assert len(second.parts) == 2


def test_an_exercise_with_drawings_is_not_cut(figures: dict[str, FigureView]) -> None:
    pair = (figures["upright"], figures["upright"])
    exercises = tuple(replace(one, figures=pair) for one in SAMPLE.exercises)
    view = replace(SAMPLE, exercises=exercises)
    pages, _ = lay_out(parse(render_xhtml(view, TEMPLATES)), Theme(), "letter")
    boxes = [step.box for page in pages for step in page if isinstance(step, Place)]
    whole = [box for box in boxes if box.parts and isinstance(box.parts[0], Arranged)]
    assert len(whole) == len(exercises) + 1  # the walk too


def test_parts_of_another_name_are_refused() -> None:
    for body in (
        '<div class="parts"><div class="together"></div></div>',
        '<div class="parts"><div class="head"></div><div class="head"></div></div>',
    ):
        with pytest.raises(TemplateError, match="the parts of an exercise are head, words"):
            lay_out(parse(PAGE.format(body)), Theme(), "letter")


def test_a_picture_that_cannot_be_placed_is_refused(figures: dict[str, FigureView]) -> None:
    source, stray = figures["upright"].address, picture(FigureView(alt="x", address="drawing:0123"))
    for body, said in (
        (f'<figure><img src="{source}" alt=" "/></figure>', "needs alt words"),
        (f'<img src="{source}" alt="x"/>', "a drawing stands in a <figure>"),
        (stray, "needs a picture inside the document"),
    ):
        with pytest.raises(TemplateError, match=said):
            lay_out(parse(PAGE.format(body)), Theme(), "letter")


def test_figures_outside_an_exercise_fill_their_width(figures: dict[str, FigureView]) -> None:
    inner = "".join(f"<figure>{picture(figures['upright'])}</figure>" for _ in range(2))
    tree = parse(PAGE.format(f'<div class="figures">{inner}</div>'))
    row = next(one for one in tree.walk() if one.style_class == "figures")
    assert isinstance(row, Element)
    box = build(SETTING, row, 300)
    assert box is not None
    assert max(edges(one)[2] for one in leaves(box)) == pytest.approx(300, abs=0.5)
    assert needed(plates_of(SETTING, row)) > 0
