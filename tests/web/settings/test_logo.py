"""The logo: checked, kept under a name of ours, and shown."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from generator.check.clinic import LARGEST_LOGO
from tests.web.settings.forms import clinic_of, names, picture, problems, saved, uploaded

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Client


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
