"""Whether two PDFs hold the same handout: the words, the drawings, and what is tagged."""

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree as ET

import pikepdf

XHTML: Final = "{http://www.w3.org/1999/xhtml}"
SVG: Final = "{http://www.w3.org/2000/svg}svg"
# Not the single letters: those of the days in the log stand so close that pdftotext joins them.
WORD: Final = re.compile(r"\d|\w{2,}")
HYPHEN: Final = re.compile(r"(?<=\w)-\s*(?=\w)")
CURVE: Final = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
CURVES: Final = frozenset("cvy")  # the operators of a PDF


class DifferentContentError(Exception):
    """A peer's PDF does not hold what the page holds: to compare times would be dishonest."""


class Content(NamedTuple):
    """What of a page is in a PDF."""

    words: Counter[str]
    alts: Counter[str]  # the words for each drawing
    curves: int


class Tags(NamedTuple):
    """What a PDF tells a screen reader."""

    elements: int
    claims_ua: bool


def words_in(text: str) -> Counter[str]:
    """The words, however they are cased, joined by ligatures, or broken after a hyphen."""
    joined = HYPHEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    return Counter(WORD.findall(joined))


def of_page(page: str) -> Content:
    """The content of a page, but for what stands at the foot of each sheet."""
    body = ET.fromstring(page).find(f"{XHTML}body")  # noqa: S314  (our own page)
    assert body is not None, "a page has a body"  # noqa: S101  (it would compare nothing)
    for foot in body.findall(f"{XHTML}footer"):
        body.remove(foot)
    drawn = list(body.iter(SVG))
    alts = Counter(_plain(svg.get("aria-label", "")) for svg in drawn)
    paths = (path.get("d", "") for path in body.iter("{http://www.w3.org/2000/svg}path"))
    return Content(words_in(" ".join(body.itertext())), alts, sum(map(_curves_of, paths)))


def of_pdf(path: Path) -> Content:
    """The content of a PDF, with what stands at the foot of each sheet."""
    text = subprocess.run(
        [_pdftotext(), str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    with pikepdf.open(path) as pdf:
        elements = _elements(pdf)
        alts = Counter(
            _plain(str(item.Alt))
            for item in elements
            if item.get("/S") == "/Figure" and "/Alt" in item
        )
        curves = sum(_curves(page.obj, page.resources) for page in pdf.pages)
    return Content(words_in(text), alts, curves)


def tags_of(path: Path) -> Tags:
    """How many elements are tagged, and whether the file says that it is PDF/UA."""
    with pikepdf.open(path) as pdf:
        told = pdf.Root.get("/Metadata")
        claims = told is not None and b"pdfuaid" in told.read_bytes()
        return Tags(len(_elements(pdf)), claims)


def pages_of(path: Path) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def compare(who: str, page: Content, pdf: Content) -> None:
    """Demand that every word and every drawing of the page is in a PDF.

    Raises: DifferentContentError.
    """
    missing = page.words - pdf.words
    if missing:
        words = ", ".join(sorted(missing)[:10])
        raise DifferentContentError(f"{who}: {missing.total()} words are missing: {words}")
    if page.alts != pdf.alts:
        raise DifferentContentError(
            f"{who}: {pdf.alts.total()} drawings with words, not {page.alts.total()}"
        )
    # There may be more: round corners of boxes, and bullets, are curves too.
    if pdf.curves < page.curves:
        raise DifferentContentError(f"{who}: {pdf.curves} curves are drawn, not {page.curves}")


def _pdftotext() -> str:
    found = shutil.which("pdftotext")
    if found is None:
        raise DifferentContentError(
            "pdftotext is not installed (Debian package poppler-utils), "
            "so it cannot be checked that all make the same handout"
        )
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


def _curves_of(path: str) -> int:
    """How many Bézier curves an SVG path has; a letter may stand for several."""
    curves, command, numbers = 0, "", 0
    for token in [*CURVE.findall(path), "Z"]:
        if token.isalpha():
            curves += numbers // {"c": 6, "s": 4, "q": 4}.get(command.lower(), len(path) + 1)
            command, numbers = token, 0
        else:
            numbers += 1
    return curves


def _elements(pdf: pikepdf.Pdf) -> list[Any]:
    """All elements of the structure tree."""
    root = pdf.Root.get("/StructTreeRoot")
    waiting: list[Any] = [root] if root is not None else []
    found: list[Any] = []
    while waiting:
        element = waiting.pop()
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                found.append(kid)
                waiting.append(kid)
    return found


def _curves(stream: pikepdf.Object, resources: pikepdf.Object) -> int:
    """How many curves a page or a form draws, with the forms that it paints."""
    curves = 0
    for step in pikepdf.parse_content_stream(stream):
        name = str(step.operator)
        if name in CURVES:
            curves += 1
        elif name == "Do":
            form = resources.XObject[str(step.operands[0])]
            if form.Subtype == "/Form":
                curves += _curves(form, form.get("/Resources", resources))
    return curves
