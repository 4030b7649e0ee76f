"""A handout with a password: closed without it, the same with it."""

import io
import re
import unicodedata
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from generator.handout.protect import PasswordError, protect, usable
from tests.tools import WARM_VERA, require_module, require_tool, run, vera_check

PASSWORD = "Kirschblüte am Zaun"


@pytest.fixture(scope="module")
def protected(sample_pdf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("protected") / "sample.pdf"
    path.write_bytes(protect(sample_pdf.read_bytes(), PASSWORD))
    return path


def structure(element: Any) -> object:
    """The tags below an element of the structure tree, with their words and attributes."""
    if isinstance(element, pikepdf.Array):
        return [structure(kid) for kid in element]
    if not isinstance(element, pikepdf.Dictionary):
        return str(element)
    keys = ("/S", "/Alt", "/ActualText", "/E", "/Lang", "/A", "/K", "/MCID")
    return {key: structure(element[key]) for key in keys if key in element}


def legible(data: bytes) -> bytes:
    """What can be read of a file without its password: the bytes, and each stream unpacked."""
    parts = [data]
    for found in re.finditer(rb"(?<!end)stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            parts.append(zlib.decompressobj().decompress(found[1]))
        except zlib.error:
            continue
    return b"".join(parts)


def test_it_opens_with_the_password_only(protected: Path) -> None:
    for wrong in ("", PASSWORD.lower(), "ü"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(protected, password=wrong)
    with pikepdf.open(protected, password=PASSWORD) as pdf:
        how = pdf.encryption
        assert (how.R, how.bits) == (6, 256)
        assert {how.stream_method.name, how.string_method.name} == {"aesv3"}
        assert all(pdf.allow)  # to print it, to fill it in, to have it read aloud


def test_the_bytes_tell_nothing_without_it(sample_pdf: Path, protected: Path) -> None:
    open_, closed = legible(sample_pdf.read_bytes()), legible(protected.read_bytes())
    for words in (
        b"Your home exercise program",
        b"Dr. M. Lee",
        b"<x:xmpmeta",
        b"BDC",
        b"/ActualText",
    ):
        assert words in open_
        assert words not in closed


def test_its_identity_is_no_fingerprint_of_the_content(sample_pdf: Path, protected: Path) -> None:
    other = protect(sample_pdf.read_bytes(), PASSWORD)
    names: list[bytes] = []
    with pikepdf.open(sample_pdf) as pdf:
        names += [bytes(part) for part in pdf.trailer.ID]
    for file in (protected, io.BytesIO(other)):
        with pikepdf.open(file, password=PASSWORD) as pdf:
            names.append(bytes(pdf.trailer.ID[0]))
    assert len(set(names)) == 3
    assert protected.read_bytes() != other


def test_tags_and_properties_stay(sample_pdf: Path, protected: Path) -> None:
    with pikepdf.open(sample_pdf) as plain, pikepdf.open(protected, password=PASSWORD) as closed:
        tags = structure(plain.Root.StructTreeRoot)
        assert str(tags).count("'/S'") > 300
        assert structure(closed.Root.StructTreeRoot) == tags
        assert closed.Root.MarkInfo.Marked
        assert str(closed.Root.Lang) == "en"
        assert dict(closed.docinfo.items()) == dict(plain.docinfo.items())
        packets = [bytes(pdf.Root.Metadata.read_bytes()) for pdf in (plain, closed)]
        assert packets[0] == packets[1]
        assert [page.Contents.read_bytes() for page in plain.pages] == [
            page.Contents.read_bytes() for page in closed.pages
        ]


def test_poppler_reads_it(sample_pdf: Path, protected: Path) -> None:
    pdftotext = require_tool("pdftotext")
    words = run(pdftotext, str(sample_pdf), "-")
    assert "Ana Ruiz" in words
    assert run(pdftotext, "-upw", PASSWORD, str(protected), "-") == words


def test_mupdf_reads_it(protected: Path) -> None:
    require_module("pymupdf")
    import pymupdf  # noqa: PLC0415

    with pymupdf.open(protected) as document:
        assert not document.authenticate("something else")
        assert document.authenticate(PASSWORD)
        assert "Ana Ruiz" in document[0].get_text()


@WARM_VERA
def test_veraPDF_finds_no_fault_with_the_password(protected: Path) -> None:  # noqa: N802
    verdict = vera_check(protected, password=PASSWORD)
    assert re.match(r"PASS  PDFUA-1 \(106 rules\)", verdict), verdict


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "too short"),
        ("seven 7", "too short"),
        ("x" * 128, "too long"),
        ("é" * 64, "too long"),
        ("two\nlines of it", "cannot be seen"),
        ("half of a pair \ud83c", "cannot be seen"),
    ],
)
def test_what_is_no_password(password: str, said: str) -> None:
    with pytest.raises(PasswordError, match=said) as caught:
        usable(password)
    assert not password or password not in str(caught.value)


@pytest.mark.parametrize("password", ["12345678", "x" * 127, "é" * 63, "two words"])
def test_what_is_one(password: str, sample_pdf: Path) -> None:
    assert usable(password) == password
    closed = protect(sample_pdf.read_bytes(), password)
    pikepdf.open(io.BytesIO(closed), password=password).close()


def test_an_accent_is_the_same_however_it_was_typed() -> None:
    apart = unicodedata.normalize("NFD", PASSWORD)
    assert apart != PASSWORD
    assert usable(apart) == PASSWORD
