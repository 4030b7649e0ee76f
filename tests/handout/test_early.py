"""What may stand early fills a page that would be left with room, and no page but one."""

import pytest

from generator.handout.boxes import READILY, SPARING, Box
from generator.handout.furniture import Frame
from generator.handout.orders import arrange
from generator.handout.page import Flow, Place, Step

PAGE = Frame(x=0.0, width=100.0, top=1000.0, bottom=0.0)


def heights(pages: list[list[Step]]) -> list[list[float]]:
    """The heights on each page, which tell the boxes apart."""
    return [[step.box.height for step in steps if isinstance(step, Place)] for steps in pages]


def placed(early: int, *boxes: Box) -> list[list[float]]:
    """The heights on each page of a run."""
    return heights(Flow(PAGE, PAGE, early=early).run(boxes))


def whole(height: float) -> Box:
    return Box(height=height, keep=True)


def guide(height: float, *pieces: float) -> Box:
    apart = tuple(Box(height=piece, keep=True, early=SPARING) for piece in pieces)
    return Box(height=height, keep=True, early=READILY, apart=lambda: apart)


def test_it_goes_where_an_exercise_leaves_room() -> None:
    boxes = (whole(600), whole(610), guide(300), whole(380))
    assert placed(0, *boxes) == [[600], [610, 300], [380]]
    assert placed(READILY, *boxes) == [[600, 300], [610, 380]]


@pytest.mark.parametrize("height", [401, 900])
def test_it_stays_where_it_has_no_room(height: float) -> None:
    boxes = (whole(600), whole(610), guide(height), whole(380))
    assert placed(0, *boxes) == placed(SPARING, *boxes)


def test_it_stands_once() -> None:
    boxes = (whole(600), whole(610), whole(620), guide(300), whole(310))
    assert placed(READILY, *boxes) == [[600, 300], [610], [620, 310]]


def test_the_same_box_twice_stands_twice() -> None:
    box = warning(300)
    boxes = (whole(600), whole(610), box, box, whole(350))
    assert placed(SPARING, *boxes) == [[600, 300], [610, 300], [350]]


def test_nothing_else_is_moved() -> None:
    boxes = (whole(600), whole(610), whole(300))
    assert placed(SPARING, *boxes) == [[600], [610, 300]]


def test_what_is_sparing_does_not_move_readily() -> None:
    habits = Box(height=300, keep=True, early=SPARING)
    boxes = (whole(600), whole(610), habits, whole(380))
    assert placed(READILY, *boxes) == placed(0, *boxes)
    assert placed(SPARING, *boxes) == [[600, 300], [610, 380]]


def test_it_comes_apart_where_that_saves_a_page() -> None:
    last = (whole(980),)
    boxes = (whole(800), whole(850), guide(310, 190, 140), *last)
    assert heights(arrange(boxes, PAGE, PAGE)) == [[800, 190], [850, 140], [980]]
    inside = (Box(height=2000, parts=boxes[:-1]), *last)
    assert heights(arrange(inside, PAGE, PAGE)) == [[800, 190], [850, 140], [980]]


def test_it_stays_whole_where_nothing_is_saved() -> None:
    boxes = (whole(800), whole(850), guide(310, 190, 140), whole(600))
    assert heights(arrange(boxes, PAGE, PAGE)) == [[800], [850], [310, 600]]


def warning(height: float) -> Box:
    return Box(height=height, keep=True, early=SPARING)


def test_what_is_sparing_fills_a_page_that_would_be_half_empty() -> None:
    boxes = (whole(600), whole(990), whole(700), warning(260), whole(700))
    assert placed(0, *boxes) == [[600], [990], [700, 260], [700]]
    assert heights(arrange(boxes, PAGE, PAGE)) == [[600, 260], [990], [700], [700]]


def test_what_is_sparing_stays_where_there_is_little_room() -> None:
    boxes = (whole(770), whole(990), whole(760), warning(220), whole(700))
    assert placed(SPARING, *boxes) != placed(0, *boxes)
    assert heights(arrange(boxes, PAGE, PAGE)) == placed(0, *boxes)


def test_what_follows_a_heading_stays_below_it() -> None:
    heading = Box(height=20, keep_next=True)
    boxes = (whole(600), whole(610), heading, warning(300), whole(700))
    assert placed(SPARING, *boxes) == placed(0, *boxes)


def test_what_is_in_order_does_not_overtake() -> None:
    first, second = (
        Box(height=height, keep=True, early=SPARING, in_order=True) for height in (420, 200)
    )
    apart = (whole(600), whole(610), first, second)
    assert placed(SPARING, *apart) == placed(0, *apart) == [[600], [610], [420, 200]]
    at_its_turn = (whole(600), first, second, warning(150))
    assert placed(SPARING, *at_its_turn) == [[600, 150], [420, 200]]


def test_nothing_stands_before_what_leads() -> None:
    leading = Box(height=500, keep=True, leads=True)
    boxes = (whole(600), leading, whole(490), warning(300))
    assert placed(SPARING, *boxes) == placed(0, *boxes)


def test_the_last_page_may_be_empty() -> None:
    boxes = (whole(900), whole(100), whole(100), warning(100))
    assert heights(arrange(boxes, PAGE, PAGE)) == [[900, 100], [100, 100]]


def test_cards_are_paired_as_they_fit() -> None:
    cards = tuple(warning(height) for height in (450, 580, 480, 380, 500))
    sheet = Box(height=2390, new_page=True, parts=cards)
    pages = arrange((whole(900), sheet), PAGE, PAGE)
    assert heights(pages) == [[900], [450, 480], [580, 380], [500]]
