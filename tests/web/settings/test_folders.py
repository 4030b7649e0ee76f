"""Two at once, and folders of all kinds."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from generator.errors import OutputError
from generator.model.clinic import Clinic
from generator.web.app import create_app
from generator.web.clinicfile import ClinicFile, Prepared, keep
from generator.web.settings import WebSettings
from tests.web.conftest import Client
from tests.web.pages import page, select, sent_by
from tests.web.settings.forms import TEXT, clinic_of, form, names, picture, problems, saved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.web.sessions import Sessions


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
