"""Pictures made of dots, read by Pillow: a clinic's logo, or a drawing of its own."""

import base64
import hashlib
import io
import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from generator.handout.objects import Objects, stream

if TYPE_CHECKING:
    from PIL import Image

MIRRORED: Final = "#mirrored"
IMAGE: Final = re.compile(
    rf"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]+)(?:{MIRRORED})?", re.DOTALL
)
SPACES: Final = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}  # by Pillow's name of the colours


class Dots(NamedTuple):
    """A picture of dots; `mask`, if any, says how much of each dot shows."""

    name: str
    width: int
    height: int
    space: str
    coding: str
    data: bytes
    mask: bytes

    @property
    def resource(self) -> str:
        """What the operators of a page call it."""
        return f"/Dots{self.name}"

    def write(self, objects: Objects) -> int:
        """Take it into a document once, and give its number."""
        return objects.once(self.resource, lambda: self._written(objects))

    def _written(self, objects: Objects) -> bytes:
        size = f"/Type/XObject/Subtype/Image/Width {self.width}/Height {self.height}"
        mask = ""
        if self.mask:
            grey = f"{size}/ColorSpace/DeviceGray/BitsPerComponent 8"
            mask = f"/SMask {objects.add(stream(self.mask, grey))} 0 R"
        entries = f"{size}/ColorSpace{self.space}/BitsPerComponent 8{mask}"
        return stream(self.data, entries, self.coding)


@lru_cache(maxsize=8)  # a clinic's logo is the same in every handout
def dots_of(source: str, *, grey: bool = False) -> Dots | None:
    """The picture that stands in a `data:` address itself; None for any other address.

    With `grey` it has no color.

    Raises: ValueError for a picture that is damaged.
    """
    match = IMAGE.fullmatch(source)
    if match is None:
        return None
    from PIL import Image  # noqa: PLC0415  (only a handout with a picture pays for it)

    file = base64.b64decode(match[1])
    try:
        with Image.open(io.BytesIO(file), formats=("PNG", "JPEG")) as image:
            image.load()
            return _read(file, image, grey=grey)
    # Pillow raises many kinds for a broken file.
    except Exception as error:
        message = "the picture is damaged"
        raise ValueError(message) from error


def _read(file: bytes, image: "Image.Image", *, grey: bool) -> Dots:
    name = hashlib.sha256(file).hexdigest()[:12] + ("Grey" if grey else "")
    mode: str = "L" if grey else "RGB"
    width, height = image.size
    if image.format == "JPEG" and image.mode in SPACES:
        if image.mode == mode or not grey:
            return Dots(name, width, height, SPACES[image.mode], "DCTDecode", file, b"")
        return Dots(name, width, height, SPACES[mode], "DCTDecode", _without_colour(image), b"")
    shown, mask = image.convert("RGBA"), b""
    if image.mode.startswith("I"):  # 16 bits of grey, of which Pillow would keep the lower ones
        shown = image.point(lambda light: light / 256, "L")
    elif image.has_transparency_data:
        mask = zlib.compress(shown.getchannel("A").tobytes(), 9)
    data = zlib.compress(shown.convert(mode).tobytes(), 9)
    return Dots(name, width, height, SPACES[mode], "FlateDecode", data, mask)


def _without_colour(image: "Image.Image") -> bytes:
    file = io.BytesIO()
    image.convert("L").save(file, "JPEG", quality=90)
    return file.getvalue()
