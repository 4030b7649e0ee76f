"""Links, codes to scan and form fields: what answers to a tap, a camera or a tick."""

import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from generator.handout.addresses import short, target
from generator.handout.pdf import render_pdf
from generator.handout.template import render_xhtml
from generator.handout.theme import MM, Theme
from generator.handout.xhtml import TemplateError
from tests.figures.handouts import CASE, figures_of, made
from tests.handout.sample import DAY, SAMPLE, TEMPLATES
from tests.tools import require_tool, run

CLINIC = """\
name: Lakeside Headache Clinic
phone: (503) 555-0100
email: hello@lakeside.example
web: lakeside.example
emergency_number: "911"
qr: "https://lakeside.example/start?from=paper&lang=en"
videos: {upper_trap_stretch: "https://lakeside.example/(tilt)"}
"""
QR, VIDEO = "https://lakeside.example/start?from=paper&lang=en", "https://lakeside.example/(tilt)"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    folder.mkdir()
    (folder / "clinic.yaml").write_text(CLINIC)
    return folder


def annotations(data: bytes) -> list[dict[str, Any]]:
    """Every link and field with the words of its structure element."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        parents = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        elements = dict(zip(map(int, parents[::2]), parents[1::2], strict=True))
        for page in pdf.pages:
            for one in page.obj.get("/Annots", pikepdf.Array()):
                element = elements[int(one.StructParent)]
                kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
                inside = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]
                assert [kid.Obj.objgen for kid in inside] == [one.objgen]
                found.append(
                    {
                        "role": str(element.S),
                        "kind": str(one.Subtype),
                        "goes": str(one.A.URI) if "/A" in one else "",
                        "says": str(one.get("/Contents", one.get("/TU", ""))),
                        "name": str(one.get("/T", "")),
                        "box": [float(value) for value in one.Rect],
                    }
                )
    return found


# --- Links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("(503) 555-0100", "tel:5035550100"),
        ("+44 20 7946 0000", "tel:+442079460000"),
        ("555 0100 ext. 4", ""),
        ("hello@lakeside.example", "mailto:hello@lakeside.example"),
        ("lakeside.example", "https://lakeside.example"),
        ("https://lakeside.example/a?b=1", "https://lakeside.example/a?b=1"),
        ("ask at the desk", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_where_a_contact_leads(text: str, leads: str) -> None:
    assert target(text) == leads


def test_a_web_address_as_people_write_it() -> None:
    assert short("https://www.lakeside.example/") == "lakeside.example"


def test_links_of_the_letterhead_and_the_codes_can_be_tapped(clinic: Path) -> None:
    links = annotations(made(clinic))
    assert {link["kind"] for link in links} == {"/Link"}
    assert {link["role"] for link in links} == {"/Link"}
    assert [(link["says"], link["goes"]) for link in links] == [
        ("(503) 555-0100", "tel:5035550100"),
        ("hello@lakeside.example", "mailto:hello@lakeside.example"),
        ("lakeside.example", "https://lakeside.example"),
        ("lakeside.example/(tilt)", "https://lakeside.example/%28tilt%29"),
        ("lakeside.example/start?from=paper&lang=en", QR),
    ]
    for link in links:
        left, low, right, high = link["box"]
        assert 42 <= left < right <= 571
        lines = 2 if link["goes"] == QR else 1
        assert 13 < (high - low) / lines < 20


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ('<p>See <a href="https://a.example">this</a></p>', "alone in its paragraph"),
        ('<p><a href="javascript:alert(1)">this</a></p>', "does not begin with https:"),
        ('<p><a href="https://a.example/é">this</a></p>', "does not begin with https:"),
    ],
)
def test_a_link_that_cannot_be_printed_is_an_error(link: str, said: str) -> None:
    page = render_xhtml(SAMPLE, TEMPLATES).replace("<main>", f"<main>{link}")
    with pytest.raises(TemplateError, match=said):
        render_pdf(page, Theme(), created=DAY)


# --- Codes ---------------------------------------------------------------------------------------


def test_a_camera_reads_the_printed_codes(clinic: Path, tmp_path: Path) -> None:
    path = tmp_path / "coded.pdf"
    path.write_bytes(made(clinic))
    run(require_tool("pdftoppm"), "-r", "110", "-gray", str(path), str(tmp_path / "page"))
    read = [
        code.text
        for page in sorted(tmp_path.glob("page-*.pgm"))
        for code in zxingcpp.read_barcodes(Image.open(page))
    ]
    assert read == [VIDEO, QR]


def test_a_code_is_22_mm_and_says_what_it_is(clinic: Path) -> None:
    codes = [figure for figure in figures_of(made(clinic)) if "Code to scan" in figure["alt"]]
    assert [code["alt"] for code in codes] == [
        "Code to scan: a video of this exercise",
        "Code to scan: our page",
    ]
    for left, low, right, high in (code["box"] for code in codes):
        assert right - left == pytest.approx(22 * MM, abs=0.1)
        assert high - low == pytest.approx(22 * MM, abs=0.1)


def test_a_browser_shows_the_same_code(clinic: Path) -> None:
    page = made(clinic, form="html").decode()
    assert 'src="code:' not in page
    path = re.findall(r'aria-label="Code to scan: our page">.*?d="M0 0.*?d="([^"]+)"', page)
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)", path[0])]
    side = max(x + length for x, _, length in runs) + 4
    picture = Image.new("L", (side, side), 255)
    for x, y, length in runs:
        for at in range(x, x + length):
            picture.putpixel((at, y), 0)
    (code,) = zxingcpp.read_barcodes(picture.resize((side * 6, side * 6)))
    assert code.text == QR


def test_a_clinic_without_either_has_no_code(clinic: Path) -> None:
    (clinic / "clinic.yaml").write_text("name: Lakeside\n")
    assert b"Code to scan" not in made(clinic, form="html")


# --- Fields --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fillable(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("fillable") / "clinic"
    folder.mkdir()
    (folder / "clinic.yaml").write_text("name: Lakeside\n")
    return made(folder, CASE, fillable=True)


def test_every_day_of_every_exercise_has_a_box(fillable: bytes) -> None:
    boxes = [
        one for one in annotations(fillable) if one["says"] != "My questions for the next visit"
    ]
    names = {one["says"].split(", week")[0] for one in boxes}
    assert len(boxes) == 28 * len(names)
    assert len({one["name"] for one in boxes}) == len(boxes)
    assert {one["role"] for one in boxes} == {"/Form"}
    assert boxes[0]["says"].endswith(", week 1, Saturday")  # the day of issue
    assert boxes[27]["says"].endswith(", week 4, Friday")


def test_a_tick_is_seen(fillable: bytes, tmp_path: Path) -> None:
    path = tmp_path / "ticked.pdf"
    with pikepdf.open(io.BytesIO(fillable)) as pdf:
        page = pdf.pages[-1]
        empty, ticked = (one for one in list(page.Annots)[:2])
        ticked.V = ticked.AS = pikepdf.Name.Yes
        assert set(ticked.AP.N.keys()) == {"/Yes", "/Off"}
        pdf.save(path)
        number, high = len(pdf.pages), float(page.MediaBox[3])
    last = ("-f", str(number), "-r", "144", "-gray")
    run(require_tool("pdftoppm"), *last, str(path), str(tmp_path / "page"))
    (shown,) = tmp_path.glob("page-*.pgm")
    picture = Image.open(shown).convert("L")
    dark = []
    for one in (empty, ticked):
        left, low, right, top = (float(value) for value in one.Rect)
        inside = (left * 2 + 4, (high - top) * 2 + 4, right * 2 - 4, (high - low) * 2 - 4)
        tones = picture.crop(inside).tobytes()
        dark.append(min(tones) < 128)
    assert dark == [False, True]


def test_questions_can_be_typed(fillable: bytes) -> None:
    with pikepdf.open(io.BytesIO(fillable)) as pdf:
        last = list(pdf.pages[-1].Annots)[-1]
        assert (str(last.FT), int(last.Ff)) == ("/Tx", 1 << 12)
        assert len(pdf.Root.AcroForm.Fields) == len(list(pdf.pages[-1].Annots))


def test_others_have_no_form(clinic: Path) -> None:
    with pikepdf.open(io.BytesIO(made(clinic))) as pdf:
        assert "/AcroForm" not in pdf.Root
