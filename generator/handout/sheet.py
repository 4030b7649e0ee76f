"""The contact sheet of a library: every exercise with its drawings, for the wall and for review."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.figures.choosing import Told
from generator.figures.drawing import Ink
from generator.handout.compose import dose_view, template_folders
from generator.handout.drawings import Drawings
from generator.handout.pdf import render_pdf
from generator.handout.press import Press
from generator.handout.template import render_xhtml
from generator.handout.variant import Variant
from generator.handout.view import CardView, SheetView
from generator.model.exercise import GENTLE, Exercise
from generator.model.library import Library
from generator.resources import data_dir

TEMPLATE: Final = "sheet.html.j2"
REGIONS: Final = ("neck", "jaw", "shoulder", "thoracic", "general")
SHOWN_SIDE: Final = "right"


def sheet(library: Library, clinic: Path | None, today: datetime.date, ink: Ink = "color") -> bytes:
    """The contact sheet as a tagged PDF.

    Raises: BadInput when a drawing cannot be read.
    """
    press = Press(library, clinic, variant=Variant(ink=ink))
    drawings = press.drawings("pdf")
    view = sheet_view(library, drawings, today)
    drawings.gallery.keep()
    folders = template_folders(clinic, data_dir("templates"))
    page = render_xhtml(view, folders, TEMPLATE)
    return render_pdf(page, press.theme, created=today, paper=press.paper)


def sheet_view(library: Library, drawings: Drawings, today: datetime.date) -> SheetView:
    """What stands on the sheet: every exercise by region, and every way that is drawn."""
    regions = []
    for region in REGIONS:
        members = [one for one in library.exercises.values() if one.region == region]
        cards = tuple(card for one in members for card in _cards(one, library, drawings))
        regions.append((region.capitalize(), cards))
    return SheetView(
        lang="en",
        clinic=library.clinic.name,
        date=today,
        regions=tuple(each for each in regions if each[1]),
    )


def _cards(exercise: Exercise, library: Library, drawings: Drawings) -> Iterator[CardView]:
    drawn = {source.entry.variant for source in drawings.gallery.of(exercise.id)}
    further = [way for way in (GENTLE, *exercise.positions) if way in drawn]
    for way in (None, *further):
        told = Told(exercise, SHOWN_SIDE if exercise.sided else None, way)
        dosage = exercise.dose.row("moderate") or exercise.dose.row("low")
        yield CardView(
            id=exercise.id,
            name=exercise.name,
            way=way.replace("_", " ") if way else "",
            phase=exercise.phase,
            state=library.review_state(exercise.id),
            dose=dose_view(exercise, dosage) if dosage else None,
            indications=tuple(_label(key, library) for key in exercise.indications),
            figures=drawings.figures(told),
            missing=drawings.choice(told).left_out or ("" if drawn else "not drawn"),
        )


def _label(key: str, library: Library) -> str:
    """What an indication is called."""
    finding = library.findings.get(key)
    return finding.label if finding else key.replace("_", " ").replace("=", ": ")
