"""The library's cache saves time and changes nothing: any change of a file is seen."""

import datetime
import shutil
from pathlib import Path

import pytest

from generator import cache, compiled
from generator.compiled import library_of
from generator.errors import BadInput
from generator.library.reviews import Signature, record_reviews


def test_the_second_reading_is_the_same_library(own_cache: Path) -> None:
    first = library_of(None)
    assert len(list(own_cache.iterdir())) == 1
    assert library_of(None) == first


def test_any_change_in_a_clinics_folder_is_seen(own_cache: Path, tmp_path: Path) -> None:
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
    assert len(list(own_cache.iterdir())) >= 3


def test_a_broken_library_is_never_kept(own_cache: Path, tmp_path: Path) -> None:
    clinic = tmp_path / "ours"
    (clinic / "neck").mkdir(parents=True)
    (clinic / "neck" / "ccf_nod.yaml").write_text("id: ccf_nod\ncontra: [pr_pregnanzy]\n")
    for _ in range(2):
        with pytest.raises(BadInput, match="pr_pregnanzy"):
            library_of(clinic)
    assert not own_cache.exists() or list(own_cache.iterdir()) == []


def test_a_damaged_cache_is_read_anew(own_cache: Path) -> None:
    library = library_of(None)
    (kept,) = own_cache.iterdir()
    kept.write_bytes(b"\x00damaged")
    assert library_of(None) == library


def test_a_cache_that_others_may_write_is_not_trusted(own_cache: Path) -> None:
    own_cache.mkdir()
    own_cache.chmod(0o777)
    library_of(None)
    assert list(own_cache.iterdir()) == []


def test_room_is_made_though_another_run_makes_it_too(own_cache: Path) -> None:
    own_cache.mkdir(mode=0o700)
    for number in range(12):
        # What another run has just forgotten is still in our list, and no longer there.
        (own_cache / f"kind-{number}").symlink_to("gone")
    cache.keep("kind-new", b"new")
    assert cache.read("kind-new") == b"new"
    assert len(list(own_cache.iterdir())) == cache.MOST_OF_A_KIND


def test_without_a_cache_everything_works(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HEP_CACHE", "off")
    cache.folder.cache_clear()
    library_of(None)
    assert not own_cache.exists()
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HEP_CACHE", str(tmp_path / "file"))
    cache.folder.cache_clear()
    library_of(None)
    shutil.rmtree(own_cache, ignore_errors=True)


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
