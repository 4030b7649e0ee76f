"""A review is recorded with what was reviewed, and an edit makes it stale."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from generator.errors import BadInput, OutputError
from generator.files import locked
from generator.library import load_library
from generator.library.reviews import (
    LOCK,
    Signature,
    read_reviews,
    record_reviews,
    withdraw_reviews,
)
from generator.model.library import content_hash
from generator.yamlread import read_yaml
from tests.library.folder import said, write

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime.date(2026, 11, 20)
SIGNATURE = Signature(by="Dr. M. Lee", license_number="PT1", date=DAY)


def review(folder: Path, *ids: str, by: str = "Dr. M. Lee", license_number: str = "PT1234") -> None:
    library = load_library(folder).library
    record_reviews(folder, library, ids, Signature(by=by, license_number=license_number, date=DAY))


def state(folder: Path, key: str) -> str:
    return load_library(folder).library.review_state(key)


def test_a_review_is_recorded_and_an_edit_makes_it_stale(tmp_path: Path) -> None:
    write(tmp_path, {"neck/ccf_nod.yaml": "id: ccf_nod\nminutes: 2\n"})
    review(tmp_path, "ccf_nod", "rules", "rf_gca", "emergency")
    for key in ("ccf_nod", "rules", "rf_gca", "emergency"):
        assert state(tmp_path, key) == "reviewed"
    assert state(tmp_path, "stop_texts") == "draft"
    record = load_library(tmp_path).library.reviews["ccf_nod"]
    assert (record.by, record.license, record.date) == ("Dr. M. Lee", "PT1234", "2026-11-20")

    write(tmp_path, {"neck/ccf_nod.yaml": "# another layout\nminutes: 2\nid: ccf_nod\n"})
    assert state(tmp_path, "ccf_nod") == "reviewed"
    write(tmp_path, {"neck/ccf_nod.yaml": "id: ccf_nod\nminutes: 2.25\n"})
    assert state(tmp_path, "ccf_nod") == "stale"
    assert state(tmp_path, "rules") == "reviewed"

    review(tmp_path, "ccf_nod")
    assert state(tmp_path, "ccf_nod") == "reviewed"
    assert sorted(load_library(tmp_path).library.reviews) == [
        "ccf_nod",
        "emergency",
        "rf_gca",
        "rules",
    ]


def test_an_unknown_id_is_not_reviewed(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        review(tmp_path, "ccf_nod", "ccf_nodd", "zzz")
    assert said(caught.value.problems, tmp_path) == [
        'hep review: nothing to review is called "ccf_nodd"; did you mean "ccf_nod"?',
        'hep review: nothing to review is called "zzz"',
    ]
    assert not (tmp_path / "reviews.yaml").exists()


def test_a_review_needs_a_folder_to_be_kept_in(tmp_path: Path) -> None:
    library = load_library().library
    with pytest.raises(OutputError):
        record_reviews(tmp_path / "gone", library, ("rules",), SIGNATURE)


@pytest.mark.parametrize("hash_", ["1234567890123456", "12e4567890123456", "0000000000000000"])
def test_a_hash_that_looks_like_a_number_is_read_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hash_: str
) -> None:
    monkeypatch.setattr("generator.library.reviews.content_hash", lambda _content: hash_)
    review(tmp_path, "rules", by="No: # 'O\\Brien' \"Núñez\"", license_number="007")
    record = load_library(tmp_path).library.reviews["rules"]
    assert (record.hash, record.license) == (hash_, "007")
    assert record.by == "No: # 'O\\Brien' \"Núñez\""


def test_the_file_of_reviews_says_what_it_is(tmp_path: Path) -> None:
    review(tmp_path, "rules")
    text = (tmp_path / "reviews.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Clinical reviews, written by `hep review`")
    assert read_yaml(text, "reviews.yaml").data == {
        "rules": {
            "hash": content_hash(load_library().library.rules),
            "by": "Dr. M. Lee",
            "license": "PT1234",
            "date": "2026-11-20",
        }
    }


def test_two_who_review_at_once_lose_nothing(tmp_path: Path) -> None:
    ours = load_library().library
    ids = ours.reviewable[:24]
    old = load_library(tmp_path).library  # as a page holds it that was opened before

    def sign(key: str) -> None:
        record_reviews(tmp_path, old, (key,), replace(SIGNATURE, by=key))

    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(sign, ids))
    assert {key: one.by for key, one in read_reviews(tmp_path).items()} == {key: key for key in ids}


def test_a_lock_that_is_never_let_go_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.files.LOCKED_S", 0.0)
    with locked(tmp_path / LOCK), pytest.raises(OutputError, match="another program is writing"):
        review(tmp_path, "rules")
    review(tmp_path, "rules")
    assert state(tmp_path, "rules") == "reviewed"


def test_a_review_is_taken_back(tmp_path: Path) -> None:
    review(tmp_path, "rules", "rf_gca")
    first = read_reviews(tmp_path)
    withdraw_reviews(tmp_path, {"rules": first["rules"]})
    assert (state(tmp_path, "rules"), state(tmp_path, "rf_gca")) == ("draft", "reviewed")
    withdraw_reviews(tmp_path, {"rf_gca": first["rf_gca"]})
    assert (state(tmp_path, "rf_gca"), read_reviews(tmp_path)) == ("draft", {})


def test_a_mark_that_was_not_seen_is_neither_replaced_nor_taken_back(tmp_path: Path) -> None:
    review(tmp_path, "rules", by="Ana")
    old = read_reviews(tmp_path)
    review(tmp_path, "rules", by="Ben")
    library = load_library(tmp_path).library
    with pytest.raises(BadInput, match="somebody else reviewed rules meanwhile"):
        withdraw_reviews(tmp_path, old)
    for seen in (old, {}):
        with pytest.raises(BadInput, match="somebody else"):
            record_reviews(tmp_path, library, ("rules",), SIGNATURE, seen)
    assert read_reviews(tmp_path)["rules"].by == "Ben"


@pytest.mark.parametrize(
    "name", ["a\x07b", "\ud800", "line\u2028line", "\x85", "\ufeffA", "\U0001f600"]
)
def test_no_name_makes_the_file_unreadable(tmp_path: Path, name: str) -> None:
    review(tmp_path, "rf_gca")
    try:
        review(tmp_path, "rules", by=name)
    except BadInput:
        assert set(read_reviews(tmp_path)) == {"rf_gca"}
    else:
        assert read_reviews(tmp_path)["rules"].by == name
