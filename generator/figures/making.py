"""From the file of a drawing to what is placed: once a drawing, and then kept."""

from pathlib import Path

from generator.figures.corners import free_corners
from generator.figures.drawing import Art, Form, Ink
from generator.figures.ink import black_and_white
from generator.figures.inline import markup, view_box
from generator.figures.operators import content
from generator.figures.svg import read_drawing


def made(path: Path, form: Form, ink: Ink) -> Art:
    """Read a drawing and make it ready for a kind of handout.

    Raises: BadInput when its file is not there, or is not of the subset.
    """
    drawing = read_drawing(path)
    if ink == "bw":
        drawing = black_and_white(drawing)
    data = content(drawing) if form == "pdf" else markup(drawing).encode()
    corners = free_corners(drawing)
    return Art(drawing.width, drawing.height, view_box(drawing), corners, data)
