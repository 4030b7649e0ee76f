"""The drawings beside an exercise, as the template sees them, and those that are left out."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from generator.errors import BadInput
from generator.figures.choosing import Choice, Shown, Told, choose
from generator.figures.drawing import Form, Ink
from generator.figures.gallery import Gallery
from generator.handout.artwork import address
from generator.handout.view import FigureView
from generator.model.base import OneSide
from generator.model.library import Library
from generator.model.results import Prescription
from generator.resources import data_dir

FOLDER: Final = "figures"  # in our library, and in a clinic's folder


def folders_of(clinic: Path | None) -> tuple[Path, ...]:
    """Where drawings stand: ours, then the clinic's."""
    ours = data_dir("exercises") / FOLDER
    return (ours, clinic / FOLDER) if clinic else (ours,)


def told(item: Prescription) -> Told:
    """How an exercise is told to this patient."""
    return Told(item.exercise, item.told_side, item.way, item.propped)


class Drawings:
    """Finds the drawings for what a patient does, for one kind of handout."""

    def __init__(
        self, library: Library, clinic: Path | None, form: Form, ink: Ink = "color"
    ) -> None:
        """Take the library and the clinic's folder; nothing is read yet."""
        self.library = library
        self.gallery = Gallery(*folders_of(clinic), form=form, ink=ink)
        # A few a way to do an exercise: to compare its words with the drawing's takes long.
        self._chosen: dict[tuple[str, OneSide | None, str | None, bool], Choice] = {}

    def choice(self, told: Told) -> Choice:
        """Which drawings of an exercise are shown, or why none is."""
        exercise = told.exercise
        if exercise is not self.library.exercises.get(exercise.id):
            return self._choose(told)
        key = exercise.id, told.side, told.way, told.propped
        if key not in self._chosen:
            self._chosen[key] = self._choose(told)
        return self._chosen[key]

    def _choose(self, told: Told) -> Choice:
        return choose(told, self.gallery.of(told.exercise.id), self.library.phrases.sides)

    def figures(self, told: Told) -> tuple[FigureView, ...]:
        """The drawings of an exercise.

        Raises: BadInput when one cannot be read.
        """
        return tuple(self._figure(shown, told.side) for shown in self.choice(told).shown)

    def _figure(self, shown: Shown, side: OneSide | None) -> FigureView:
        source, mirrored = shown.source, shown.mirrored
        view = FigureView(alt=shown.alt, caption=shown.caption, side=side)
        if source.is_raster:
            return replace(view, image=_bytes(source.path), mirrored=mirrored)
        art, kind = self.gallery.art(source.key), source.entry.kind
        return replace(view, address=address(art, kind, mirrored=mirrored))


@lru_cache(maxsize=64)  # a clinic's own pictures, while handouts are made
def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        text = f"this picture cannot be read ({(error.strerror or 'no reason given').lower()})"
        raise BadInput.one(str(path), text) from None
