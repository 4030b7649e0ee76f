"""What one drawing shows, ready for the ink: posed parts, camera, highlights, arrows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.illustrate.camera import Camera
    from generator.illustrate.figure import Figure
    from generator.illustrate.parts import Arrow, Highlight, Part
    from generator.illustrate.posing import Posture


@dataclass
class Scene:
    """One picture. `parts` holds the figure's parts first, then the props."""

    figure: Figure | None  # gives curves, strands and landmarks to the ink side
    parts: list[Part]
    n_figure: int  # how many of the parts are the figure's
    camera: Camera
    highlights: list[Highlight] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)  # points in the world, drawn over all
    mouth_open: bool = False
    level: int = 0  # 1 = close-up of the face: finer face lines
    unit: float = 3.0  # pixels per picture unit (50 picture units a dm at 150 pixels a dm)
    # For checks and facts, not for the ink:
    posture: Posture | None = None  # what posing found out: hands, contacts, residuals
    name: str = ""
    alt: str = ""  # patient words; {side} stands for the side
    caption: str = ""
    whole: bool = False  # the frame shows everything, things too
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def figure_parts(self) -> list[Part]:
        """The figure's own parts."""
        return self.parts[: self.n_figure]

    @property
    def props(self) -> list[Part]:
        """The parts that are not the figure's."""
        return self.parts[self.n_figure :]
