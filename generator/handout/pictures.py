"""Pictures on a page, each with its words: a drawing of lines, a picture of dots, a logo."""

from typing import Any, Final

from msgspec import Struct

from generator.figures.drawing import CORNER_HEIGHT, CORNER_WIDTH
from generator.figures.manifest import Kind
from generator.handout.artwork import Form, form_at
from generator.handout.boxes import Box, Shell, Words, stacked_height
from generator.handout.dots import MIRRORED, Dots, dots_of
from generator.handout.setting import Setting
from generator.handout.tagged import TaggedCanvas
from generator.handout.xhtml import Element, TemplateError

LOGO_HEIGHT: Final = 44.0
BELOW: Final = 3.0  # a picture, before its words


class Drawn(Box, frozen=True, kw_only=True, eq=False):
    """A drawing of lines; mirrored, it shows the other side of the body."""

    form: Form
    width: float
    mirrored: bool = False

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint it at its size."""
        scale = self.width / self.form.width
        across, left = (-scale, x + self.width) if self.mirrored else (scale, x)
        canvas.use(self.form)
        canvas.paint(
            f"q {across:.5f} 0 0 {-scale:.5f} {left:.2f} {top:.2f} cm {self.form.resource} Do Q"
        )


class Picture(Box, frozen=True, kw_only=True, eq=False):
    """A picture made of dots: a clinic's logo, or a drawing of its own."""

    dots: Dots
    width: float
    mirrored: bool = False

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint it at its size."""
        across, left = (-self.width, x + self.width) if self.mirrored else (self.width, x)
        canvas.use(self.dots)
        canvas.paint(
            f"q {across:.3f} 0 0 {self.height:.3f} {left:.2f} {top - self.height:.2f} cm"
            f" {self.dots.resource} Do Q"
        )


class Figure(Box, frozen=True, kw_only=True, eq=False):
    """A picture with its words, as one figure: what it shows is said by `alt`.

    The words stand below it (then they are one of the parts), or in an empty corner.
    """

    alt: str
    width: float
    corner: tuple[Words, float] | None = None

    def draw(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Paint it inside a structure element that knows its place."""
        left = x + self.inset
        box = (left, top - self.height, left + self.width, top)
        canvas.begin("Figure", alt=self.alt, Placement="Block", BBox=box)
        self.paint(canvas, x, top)
        if self.corner:
            words, across = self.corner
            words.draw(canvas, left + across, top)
        canvas.end()


class Plate(Struct, frozen=True):
    """A figure whose size on the page is not known yet; width and height in units of its own."""

    width: float
    height: float
    kind: Kind
    alt: str
    caption: Element | None
    shows: Form | Dots
    mirrored: bool

    def corner(self) -> str:
        """An upper corner that is empty, `L` or `R`; nothing when none is."""
        free = self.shows.corners if isinstance(self.shows, Form) else ""
        if self.mirrored:
            free = free.translate({ord("L"): "R", ord("R"): "L"})
        return "L" if "L" in free else free

    def has_room(self, setting: Setting, scale: float) -> bool:
        """Whether the words fit into an empty corner at this scale."""
        if self.caption is None:
            return True
        width = setting.natural_width(self.caption)
        height = setting.style(self.caption).leading
        across, down = CORNER_WIDTH * self.width * scale, CORNER_HEIGHT * self.height * scale
        return width <= across and height <= down and self.corner() != ""

    def box(self, setting: Setting, scale: float, *, cornered: bool) -> Figure:
        """The figure at a scale, with its words in a corner or below."""
        across, down = self.width * scale, self.height * scale
        size: dict[str, Any] = {"height": down, "width": across, "mirrored": self.mirrored}
        picture = (
            Drawn(form=self.shows, after=BELOW, **size)
            if isinstance(self.shows, Form)
            else Picture(dots=self.shows, after=BELOW, **size)
        )
        parts: tuple[Box, ...] = (picture,)
        corner: tuple[Words, float] | None = None
        if self.caption is not None and cornered:
            words = setting.words(self.caption, across)
            taken = setting.natural_width(self.caption)
            corner = words, 0.0 if self.corner() == "L" else across - taken
        elif self.caption is not None:
            parts = (picture, setting.words(self.caption, across))
        height, after = stacked_height(parts), 8 * setting.unit
        return Figure(
            height=height, width=across, alt=self.alt, parts=parts, corner=corner, after=after
        )


def plate(setting: Setting, element: Element) -> Plate | None:
    """The figure that an element holds; None when it has no picture."""
    img, caption = element.find("img"), element.find("figcaption")
    if img is None:
        return None
    if caption is not None and not caption.text():
        caption = None
    source = img.attributes.get("src", "")
    known = form_at(source)
    if known is None:
        dots, mirrored = _dots(setting, img), source.endswith(MIRRORED)
        return Plate(dots.width, dots.height, "upper", _alt(img), caption, dots, mirrored)
    form, mirrored = known
    return Plate(form.width, form.height, form.kind, _alt(img), caption, form, mirrored)


def image(setting: Setting, element: Element, width: float) -> Box:
    """A picture of dots by itself, such as a logo."""
    if form_at(element.attributes.get("src", "")):
        raise TemplateError(f"line {element.line}: a drawing stands in a <figure>")
    dots, alt = _dots(setting, element), _alt(element)
    across, down = dots.width, dots.height
    limit = LOGO_HEIGHT * setting.unit if element.style_class == "logo" else width
    scale = min(width / across, limit / down)
    shell = Shell("Figure", (("alt", alt), ("Placement", "Block")))
    return Picture(
        height=down * scale, width=across * scale, dots=dots, shell=shell, after=4 * setting.unit
    )


def _alt(img: Element) -> str:
    alt = img.attributes.get("alt", "").strip()
    if not alt:
        raise TemplateError(f"line {img.line}: <img> needs alt words that say what it shows")
    return alt


def _dots(setting: Setting, img: Element) -> Dots:
    """A picture of dots, which stands in the document itself."""
    try:
        dots = dots_of(img.attributes.get("src", ""), grey=not setting.theme.colours)
    except ValueError as error:
        raise TemplateError(f"line {img.line}: {error}; save it anew") from None
    if dots is None:
        raise TemplateError(
            f"line {img.line}: <img> needs a picture inside the document "
            "(data:image/png;base64,… or jpeg); no file and no address is ever opened"
        )
    return dots
