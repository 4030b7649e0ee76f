"""What all layout functions share: the theme at work, and how a text becomes lines."""

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.handout.boxes import Beside, Box, Disc, Shell, Sign, Words
from generator.handout.style import TextStyle, text_styles
from generator.handout.tappable import linked
from generator.handout.text import Line, Run, break_lines, natural_width, runs
from generator.handout.theme import Theme
from generator.handout.vocabulary import VOCABULARY
from generator.handout.xhtml import Element, TemplateError

NARROW: Final = 400.0  # points of standard type
GUTTER: Final = 22.0
SCHEMES: Final = ("https:", "http:", "mailto:", "tel:")
SMALLEST_CUT: Final = 4  # a paragraph of fewer lines is never cut by a page break


def spaced(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines that end in a space although nothing was wrapped.

    More words follow in the same element, and would be joined to them.
    """
    *others, last = lines
    if not last.pieces:
        return lines
    piece = last.pieces[-1]
    return (
        *others,
        last._replace(pieces=(*last.pieces[:-1], piece._replace(text=piece.text + " "))),
    )


class Setting(Struct, frozen=True, eq=False, dict=True):  # one a theme and place: `setting_for`
    """The theme at work; `place` is the kind of box we are in.

    Headings and lists are smaller in a box.
    """

    theme: Theme
    place: str = ""

    @cached_property
    def closer(self) -> "Setting":
        """The same with lines as close as can still be read well."""
        return setting_for(self.theme.closer, self.place)

    def inside(self, place: str) -> "Setting":
        """The same inside a kind of box."""
        return setting_for(self.theme, place)

    @cached_property
    def styles(self) -> dict[str, TextStyle]:
        """The theme's text styles."""
        return text_styles(self.theme)

    @property
    def unit(self) -> float:
        """What one point of the standard size is at this size."""
        return self.theme.body / 12

    @property
    def air(self) -> float:
        """The same for gaps between texts, which a compact page has less of."""
        return self.unit * self.theme.gaps

    @property
    def gutter(self) -> float:
        """The room between two columns."""
        return GUTTER * self.unit

    def narrow(self, width: float) -> bool:
        """Whether a width is too small for two columns of this type."""
        return width < NARROW * self.unit

    def style(self, element: Element) -> TextStyle:
        """The most particular style that fits: by class, by place, by element."""
        tag, styles = element.tag, self.styles
        for name in (f"{tag}.{element.style_class}", f"{self.place} {tag}", tag):
            if name in styles:
                return styles[name]
        raise TemplateError(f"line {element.line}: the layout has no text style for <{tag}>")

    def words(
        self, element: Element, width: float, *, indent: float = 0.0, shell: Shell | None = None
    ) -> Words:
        """A text element as lines.

        Its structure tag is the vocabulary's unless another is given.
        """
        style = self.style(element)
        content = runs(element, style.weight)
        width = min(width, style.measure)
        lines = break_lines(content, style.size, width, indent)
        shell = shell or Shell(VOCABULARY[element.tag].pdf_tag)
        made = self._box(lines, style, width, shell)
        address = _link(element)
        return linked(made, address) if address else made

    def _box(
        self,
        lines: tuple[Line, ...],
        style: TextStyle,
        width: float,
        shell: Shell | None,
        **more: Any,
    ) -> Words:
        cut: tuple[Box, ...] = ()
        if len(lines) >= SMALLEST_CUT:  # two lines stay together at each end
            groups = (lines[:2], *((line,) for line in lines[2:-2]), lines[-2:])
            cut = tuple(
                Words(height=len(group) * style.leading, lines=group, style=style, width=width)
                for group in groups
            )
        return Words(
            height=len(lines) * style.leading,
            lines=lines,
            style=style,
            width=width,
            shell=shell,
            parts=cut,
            before=style.before,
            after=style.after,
            keep_next=style.keep_next,
            **more,
        )

    def plain(
        self, content: tuple[Run, ...], name: str, width: float, shell: Shell | None = None
    ) -> Words:
        """Given words in a named style."""
        style = self.styles[name]
        return self._box(break_lines(content, style.size, width), style, width, shell)

    def natural_width(self, element: Element) -> float:
        """The width of a text element on one line."""
        style = self.style(element)
        return natural_width(runs(element, style.weight), style.size)

    def heading(self, element: Element, width: float) -> Box:
        """A heading with its bookmark; a number in it stands in a disc."""
        shell = Shell(element.tag.upper(), heading=element.text())
        number = next(
            (child for child in element.elements() if child.style_class == "number"), None
        )
        if number is None:
            return self.words(element, width, shell=shell)
        rest = replace_children(
            element, [child for child in element.children if child is not number]
        )
        style = self.style(element)
        size = self.theme.size(1.17)
        across = max(
            self.theme.size(2.05), natural_width(runs(number, "Bold"), size) + 12 * self.unit
        )
        words = self.words(rest, width - across - 9 * self.unit, shell=None)
        words = replace(words, shell=None, parts=(), before=0.0, after=0.0)
        lift = max((across - style.leading) / 2, 0)
        disc = Disc(
            height=across,
            line=break_lines(runs(number, "Bold"), size, width)[0],
            size=size,
            tone=self.theme.accent,
        )
        low = Box(height=words.height + lift, parts=(Box(height=lift), words))
        return Beside(
            height=max(across, low.height),
            cells=((0.0, disc), (across + 9 * self.unit, low)),
            shell=shell,
            before=style.before,
            after=style.after,
            keep_next=True,
        )

    def sign(self, name: str, *, ratio: float = 1.2, ink: bool = False) -> Sign:
        """A sign as high as a line of text, as decoration."""
        theme = self.theme
        tone = theme.ink if ink else theme.accent
        return Sign(
            height=theme.leading,
            name=name,
            size=theme.size(ratio),
            tone=tone,
            shell=Shell("Artifact"),
        )


def _link(element: Element) -> str:
    """The address that a text element leads to; nothing where it is not a link."""
    link = element.find("a")
    if link is None:
        return ""
    if len(element.elements()) > 1 or element.text() != link.text():
        raise TemplateError(f"line {link.line}: a link stands alone in its paragraph")
    address = link.attributes.get("href", "")
    if not address.startswith(SCHEMES) or not address.isascii() or not address.isprintable():
        raise TemplateError(
            f'line {link.line}: <a href="{address}"> does not begin with {", ".join(SCHEMES)}'
        )
    return address


def replace_children(element: Element, children: list[Element | str]) -> Element:
    """The same element with other children."""
    return Element(element.tag, element.attributes, element.line, children)


@lru_cache(maxsize=64)  # the places of a few clinics' themes; a cached box remembers its setting
def setting_for(theme: Theme, place: str = "") -> Setting:
    """The setting of a theme inside a kind of box."""
    return Setting(theme, place)


# What lays out the elements in a box, at its width in points.
Build = Callable[[Setting, Iterable[Element], float], tuple[Box, ...]]
