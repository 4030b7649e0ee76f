"""The settings as a browser fills them in, and a clinic's file with comments of its own."""

import io
from pathlib import Path
from typing import Any, Final

from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from generator.library.load import load_library
from generator.model.clinic import Clinic
from tests.web.conftest import Client
from tests.web.pages import page, select, sent_by

TEXT: Final = """\
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
