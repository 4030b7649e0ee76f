"""The settings: clinic.yaml as a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generator.check.report import check_library
from generator.web.clinicform import NAMES, fields_of
from tests.web.pages import page, sent_by, text
from tests.web.settings.forms import TEXT, clinic_of, form, problems, saved

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Client


def test_every_key_that_a_provider_may_set_is_a_field(client: Client, folder: Path) -> None:
    fields = set(form(client))
    of_the_model = set(type(clinic_of(folder)).__struct_fields__) - {"colors", "mail", "videos"}
    of_the_model |= {f"mail.{key}" for key in type(clinic_of(folder).mail).__struct_fields__}
    # A file is never named by a request: the logo is sent, a password stands elsewhere.
    assert of_the_model - {"logo", "mail.password_file"} <= fields
    assert fields == {*NAMES, "seen", "to", "video.exercise", "video.page", "colors.accent"}


def test_saving_what_is_shown_changes_nothing(client: Client, folder: Path) -> None:
    answer = saved(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings?saved=1")
    assert (folder / "clinic.yaml").read_text() == TEXT
    assert "Saved." in text(page(client.get("/settings?saved=1").data), "p.done")


def test_what_is_saved_is_read_by_everybody_and_comments_stay(client: Client, folder: Path) -> None:
    changes = {
        "phone": "0123",
        "address": "1 Elm Street\r\n\r\n  Salem \r\n",
        "paper": "a4",
        "colors.accent": "",
        "mail.port": "2525",
        "mail.per_minute": "",
        "mail.max_mb": "12.5",
        "emergency_number": "112",
        "timezone": "America/Chicago",
        "video.exercise": "ccf_nod",
        "video.page": "https://cedar.example/nod",
    }
    assert saved(client, **changes).status_code == 303
    found = clinic_of(folder)
    assert (found.phone, found.address, found.paper) == ("0123", ("1 Elm Street", "Salem"), "a4")
    assert (found.colors.accent, found.mail.port, found.mail.max_mb) == (None, 2525, 12.5)
    assert (found.mail.per_minute, found.mail.password_file) == (20, "secret.txt")
    assert found.videos == {"ccf_nod": "https://cedar.example/nod"}
    assert check_library(folder).problems == ()
    now = (folder / "clinic.yaml").read_text()
    assert re.findall("#[^0-9].*", now) == re.findall("#[^0-9].*", TEXT)
    assert fields_of(found)["videos.ccf_nod"] == ["https://cedar.example/nod"]
    assert "videos.ccf_nod" in form(client)


def test_the_next_handout_has_it(client: Client) -> None:
    before = client.get("/settings/sample.pdf")
    assert saved(client, name="Elm Street Clinic").status_code == 303
    after = client.get("/settings/sample.pdf")
    assert before.data.startswith(b"%PDF-")
    assert before.data != after.data
    assert after.headers["Content-Type"] == "application/pdf"
    assert "frame-ancestors 'self'" in after.headers["Content-Security-Policy"]


WRONG = (
    ("colors.accent", "#f0a0c0", "contrast of 1.9:1"),
    ("colors.accent", "red", "not in the right form"),
    ("paper", "a5", '"a5"'),
    ("timezone", "America/Chicgo", 'did you mean "America/Chicago"?'),
    ("qr", "http://cedar.example", "a page, as https://"),
    ("name", "x" * 301, "longer than 300"),
    ("name", "a\x00b", "cannot be printed"),
    ("name", "a\u2028b", "cannot be printed"),
    ("name", "a\nb", "cannot be printed"),
    ("address", "a\n" * 9, "at most 8 lines"),
    ("mail.sender", "nobody", "no email address"),
    ("mail.reply_to", "nobody", "no email address"),
    ("mail.port", "65536", "65535"),
    ("mail.port", "ten", "ten"),
    ("mail.max_mb", "0", "0"),
    ("mail.per_day", "1.5", "1.5"),
    ("mail.security", "none", "none"),
)


def test_a_problem_stands_beside_its_field_and_nothing_is_saved(
    client: Client, folder: Path
) -> None:
    shown = form(client)
    for field, value, said in WRONG:
        answer = client.send("/settings", shown | {field: value, "phone": "changed"})
        assert answer.status_code == 422, field
        assert said in problems(answer)[field]
        assert sent_by(page(answer.data))["phone"] == ["changed"]
    assert (folder / "clinic.yaml").read_text() == TEXT


def test_all_problems_are_said_at_once(client: Client) -> None:
    wrong = {
        "timezone": "x",
        "colors.accent": "#ffffff",
        "mail.sender": "",
        "video.page": "https://x.y",
    }
    assert set(problems(saved(client, **wrong))) == {
        "timezone",
        "colors.accent",
        "mail.host",
        "mail.sender",
        "video.exercise",
    }


def test_a_server_without_encryption_is_refused_by_name(client: Client, folder: Path) -> None:
    text_ = TEXT.replace("  user: hello\n  password_file: secret.txt\n", "")
    (folder / "clinic.yaml").write_text(text_)
    answer = saved(client, **{"mail.security": "plain"})
    assert "anybody on the way" in problems(answer)["mail.security"]
    named = {"mail.security": "plain", "mail.plain_to": "smtp.cedar.example"}
    assert saved(client, **named).status_code == 303


def test_a_password_is_not_sent_to_another_server(client: Client, folder: Path) -> None:
    (folder / "secret.txt").write_text("hunter2 hunter2\n")
    answer = saved(client, **{"mail.host": "evil.example"})
    assert "kept for smtp.cedar.example" in problems(answer)["mail.host"]
    tried = client.send("/settings/mail", form(client, **{"mail.host": "127.0.0.1"}))
    assert tried.status_code == 422
    assert "hunter2" not in answer.text + tried.text + client.get("/settings").text
    assert "secret.txt" not in client.get("/settings").text


def test_a_field_that_there_is_not_sets_nothing(client: Client, folder: Path) -> None:
    sneaky = {"mail.password_file": "/etc/passwd", "mail.password": "x", "logo": "../x.png"}
    assert saved(client, **sneaky, phone="1").status_code == 303
    found = clinic_of(folder)
    assert (found.mail.password_file, found.logo, found.phone) == ("secret.txt", "logo.png", "1")


@pytest.mark.parametrize(
    ("known", "changes"),
    [
        ("security: tls", {"mail.security": "plain"}),
        ("security: plain", {"mail.port": "2525"}),
    ],
)
def test_a_password_is_not_sent_openly_to_whoever_listens_here(
    client: Client, folder: Path, known: str, changes: dict[str, str]
) -> None:
    (folder / "secret.txt").write_text("hunter2 hunter2\n")
    (folder / "clinic.yaml").write_text(TEXT.replace("smtp.cedar.example", f"localhost\n  {known}"))
    answer = saved(client, **changes)
    assert "kept for localhost, as it is reached now" in problems(answer)["mail.security"]
    assert saved(client, **{"mail.user": "another"}).status_code == 303
