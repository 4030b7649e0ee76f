"""A clinic's own folder: letterhead, logo, paper, colors, templates, exercises."""

import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.cli.conftest import DAY, Hep

SETTINGS = """\
name: Cedar Street Headache Clinic
address: [120 Cedar Street, "Springfield, OR 97477"]
phone: (541) 555-0142
email: hello@cedar.example
web: cedar.example
logo: logo.png
colors: {accent: "#7a2e63"}
emergency_number: "112"
paper: a4
"""


@pytest.fixture
def clinic(hep: Hep) -> Path:
    """A clinic with a letterhead, in the folder where `hep` runs."""
    assert hep("--version").code == 0
    folder = Path("ours")
    folder.mkdir()
    Image.new("RGB", (300, 120), (14, 90, 106)).save(folder / "logo.png")
    (folder / "clinic.yaml").write_text(SETTINGS)
    return folder


def test_the_letterhead_is_on_the_handout(hep: Hep, clinic: Path) -> None:
    assert hep("check", "--clinic", str(clinic)).code == 0
    assert hep("generate", "case.yaml", *DAY, "--clinic", str(clinic)).code == 0
    with pikepdf.open("case.pdf") as pdf:
        assert [round(float(edge)) for edge in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
        assert len(pdf.pages[0].get_images()) == 1
    page = hep("generate", "case.yaml", *DAY, "--clinic", str(clinic), "--format", "html", "-o-")
    for words in ("Cedar Street Headache Clinic", "Call (541) 555-0142", "Call 112 now if"):
        assert words in page.out


def test_a_color_that_cannot_be_read_is_refused(hep: Hep, clinic: Path) -> None:
    (clinic / "clinic.yaml").write_text(SETTINGS.replace("#7a2e63", "#f0c0e0"))
    assert "contrast" in hep("check", "--clinic", str(clinic)).err
    ran = hep("generate", "case.yaml", *DAY, "--clinic", str(clinic))
    assert ran.code == 3
    assert not Path("case.pdf").exists()


def test_a_changed_stop_flag_needs_a_reason_and_is_told(hep: Hep, clinic: Path) -> None:
    flags = clinic / "flags.yaml"
    flags.write_text("flags:\n- id: rf_cancer\n  action: precaution\n")
    ran = hep("explain", "case.yaml", *DAY, "--clinic", str(clinic))
    assert ran.code == 3
    assert "flags.yaml:2:3" in ran.err
    assert "reason" in ran.err
    flags.write_text("flags:\n- id: rf_cancer\n  action: precaution\n  reason: our oncologist\n")
    told = hep("explain", "case.yaml", *DAY, "--clinic", str(clinic)).out
    assert "rf_cancer (action): our oncologist" in told
    notices = json.loads(hep("explain", "case.yaml", *DAY, "--clinic", "ours", "--json").out)
    assert any("our oncologist" in notice["text"] for notice in notices["notices"])
    assert "our oncologist" in hep("check", "--clinic", str(clinic)).out


def test_a_clinics_template_runs_in_a_sandbox(hep: Hep, clinic: Path) -> None:
    (clinic / "templates" / "parts").mkdir(parents=True)
    log = clinic / "templates" / "parts" / "log.j2"
    for words, fault in (
        ("{{ view.__class__.__mro__ }}", "unsafe"),
        ("{{ view.patient }}", "patient"),
        ("{% if %}", "Expected an expression"),
        ("{{ 1 / 0 }}", "division by zero"),
    ):
        log.write_text("{% macro log(view) %}\n<p>" + words + "</p>{% endmacro %}")
        ran = hep("generate", "case.yaml", *DAY, "--clinic", str(clinic))
        assert ran.code == 3
        assert "log.j2:2: " in ran.err
        assert fault in ran.err
        assert "Traceback" not in ran.err
        assert not Path("case.pdf").exists()
    log.write_text("{% macro log() %}<p>Ask us for a log.</p>{% endmacro %}")
    ran = hep("generate", "case.yaml", *DAY, "--clinic", str(clinic))
    assert ran.code == 3
    assert "macro 'log' takes not more than 0 argument(s)" in ran.err
    assert f"does not fit a template in {clinic / 'templates'}" in ran.err
    log.write_text("{% macro log(view) %}<p>Ask us for a log.</p>{% endmacro %}")
    page = hep("generate", "case.yaml", *DAY, "--clinic", str(clinic), "--format", "html", "-o-")
    assert "Ask us for a log." in page.out


def test_pictures_load_only_for_a_logo() -> None:
    code = "import sys, generator.handout.press; print('PIL.ExifTags' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
