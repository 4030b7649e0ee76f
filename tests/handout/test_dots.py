"""Pictures of dots reach the page as they are, whatever kind of file they come in."""

import base64
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from generator.compiled import library_of
from generator.errors import BadInput
from generator.handout.dots import dots_of
from generator.handout.pdf import render_pdf
from generator.handout.press import Press
from generator.handout.theme import BLACK_AND_WHITE, Theme
from generator.handout.xhtml import TemplateError
from tests.handout.sample import DAY

RED, CLEAR = (200, 30, 40, 255), (10, 20, 30, 0)
GREY = 77
COLOR = Theme()
PAGE = (
    '<html lang="en"><head><title>Logo</title></head><body>'
    '<p>Words</p><img class="logo" src="{0}" alt="A logo"/>'
    '<img class="logo" src="{0}" alt="The same logo"/></body></html>'
)


def _address(picture: Image.Image, form: str, **options: Any) -> str:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return f"data:image/{form.lower()};base64,{base64.b64encode(file.getvalue()).decode()}"


def _clear_and_red(mode: str) -> Image.Image:
    picture = Image.new("RGBA", (6, 4), RED)
    picture.putpixel((1, 2), CLEAR)
    return picture.convert(mode)


def _in_page(address: str, theme: Theme = COLOR) -> tuple[Image.Image, Image.Image | None]:
    """The one picture in a page, and how much of each dot shows."""
    data = render_pdf(PAGE.format(address), theme, created=DAY)
    with pikepdf.open(io.BytesIO(data)) as file:
        (stored,) = dict(file.pages[0].Resources.XObject).values()
        if not theme.colours:
            assert stored.ColorSpace == "/DeviceGray"
        mask = stored.get("/SMask")
        return _opened(stored).convert("RGB"), None if mask is None else _opened(mask)


def _opened(stored: Any) -> Image.Image:
    return pikepdf.PdfImage(stored).as_pil_image()


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_a_picture_without_clear_dots_is_shown_whole(mode: str) -> None:
    picture = Image.new("RGB", (6, 4), (255, 255, 255))
    picture.paste((0, 0, 0), (0, 0, 3, 2))
    picture = picture.convert(mode)
    shown, mask = _in_page(_address(picture, "PNG"))
    assert mask is None
    assert shown.tobytes() == picture.convert("RGB").tobytes()


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_clear_dots_stay_clear(mode: str) -> None:
    picture = _clear_and_red(mode)
    shown, mask = _in_page(_address(picture, "PNG"))
    assert mask is not None
    assert mask.tobytes() == picture.getchannel("A").tobytes()
    assert shown.getpixel((5, 3)) == picture.convert("RGB").getpixel((5, 3))


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_without_color_a_picture_has_none(form: str) -> None:
    picture = Image.new("RGB", (16, 16), RED[:3])
    address = _address(picture, form)
    in_color, _ = _in_page(address)
    assert in_color.getpixel((5, 3)) != (in_color.getpixel((5, 3))[0],) * 3  # type: ignore[index]
    shown, mask = _in_page(address, BLACK_AND_WHITE)
    red, green, blue = shown.getpixel((5, 3))  # type: ignore[misc]
    assert red == green == blue
    assert abs(red - picture.convert("L").getpixel((5, 3))) <= 2  # type: ignore[operator]
    assert mask is None


def test_without_color_clear_dots_stay_clear() -> None:
    picture = _clear_and_red("RGBA")
    shown, mask = _in_page(_address(picture, "PNG"), BLACK_AND_WHITE)
    assert mask is not None
    assert mask.tobytes() == picture.getchannel("A").tobytes()
    assert shown.getpixel((5, 3)) == picture.convert("L").convert("RGB").getpixel((5, 3))


def test_a_palette_may_have_a_clear_color() -> None:
    picture = _clear_and_red("RGB").quantize(4)
    clear = picture.getpixel((1, 2))
    _, mask = _in_page(_address(picture, "PNG", transparency=clear))
    assert mask is not None
    assert (mask.getpixel((1, 2)), mask.getpixel((5, 3))) == (0, 255)


def test_sixteen_bits_of_grey_keep_the_upper_eight() -> None:
    shown, _ = _in_page(_address(Image.new("I;16", (3, 2), GREY * 256 + 200), "PNG"))
    assert shown.getpixel((0, 0)) == (GREY, GREY, GREY)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_jpeg_is_kept_byte_for_byte(mode: str) -> None:
    address = _address(Image.new(mode, (8, 8), GREY if mode == "L" else RED[:3]), "JPEG")
    dots = dots_of(address)
    assert dots is not None
    assert dots.data == base64.b64decode(address.partition(",")[2])
    shown, mask = _in_page(address)
    assert mask is None
    assert shown.size == (8, 8)


def test_a_jpeg_for_a_press_gets_the_colors_of_a_screen() -> None:
    picture = Image.new("RGB", (8, 8), RED[:3])
    shown, _ = _in_page(_address(picture.convert("CMYK"), "JPEG", quality=95))
    for seen, wanted in zip(shown.getpixel((4, 4)), RED, strict=False):  # type: ignore[arg-type]
        assert abs(seen - wanted) < 12


def test_no_file_and_no_address_is_opened() -> None:
    assert dots_of("logo.png") is None
    assert dots_of("https://clinic.example/logo.png") is None


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_damaged_picture_is_said_so(form: str) -> None:
    noise = Image.effect_noise((60, 60), 90)
    head, _, coded = _address(noise, form).partition(",")
    broken = base64.b64encode(base64.b64decode(coded)[:1200]).decode()
    with pytest.raises(TemplateError, match="line 1: the picture is damaged; save it anew"):
        _in_page(f"{head},{broken}")


def test_a_damaged_logo_is_named(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text("name: Cedar\nlogo: logo.png\n")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    press = Press(library_of(tmp_path), tmp_path)
    with pytest.raises(BadInput, match=r"logo\.png: the picture is damaged; save the logo anew"):
        _ = press.logo
