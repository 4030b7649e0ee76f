"""The drawings of the library: both sides, kept by the browser, and those beside an exercise."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from generator.figures.choosing import Told
from generator.handout.artwork import inlined
from generator.handout.drawings import Drawings
from generator.handout.template import picture
from generator.library import load_library
from generator.model.exercise import GENTLE
from generator.web import pictures
from generator.web.pictures import SIDES
from tests.web.pages import page, select

if TYPE_CHECKING:
    import pytest

    from tests.web.conftest import Client

LIBRARY = load_library().library


def test_an_exercise_with_sides_is_drawn_for_both(client: Client) -> None:
    root = page(client.get("/library/c1c2_self_snag").data)
    images = select(root, "figure img")
    assert len(images) == 4
    assert "left" in images[0].get("alt")
    answers = [client.get(image.get("src")) for image in images]
    assert {one.mimetype for one in answers} == {"image/svg+xml"}
    right, left = answers[0].data, answers[2].data
    assert b"matrix(-1 0 0 1" in left + right
    assert right != left
    assert sum(b"matrix(-1 0 0 1" in one for one in (right, left)) == 1


def test_a_drawing_is_kept_by_the_browser_until_it_changes(client: Client) -> None:
    first = client.get("/library/ccf_nod/drawing/0")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(
        "/library/ccf_nod/drawing/0", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/library/ccf_nod/drawing/0", headers={"If-None-Match": '"old"'})
    assert (other.status_code, other.data) == (200, first.data)
    assert client.get("/library/ccf_nod/drawing/99").status_code == 404


def test_a_drawing_of_another_version_is_asked_for_anew(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is as old and as large as before; only what is made of it is another one."""
    at = "/library/ccf_nod/drawing/0"
    before = client.get(at)
    monkeypatch.setattr(pictures, "inlined", lambda text: text.replace("<svg", "<svg id='new'"))
    now = client.get(at, headers={"If-None-Match": before.headers["ETag"]})
    assert (now.status_code, now.data != before.data) == (200, True)


def test_nobody_else_sees_a_drawing(stranger: Client) -> None:
    for path in (
        "/library",
        "/library/ccf_nod",
        "/library/ccf_nod/drawing/0",
        "/library/review-list",
    ):
        assert stranger.get(path).status_code == 403


def test_beside_an_exercise_stand_the_drawings_of_its_handout() -> None:
    """The same drawings, on the same side, in the same order."""
    library = LIBRARY
    drawings = Drawings(library, None, "html")
    seen = 0
    for exercise in library.exercises.values():
        ways = (None, *([GENTLE] if exercise.gentle_variant else []), *exercise.positions)
        for side, way in itertools.product(SIDES if exercise.sided else (None,), ways):
            for propped in (False, True):
                told = Told(exercise, side, way, propped)
                wanted = [inlined(str(picture(one))) for one in drawings.figures(told)]
                beside = pictures.beside(drawings, told)
                images = [pictures.image_of(drawings, exercise, one.number) for one in beside]
                sent = [image.data.decode() for image in images if image]
                assert sent == wanted, (exercise.id, side, way)
                seen += len(wanted)
    assert seen > len(library.exercises)
