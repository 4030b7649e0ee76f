"""The sample handout, made once for all tests that only read it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.handout.pdf import render_pdf
from generator.handout.template import render_xhtml
from generator.handout.theme import Theme
from generator.handout.view import HandoutView
from tests.handout.sample import DAY, SAMPLE, TEMPLATES


@pytest.fixture(scope="session")
def sample_xhtml() -> str:
    """The sample as XHTML."""
    return render_xhtml(SAMPLE, TEMPLATES)


@pytest.fixture(scope="session")
def sample_pdf(sample_xhtml: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a PDF file on letter paper."""
    path = tmp_path_factory.mktemp("handout") / "sample.pdf"
    path.write_bytes(render_pdf(sample_xhtml, Theme(), created=DAY))
    return path


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    """Makes the PDF of a changed sample: `made(patient_name="…")`."""

    def make(view: HandoutView = SAMPLE, **changes: object) -> Path:
        path = tmp_path / "handout.pdf"
        changed = replace(view, **changes)
        path.write_bytes(render_pdf(render_xhtml(changed, TEMPLATES), Theme(), created=DAY))
        return path

    return make
