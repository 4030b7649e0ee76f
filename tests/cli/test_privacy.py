"""What a handout's properties say: the title that the reader shows, and nothing of the patient."""

import getpass
import re
import socket
from pathlib import Path

import pikepdf
import pytest
import yaml

from tests.cli.conftest import Hep

EXAMPLES = Path(__file__).parents[2] / "examples"
TITLE = "Your home exercise program"
INFO = {
    "/Author", "/CreationDate", "/Creator", "/Keywords", "/ModDate", "/Producer", "/Subject",
    "/Title", "/Trapped",
}  # fmt: skip
XMP_TAGS = {"title", "creator", "language", "CreateDate", "part"}


def properties(path: Path, password: str = "") -> tuple[dict[str, str], str]:
    """The document's Info, and its XMP as text."""
    with pikepdf.open(path, password=password) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        return info, bytes(pdf.Root.Metadata.read_bytes()).decode()


def told(text: str, words: list[str]) -> list[str]:
    """Which of the words stand in a text, as whole words."""
    return [
        word
        for word in words
        if word and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
@pytest.mark.parametrize("case", sorted(EXAMPLES.glob("*.yaml")), ids=lambda case: case.stem)
def test_the_properties_name_no_patient_and_no_machine(
    hep: Hep, tmp_path: Path, case: Path, *, locked: bool
) -> None:
    (tmp_path / "secret").write_text("a good password")
    lock = ("--password-file", "secret") if locked else ()
    out = tmp_path / "made.pdf"
    assert hep("generate", str(case), "--stale-ok", "-o", str(out), *lock).code == 0
    patient = yaml.safe_load(case.read_text("utf-8"))["patient"]
    private = [*str(patient["name"]).split(), str(patient.get("id", "")), case.stem]
    machine = [socket.gethostname(), getpass.getuser(), str(tmp_path), tmp_path.name]
    info, xmp = properties(out, "a good password" if locked else "")
    assert info["/Title"] == TITLE
    assert set(info) <= INFO
    assert set(re.findall(r"<(?:dc|xmp|pdfuaid|pdf|xmpMM):(\w+)", xmp)) == XMP_TAGS
    values = " ".join([*info.values(), *re.findall(r">([^<>]+)<", xmp)])
    assert TITLE in values
    assert told(values, private + machine) == []
    assert not re.search(r"[/\\]", values.replace("/False", ""))
    assert told(values, ["EXERCISE program"]) == ["EXERCISE program"]


def test_the_file_names_no_path_anywhere(hep: Hep, tmp_path: Path) -> None:
    assert hep("generate", "case.yaml", "--stale-ok", "--date", "2026-11-21").code == 0
    with pikepdf.open("case.pdf") as pdf:
        pdf.save(
            "flat.pdf",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    flat = Path("flat.pdf").read_bytes().decode("latin-1")
    assert TITLE in flat
    assert told(flat, [str(tmp_path), tmp_path.name, "case.yaml"]) == []
