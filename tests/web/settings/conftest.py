"""The page of a clinic with a folder of its own."""

from pathlib import Path

import pytest
from flask import Flask

from generator.web.app import create_app
from generator.web.sessions import Sessions
from generator.web.settings import WebSettings
from tests.web.conftest import Client
from tests.web.settings.forms import TEXT, picture


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
