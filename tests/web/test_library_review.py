"""Reviews on the page: signed as seen, kept in the clinic's folder, stale once edited."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from generator.compiled import library_of
from generator.library.reviews import FILE, Signature, read_reviews, record_reviews
from generator.model.library import content_hash
from generator.web.settings import WebSettings
from tests.library.folder import write
from tests.web.conftest import Client, let_in
from tests.web.pages import page, select, text

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

KEY = "ccf_nod"
OTHER = Signature(by="Dr. B. Ito", license_number="PT2", date=datetime.date(2026, 11, 20))
NAMED = {"by": "Dr. M. Lee", "license": "PT20871", "date": "2026-11-20"}


def form_of(client: Client, key: str, action: str = "review") -> dict[str, str]:
    """The fields of a form as a browser would send them."""
    (form,) = select(
        page(client.get(f"/library/{key}").data), f'form[action="/library/{key}/{action}"]'
    )
    return {one.get("name"): one.get("value", "") for one in select(form, "input[name]")}


def sign(client: Client, key: str = KEY, **changes: str) -> TestResponse:
    return client.send(f"/library/{key}/review", form_of(client, key) | NAMED | changes)


def by_another(clinic: Path, key: str = KEY, by: Signature = OTHER) -> None:
    record_reviews(clinic, library_of(clinic), (key,), by)


def problems(answer: TestResponse) -> str:
    assert answer.status_code == 422
    root = page(answer.data)
    return text(root, "section.sign p.wrong") + text(root, "section.sign p.problem")


def test_a_review_is_kept_in_the_clinics_folder(clinic: Path, at_clinic: Client) -> None:
    answer = sign(at_clinic)
    assert (answer.status_code, answer.location) == (303, f"/library/{KEY}?done={KEY}")
    library = library_of(clinic)
    record = library.reviews[KEY]
    assert record.hash == content_hash(library.exercises[KEY])
    assert (record.by, record.license, record.date) == tuple(NAMED.values())
    root = page(at_clinic.get(answer.location).data)
    assert "reviewed by Dr. M. Lee" in text(root, "p.told")
    assert text(root, "header p.state") == "Reviewed"
    assert text(page(at_clinic.get("/library").data), "p.progress").startswith("1 of ")


def test_the_next_one_follows_and_the_name_is_remembered(clinic: Path, at_clinic: Client) -> None:
    first, second = library_of(clinic).reviewable[:2]
    assert form_of(at_clinic, first)["by"] == ""
    answer = sign(at_clinic, first, next="1")
    assert answer.location == f"/library/{second}?done={first}"
    again = form_of(at_clinic, second)
    assert (again["by"], again["license"]) == ("Dr. M. Lee", "PT20871")
    assert again["date"] == "2026-11-23"
    other = at_clinic.application.test_client()
    assert isinstance(other, Client)
    token = at_clinic.application.extensions["hep-sessions"].invite()
    assert other.get("/enter", query_string={"token": token}).status_code == 200
    assert form_of(other, second)["by"] == ""


def test_the_last_one_leads_to_the_list(clinic: Path, at_clinic: Client) -> None:
    library = library_of(clinic)
    record_reviews(clinic, library, tuple(key for key in library.reviewable if key != KEY), OTHER)
    with at_clinic.application.app_context():
        at_clinic.application.extensions["hep-desk"].renew()
    assert "go to the next" not in at_clinic.get(f"/library/{KEY}").text
    answer = sign(at_clinic, next="1")
    assert answer.location == "/library/review-list"
    root = page(at_clinic.get(answer.location).data)
    assert "Everything is reviewed" in text(root, "p.told")
    total = len(library.reviewable)
    assert text(root, "p.progress") == f"{total} of {total} reviewed"


def test_an_edit_makes_it_stale_and_so_does_the_page_say(clinic: Path, at_clinic: Client) -> None:
    sign(at_clinic)
    write(clinic, {f"neck/{KEY}.yaml": f"id: {KEY}\nminutes: 2.25\n"})
    sign(at_clinic, "rules")  # the page reads the folder anew
    root = page(at_clinic.get(f"/library/{KEY}").data)
    assert text(root, "header p.state") == "Edited since its review"
    assert "It was edited since" in text(root, "section.sign")
    listed = page(at_clinic.get("/library/review-list?state=stale").data)
    assert [one.get("href") for one in select(listed, "ul.lines a")] == [f"/library/{KEY}"]
    assert KEY in at_clinic.get("/library?state=stale").text
    assert sign(at_clinic).status_code == 303
    assert library_of(clinic).review_state(KEY) == "reviewed"


def test_nobody_signs_for_what_was_edited_meanwhile(clinic: Path, at_clinic: Client) -> None:
    form = form_of(at_clinic, KEY) | NAMED
    write(clinic, {f"neck/{KEY}.yaml": f"id: {KEY}\nfeel: Something else entirely.\n"})
    answer = at_clinic.send(f"/library/{KEY}/review", form)
    assert "edited since you opened it" in problems(answer)
    assert not (clinic / FILE).exists()
    root = page(answer.data)
    assert "Something else entirely." in text(root, "dl.said")
    (name,) = select(root, 'input[id="by"]')
    assert name.get("value") == "Dr. M. Lee"
    assert sign(at_clinic).status_code == 303


def test_the_mark_of_another_is_not_lost(clinic: Path, at_clinic: Client) -> None:
    form = form_of(at_clinic, KEY) | NAMED
    by_another(clinic)
    assert "Somebody else reviewed" in problems(at_clinic.send(f"/library/{KEY}/review", form))
    assert read_reviews(clinic)[KEY].by == "Dr. B. Ito"
    back = form_of(at_clinic, KEY, "take-back")
    by_another(clinic, by=replace(OTHER, by="Dr. C. Roy"))
    assert "Somebody else" in problems(at_clinic.send(f"/library/{KEY}/take-back", back))
    assert read_reviews(clinic)[KEY].by == "Dr. C. Roy"


def test_many_who_sign_at_once_are_all_kept(clinic: Path) -> None:
    keys = library_of(clinic).reviewable[:8]
    browsers = {key: let_in(WebSettings(db=clinic / "x.db", clinic=clinic)) for key in keys[:4]}
    browsers |= {key: browsers[keys[at]] for at, key in enumerate(keys[4:])}
    forms = {key: form_of(browsers[key], key) | NAMED | {"by": key} for key in keys}

    def send(start: int) -> list[int]:
        mine = keys[start::4]
        return [
            browsers[key].send(f"/library/{key}/review", forms[key]).status_code for key in mine
        ]

    with ThreadPoolExecutor(4) as pool:
        assert [code for codes in pool.map(send, range(4)) for code in codes] == [303] * 8
    assert {key: one.by for key, one in read_reviews(clinic).items()} == {key: key for key in keys}


def test_a_review_is_taken_back(clinic: Path, at_clinic: Client) -> None:
    sign(at_clinic)
    sign(at_clinic, "rf_gca")
    answer = at_clinic.send(f"/library/{KEY}/take-back", form_of(at_clinic, KEY, "take-back"))
    assert answer.status_code == 303
    assert set(read_reviews(clinic)) == {"rf_gca"}
    root = page(at_clinic.get(answer.location).data)
    assert "is a draft again" in text(root, "p.told")
    assert not select(root, f'form[action="/library/{KEY}/take-back"]')
    nothing = at_clinic.send(f"/library/{KEY}/take-back", {"seen": content_hash(None)})
    assert "Somebody else" in problems(nothing)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("by", "  ", "Write your name."),
        ("license", "", "Write your license number."),
        ("by", "x" * 121, "longer than 120"),
        ("by", "a\x85b", "cannot be printed"),
        ("license", "\u202e1TP", "cannot be printed"),
        ("date", "2026-11-24", "has not come yet"),
        ("date", "yesterday", "Write the day like"),
        ("date", "", "Write the day like"),
        ("content", "0123456789abcdef", "edited since"),
        ("seen", "", "Somebody else"),
    ],
)
def test_a_form_that_cannot_be_signed_says_why(
    clinic: Path, at_clinic: Client, field: str, value: str, said: str
) -> None:
    answer = sign(at_clinic, **{field: value})
    assert said in problems(answer)
    assert not (clinic / FILE).exists()
    if field in NAMED:
        (wrong,) = select(page(answer.data), f'input[id="{field}"]')
        assert (wrong.get("value"), wrong.get("aria-invalid")) == (value, "true")


def test_a_field_that_is_missing_is_no_fault(at_clinic: Client) -> None:
    for path in (f"/library/{KEY}/review", f"/library/{KEY}/take-back"):
        assert at_clinic.send(path, {}).status_code == 422
    assert at_clinic.send("/library/nope/review", NAMED).status_code == 404
    assert at_clinic.send("/library/nope/take-back", {}).status_code == 404


def test_without_a_folder_the_page_says_what_to_type(client: Client) -> None:
    for path in (f"/library/{KEY}", "/library/review-list"):
        root = page(client.get(path).data)
        assert "hep serve --clinic our-clinic" in text(root, "main pre")
        assert not select(root, "button[name]")
    form = NAMED | {"content": "", "seen": ""}
    assert "without a clinic's folder" in problems(client.send(f"/library/{KEY}/review", form))


def test_a_folder_that_cannot_be_written_is_said(clinic: Path, at_clinic: Client) -> None:
    form = form_of(at_clinic, KEY) | NAMED
    (clinic / ".reviews.lock").mkdir()  # as root, no permission would stop us
    said = problems(at_clinic.send(f"/library/{KEY}/review", form))
    assert "This is a folder" in said
    assert str(clinic) not in said


def test_a_folder_that_broke_meanwhile_is_said_and_the_page_goes_on(
    clinic: Path, at_clinic: Client
) -> None:
    form = form_of(at_clinic, KEY) | NAMED
    write(clinic, {"flags.yaml": "flags: 3\n"})
    said = problems(at_clinic.send(f"/library/{KEY}/review", form))
    assert "list of entries" in said
    assert at_clinic.get("/library").status_code == 200


def test_the_list_counts_by_kind(clinic: Path, at_clinic: Client) -> None:
    sign(at_clinic, "rules")
    root = page(at_clinic.get("/library/review-list").data)
    heads = [" ".join(one.text_content().split()) for one in select(root, "section.list h2")]
    library = library_of(clinic)
    assert heads == [
        f"Red flags and limits 0 of {len(library.flags)}",
        "Whole files 1 of 4",
        f"Texts for the patient 0 of {len(library.patient_texts)}",
        f"Exercises 0 of {len(library.exercises)}",
    ]
    links = [one.get("href").rpartition("/")[2] for one in select(root, "ul.lines a")]
    assert links == list(library.reviewable)
    assert "There is none." in text(
        page(at_clinic.get("/library/review-list?state=stale").data), "p.nothing"
    )


def test_hostile_names_stay_words(clinic: Path, at_clinic: Client) -> None:
    hostile: dict[str, Any] = {"by": "<script>alert(1)</script>", "license": '"><b>: {#'}
    sign(at_clinic, **hostile)
    assert read_reviews(clinic)[KEY].license == hostile["license"]
    for path in (f"/library/{KEY}", "/library/review-list", f"/library/rules?done={KEY}"):
        shown = at_clinic.get(path).data
        assert b"<script>" not in shown
        assert b'"><b>' not in shown
