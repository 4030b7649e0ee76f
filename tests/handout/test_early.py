"""What may stand early fills a page that would be left with room, and no page but one."""

import pytest

from generator.handout.boxes import Box
from generator.handout.furniture import Frame
from generator.handout.page import Flow, Place

PAGE = Frame(x=0.0, width=100.0, top=1000.0, bottom=0.0)


def placed(flow: Flow, *boxes: Box) -> list[list[float]]:
    """The heights on each page, which tell the boxes apart."""
    pages = flow.run(boxes)
    return [[step.box.height for step in steps if isinstance(step, Place)] for steps in pages]


def whole(height: float) -> Box:
    return Box(height=height, keep=True)


def guide(height: float) -> Box:
    return Box(height=height, keep=True, early=True)


def test_it_goes_where_an_exercise_leaves_room() -> None:
    boxes = (whole(600), whole(610), guide(300), whole(380))
    usual, early = Flow(PAGE, PAGE), Flow(PAGE, PAGE, early=True)
    assert placed(usual, *boxes) == [[600], [610, 300], [380]]
    assert usual.missed
    assert placed(early, *boxes) == [[600, 300], [610, 380]]


@pytest.mark.parametrize("height", [401, 900])
def test_it_stays_where_it_has_no_room(height: float) -> None:
    boxes = (whole(600), whole(610), guide(height), whole(380))
    usual, early = Flow(PAGE, PAGE), Flow(PAGE, PAGE, early=True)
    assert placed(usual, *boxes) == placed(early, *boxes)
    assert not usual.missed


def test_it_stands_once() -> None:
    boxes = (whole(600), whole(610), whole(620), guide(300), whole(310))
    assert placed(Flow(PAGE, PAGE, early=True), *boxes) == [[600, 300], [610], [620, 310]]


def test_nothing_else_is_moved() -> None:
    boxes = (whole(600), whole(610), whole(300))
    assert placed(Flow(PAGE, PAGE, early=True), *boxes) == [[600], [610, 300]]
