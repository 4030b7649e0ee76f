"""What is painted from a recording is what the box itself would paint."""

import gc
import io

import pikepdf
import pytest
from msgspec.structs import replace

from generator.handout import page, pdf
from generator.handout.fonts import USUAL, face
from generator.handout.pdf import lay_out, render_pdf
from generator.handout.recording import recording_of
from generator.handout.template import render_xhtml
from generator.handout.theme import Theme
from generator.handout.xhtml import parse
from tests.handout.sample import DAY, SAMPLE, TEMPLATES


def _pieces(data: bytes) -> tuple[list[str], list[str]]:
    """The structure in reading order, and the words that are shown."""
    with pikepdf.open(io.BytesIO(data)) as file:
        tags: list[str] = []
        waiting = [file.Root.StructTreeRoot.K]
        while waiting:
            kid = waiting.pop()
            if isinstance(kid, pikepdf.Array):
                waiting.extend(reversed(list(kid)))
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                tags.append(f"{kid.S} {kid.get('/ActualText', '')}")
                waiting.append(kid.get("/K", pikepdf.Array()))
        shown = [
            str(step.operands[0])
            for sheet in file.pages
            for step in pikepdf.parse_content_stream(sheet)
            if str(step.operator) == "Tj"
        ]
    return tags, shown


def test_a_recording_paints_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    xhtml = render_xhtml(SAMPLE, TEMPLATES)
    recorded = render_pdf(xhtml, Theme(), created=DAY)
    monkeypatch.setattr(pdf, "recording_of", lambda _: None)
    drawn = render_pdf(xhtml, Theme(), created=DAY)
    assert _pieces(recorded) == _pieces(drawn)
    assert recorded != drawn  # or nothing was recorded


def test_rare_letters_are_drawn_each_time() -> None:
    letter = next(char for char in face("Regular").widths if char.isalpha() and char not in USUAL)
    plain, rare = SAMPLE.exercises[0], replace(SAMPLE.exercises[0], feel=letter)
    kept = []
    for exercise in (plain, rare):
        view = replace(SAMPLE, exercises=(exercise,), extra=())
        pages, _ = lay_out(parse(render_xhtml(view, TEMPLATES)), Theme(), "letter")
        boxes = [step.box for steps in pages for step in steps if isinstance(step, page.Place)]
        kept.append([box for box in boxes if box.recurs and recording_of(box) is None])
    assert kept[0] == []
    assert len(kept[1]) == 1


def test_a_handout_leaves_nothing_that_only_a_search_could_free() -> None:
    first, second = (
        render_xhtml(replace(SAMPLE, patient_name=name), TEMPLATES) for name in ("Ana", "Ben")
    )
    render_pdf(first, Theme(), created=DAY)
    gc.collect()
    before, flags = len(gc.garbage), gc.get_debug()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        render_pdf(second, Theme(), created=DAY)
        gc.collect()
        ours = [one for one in gc.garbage[before:] if type(one).__module__.startswith("generator")]
    finally:
        gc.set_debug(flags)
        del gc.garbage[before:]
    assert ours == []
