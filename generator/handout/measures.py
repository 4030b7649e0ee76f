"""What is known of a font, as it is kept between runs."""

from typing import NamedTuple

from generator.handout.objects import Objects


class Cut(NamedTuple):
    """A subset, written but for the numbers of the objects that it is made of.

    The font's program and its map to letters are streams; the others are dictionaries, not closed.
    """

    program: bytes
    unicode_map: bytes
    descriptor: str
    font: str

    def write(self, objects: Objects) -> int:
        """Take the font into a document, and give its number."""
        program, unicode_map = objects.add(self.program), objects.add(self.unicode_map)
        descriptor = objects.add(f"{self.descriptor}/FontFile2 {program} 0 R>>".encode("ascii"))
        links = f"/ToUnicode {unicode_map} 0 R/FontDescriptor {descriptor} 0 R>>"
        return objects.add(f"{self.font}{links}".encode("ascii"))


class Measured(NamedTuple):
    """What handouts normally need of a font.

    Widths are shares of the type size, by letter; codes are bodies of PDF strings, by letter, in
    the subset of the usual letters.
    """

    widths: dict[str, float]
    codes: dict[int, str]
    usual: Cut
