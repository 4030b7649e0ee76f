"""The settings: clinic.yaml as a form."""

from __future__ import annotations

import hashlib
import io
import os
import re
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from generator.check.clinic import LARGEST_LOGO
from generator.check.report import check_library
from generator.errors import OutputError
from generator.library.load import load_library
from generator.model.clinic import Clinic
from generator.web.app import create_app
from generator.web.clinicfile import ClinicFile, Prepared, keep
from generator.web.clinicform import NAMES, fields_of
from generator.web.settings import WebSettings
from tests.web.conftest import Client
from tests.web.pages import page, select, sent_by, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    from generator.web.sessions import Sessions

TEXT = """\
# Cedar Street
name: Cedar Street Headache Clinic  # as on the door
address: [120 Cedar Street, "Springfield, OR 97477"]
phone: (541) 555-0142
logo: logo.png
# wine red
colors: {accent: "#7a2e63"}
mail:
  # ours
  host: smtp.cedar.example
  sender: Cedar Street <hello@cedar.example>
  user: hello
  password_file: secret.txt
# the end
"""


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (14, 90, 106)).save(out, kind)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "our-clinic"
    found.mkdir()
    (found / "logo.png").write_bytes(picture())
    (found / "clinic.yaml").write_text(TEXT)
    return found


@pytest.fixture
def app(tmp_path: Path, folder: Path, sessions: Sessions) -> Flask:
    made = create_app(WebSettings(db=tmp_path / "record.db", clinic=folder), sessions)
    made.test_client_class = Client
    return made


def form(client: Client, **changes: Any) -> dict[str, Any]:
    """What a browser would send, with some fields changed; `_` stands for a point in a name."""
    fields: dict[str, Any] = {
        name: values[0]
        for name, values in sent_by(page(client.get("/settings").data)).items()
        if name not in ("csrf_token", "logo", "logo.remove")
    }
    return fields | changes


def saved(client: Client, **changes: Any) -> TestResponse:
    return client.send("/settings", form(client, **changes))


def uploaded(client: Client, logo: bytes, name: str) -> TestResponse:
    """A logo, written out here: Flask's client would leave a file of its own open."""
    fields = {"csrf_token": client.token(), **form(client)}
    file = FileStorage(io.BytesIO(logo), name)
    boundary, body = encode_multipart({**fields, "logo": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/settings", data=body, content_type=kind)


def clinic_of(folder: Path) -> Clinic:
    return load_library(folder).library.clinic


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def problems(answer: TestResponse) -> dict[str, str]:
    """What stands beside each field."""
    root = page(answer.data)
    return {
        one.getparent().get("id").removesuffix("-problem"): one.text_content()
        for one in select(root, "[data-part] p.problem")
    }


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


# --- The logo -------------------------------------------------------------------------------------


def test_a_logo_is_kept_under_a_name_of_ours(client: Client, folder: Path) -> None:
    data = picture("JPEG", (80, 30))
    answer = uploaded(client, data, "../../../evil.png")
    assert answer.status_code == 303
    name = f"letterhead-logo-{hashlib.sha256(data).hexdigest()[:16]}.jpg"
    assert clinic_of(folder).logo == name
    assert (folder / name).read_bytes() == data
    assert names(folder) == sorted(["clinic.yaml", "logo.png", name])
    shown = client.get("/settings/logo")
    assert (shown.data, shown.headers["Content-Type"]) == (data, "image/jpeg")
    # The next one takes its place; what the clinic itself put there stays.
    assert uploaded(client, picture(), "x").status_code == 303
    assert not (folder / name).exists()
    assert saved(client, **{"logo.remove": "on"}).status_code == 303
    assert clinic_of(folder).logo == ""
    assert client.get("/settings/logo").status_code == 404
    assert names(folder) == ["clinic.yaml", "logo.png"]


NO_LOGOS = (
    (b"<svg/>", "no PNG or JPEG"),
    (picture()[:-30], "damaged"),
    (b"\x89PNG\r\n\x1a\n", "damaged"),
    (picture("GIF"), "no PNG or JPEG"),
    (b"\xff\xd8\xff" + bytes(LARGEST_LOGO), "larger than 1 MB"),
    (picture(size=(4001, 4000)), "4001 by 4000 dots"),
)


def test_what_is_no_logo_is_refused(client: Client, folder: Path) -> None:
    for data, said in NO_LOGOS:
        answer = uploaded(client, data, "logo.png")
        assert answer.status_code == 422
        assert said in problems(answer)["logo"]
    assert names(folder) == ["clinic.yaml", "logo.png"]


def test_only_a_picture_of_the_folder_is_shown(client: Client, folder: Path) -> None:
    (folder.parent / "secret.png").write_bytes(picture())
    for name in ("../secret.png", str(folder.parent / "secret.png"), "clinic.yaml"):
        (folder / "clinic.yaml").write_text(f'logo: "{name}"\n')
        assert client.get("/settings/logo").status_code == 404


# --- Two at once, and folders of all kinds --------------------------------------------------------


def test_two_at_once_do_not_overwrite_each_other(client: Client, folder: Path) -> None:
    mine = form(client, phone="mine", web="mine.example")
    assert saved(client, phone="theirs").status_code == 303
    answer = client.send("/settings", mine)
    assert answer.status_code == 409
    assert clinic_of(folder).phone == "theirs"
    assert sent_by(page(answer.data))["phone"] == ["mine"]
    assert problems(answer) == {
        "phone": "Somebody else saved: theirs",
        "web": "Somebody else saved: nothing",
    }
    again = {
        name: values[0] for name, values in sent_by(page(answer.data)).items() if name != "logo"
    }
    assert client.send("/settings", again).status_code == 303
    assert (clinic_of(folder).phone, clinic_of(folder).web) == ("mine", "mine.example")


def test_a_form_that_was_tried_still_knows_its_version(client: Client) -> None:
    mine = form(client, phone="mine", **{"mail.host": "", "mail.user": "", "mail.sender": ""})
    assert saved(client, phone="theirs").status_code == 303
    tried = client.send("/settings/mail", mine)
    assert sent_by(page(tried.data))["seen"] == [mine["seen"]]


def test_a_folder_without_a_file_gets_one(client: Client, folder: Path) -> None:
    (folder / "clinic.yaml").unlink()
    assert saved(client).status_code == 303
    assert not (folder / "clinic.yaml").exists()
    assert saved(client, name="Elm Street", phone="1", emergency_number="112").status_code == 303
    assert (folder / "clinic.yaml").read_text().startswith("# The clinic, as its handouts")
    assert clinic_of(folder).name == "Elm Street"


def test_without_a_folder_the_page_says_what_to_type(tmp_path: Path, sessions: Sessions) -> None:
    app = create_app(WebSettings(db=tmp_path / "record.db"), sessions)
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    client.get("/enter", query_string={"token": sessions.invite()})
    answer = client.get("/settings")
    assert answer.status_code == 200
    assert "hep serve --clinic our-clinic" in answer.text
    for path in ("/settings", "/settings/mail"):
        assert "hep serve --clinic our-clinic" in client.send(path).text
    assert client.get("/settings/logo").status_code == 404
    assert client.get("/settings/sample.pdf").status_code == 200


def test_a_file_that_cannot_be_read_is_named_by_line(client: Client, folder: Path) -> None:
    client.get("/settings")
    (folder / "clinic.yaml").write_text("name: x\nphne: 1\n")
    answer = client.get("/settings")
    assert answer.status_code == 422
    assert "Line 2" in answer.text
    assert 'did you mean "phone"?' in page(answer.data).text_content()


def test_a_fault_elsewhere_in_the_folder_stops_saving(client: Client, folder: Path) -> None:
    fields = form(client, phone="1")
    (folder / "rules.yaml").write_text("no_such: 1\n")
    answer = client.send("/settings", fields)
    assert answer.status_code == 422
    assert "rules.yaml, line 1" in answer.text
    assert (folder / "clinic.yaml").read_text() == TEXT


@contextmanager
def nobody() -> Iterator[None]:
    """As a user to whom nothing belongs."""
    if os.getuid() == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if os.getuid() == 0:
            os.seteuid(0)


def test_a_folder_that_cannot_be_written_is_told(client: Client, folder: Path) -> None:
    shown = client.get("/settings")
    assert select(page(shown.data), "button[disabled]") == []
    with TemporaryDirectory() as name:
        other = Path(name)
        other.chmod(0o555)
        file = ClinicFile(folder=other, data=b"", clinic=Clinic())
        with nobody():
            assert not file.writable
            with pytest.raises(OutputError, match="you are not allowed to write"):
                keep(file, Prepared(clinic=Clinic(), text="name: x\n"), picture())
        assert names(other) == []
    # A page that could write when it was shown, and not when it was saved.
    fields = form(client, phone="1")
    (folder / "clinic.yaml").rename(folder.parent / "clinic.yaml")
    (folder / "clinic.yaml").symlink_to("/proc/self/clinic.yaml")
    answer = client.send("/settings", fields | {"seen": hashlib.sha256(b"").hexdigest()})
    assert answer.status_code == 422
    assert "Nothing is saved yet" in answer.text


def test_when_the_file_cannot_be_written_the_new_logo_goes_too() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "clinic.yaml").mkdir()
        file = ClinicFile(folder=folder, data=b"", clinic=Clinic())
        with pytest.raises(OutputError, match="this is a folder"):
            keep(file, Prepared(clinic=Clinic(), text="name: x\n"), picture())
        assert names(folder) == ["clinic.yaml"]
