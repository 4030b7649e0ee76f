"""The library's cache saves time and changes nothing: any change of a file is seen."""

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import cache, compiled
from generator.compiled import library_of
from generator.errors import BadInput
from generator.library.reviews import Signature, record_reviews


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of its own."""
    monkeypatch.setenv("HEP_CACHE", str(tmp_path / "cache"))
    cache.folder.cache_clear()
    yield tmp_path / "cache"
    cache.folder.cache_clear()


def test_the_second_reading_is_the_same_library(folder: Path) -> None:
    first = library_of(None)
    assert len(list(folder.iterdir())) == 1
    assert library_of(None) == first


def test_any_change_in_a_clinics_folder_is_seen(folder: Path, tmp_path: Path) -> None:
    clinic = tmp_path / "ours"
    (clinic / "neck").mkdir(parents=True)
    before = library_of(clinic)
    (clinic / "neck" / "ccf_nod.yaml").write_text('id: ccf_nod\nfeel: "Very light."\n')
    after = library_of(clinic)
    assert (before.exercises["ccf_nod"].feel, after.exercises["ccf_nod"].feel) == (
        library_of(None).exercises["ccf_nod"].feel,
        "Very light.",
    )
    (clinic / "clinic.yaml").write_text("name: Ours\n")
    assert library_of(clinic).clinic.name == "Ours"
    assert len(list(folder.iterdir())) >= 3


def test_a_broken_library_is_never_kept(folder: Path, tmp_path: Path) -> None:
    clinic = tmp_path / "ours"
    (clinic / "neck").mkdir(parents=True)
    (clinic / "neck" / "ccf_nod.yaml").write_text("id: ccf_nod\ncontra: [pr_pregnanzy]\n")
    for _ in range(2):
        with pytest.raises(BadInput, match="pr_pregnanzy"):
            library_of(clinic)
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_damaged_cache_is_read_anew(folder: Path) -> None:
    library = library_of(None)
    (kept,) = folder.iterdir()
    kept.write_bytes(b"\x00damaged")
    assert library_of(None) == library


def test_a_cache_that_others_may_write_is_not_trusted(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    library_of(None)
    assert list(folder.iterdir()) == []


def test_without_a_cache_everything_works(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HEP_CACHE", "off")
    cache.folder.cache_clear()
    library_of(None)
    assert not folder.exists()
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HEP_CACHE", str(tmp_path / "file"))
    cache.folder.cache_clear()
    library_of(None)
    shutil.rmtree(folder, ignore_errors=True)


def test_a_review_alone_does_not_make_the_library_be_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signature = Signature(by="Dr. M. Lee", license_number="PT1", date=datetime.date(2026, 11, 20))
    first = library_of(tmp_path)
    monkeypatch.setattr(compiled, "_read", None)
    record_reviews(tmp_path, first, ("rules",), signature)
    assert library_of(tmp_path).review_state("rules") == "reviewed"
    (tmp_path / "reviews.yaml").write_text("rules: 3\n")
    with pytest.raises(BadInput):
        library_of(tmp_path)
    (tmp_path / "reviews.yaml").unlink()
    assert library_of(tmp_path).reviews == {}
    (tmp_path / "clinic.yaml").write_text("name: Lakeside\n")
    with pytest.raises(TypeError):  # it is read, and that stands for reading here
        library_of(tmp_path)
