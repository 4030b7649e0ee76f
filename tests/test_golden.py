"""The example handouts, held against their golden copies: words, structure, and every page's look.

`make golden` (or `pytest tests/test_golden.py --update-golden`) writes them anew; look at the pages
before you commit. The difference of a page that fails stands in tests/golden/actual/.
"""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops

from generator.case import check_case
from generator.compiled import library_of
from generator.handout.press import Press
from generator.resources import data_dir
from generator.workshop import Workshop
from generator.yamlread import read_yaml_file
from tests.tools import require_tool, run

GOLDEN = Path(__file__).parent / "golden"
ACTUAL = GOLDEN / "actual"
NAMES = sorted(path.stem for path in data_dir("examples").glob("*.yaml"))
DPI = "72"
# Another version of the rasteriser may smooth edges otherwise: so much may a page differ.
MOST_MEAN = 0.15  # of 255, over the whole page
MOST_FAR = 0.0005  # share of the dots that may be far off
GRAYS = 16  # enough to see a change; the copies are a third of the size
PICTURED = ("ana", "dora")  # every page of these; the words and tags of all
FAR = 96


@pytest.fixture(scope="module")
def handouts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The examples as `hep demo` makes them."""
    folder = tmp_path_factory.mktemp("golden")
    library = library_of(None)
    made = {}
    for name in NAMES:
        path = data_dir("examples") / f"{name}.yaml"
        day = check_case(read_yaml_file(path), library, datetime.date.max).case.evaluated
        assert day is not None
        assessment, _ = Workshop(None, day).read(path)
        made[name] = folder / f"{name}.pdf"
        made[name].write_bytes(Press(library, None).print(assessment, "pdf"))
    return made


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether the golden copies are to be written anew; never in CI."""
    wanted = bool(request.config.getoption("--update-golden"))
    if wanted and os.environ.get("CI"):
        pytest.fail("golden copies are not written in CI")
    return wanted


def test_there_are_examples() -> None:
    assert len(NAMES) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_words_in_the_order_in_which_they_are_heard(
    name: str, handouts: dict[str, Path], update: bool
) -> None:
    said = run(require_tool("pdfinfo"), "-struct-text", str(handouts[name]))
    _hold(GOLDEN / f"{name}.txt", said, update=update)


@pytest.mark.parametrize("name", NAMES)
def test_structure_fonts_language(name: str, handouts: dict[str, Path], update: bool) -> None:
    with pikepdf.open(handouts[name]) as pdf:
        lines = [
            f"language {pdf.Root.Lang}",
            f"title {pdf.docinfo['/Title']}",
            f"pages {len(pdf.pages)}",
            *sorted({f"font {font}" for page in pdf.pages for font in _fonts(page)}),
            *_tags(pdf.Root.StructTreeRoot.K, 0),
        ]
    _hold(GOLDEN / f"{name}.tags", "\n".join(lines) + "\n", update=update)


@pytest.mark.parametrize("name", PICTURED)
def test_every_page_looks_as_it_did(
    name: str, handouts: dict[str, Path], update: bool, tmp_path: Path
) -> None:
    tool = require_tool("pdftoppm")
    run(tool, "-r", DPI, "-gray", "-png", str(handouts[name]), str(tmp_path / name))
    pages = sorted(tmp_path.glob(f"{name}-*.png"))
    kept = sorted(GOLDEN.glob(f"{name}-*.png"))
    if update:
        for path in kept:
            path.unlink()
        for path in pages:
            _reduced(path).save(GOLDEN / path.name, optimize=True)
        return
    assert [path.name for path in pages] == [path.name for path in kept]
    wrong = [page.name for page, golden in zip(pages, kept, strict=True) if _differ(page, golden)]
    assert not wrong, f"see {ACTUAL}"


def test_a_changed_page_is_seen(tmp_path: Path) -> None:
    white = Image.new("L", (612, 792), 255)
    changed = white.copy()
    changed.paste(0, (100, 100, 160, 112))
    white.save(tmp_path / "a.png")
    changed.save(tmp_path / "b.png")
    assert _differ(tmp_path / "b.png", tmp_path / "a.png", keep=False)
    assert not _differ(tmp_path / "a.png", tmp_path / "a.png", keep=False)


def _reduced(page: Path) -> Image.Image:
    """A page in a few grays."""
    step = 255 // (GRAYS - 1)
    with Image.open(page) as picture:
        return picture.convert("L").point([round(level / step) * step for level in range(256)])


def _hold(golden: Path, found: str, *, update: bool) -> None:
    if update:
        golden.write_text(found)
    assert found == golden.read_text()


def _fonts(page: pikepdf.Page) -> Iterator[str]:
    for font in page.Resources.Font.values():
        descendant = font.get("/DescendantFonts", [font])[0]
        embedded = "/FontFile2" in descendant.FontDescriptor
        yield f"{str(font.BaseFont).partition('+')[2]} {'embedded' if embedded else 'NOT EMBEDDED'}"


def _tags(kid: pikepdf.Object, depth: int) -> Iterator[str]:
    """One line an element: its tag, and what stands in for what cannot be read."""
    if isinstance(kid, pikepdf.Array):
        for one in kid:
            yield from _tags(one, depth)
    elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
        alt = f" alt {kid.Alt}" if "/Alt" in kid else ""
        yield f"{'  ' * depth}{str(kid.S)[1:]}{alt}"
        if "/K" in kid:
            yield from _tags(kid.K, depth + 1)


def _differ(page: Path, golden: Path, *, keep: bool = True) -> bool:
    """Whether two pages differ by more than smoothing; the three pictures are kept to look at."""
    with Image.open(page) as found, Image.open(golden) as wanted:
        if found.size != wanted.size:
            return True
        difference = ImageChops.difference(_reduced(page).convert("L"), wanted.convert("L"))
        counts = difference.histogram()
        dots = sum(counts)
        mean = sum(value * count for value, count in enumerate(counts)) / dots
        far = sum(counts[FAR:]) / dots
        if mean <= MOST_MEAN and far <= MOST_FAR:
            return False
        if keep:
            ACTUAL.mkdir(exist_ok=True)
            found.save(ACTUAL / page.name)
            wanted.save(ACTUAL / f"{page.stem}-expected.png")
            difference.save(ACTUAL / f"{page.stem}-difference.png")
        return True
